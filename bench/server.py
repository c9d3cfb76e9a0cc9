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

ROOT = Path(__file__).resolve().parents[1]
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
    """Return user and system seconds of a process tree, finished children included.

    Living threads are read to the nanosecond, finished children to a tick of the clock.
    """
    total = 0.0
    for one in tree_of(pid):
        for thread in Path(f"/proc/{one}/task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0]) / 1e9
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[13]) + int(fields[14])) / TICK
    return total


def megabytes(pid: int) -> float:
    """Return the proportional memory of a process tree."""
    total = 0
    for one in tree_of(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


@contextmanager
def gunicorn(target: str, environ: dict[str, str], probe: str, workers: int = 1) -> Iterator[tuple[str, int]]:
    """Serve a WSGI application with the portal's own settings; give its address and process id."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--worker-class",
        "gthread",
        "--threads",
        "2",
        "--keep-alive",
        "300",
        "--log-level",
        "error",
        "--no-control-socket",
        target,
    ]
    if target == "wsgi:app":
        command[3:3] = ["--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    kept = {name: value for name, value in os.environ.items() if name != "EMBEDDED_WORKER"}
    process = subprocess.Popen(command, env={**kept, **environ}, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address + probe, process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")
