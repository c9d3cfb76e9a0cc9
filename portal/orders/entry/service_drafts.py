"""Drafts: begun, kept with everything typed, their rows answered, offers accepted, put aside."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import AddressKind
from portal.accounts.queries import AddressFacts, DistributorFacts
from portal.accounts.queries_days import days_of
from portal.accounts.service_in_use import hold_in_use
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor
from portal.core.data.counters import numbered
from portal.core.data.lists import among
from portal.core.data.sent_forms import already_answered, remember_answer
from portal.core.data.sessions import add_rows, db
from portal.core.errors import NotVisible, Refused, Stale
from portal.core.references import reference_key
from portal.orders.entry.rows.queries_answers import Answered, answered, answered_near, basis_of
from portal.orders.entry.rows.queries_rows import rows_at, rows_of
from portal.orders.entry.rows.rules_answers import DraftSums
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.rows.rules_rows import Row, fitting, renumbered, retyped
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.service_record import own_locked, touch
from portal.orders.states import EDITABLE, OrderState


def default_header(terms: DistributorFacts, addresses: Sequence[AddressFacts]) -> Header:
    """Return the head an order begins with: the contract's terms, the first address of each kind.

    Who receives the goods is the consignee where none is named.
    """
    first: dict[AddressKind, int] = {}
    for address in addresses:
        first.setdefault(address.kind, address.id)
    ship_to = first.get(AddressKind.SHIP_TO)
    return Header(
        ship_to_id=ship_to,
        consignee_id=first.get(AddressKind.CONSIGNEE, ship_to),
        notify_id=first.get(AddressKind.NOTIFY),
        incoterm=terms.incoterm,
        incoterm_place=terms.incoterm_place,
        mode=Mode(terms.mode),
    )


def start_draft(actor: Actor, now: datetime, header: Header | None = None) -> SalesOrder:
    """Begin a draft on the distributor's own terms; whoever begins it gives the number last.

    Refuses `accounts.company_inactive`.
    """
    if actor.distributor_id is None:
        raise NotVisible
    terms = accounts.distributor_facts(actor.distributor_id)
    hold_in_use(terms.id)
    order = SalesOrder(
        distributor_id=terms.id,
        number=f"~{secrets.token_hex(9)}",
        state=OrderState.DRAFT,
        currency=terms.currency,
        payment_terms=terms.payment_terms,
        created_by=actor.user_id,
        created_at=now,
        version=1,
    )
    _set_header(order, header or default_header(terms, accounts.addresses_of(terms.id)))
    db.session.add(order)
    db.session.flush()
    return order


def save_once(
    key: str, body: str, change: DraftChange, actor: Actor, now: datetime, before: Answered | None = None
) -> str:
    """Save a draft once per sent form: the same key and body give the number saved first."""
    owner = f"user:{actor.user_id}"
    known = already_answered(owner, key, body, now)
    if known is not None:
        return known
    number = save_draft(change, actor, now, before)
    remember_answer(owner, key, number)
    return number


def save_draft(change: DraftChange, actor: Actor, now: datetime, before: Answered | None = None) -> str:
    """Keep everything one form says and answer all rows; return the order's number.

    `before` are the answers as they were worked out ahead of the transaction; they count as long as
    what they rest on still stands. Refuses `core.stale`, `order.not_editable`,
    `order.too_many_lines` and `order.text_too_long`; refused means nothing was changed at all.
    """
    order, _done = _saved(change, actor, now, before)
    return order.number


def _saved(
    change: DraftChange, actor: Actor, now: datetime, before: Answered | None
) -> tuple[SalesOrder, Sequence[Row]]:
    """Keep everything one form says; return the order and its rows that are other than they were."""
    fitting([*change.added, *change.retyped.values()])
    fresh = change.order_id is None
    order = start_draft(actor, now, change.header) if fresh else _editable(change, actor)
    if change.header is not None and not fresh:
        _set_header(order, change.header)
    basis = basis_of(order, change, actor, now)
    done = before if before is not None and before.basis == basis else answered(change, basis)
    changed = _written(order, done)
    order.priced_on = basis.today
    if fresh:
        order.number = numbered("SO", now.year)
    else:
        touch(order, change.seen_version)
    db.session.flush()
    return order, changed


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft came to while it was typed: its version, its rows that are other than they were, its sums."""

    version: int
    changed: Sequence[Row]
    sums: DraftSums


