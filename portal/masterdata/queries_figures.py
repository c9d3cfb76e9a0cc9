"""How many rows each kind of master data has, and how many lack what: counted now, or kept where they are many."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.core.clock import utc_now
from portal.core.data.lists import among
from portal.core.data.plans import in_no_order
from portal.core.data.sessions import db, read
from portal.core.days import hq_day
from portal.masterdata.models import KindFigure
from portal.masterdata.ports import Kind, kinds_there_are

FIGURES = "masterdata.figures"
"""The job that counts all kinds."""
MANY, MANY_WITH_GAPS = 10_000, 1_000
"""A kind that had so many rows when it was counted last is not counted while somebody waits; where its rows are asked
what they lack, a tenth of that is as much work."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows of a kind, how many lack what, by its name, and when that was (None: now)."""

    rows: int
    gaps: Mapping[str, int]
    at: datetime | None = None


def counted(kind: Kind) -> Figures:
    """Count the rows of a kind and what they lack; one statement over all of them."""
    found = read(_counting(kind.name, hq_day(utc_now()))).one()
    return Figures(found[0], dict(zip(kind.gaps, found[1:], strict=True)))


@lru_cache(maxsize=128)
def _counting(name: str, _day: date) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that counts a kind on a day, made once: making it costs more than a count of few rows."""
    kind = next(one for one in kinds_there_are() if one.name == name)
    rows = in_no_order(kind.rows()).subquery()
    lacking = (sa.func.count(sa.case((kind.lacks(gap, rows.c), 1))) for gap in kind.gaps)
    return sa.select(sa.func.count(), *lacking).select_from(rows)


def figures_of(kinds: Iterable[Kind]) -> dict[str, Figures]:
    """Return the figures of kinds by their names: kept ones of those with many rows, the others counted now."""
    kinds = list(kinds)
    with_gaps = [kind.name for kind in kinds if kind.gaps]
    kept = {row.kind: row for row in db.session.scalars(sa.select(KindFigure).where(_many(with_gaps)))}
    return {
        kind.name: Figures(kept[kind.name].rows, kept[kind.name].gaps, kept[kind.name].counted_at)
        if kind.name in kept
        else counted(kind)
        for kind in kinds
    }


def rows_lacking(kinds: Iterable[Kind]) -> int:
    """Return how much is missing in the rows of kinds, as it was counted last: one short statement, however many."""
    names = sorted(kind.name for kind in kinds if kind.gaps)
    if not names:
        return 0
    return sum(
        sum(gaps.values())
        for gaps in db.session.scalars(sa.select(KindFigure.gaps).where(among(KindFigure.kind, names)))
    )


def _many(with_gaps: Collection[str]) -> sa.ColumnElement[bool]:
    large = KindFigure.rows >= MANY
    return sa.or_(large, sa.and_(KindFigure.rows >= MANY_WITH_GAPS, among(KindFigure.kind, with_gaps)))
