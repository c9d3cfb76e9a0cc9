"""What is free and when more comes, the depots, what lines hold and what they were promised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core.data.lists import among, among_given
from portal.core.data.sessions import db, read
from portal.stock.models import FREE, IS_FREE, AllocationRun, Depot, PlannedReceipt, Promise, Share, Stock

LOW_STOCK = 5
TO_COME = PlannedReceipt.quantity - PlannedReceipt.received
"""Pieces of a planned receipt that are still expected, while it is open."""
STILL_OPEN = PlannedReceipt.closed_at.is_(None)


class Level(StrEnum):
    """How well a part can be had; LOW is at most `LOW_STOCK` free pieces over all depots."""

    IN_STOCK = "in_stock"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DepotFacts:
    """A warehouse; cut-off is in its own zone, and the lower rank ships first."""

    id: int
    code: str
    name: str
    country: str
    zone: str
    cut_off: time
    rank: int
    address_lines: str
    active: bool


@dataclass(frozen=True, slots=True)
class DepotStock:
    """Free pieces (on hand, not tied) in one depot, and its next planned receipt."""

    depot_id: int
    code: str
    name: str = ""
    country: str = ""
    free: int = 0
    next_on: date | None = None
    next_quantity: int = 0


@dataclass(frozen=True, slots=True)
class Availability:
    """Free pieces in all depots, and the first planned receipt of any."""

    free: int
    by_depot: tuple[DepotStock, ...]
    next_on: date | None
    next_quantity: int
    level: Level


def level_of(free: int) -> Level:
    """Return how well so many free pieces are."""
    if free <= 0:
        return Level.NONE
    return Level.LOW if free <= LOW_STOCK else Level.IN_STOCK


def depots_in_use() -> tuple[DepotFacts, ...]:
    """Return the depots that take goods in and hand them out, first to ship first."""
    return tuple(depot for depot in depots() if depot.active)


def depots() -> tuple[DepotFacts, ...]:
    """Return all depots, first to ship first."""
    rows = sa.select(
        Depot.id,
        Depot.code,
        Depot.name,
        Depot.country,
        Depot.zone,
        Depot.cut_off,
        Depot.rank,
        Depot.address_lines,
        Depot.active,
    ).order_by(Depot.rank, Depot.id)
    return tuple(DepotFacts(*row) for row in db.session.execute(rows))


def availability(part_ids: Collection[int], today: date) -> dict[int, Availability]:
    """Return what is free of each part and what comes next, in one statement; every part answered.

    Receipts expected before `today` are late and not told. The day is that of who sells, or of headquarters.
    """
    if not part_ids:
        return {}
    found: dict[int, list[DepotStock]] = {part_id: [] for part_id in part_ids}
    asked = {"ids": part_ids, "today": today}
    for (part_id, depot_id), rows in groupby(read(_stock_and_receipts(), asked).all(), key=_PLACE):
        found[part_id].append(_one_place(depot_id, list(rows)))
    return {part_id: _summed(tuple(places)) for part_id, places in found.items()}


_PLACE = itemgetter(0, 1)


def _one_place(depot_id: int, rows: Sequence[Any]) -> DepotStock:
    """Return what a depot has of a part: its stock (a row without a day), and its receipts by day."""
    _part, _depot, code, name, country, *_rest = rows[0]
    free = sum(row.free for row in rows if row.day is None)
    days = [row.day for row in rows if row.day is not None]
    if not days:
        return DepotStock(depot_id, code, name, country, free)
    coming = sum(row.quantity for row in rows if row.day == days[0])
    return DepotStock(depot_id, code, name, country, free, days[0], coming)


@cache
def _stock_and_receipts() -> sa.Select[*tuple[Any, ...]]:
    """Return stock (without a day) and planned receipts (with one) as one list, by depot, part and day."""
    none = sa.cast(sa.null(), sa.Integer)
    stock = sa.select(
        Stock.part_id,
        Stock.depot_id,
        FREE.label("free"),
        sa.cast(sa.null(), sa.Date).label("day"),
        none.label("quantity"),
    ).where(among_given(Stock.part_id, "ids"))
    coming = sa.select(
        PlannedReceipt.part_id, PlannedReceipt.depot_id, none, PlannedReceipt.expected_on, TO_COME
    ).where(
        among_given(PlannedReceipt.part_id, "ids"),
        STILL_OPEN,
        PlannedReceipt.expected_on >= sa.bindparam("today", type_=sa.Date),
    )
    both = sa.union_all(stock, coming).subquery()
    first = sa.func.coalesce(both.c.day, date.min)
    return (
        sa.select(
            both.c.part_id,
            both.c.depot_id,
            Depot.code,
            Depot.name,
            Depot.country,
            both.c.free,
            both.c.day,
            both.c.quantity,
        )
        .join(Depot, Depot.id == both.c.depot_id)
        .order_by(Depot.rank, Depot.id, both.c.part_id, first)
    )


def _summed(places: tuple[DepotStock, ...]) -> Availability:
    free = sum(place.free for place in places)
    next_on = min((place.next_on for place in places if place.next_on), default=None)
    coming = sum(place.next_quantity for place in places if place.next_on == next_on) if next_on else 0
    return Availability(free, places, next_on, coming, level_of(free))


FREE_PARTS = sa.select(Stock.part_id).where(IS_FREE)
"""The ids of parts with free pieces in some depot."""
_FREE_AMONG = FREE_PARTS.where(among_given(Stock.part_id, "ids")).distinct()


def free_among(part_ids: Collection[int]) -> frozenset[int]:
    """Return which of these parts have free pieces in some depot, in one statement."""
    return frozenset(read(_FREE_AMONG, {"ids": part_ids}).scalars()) if part_ids else frozenset()


@dataclass(frozen=True, slots=True)
class InShort:
    """Free pieces of a part in all depots together, the day of the next planned receipt, and the most one depot has."""

    free: int
    next_on: date | None
    most: int

    def for_order(self, *, whole: bool) -> int:
        """Return the pieces an order can have of it now: one that ships only whole takes a line from one depot."""
        return self.most if whole else self.free


_IN_SHORT = sa.union_all(
    sa.select(
        Stock.part_id.label("part_id"),
        FREE.label("free"),
        sa.cast(sa.null(), sa.Date).label("day"),
    ).where(among_given(Stock.part_id, "ids")),
    sa.select(PlannedReceipt.part_id, sa.cast(sa.null(), sa.Integer), PlannedReceipt.expected_on).where(
        among_given(PlannedReceipt.part_id, "ids"), STILL_OPEN, PlannedReceipt.expected_on >= sa.bindparam("today")
    ),
).subquery()
_SUMMED = sa.select(
    _IN_SHORT.c.part_id,
    sa.func.coalesce(sa.func.sum(_IN_SHORT.c.free), 0),
    sa.func.min(_IN_SHORT.c.day),
    sa.func.coalesce(sa.func.max(_IN_SHORT.c.free), 0),
).group_by(_IN_SHORT.c.part_id)


def in_short(part_ids: Collection[int], today: date) -> dict[int, InShort]:
    """Return what is free of each part and when more comes from `today` on, in one statement.

    Parts without stock and receipts are missing. For checks of thousands of parts; `availability`
    tells the same depot by depot.
    """
    if not part_ids:
        return {}
    found = read(_SUMMED, {"ids": part_ids, "today": today}).all()
    return {part_id: InShort(free, next_on, most) for part_id, free, next_on, most in found}


class Receipt(NamedTuple):
    """Pieces a depot expects on a day."""

    on: date
    quantity: int
    depot_id: int


def receipts_of(part_ids: Collection[int], today: date) -> dict[int, tuple[Receipt, ...]]:
    """Return the planned receipts of each part from today on, earliest first."""
    found: dict[int, list[Receipt]] = {part_id: [] for part_id in part_ids}
    rows = sa.select(
        PlannedReceipt.part_id, PlannedReceipt.expected_on, TO_COME.label("quantity"), PlannedReceipt.depot_id
    )
    coming = rows.where(among(PlannedReceipt.part_id, part_ids), STILL_OPEN, PlannedReceipt.expected_on >= today)
    for row in db.session.execute(coming.order_by(PlannedReceipt.expected_on, PlannedReceipt.id)):
        found[row.part_id].append(Receipt(row.expected_on, row.quantity, row.depot_id))
    return {part_id: tuple(receipts) for part_id, receipts in found.items()}


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """One promised date of a line; the first counts for attainment, later ones revise it."""

    sequence: int
    promised_on: date
    quantity: int
    cause: str
    department: str
    made_at: datetime
    made_by: str


def promises_of(line_ids: Collection[int]) -> dict[int, tuple[PromiseFacts, ...]]:
    """Return every promise of these lines in order; lines without one are missing."""
    rows = sa.select(
        Promise.line_id,
        Promise.sequence,
        Promise.promised_on,
        Promise.quantity,
        Promise.cause,
        Promise.department,
        Promise.made_at,
        Promise.made_by,
    ).where(among(Promise.line_id, line_ids))
    found: dict[int, list[PromiseFacts]] = {}
    for row in db.session.execute(rows.order_by(Promise.line_id, Promise.sequence)):
        found.setdefault(row.line_id, []).append(PromiseFacts(*row[1:]))
    return {line_id: tuple(promises) for line_id, promises in found.items()}


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What one run decided for one line, and why."""

    run_id: int
    line_id: int
    part_id: int
    wanted: int
    got: int
    rank: int
    rank_of: int
    rule: str
    inputs: dict[str, Any]
    at: datetime

    @property
    def short_in_one_depot(self) -> int | None:
        """Return what the one depot a line is served from had, where that was less than was wanted; else None."""
        within = self.inputs.get("one_depot")
        return within if within is not None and self.got < self.wanted else None


def shares_of(line_ids: Collection[int]) -> dict[int, tuple[ShareFacts, ...]]:
    """Return what every run decided for these lines, the latest run first."""
    rows = sa.select(
        Share.run_id,
        Share.line_id,
        Share.part_id,
        Share.wanted,
        Share.got,
        Share.rank,
        Share.rank_of,
        Share.rule,
        Share.inputs,
        AllocationRun.started_at,
    ).join(AllocationRun, AllocationRun.id == Share.run_id)
    found: dict[int, list[ShareFacts]] = {}
    for row in db.session.execute(rows.where(among(Share.line_id, line_ids)).order_by(Share.run_id.desc())):
        found.setdefault(row.line_id, []).append(ShareFacts(*row))
    return {line_id: tuple(shares) for line_id, shares in found.items()}
