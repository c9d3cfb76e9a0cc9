"""What people do at a shelf: put pieces on it, count it, transfer, quarantine, release and scrap them.

Shelves are locked in the order of part, then depot; what is tied to lines stays where it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.catalogue.queries_numbers import refuse_merged
from portal.core.data.changed import changed
from portal.core.data.counters import numbered
from portal.core.data.events import publish
from portal.core.data.lists import rows_given
from portal.core.data.sessions import db, on_postgresql
from portal.core.errors import FieldRefused, Refused
from portal.stock.events import StockArrived
from portal.stock.models import FREE, Stock
from portal.stock.service import Received, locked_shelves, put_on_shelves, refuse_shut
from portal.stock.service_movements import Entry, keep_movements


@dataclass(frozen=True, slots=True)
class Place:
    """A shelf: a part in a depot."""

    depot_id: int
    part_id: int


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted on a shelf, and what was on hand by the page or file it was counted against."""

    place: Place
    seen: int
    counted: int


def put_away(place: Place, quantity: int, entry: Entry, *, quarantine: bool = False) -> None:
    """Put received or returned pieces on a shelf; what waits for them is served, unless they go into quarantine.

    Refuses `stock.depot_shut`, and `part.became` (number, became) for a part that turned out to be another one.
    """
    refuse_merged(place.part_id)
    put_on_shelves([Received(place.depot_id, place.part_id, quantity)], entry, quarantine=quarantine)
    if not quarantine:
        publish(StockArrived((place.part_id,)), entry.now)


def count_shelf(count: Count, entry: Entry) -> int:
    """Set what is on hand to what was counted; return the difference, which is the movement.

    Refuses `stock.moved_since` (seen, on_hand) where pieces came or went since the count was begun, and beside
    `counted` where fewer were counted than are tied to lines (`stock.below_tied`: tied, counted), or tied and in
    quarantine (`stock.below_kept`: tied, quarantined). Of a part that turned out to be another one no more are counted
    than there are (`part.became`: number, became).
    """
    place = count.place
    if count.counted > count.seen:
        refuse_merged(place.part_id)
    make_shelves([place])
    there = _locked(place)
    if there.on_hand != count.seen:
        raise Refused("stock.moved_since", seen=count.seen, on_hand=there.on_hand)
    if count.counted < there.allocated:
        raise FieldRefused("stock.below_tied", field="counted", tied=there.allocated, counted=count.counted)
    if count.counted < there.kept:
        facts = {"tied": there.allocated, "quarantined": there.quarantined}
        raise FieldRefused("stock.below_kept", field="counted", **facts)
    apply_counts([count], entry)
    return count.counted - count.seen


def apply_counts(counts: Sequence[Count], entry: Entry) -> None:
    """Set what is on hand on many shelves to what was counted, in a handful of statements; all or none.

    Refuses `stock.stock_moved` where one has changed since, or more is tied and in quarantine than was counted.
    """
    if not counts:
        return
    make_shelves(one.place for one in counts)
    locked_shelves({one.place.part_id for one in counts})
    rows = [(one.place.depot_id, one.place.part_id, one.seen, one.counted) for one in counts]
    given = rows_given(rows, "depot", "part", "seen", "counted")
    update = (
        sa.update(Stock)
        .where(
            Stock.depot_id == given.c.depot,
            Stock.part_id == given.c.part,
            Stock.on_hand == given.c.seen,
            Stock.allocated + Stock.quarantined <= given.c.counted,
        )
        .values(on_hand=given.c.counted)
    )
    if changed(update) != len(counts):
        raise Refused("stock.stock_moved")
    keep_movements({(one.place.part_id, one.place.depot_id): one.counted - one.seen for one in counts}, entry)
    more = sorted({one.place.part_id for one in counts if one.counted > one.seen})
    if more:
        publish(StockArrived(tuple(more)), entry.now)


def clear_shelves(places: Iterable[Place]) -> None:
    """Take shelves away on which nothing lies."""
    rows = [(one.depot_id, one.part_id) for one in places]
    if rows:
        given = rows_given(rows, "depot", "part")
        found = sa.exists().where(Stock.depot_id == given.c.depot, Stock.part_id == given.c.part)
        changed(sa.delete(Stock).where(found, Stock.on_hand == 0))


def scrap(place: Place, quantity: int, entry: Entry) -> None:
    """Take free pieces off a shelf for good. Refuses beside `quantity` what is not free (see `_take_free`)."""
    locked_shelves({place.part_id})
    _take_free(place, quantity)
    keep_movements({(place.part_id, place.depot_id): -quantity}, entry)


def quarantine(place: Place, quantity: int, entry: Entry) -> None:
    """Put free pieces of a shelf into quarantine; they stay on hand. Refuses what is not free (see `_free`)."""
    locked_shelves({place.part_id})
    _free(place, quantity, {"quarantined": Stock.quarantined + quantity})
    key = (place.part_id, place.depot_id)
    keep_movements({key: 0}, entry, {key: quantity})


