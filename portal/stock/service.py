"""Stock tied to lines, given back, picked, received; every change on hand leaves a movement.

Stock rows are locked and changed in the order of part, then depot, by conditional UPDATEs whose
row count is checked, so the last piece goes to one line only, on both engines.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.lists import among, rows_given
from portal.core.data.sessions import db, on_postgresql
from portal.core.errors import Refused
from portal.stock.models import FREE, Allocation, Depot, Stock
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry, keep_movements


@dataclass(frozen=True, slots=True)
class Demand:
    """Pieces a line wants (`whole`: all or none), and the depots that may give them, the preferred one first."""

    line_id: int
    distributor_id: int
    part_id: int
    quantity: int
    depot_ids: Sequence[int]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces tied to a line, or given back by it, in one depot."""

    line_id: int
    depot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Received:
    """Pieces of a part that came into a depot."""

    depot_id: int
    part_id: int
    quantity: int


@dataclass(slots=True)
class Shelf:
    """A locked stock row: its id, what is free of it, and what has been taken in this command."""

    id: int
    free: int
    taken: int = field(default=0)


def take_stock(demands: Sequence[Demand], now: datetime) -> list[Taken]:
    """Tie free stock to lines, each demand as far as its depots reach; return what each got.

    Demands of one part are served in the order given. A demand that is `whole` gets all its pieces from one depot,
    or none. Nothing is refused for want of stock: a line that gets nothing is simply not in the answer.
    """
    shelves = locked_shelves({demand.part_id for demand in demands})
    taken: list[Taken] = []
    rows: list[dict[str, Any]] = []
    for demand in sorted(demands, key=lambda each: each.part_id):
        wanted = demand.quantity
        for depot_id in demand.depot_ids:
            shelf = shelves.get((demand.part_id, depot_id))
            given = min(wanted, shelf.free - shelf.taken) if shelf else 0
            if shelf is None or given <= 0 or (demand.whole and given < wanted):
                continue
            shelf.taken += given
            wanted -= given
            taken.append(Taken(demand.line_id, depot_id, given))
            rows.append(_allocation_row(demand, depot_id, given, now))
    _tie({shelf.id: shelf.taken for shelf in shelves.values() if shelf.taken})
    _write_allocations(rows)
    return taken


def locked_shelves(part_ids: Collection[int]) -> dict[tuple[int, int], Shelf]:
    """Return the shelves of these parts, by part and depot, locked in that order."""
    if not part_ids:
        return {}
    rows = db.session.execute(
        sa.select(Stock.part_id, Stock.depot_id, Stock.id, FREE)
        .where(among(Stock.part_id, part_ids))
        .order_by(Stock.part_id, Stock.depot_id)
        .with_for_update()
    )
    return {(part_id, depot_id): Shelf(stock_id, free) for part_id, depot_id, stock_id, free in rows}


def _tie(quantities: Mapping[int, int]) -> None:
    """Raise `allocated` of stock rows (id to pieces), each only where so much is free."""
    if not quantities:
        return
    given = rows_given(quantities.items(), "stock_id", "pieces")
    update = (
        sa.update(Stock)
        .where(Stock.id == given.c.stock_id, given.c.pieces <= FREE)
        .values(allocated=Stock.allocated + given.c.pieces)
    )
    if changed(update) != len(quantities):
        raise Refused("stock.stock_moved")


def _allocation_row(demand: Demand, depot_id: int, quantity: int, now: datetime) -> dict[str, Any]:
    owner = {"distributor_id": demand.distributor_id, "line_id": demand.line_id}
    return owner | {"depot_id": depot_id, "part_id": demand.part_id, "quantity": quantity, "made_at": now}


