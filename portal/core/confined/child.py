"""What a confined process gives up before it looks at the first byte. The standard library only."""

import sys
from contextlib import suppress
from pathlib import Path

MEBIBYTE = 2**20


def confine(memory_mib: int, cpu_seconds: int) -> None:
    """Give up memory beyond so much, time beyond so much, files and children, for good.

    Where the machine runs out of memory, this process ends before any other of the portal. The limits
    hold on Linux, where the portal is served; elsewhere those the system knows are set and the parent's
    wall clock remains.
    """
    try:
        import resource
    except ImportError:
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    wanted = {"RLIMIT_AS": memory_mib * MEBIBYTE, "RLIMIT_CPU": cpu_seconds, "RLIMIT_FSIZE": 0}
    for name, value in {**wanted, "RLIMIT_CORE": 0, "RLIMIT_NPROC": 0}.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":
                raise
