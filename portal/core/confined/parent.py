"""Starting confined processes, and how many of them there may be at once."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


class Ended(StrEnum):
    """How a confined process ended: killed by what it had given up (time, memory), or late, or dead of a fault."""

    WELL = "well"
    DIED = "died"
    KILLED = "killed"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a confined process wrote until its end, and how it ended; cut short where it did not end well."""

    output: bytes
    ended: Ended


def start_of(module: str) -> str:
    """Return the program of a confined process: `main()` of a module of ours, behind the installed ones."""
    return f"import sys; sys.path.append({str(ROOT)!r}); from {module} import main; main()"


def ask(module: str, order: Mapping[str, Any], data: bytes, seconds: float) -> Answer:
    """Run `main()` of a module in a process of its own, the order as JSON in its first argument, data on its input.

    The process has neither the application's environment nor its working folder, and is killed after so
    many seconds. Its first act must be `portal.core.confined.child.confine`.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and code; the bytes are only its input
            [sys.executable, "-I", "-c", start_of(module), json.dumps(order)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env=ENVIRONMENT,
            cwd="/",
            check=True,
        )
    except subprocess.TimeoutExpired as late:
        return Answer(late.output or b"", Ended.LATE)
    except subprocess.CalledProcessError as died:
        return Answer(died.output or b"", Ended.KILLED if died.returncode < 0 else Ended.DIED)
    return Answer(done.stdout, Ended.WELL)


class Busy(Exception):
    """Too many are at it, or wait for it, already; nothing was begun."""


class Gate:
    """Lets so many at once pass, and so many wait; whoever comes then is told at once.

    It holds for one process of the server. Those who wait keep a thread each, so they are few: work
    that may take long must never keep every thread of a server from those who ask for something else.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._inside = threading.BoundedSemaphore(at_once)
        self._here = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def passed(self, patience: float) -> Iterator[None]:
        """Be inside while the block runs; raise `Busy` where no place is free within so many seconds."""
        if not self._here.acquire(blocking=False):
            raise Busy
        try:
            if not self._inside.acquire(timeout=patience):
                raise Busy
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._here.release()
