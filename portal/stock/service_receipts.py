"""Planned receipts: what a depot expects, received in part or beyond the plan, closed, planned anew by files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sessions import db, on_postgresql
from portal.core.data.types import Instant
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.stock.events import ReceiptsReplanned
from portal.stock.models import PlannedReceipt
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Place, put_away


@dataclass(frozen=True, slots=True)
class Arrival:
    """Pieces that came of a planned receipt, how many had come by the page, and whether nothing more comes.

    `reference` is the paper they came with; the receipt's own where there is none.
    """

    quantity: int
    seen: int
    last: bool = False
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a planned receipt: pieces still expected, and pieces that came beyond the plan."""

    left: int
    beyond: int


def receive_planned(receipt_id: int, arrival: Arrival, actor: Actor, now: datetime) -> Came:
    """Put what came of a planned receipt on its shelf; it is closed once all of it came, or nothing more does.

    Refuses `stock.receipt_closed` (who, when), `stock.receipt_moved` (seen, received) where somebody else received
    of it meanwhile, and beside `quantity` `stock.nothing_came` where none came and more is to.
    """
    receipt = db.session.scalar(
        sa.select(PlannedReceipt).where(PlannedReceipt.id == receipt_id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    if receipt is None:
        raise NotVisible(str(receipt_id))
    if receipt.closed_at is not None:
        raise Refused("stock.receipt_closed", who=receipt.closed_by, when=receipt.closed_at)
    if receipt.received != arrival.seen:
        raise Refused("stock.receipt_moved", seen=arrival.seen, received=receipt.received)
    if arrival.quantity < 1 and not arrival.last:
        raise FieldRefused("stock.nothing_came", field="quantity")
    received = receipt.received + arrival.quantity
    _keep_received(receipt.id, arrival, closed=arrival.last or received >= receipt.quantity, actor=actor, now=now)
    place = Place(receipt.depot_id, receipt.part_id)
    if arrival.quantity:
        entry = Entry(
            MovementReason.RECEIPT, now, actor, arrival.reference or receipt.reference, arrival.note, receipt.id
        )
        put_away(place, arrival.quantity, entry)
    else:
        publish(ReceiptsReplanned((place.part_id,)), now)
    return Came(0 if arrival.last else max(receipt.quantity - received, 0), max(received - receipt.quantity, 0))


def _keep_received(receipt_id: int, arrival: Arrival, *, closed: bool, actor: Actor, now: datetime) -> None:
    open_still = sa.update(PlannedReceipt).where(
        PlannedReceipt.id == receipt_id,
        PlannedReceipt.closed_at.is_(None),
        PlannedReceipt.received == arrival.seen,
    )
    values = {
        "received": PlannedReceipt.received + arrival.quantity,
        "closed_at": now if closed else None,
        "closed_by": actor.name if closed else "",
    }
    if changed(open_still.values(values)) != 1:
        raise Refused("stock.stock_moved")


@dataclass(frozen=True, slots=True)
class Planned:
    """Pieces of a part a depot expects on a day, under a reference that is no other's there."""

    depot_id: int
    part_id: int
    reference: str
    expected_on: date | None = None
    quantity: int = 0


def plan_receipts(planned: Sequence[Planned], actor: Actor, now: datetime) -> None:
    """Add planned receipts, or change day and pieces of those with these references; one statement for all.

    One of which as much has come as is planned now is closed, one of which more is planned again is opened.
    """
    if not planned:
        return
    insert = (postgresql if on_postgresql() else sqlite).insert(sa.inspect(PlannedReceipt).local_table)
    given = insert.excluded
    closed_at, closed_by = _stored("closed_at"), _stored("closed_by")
    came, more = _stored("received") >= given.quantity, given.quantity > _stored("quantity")
    here = sa.literal(now, Instant())
    upsert = insert.on_conflict_do_update(
        index_elements=["depot_id", "part_id", "reference"],
        set_={
            "expected_on": given.expected_on,
            "quantity": given.quantity,
            "closed_at": sa.case((came, sa.func.coalesce(closed_at, here)), (more, sa.null()), else_=closed_at),
            "closed_by": sa.case(
                (sa.and_(came, closed_at.is_(None)), actor.name),
                (sa.and_(sa.not_(came), more), ""),
                else_=closed_by,
            ),
        },
    )
    rows = [
        {
            "depot_id": one.depot_id,
            "part_id": one.part_id,
            "reference": one.reference,
            "expected_on": one.expected_on,
            "quantity": one.quantity,
            "received": 0,
            "closed_by": "",
        }
        for one in planned
    ]
    db.session.execute(upsert, rows)
    _replanned({one.part_id for one in planned}, now)


def _stored(name: str) -> sa.ColumnElement[Any]:
    """Return a column as it stands in the row that is there, which an upsert names by its table."""
    return sa.literal_column(f"planned_receipt.{name}")


def drop_receipts(planned: Sequence[Planned], now: datetime) -> None:
    """Take planned receipts away of which nothing came. Refuses `stock.receipt_has_come` (reference)."""
    if not planned:
        return
    wanted = {(one.depot_id, one.part_id, one.reference) for one in planned}
    parts = {one.part_id for one in planned}
    found = db.session.execute(
        sa.select(
            PlannedReceipt.id,
            PlannedReceipt.depot_id,
            PlannedReceipt.part_id,
            PlannedReceipt.reference,
            PlannedReceipt.received,
        )
        .where(among(PlannedReceipt.part_id, parts))
        .order_by(PlannedReceipt.id)
        .with_for_update()
    ).all()
    gone = [row for row in found if (row.depot_id, row.part_id, row.reference) in wanted]
    for row in gone:
        if row.received:
            raise Refused("stock.receipt_has_come", reference=row.reference)
    changed(sa.delete(PlannedReceipt).where(among(PlannedReceipt.id, [row.id for row in gone])))
    _replanned(parts, now)


def _replanned(part_ids: Collection[int], now: datetime) -> None:
    publish(ReceiptsReplanned(tuple(sorted(part_ids))), now)
