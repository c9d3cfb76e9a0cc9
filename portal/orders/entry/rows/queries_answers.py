"""The rows of a draft as one change leaves them, each answered: by reads alone, before anything is locked.

Answering thousands of rows takes seconds. A write transaction shuts everybody else out on SQLite, so
the answers are worked out first and the transaction only writes them, where they still rest on what
stands; else it works them out itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.queries_days import days_of
from portal.catalogue.queries_resolution import resolve
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.orders.entry.rows.queries_parts import verdicts_of
from portal.orders.entry.rows.queries_rows import country_of, rows_at, rows_of, rows_touched
from portal.orders.entry.rows.rules_answers import DraftSums, RowAnswer, RowVerdict, sums_of
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.rows.rules_rows import (
    Row,
    all_offers,
    checked_count,
    fitting,
    one_each,
    retyped,
    with_accepted,
    with_added,
    without,
)
from portal.orders.models import SalesOrder
from portal.orders.queries_heads import OrderHead
from portal.orders.states import EDITABLE, OrderState
from portal.orders.types.queries import terms_of
from portal.orders.types.states import OrderType, PackRule


@dataclass(frozen=True, slots=True)
class Basis:
    """What the answers rest on; `order_id` is None, and the version 1, where the change begins a draft.

    `renumber`: positions run from 1 again, as long as nobody was shown line numbers.
    """

    order_id: int | None
    version: int
    renumber: bool
    distributor_id: int
    currency: str
    order_type: OrderType
    ship_to_id: int | None
    partial_ok: bool
    locale: str
    today: date
    pack_rule: PackRule


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows that are stored, what they become with their answers, and their sums."""

    basis: Basis
    stored: Sequence[Row]
    rows: Sequence[Row]
    sums: DraftSums


def basis_of(order: SalesOrder, change: DraftChange, actor: Actor, now: datetime) -> Basis:
    """Return what the answers to a change rest on, the change's head already in the order."""
    return Basis(
        change.order_id,
        order.version,
        order.state is OrderState.DRAFT,
        order.distributor_id,
        order.currency,
        order.order_type,
        order.ship_to_id,
        order.partial_ok,
        change.locale or actor.locale,
        days_of(order.distributor_id, now).price,
        terms_of(order.order_type, now).pack_rule,
    )


def answered(change: DraftChange, basis: Basis) -> Answered:
    """Return the rows a change leaves, answered; refuses `order.too_many_lines` and `order.text_too_long`."""
    added = fitting(change.added)
    retyped_rows = dict(zip(change.retyped, fitting(change.retyped.values()), strict=True))
    stored = [] if basis.order_id is None else rows_of(basis.order_id)
    rows = retyped(stored, retyped_rows)
    rows = one_each(rows) if change.one_each else rows
    rows = without(rows, change.removed | _positions(rows, change.remove_all))
    accepted = [*change.accepted, *all_offers(rows, change.accept_all)]
    rows = with_added(with_accepted(rows, accepted, renumber=basis.renumber), added)
    checked_count(rows)
    told, sums = _told(rows, basis)
    return Answered(basis, stored, told, sums)


def answered_near(change: DraftChange, basis: Basis, sums: DraftSums) -> Answered:
    """Return only the rows that a retyping touches, answered, and what the sums of all rows become by it.

    They are the rows typed anew, and all rows of the parts these named before and name now; the answers to
    all others stand as they are stored. Refuses `order.text_too_long`.
    """
    assert basis.order_id is not None
    texts = dict(zip(change.retyped, fitting(change.retyped.values()), strict=True))
    there = rows_at(basis.order_id, texts)
    typed = {now.position: (row, now) for row, now in zip(there, retyped(there, texts), strict=True) if row != now}
    meant = resolve({now.part_text for _row, now in typed.values() if now.part_text.strip()}, basis.distributor_id)
    parts = {row.part_id for row, _now in typed.values()} | {one.part_id for one in meant.values()}
    stored = rows_touched(basis.order_id, typed, [part for part in parts if part is not None])
    told, fresh = _told(retyped(stored, texts), basis)
    return Answered(basis, stored, told, sums.instead(sums_of(stored), fresh))


def _told(rows: Sequence[Row], basis: Basis) -> tuple[list[Row], DraftSums]:
    verdicts = verdicts_of(
        rows,
        distributor_id=basis.distributor_id,
        country=country_of(basis.ship_to_id, basis.distributor_id),
        currency=basis.currency,
        order_type=basis.order_type,
        locale=basis.locale,
        today=basis.today,
        partial_ok=basis.partial_ok,
        pack_rule=basis.pack_rule,
    )
    return [_with(row, verdict) for row, verdict in zip(rows, verdicts, strict=True)], sums_of(verdicts)


def answered_before(change: DraftChange, actor: Actor, now: datetime) -> Answered | None:
    """Return what `answered` gives, read outside a transaction; None where the transaction has to decide.

    That is where the draft is not as the page showed it: saving it will be refused, or was done before.
    """
    basis = _basis_before(change, actor, now)
    return None if basis is None else answered(change, basis)


def answered_if_changed(change: DraftChange, known: OrderHead, actor: Actor, now: datetime) -> Answered | None:
    """Return what `answered_before` gives where a change alters what the answers to all rows depend on, else None.

    `known` is the head as it stands.
    """
    head = change.header
    same_head = head is not None and _rested_on(head) == _rested_on(known)
    if same_head and change.order_id is not None:
        if known.priced_on == days_of(known.distributor_id, now).price:
            return None
        stored = rows_at(change.order_id, change.retyped)
        if retyped(stored, change.retyped) == stored:
            return None
    return answered_before(change, actor, now)


def _rested_on(head: Header | OrderHead) -> tuple[OrderType, int | None, bool]:
    """Return what of a head the answers to all rows rest on."""
    return head.order_type, head.ship_to_id, head.partial_ok


def _basis_before(change: DraftChange, actor: Actor, now: datetime) -> Basis | None:
    if change.header is None:
        return None
    head = *_rested_on(change.header), change.locale or actor.locale
    packs = terms_of(change.header.order_type, now).pack_rule
    if change.order_id is None:
        terms = accounts.distributor_facts(actor.distributor_id or 0)
        return Basis(None, 1, True, terms.id, terms.currency, *head, days_of(terms.id, now).price, packs)
    found = db.session.execute(
        sa.select(SalesOrder.version, SalesOrder.state, SalesOrder.distributor_id, SalesOrder.currency).where(
            SalesOrder.id == change.order_id
        )
    ).first()
    if found is None or found.state not in EDITABLE or found.version != change.seen_version:
        return None
    today = days_of(found.distributor_id, now).price
    draft = found.state is OrderState.DRAFT
    return Basis(change.order_id, found.version, draft, found.distributor_id, found.currency, *head, today, packs)


def _positions(rows: Sequence[Row], answers: frozenset[RowAnswer]) -> frozenset[int]:
    return frozenset(row.position for row in rows if row.answer in answers)


def _with(row: Row, verdict: RowVerdict) -> Row:
    asked = {"asked": row.facts["asked"]} if "asked" in row.facts else {}
    return Row(
        row.position,
        row.part_text,
        row.quantity_text,
        row.note,
        row.source_row,
        verdict.part_id,
        verdict.quantity,
        verdict.answer.value,
        verdict.facts | asked,
    )