def _write_allocations(rows: list[dict[str, Any]]) -> None:
    """Add pieces to what lines hold, a new row where they hold nothing in that depot yet."""
    if not rows:
        return
    joined: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        key = (row["line_id"], row["depot_id"])
        joined[key] = row | {"quantity": row["quantity"] + joined.get(key, {"quantity": 0})["quantity"]}
    insert = (postgresql if on_postgresql() else sqlite).insert(sa.inspect(Allocation).local_table)
    raised = insert.excluded.quantity + sa.literal_column("allocation.quantity")
    upsert = insert.on_conflict_do_update(
        index_elements=["line_id", "depot_id"], set_={"quantity": raised, "made_at": insert.excluded.made_at}
    )
    db.session.execute(upsert, list(joined.values()))


def give_back(line_id: int, quantity: int, *, depot_id: int | None = None) -> list[Taken]:
    """Untie pieces of a line (in one depot, where named), the latest tied first; return from where.

    Refuses `stock.not_that_many` when the line holds fewer.
    """
    held = db.session.execute(
        sa.select(Allocation.id, Allocation.depot_id, Allocation.part_id)
        .where(Allocation.line_id == line_id, Allocation.quantity > 0, *_there(depot_id))
        .order_by(Allocation.id.desc())
    ).all()
    locked_shelves({row.part_id for row in held})
    mine = sa.select(Allocation.id, Allocation.quantity).where(Allocation.line_id == line_id, *_there(depot_id))
    quantities = dict(db.session.execute(mine.with_for_update()).all())
    _enough(quantity, sum(quantities.values()))
    given: list[Taken] = []
    for allocation_id, depot, part_id in held:
        pieces = min(quantity - sum(one.quantity for one in given), quantities[allocation_id])
        if pieces > 0:
            _lower(line_id, depot, pieces)
            _untie(depot, part_id, pieces)
            given.append(Taken(line_id, depot, pieces))
    return given


def _there(depot_id: int | None) -> list[sa.ColumnElement[bool]]:
    return [] if depot_id is None else [Allocation.depot_id == depot_id]


def consume(
    line_id: int, depot_id: int, quantity: int, reference: str, now: datetime, actor: Actor | None = None
) -> None:
    """Let picked pieces of a line leave a depot: they are no longer on hand, nor tied.

    Refuses `stock.not_that_many` when the line holds fewer there.
    """
    held = db.session.execute(
        sa.select(Allocation.part_id, Allocation.quantity).where(
            Allocation.line_id == line_id, Allocation.depot_id == depot_id
        )
    ).one_or_none()
    _enough(quantity, held.quantity if held else 0)
    assert held is not None
    locked_shelves({held.part_id})
    _lower(line_id, depot_id, quantity)
    leaves = _shelf_of(depot_id, held.part_id).where(Stock.allocated >= quantity)
    values = {"on_hand": Stock.on_hand - quantity, "allocated": Stock.allocated - quantity}
    _one(leaves.values(**values), "stock.stock_moved")
    entry = Entry(MovementReason.PICKED, now, actor, reference)
    keep_movements({(held.part_id, depot_id): -quantity}, entry)


def receive_stock(
    received: Sequence[Received],
    now: datetime,
    *,
    reason: MovementReason = MovementReason.RECEIPT,
    reference: str = "",
) -> None:
    """Put pieces on the shelves, each part and depot with its movement.

    Refuses `stock.quantity_not_positive` and `stock.depot_shut`.
    """
    put_on_shelves(received, Entry(reason, now, reference=reference))


def put_on_shelves(received: Sequence[Received], entry: Entry, *, quarantine: bool = False) -> None:
    """Put pieces on the shelves, as an entry of the ledger tells, or into quarantine there.

    Refuses `stock.quantity_not_positive` and `stock.depot_shut`.
    """
    pieces: dict[tuple[int, int], int] = defaultdict(int)
    for one in received:
        if one.quantity < 1:
            raise Refused("stock.quantity_not_positive", quantity=one.quantity)
        pieces[one.part_id, one.depot_id] += one.quantity
    if pieces:
        raise_shelves(pieces, quarantine=quarantine)
        keep_movements(pieces, entry, pieces if quarantine else None)


