"""The real server as a process tree of its own, started and killed without warning."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = "wsgi:app"


def free_port() -> int:
    """Return a port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """gunicorn with one web process and the embedded worker, on a port of its own.

    The first start is cold (`python -m gunicorn`); later ones are forked from a process that has
    the libraries loaded. `kill` ends the whole tree with SIGKILL.
    """

    def __init__(self, environment: Mapping[str, str], log: Path, application: str = APPLICATION) -> None:
        self.port = free_port()
        self.application = application
        self.log = log.open("ab")
        self.group = 0
        given = {"EMBEDDED_WORKER": "1", "PORT": str(self.port), "PYTHONPATH": str(ROOT), **environment}
        self.environment = {**_clean_environment(), **given}
        self.zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.zygote"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            bufsize=1,
        )
        self.cold: subprocess.Popen[bytes] | None = None

    def start_cold(self) -> None:
        """Start as an operator does."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "deploy/gunicorn.conf.py",
            "-b",
            f"127.0.0.1:{self.port}",
            "--threads",
            "4",
            "-w",
            "1",
            self.application,
        ]
        self.cold = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.group = self.cold.pid
        self._wait()

    def start(self) -> None:
        """Start from the loaded process, and return when it answers."""
        assert self.zygote.stdin is not None and self.zygote.stdout is not None
        self.zygote.stdin.write(f"start {self.port} {self.application}\n")
        line = self.zygote.stdout.readline().strip()
        while not line.isdigit():
            assert line, "the loaded process ended"
            line = self.zygote.stdout.readline().strip()
        self.group = int(line)
        self._wait()

    def _wait(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
                line.sendall(request)
                if b" 200 " in line.recv(64):
                    return
            time.sleep(0.01)
        raise AssertionError(f"the server did not answer; see {self.log.name}")

    def kill(self) -> None:
        """Kill the arbiter and its worker without warning, and return when both are gone."""
        if not self.group:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)
        if self.cold is not None and self.cold.pid == self.group:
            self.cold.wait()
        while _alive(self.group):
            time.sleep(0.002)
        self.group = 0

    def close(self) -> None:
        """End everything this object started."""
        self.kill()
        self.zygote.kill()
        self.zygote.wait()
        self.log.close()


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _clean_environment() -> dict[str, str]:
    unwanted = (
        "DATABASE_URL",
        "PORT",
        "PORTAL_ENV",
        "SMTP_URL",
        "STORAGE_URL",
        "FLASK_DEBUG",
        "TRUSTED_PROXIES",
    )
    return {name: value for name, value in os.environ.items() if name not in unwanted}