def keep_draft(change: DraftChange, actor: Actor, now: datetime, before: Answered | None = None) -> Kept:
    """Keep a draft's head and rows while they are typed.

    Where nothing differs from what is stored the version stays, so that looking at a draft changes
    nothing. All rows are answered anew only where what their answers depend on changed, else those that were
    typed and those of the same parts. Refuses `core.stale`, `order.not_editable` and `order.text_too_long`.
    """
    order = _editable(change, actor)
    header = change.header or header_of(order)
    stored = rows_at(order.id, change.retyped) if change.retyped else []
    same_rows = retyped(stored, change.retyped) == stored
    if same_rows and header == header_of(order):
        return _kept(order, ())
    answers_stand = (order.order_type, order.ship_to_id) == (header.order_type, header.ship_to_id)
    if not answers_stand or order.priced_on != days_of(order.distributor_id, now).price:
        return _kept(*_saved(change, actor, now, before))
    _set_header(order, header)
    changed: Sequence[Row] = ()
    if not same_rows:
        changed = _written(order, answered_near(change, basis_of(order, change, actor, now), _sums(order)))
    touch(order, change.seen_version)
    db.session.flush()
    return _kept(order, changed)


def _kept(order: SalesOrder, changed: Sequence[Row]) -> Kept:
    return Kept(order.version, changed, _sums(order))


def _sums(order: SalesOrder) -> DraftSums:
    return DraftSums(order.line_count, order.pieces, order.total)


def _written(order: SalesOrder, done: Answered) -> list[Row]:
    """Write rows answered, and the sums; return the rows that are other than they were."""
    order.line_count, order.pieces, order.total = done.sums.lines, done.sums.pieces, done.sums.amount
    return _write(order, done.stored, done.rows)


def header_of(order: SalesOrder) -> Header:
    """Return the head of a stored order as a form would say it."""
    return Header(**{name: getattr(order, name) for name in Header.__dataclass_fields__})


def _editable(change: DraftChange, actor: Actor) -> SalesOrder:
    assert change.order_id is not None
    order = own_locked(change.order_id, actor)
    if order.state not in EDITABLE:
        raise Refused("order.not_editable", number=order.number)
    if order.version != change.seen_version:
        raise Stale
    return order


def _set_header(order: SalesOrder, header: Header) -> None:
    wanted = {header.ship_to_id, header.consignee_id, header.notify_id} - {None}
    own = {address.id for address in accounts.addresses_of(order.distributor_id)} if wanted else set()
    kept = {order.ship_to_id, order.consignee_id, order.notify_id}
    if wanted - own - kept:
        raise NotVisible
    for name, value in asdict(header).items():
        setattr(order, name, value)
    order.po_norm = reference_key(header.po_number)[:60]


def _write(order: SalesOrder, stored: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Replace the rows that differ from what is stored, in two statements, and return them."""
    before = {row.position: row for row in stored}
    after = {row.position: row for row in rows}
    gone = [place for place, row in before.items() if _differ(after.get(place), row)]
    fresh = [row for place, row in after.items() if _differ(before.get(place), row)]
    if gone:
        db.session.execute(
            sa.delete(DraftRow).where(DraftRow.order_id == order.id, among(DraftRow.position, gone)),
            execution_options={"synchronize_session": False},
        )
    owner = {"distributor_id": order.distributor_id, "order_id": order.id}
    if fresh:
        add_rows(DraftRow, [owner | _columns(row) for row in fresh])
    return fresh


def _differ(one: Row | None, other: Row) -> bool:
    return one is not other and one != other


def _columns(row: Row) -> dict[str, Any]:
    return {
        "position": row.position,
        "source_row": row.source_row,
        "part_text": row.part_text,
        "quantity_text": row.quantity_text,
        "note": row.note,
        "part_id": row.part_id,
        "quantity": row.quantity,
        "answer": row.answer,
        "facts": dict(row.facts),
    }


def renumber_for_lines(order: SalesOrder) -> list[Row]:
    """Give the rows of a draft the numbers of the lines they become, rows of one part merged; return them."""
    stored = rows_of(order.id)
    heads = [row for row in stored if "row" not in row.facts]
    merged = [
        row
        if row.quantity == row.facts.get("total", row.quantity)
        else Row(
            row.position,
            row.part_text,
            str(row.facts["total"]),
            row.note,
            row.source_row,
            row.part_id,
            int(row.facts["total"]),
            row.answer,
            row.facts,
        )
        for row in heads
    ]
    rows = renumbered(merged)
    _write(order, stored, rows)
    return rows