def release(place: Place, quantity: int, entry: Entry) -> None:
    """Let pieces out of quarantine; what waits for them is served. Refuses what is not there (see `_quarantined`)."""
    locked_shelves({place.part_id})
    _quarantined(place, quantity, {})
    key = (place.part_id, place.depot_id)
    keep_movements({key: 0}, entry, {key: -quantity})
    publish(StockArrived((place.part_id,)), entry.now)


def scrap_quarantined(place: Place, quantity: int, entry: Entry) -> None:
    """Take pieces in quarantine off a shelf for good. Refuses what is not there (see `_quarantined`)."""
    locked_shelves({place.part_id})
    _quarantined(place, quantity, {"on_hand": Stock.on_hand - quantity})
    key = (place.part_id, place.depot_id)
    keep_movements({key: -quantity}, entry, {key: -quantity})


def transfer(place: Place, to_depot_id: int, quantity: int, entry: Entry, year: int) -> str:
    """Move free pieces to another depot; return the reference both movements have, a new one where none was given.

    Refuses beside `to_depot` `stock.same_depot`, and beside `quantity` what is not free (see `_take_free`).
    """
    if to_depot_id == place.depot_id:
        raise FieldRefused("stock.same_depot", field="to_depot")
    target = Place(to_depot_id, place.part_id)
    make_shelves([target])
    locked_shelves({place.part_id})
    _take_free(place, quantity)
    raised = sa.update(Stock).where(Stock.depot_id == to_depot_id, Stock.part_id == place.part_id)
    changed(raised.values(on_hand=Stock.on_hand + quantity))
    entry = replace(entry, reference=entry.reference or numbered("TR", year))
    part_id = place.part_id
    keep_movements({(part_id, place.depot_id): -quantity, (part_id, to_depot_id): quantity}, entry)
    publish(StockArrived((part_id,)), entry.now)
    return entry.reference


def _take_free(place: Place, quantity: int) -> None:
    """Lower what is on hand by free pieces; refuses what `_free` refuses."""
    _free(place, quantity, {"on_hand": Stock.on_hand - quantity})


def _quarantined(place: Place, quantity: int, values: Mapping[str, Any]) -> None:
    """Take pieces out of quarantine, and set what else changes of the shelf by it.

    Refuses beside `quantity` `stock.quantity_not_positive`, and `stock.only_quarantined` (quantity, quarantined).
    """
    if quantity < 1:
        raise FieldRefused("stock.quantity_not_positive", field="quantity", quantity=quantity)
    there = sa.update(Stock).where(
        Stock.depot_id == place.depot_id, Stock.part_id == place.part_id, Stock.quarantined >= quantity
    )
    if not changed(there.values(quarantined=Stock.quarantined - quantity, **values)):
        held = _locked(place).quarantined
        raise FieldRefused("stock.only_quarantined", field="quantity", quantity=quantity, quarantined=held)


def _free(place: Place, quantity: int, values: Mapping[str, Any]) -> None:
    """Set what becomes of free pieces of a shelf.

    Refuses beside `quantity` `stock.quantity_not_positive`, and `stock.only_free` (quantity, free, tied).
    """
    if quantity < 1:
        raise FieldRefused("stock.quantity_not_positive", field="quantity", quantity=quantity)
    free = sa.update(Stock).where(
        Stock.depot_id == place.depot_id,
        Stock.part_id == place.part_id,
        quantity <= FREE,
    )
    if not changed(free.values(**values)):
        there = _locked(place)
        raise FieldRefused(
            "stock.only_free",
            field="quantity",
            quantity=quantity,
            free=there.on_hand - there.kept,
            tied=there.allocated,
        )


@dataclass(frozen=True, slots=True)
class _There:
    on_hand: int
    allocated: int
    quarantined: int

    @property
    def kept(self) -> int:
        """Return the pieces that are not free."""
        return self.allocated + self.quarantined


def _locked(place: Place) -> _There:
    row = db.session.execute(
        sa.select(Stock.on_hand, Stock.allocated, Stock.quarantined)
        .where(Stock.depot_id == place.depot_id, Stock.part_id == place.part_id)
        .with_for_update()
    ).one_or_none()
    return _There(*row) if row else _There(0, 0, 0)


def make_shelves(places: Iterable[Place]) -> None:
    """Make the shelves that are not there yet, empty; refuses `stock.depot_shut`."""
    places = list(places)
    refuse_shut(one.depot_id for one in places)
    wanted = sorted({(one.part_id, one.depot_id, 0) for one in places})
    given = rows_given(wanted, "part_id", "depot_id", "none")
    there = sa.exists().where(Stock.part_id == given.c.part_id, Stock.depot_id == given.c.depot_id)
    rows = sa.select(given, given.c.none.label("tied")).where(~there).order_by(given.c.part_id, given.c.depot_id)
    insert = (postgresql if on_postgresql() else sqlite).insert(sa.inspect(Stock).local_table)
    made = insert.from_select(["part_id", "depot_id", "on_hand", "allocated"], rows)
    db.session.execute(made.on_conflict_do_nothing(index_elements=["depot_id", "part_id"]))