def raise_shelves(pieces: Mapping[tuple[int, int], int], *, quarantine: bool = False) -> None:
    """Raise what is on hand by pieces of part and depot; the movements are the caller's. Refuses `stock.depot_shut`."""
    refuse_shut(depot for _part, depot in pieces)
    insert = (postgresql if on_postgresql() else sqlite).insert(sa.inspect(Stock).local_table)
    raised = insert.excluded.on_hand + sa.literal_column("stock.on_hand")
    kept = insert.excluded.quarantined + sa.literal_column("stock.quarantined")
    set_to = {"on_hand": raised, "quarantined": kept}
    upsert = insert.on_conflict_do_update(index_elements=["depot_id", "part_id"], set_=set_to)
    rows = [
        {
            "part_id": part,
            "depot_id": depot,
            "on_hand": quantity,
            "allocated": 0,
            "quarantined": quantity if quarantine else 0,
        }
        for (part, depot), quantity in sorted(pieces.items())
    ]
    db.session.execute(upsert, rows)


def refuse_shut(depot_ids: Iterable[int]) -> None:
    """Refuse to put anything into a depot that is not in use any more, by its code; none goes out of use meanwhile."""
    for code in hold_in_use(depot_ids).values():
        raise Refused("stock.depot_shut", depot=code)


def hold_in_use(depot_ids: Iterable[int]) -> dict[int, str]:
    """Let depots not go out of use before the transaction ends; return the codes of those that are out already, by id.

    Whoever takes one out of use waits for that, and then sees what came of it.
    """
    asked = sa.select(Depot.id, Depot.code, Depot.active).where(among(Depot.id, set(depot_ids)))
    found = db.session.execute(asked.order_by(Depot.id).with_for_update(read=True)).all()
    return {depot.id: depot.code for depot in found if not depot.active}


def write_off(depot_id: int, part_id: int, quantity: int, entry: Entry) -> None:
    """Take free pieces off a shelf (counted short, scrapped); tied pieces stay.

    Refuses `stock.not_that_many` when fewer are free.
    """
    if quantity < 1:
        raise Refused("stock.quantity_not_positive", quantity=quantity)
    free = _shelf_of(depot_id, part_id).where(quantity <= FREE)
    if not changed(free.values(on_hand=Stock.on_hand - quantity)):
        there = sa.select(FREE).where(Stock.depot_id == depot_id, Stock.part_id == part_id)
        raise Refused("stock.not_that_many", quantity=quantity, held=db.session.scalar(there) or 0)
    keep_movements({(part_id, depot_id): -quantity}, entry)


def _shelf_of(depot_id: int, part_id: int) -> sa.Update:
    return sa.update(Stock).where(Stock.depot_id == depot_id, Stock.part_id == part_id)


def _lower(line_id: int, depot_id: int, quantity: int) -> None:
    mine = sa.update(Allocation).where(Allocation.line_id == line_id, Allocation.depot_id == depot_id)
    lowered = mine.where(Allocation.quantity >= quantity).values(quantity=Allocation.quantity - quantity)
    _one(lowered, "stock.not_that_many", quantity=quantity, held=0)


def _untie(depot_id: int, part_id: int, quantity: int) -> None:
    tied = _shelf_of(depot_id, part_id).where(Stock.allocated >= quantity)
    _one(tied.values(allocated=Stock.allocated - quantity), "stock.stock_moved")


def _enough(quantity: int, held: int) -> None:
    if quantity < 1:
        raise Refused("stock.quantity_not_positive", quantity=quantity)
    if held < quantity:
        raise Refused("stock.not_that_many", quantity=quantity, held=held)


def _one(statement: sa.Update, code: str, **facts: Any) -> None:
    if changed(statement) != 1:
        raise Refused(code, **facts)
