"""Where rows of a draft stand on a page that was drawn: those that need something first, and each where it was drawn.

A row that was mended stays where it stands until the draft is loaded again. The page tells which rows it drew first
and which behind them, and how many there were, so that rows a button moved or put in between are found again. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from portal.orders.entry.rows.rules_answers import MOST_LINES, NEEDING
from portal.orders.entry.rows.rules_rows import Row

LONGEST_STANDING = 1_500
_RUN = r"\d{1,5}(?:-\d{1,5})?"
_RUNS = rf"(?:{_RUN}(?:,{_RUN})*)?"
_WRITTEN = re.compile(rf"(\d{{1,5}}):({_RUNS}):({_RUNS})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """The positions drawn first and those drawn behind them, among so many rows in all."""

    total: int = 0
    first: frozenset[int] = frozenset()
    rest: frozenset[int] = frozenset()


def standing_of(text: str) -> Standing:
    """Return where rows stood by what a page says; nothing of what no page would say."""
    said = _WRITTEN.fullmatch(text) if len(text) <= LONGEST_STANDING else None
    if said is None:
        return Standing()
    return Standing(int(said[1]), _read(said[2]), _read(said[3]))


def standing_text(standing: Standing) -> str:
    """Return what a page says of where its rows stand, in few signs."""
    return f"{standing.total}:{_written(standing.first)}:{_written(standing.rest)}"


def drawn(before: Standing, rows: Iterable[Row], total: int) -> Standing:
    """Return where rows stand after some were drawn; what was drawn long before is let go where it grows too long."""
    fresh = [row for row in rows if row.position not in before.first | before.rest]
    first = {row.position for row in fresh if row.answer in NEEDING}
    now = Standing(total, before.first | first, before.rest | {row.position for row in fresh} - first)
    if len(standing_text(now)) <= LONGEST_STANDING:
        return now
    shown = {row.position for row in rows}
    return Standing(total, now.first & shown, now.rest & shown)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the rows: the row it changed (None for many), rows added at the end, whether positions follow."""

    at: int | None = None
    added: int = 0
    renumbered: bool = True


def moved(before: Standing, total: int, pressed: Pressed) -> Standing:
    """Return where rows stand after a button, `total` rows now.

    Rows that took the place of one stand where it stood. Nothing is known where rows were put in at several places.
    """
    if not pressed.renumbered:
        return before
    at, added = pressed.at, pressed.added
    between = total - before.total - added
    if not before.total or (between and at is None):
        return Standing()
    end = range(total - added + 1, total + 1)
    return Standing(total, _shifted(before.first, at, between), _shifted(before.rest, at, between) | frozenset(end))


def _shifted(places: frozenset[int], at: int | None, by: int) -> frozenset[int]:
    if at is None or not by:
        return places
    behind = {place + by for place in places if place > at}
    before = {place for place in places if place < at}
    here = range(at, at + by + 1) if at in places else ()
    return frozenset(before | behind | set(here))


def _read(text: str) -> frozenset[int]:
    places: set[int] = set()
    for run in filter(None, text.split(",")):
        start, _dash, end = run.partition("-")
        places.update(range(int(start), min(int(end or start), int(start) + MOST_LINES) + 1))
    return frozenset(places)


def _written(places: Iterable[int]) -> str:
    listed = sorted(places)
    if not listed:
        return ""
    breaks = [(before, after) for before, after in pairwise(listed) if after != before + 1]
    starts, ends = [listed[0], *(after for _, after in breaks)], [*(before for before, _ in breaks), listed[-1]]
    return ",".join(str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True))
