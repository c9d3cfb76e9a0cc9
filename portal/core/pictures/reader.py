"""Pictures coming in: uploaded files become JPEGs this portal drew itself, each of them or a refusal of it.

They are drawn in a separate process that has little memory and little time and none of the application's
secrets, for one sender at a time in each process of the server. Refusals carry the codes `photo.*`.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from portal.core.confined.parent import Busy, Ended, Gate, ask
from portal.core.errors import Refused

CHILD = "portal.core.pictures.child"
PATIENCE = 5.0
"""Seconds somebody waits while the pictures of another are drawn."""
_gate = Gate(at_once=1, waiting=2)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one sending of pictures may cost; a picture's own pixels are fewer where its kind takes more memory."""

    pixels: int = 36_000_000
    pixels_sent: int = 100_000_000
    decoded_mib: int = 256
    longest_side: int = 2_400
    memory_mib: int = 384
    cpu_seconds: int = 15
    wall_seconds: int = 20


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew: JPEG bytes, and the size in pixels."""

    data: bytes
    width: int
    height: int


@contextmanager
def turn(patience: float = PATIENCE) -> Iterator[None]:
    """Hold the turn to have pictures drawn; refuse `photo.busy` where too many want it."""
    try:
        with _gate.passed(patience):
            yield
    except Busy as busy:
        raise Refused("photo.busy") from busy


def drawn_anew(files: Sequence[tuple[bytes, str]], limits: Limits = DEFAULT_LIMITS) -> list[Picture | Refused]:
    """Return for each file (bytes, name to tell it by) its picture, or why there is none; within one's `turn`.

    Raises `photo.too_many_pixels_sent` where all of them together are too much. Each has `photo.not_a_photo`
    (any other format, SVG among them), `.too_many_pixels` (known before a pixel is read), `.damaged` (also
    what breaks the process that draws it), or `.busy` where time is up before its turn comes.
    """
    answers: list[Picture | Refused] = []
    until = time.monotonic() + limits.wall_seconds
    while len(answers) < len(files):
        left = files[len(answers) :]
        order = {"limits": asdict(limits), "files": [(name, len(data)) for data, name in left]}
        said = ask(CHILD, order, b"".join(data for data, _name in left), max(until - time.monotonic(), 0.1))
        answers += _answers(said.output)
        if len(answers) == len(files):
            break
        if said.ended is Ended.LATE or time.monotonic() > until:
            return answers + [Refused("photo.busy")] * (len(files) - len(answers))
        answers.append(Refused("photo.damaged", name=files[len(answers)][1]))
    return answers


def _answers(output: bytes) -> Iterator[Picture | Refused]:
    """Yield what the process answered; a last answer that is cut short is none."""
    while b"\n" in output:
        line, _, output = output.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "all" in answer:
            raise Refused(answer["refused"], **answer["facts"])
        if "refused" in answer:
            yield Refused(answer["refused"], **answer["facts"])
            continue
        if len(output) < answer["size"]:
            return
        yield Picture(output[: answer["size"]], answer["width"], answer["height"])
        output = output[answer["size"] :]
