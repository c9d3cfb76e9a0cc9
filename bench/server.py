"""A real gunicorn process for a benchmark, and what it burns: CPU and memory of its process tree."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree_of(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += tree_of(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """Return user and system seconds of a process tree, finished children included."""
    total = 0
    for one in tree_of(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += sum(int(fields[i]) for i in (11, 12, 13, 14))
    return total / TICK


def megabytes(pid: int) -> float:
    """Return the proportional memory of a process tree."""
    total = 0
    for one in tree_of(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


@contextmanager
def gunicorn(target: str, environ: dict[str, str], probe: str) -> Iterator[tuple[str, int]]:
    """Serve a WSGI application with one worker process; give its address and process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1",
               "--worker-class", "gthread", "--threads", "2", "--keep-alive", "60", "--log-level", "error", target]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environ})
    address = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(200):
            try:
                urllib.request.urlopen(address + probe, timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)
