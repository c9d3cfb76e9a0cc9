"""What the tests take: recorded by a run that is asked to, and what follows from it.

    RECORD=1 make test           writes tests/timing.csv anew for the rooms that ran, and the table of docs/testing.md

From the record follow the marks (`slow` is what does not fit into the quick part), the order in which tests are
given to processes (the longest first), and the figures per room. A test nobody has measured counts as quick.
"""

import csv
import math
import re
import time
from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

TESTS = Path(__file__).resolve().parent
RECORD = TESTS / "timing.csv"
PAGE = TESTS.parent / "docs" / "testing.md"
QUICK_SECONDS = 30.0
"""What all tests of the quick part may take together, in seconds of one process."""
LEAST = 0.05
"""Tests that took less, all their runs together, share one line a room."""
OTHERS = "others"
GROUNDS = "grounds"
"""The line of what a room's tests share: databases with the demo or the world, running portals, browsers."""
TABLE = re.compile(r"(?<=<!-- rooms -->\n).*(?=<!-- /rooms -->)", re.DOTALL)


class Key(NamedTuple):
    """A test function by its room (the first folder below tests/) and its name: it may move about in the room."""

    room: str
    test: str


@dataclass(frozen=True)
class Taken:
    """The runs of a test, what they took, and what those took that need neither PostgreSQL nor a browser."""

    runs: int = 0
    seconds: float = 0.0
    quick: float = 0.0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.runs + other.runs, self.seconds + other.seconds, self.quick + other.quick)


Record = dict[Key, Taken]


def key_of(nodeid: str) -> Key:
    """Return the key of a test from its node id, parameters left out."""
    path, _, name = nodeid.partition("[")[0].partition("::")
    parts = path.split("/")[1:]
    return Key(parts[0] if len(parts) > 1 else "tests", name)


@cache
def recorded(path: Path = RECORD) -> Record:
    """Return the record, empty where none was made."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            Key(row["room"], row["test"]): Taken(int(row["runs"]), float(row["seconds"]), float(row["quick"]))
            for row in csv.DictReader(file)
        }


def slow_ones(record: Record, most: float = QUICK_SECONDS) -> set[Key]:
    """Return the tests that do not fit into the quick part, which takes the quickest first."""
    measured = {key: taken.quick for key, taken in record.items() if key.test != GROUNDS}
    left, slow = most, set()
    for key in sorted(measured, key=lambda each: (each.test != OTHERS, measured[each], each)):
        left -= measured[key]
        if left < 0:
            slow.add(key)
    return {key for key in slow if key.test != OTHERS}


def seconds_of(nodeid: str, record: Record) -> float:
    """Return what one run of a test took, or what small ones of its room take; no end where none is known."""
    key = key_of(nodeid)
    taken = record.get(key) or record.get(Key(key.room, OTHERS)) or Taken()
    return taken.seconds / taken.runs if taken.runs else math.inf


def merged(old: Record, new: Record) -> Record:
    """Return the old record with the rooms of the new one replaced; small tests put together."""
    rooms = {key.room for key in new}
    found: Record = defaultdict(Taken, {key: taken for key, taken in old.items() if key.room not in rooms})
    for key, taken in new.items():
        small = taken.seconds < LEAST and key.test != GROUNDS
        found[Key(key.room, OTHERS) if small else key] += taken
    return dict(found)


def written(record: Record, path: Path = RECORD) -> None:
    """Write a record, room by room, the longest first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["room", "test", "runs", "seconds", "quick"])
        for key, taken in sorted(record.items(), key=lambda each: (each[0].room, -each[1].seconds, each[0].test)):
            writer.writerow([key.room, key.test, taken.runs, f"{taken.seconds:.2f}", f"{taken.quick:.2f}"])


def table_of(record: Record) -> str:
    """Return the figures per room as the table of docs/testing.md."""
    rooms: dict[str, Taken] = defaultdict(Taken)
    slow, quick = slow_ones(record), 0.0
    for key, taken in record.items():
        rooms[key.room] += taken
        quick += taken.quick if key not in slow and key.test != GROUNDS else 0
    total = sum(rooms.values(), Taken())
    rows = [("room", "runs", "seconds"), ("---", "---:", "---:")]
    rows += [(room, f"{taken.runs:,}", f"{taken.seconds:,.0f}") for room, taken in sorted(rooms.items())]
    rows += [("**together**", f"**{total.runs:,}**", f"**{total.seconds:,.0f}**")]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", f"The quick part of it: {quick:,.0f} seconds.", ""])


def shown(record: Record, page: Path = PAGE) -> None:
    """Put the table into docs/testing.md."""
    text = page.read_text(encoding="utf-8")
    page.write_text(TABLE.sub(lambda _found: table_of(record), text), encoding="utf-8")


class Stopwatch:
    """In each process that runs tests: notes what a test's set-up spent on what it shares with others."""

    def __init__(self) -> None:
        self._depth = 0
        self._shared = 0.0

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        """Time a fixture that outlives its test, those it asks for included."""
        lasting = fixturedef.scope in ("session", "module")
        self._depth += lasting
        start = time.perf_counter()
        try:
            return (yield)
        finally:
            self._depth -= lasting
            if lasting and self._depth == 0:
                self._shared += time.perf_counter() - start

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any, Any]:
        """Say with the report of a set-up how much of it was shared."""
        report = yield
        if report.when == "setup":
            report.user_properties.append(("shared", self._shared))
            self._shared = 0.0
        return report


class Recorder:
    """In the process that gathers the reports: adds them up, and writes the record when all is well."""

    def __init__(self) -> None:
        self.found: Record = defaultdict(Taken)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one phase of a test."""
        key = key_of(report.nodeid)
        quick = not {"postgres", "browser"} & set(report.keywords)
        shared = 0.0
        if report.when == "setup":
            shared = sum(float(str(value)) for name, value in report.user_properties if name == "shared")
            self.found[Key(key.room, GROUNDS)] += Taken(0, shared, shared if quick else 0.0)
        own = report.duration - shared
        self.found[key] += Taken(int(report.when == "call"), own, own if quick else 0.0)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the record, unless a test failed."""
        if exitstatus == 0:
            record = merged(recorded(), self.found)
            written(record)
            recorded.cache_clear()
            shown(recorded())


def watch(config: pytest.Config, *, gathers: bool) -> None:
    """Record the run of this process."""
    config.pluginmanager.register(Stopwatch())
    if gathers:
        config.pluginmanager.register(Recorder())


def mark_slow(items: Iterable[pytest.Item]) -> None:
    """Mark what does not fit into the quick part."""
    slow = slow_ones(recorded())
    for item in items:
        if key_of(item.nodeid) in slow:
            item.add_marker(pytest.mark.slow)


if __name__ == "__main__":
    shown(recorded())
