"""A dealer's order passed to its general distributor, who gathers several into one of its own, or sends them back.

Headquarters sees nothing of it before the one order is handed in; when that ends early, what it gathered is free again.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.queries_days import days_of
from portal.accounts.service_in_use import hold_in_use
from portal.core.actor import SYSTEM, Actor, Turn
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sent_forms import once
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.core.money import Money, line_amount, total
from portal.orders.decisions.queries_gathering import ABOVE, asked_for
from portal.orders.decisions.rules_gathering import check_together, gathered_rows
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_answers import STOPPING, RowAnswer
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.service_drafts import default_header, header_of, save_draft
from portal.orders.events import OrderPassedUp, OrderSentBack
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.rules_own import is_own
from portal.orders.service_record import Note, decide, judged, note_all, order_locked, own_locked, record
from portal.orders.states import Action, OrderState
from portal.orders.types.queries import terms_at
from portal.orders.types.states import OrderType
from portal.pricing.queries_downward import prices_above

UNCLEAR = STOPPING - {RowAnswer.NO_PRICE}
"""Answers with which a row cannot be passed up; what headquarters asks a dealer for it does not matter there."""


def pass_up(order_id: int, turn: Turn) -> str:
    """Pass a draft to the general distributor above, at the prices it asks that day; return its number.

    Refuses `order.no_general`, `accounts.company_inactive`, `order.no_lines`, and `order.rows_open` of rows nobody can
    order.
    """
    order = own_locked(order_id, turn.actor)
    general = accounts.general_above(order.distributor_id)
    if general is None:
        raise Refused("order.no_general")
    judged(order, Action.HAND_UP, turn.seen)
    hold_in_use(order.distributor_id)
    rows = rows_of(order.id)
    if not rows:
        raise Refused("order.no_lines")
    if unclear := sum(1 for row in rows if not row.answer or row.answer in UNCLEAR):
        raise Refused("order.rows_open", count=unclear)
    paid = _keep_prices(order, turn.now)
    decide(
        order,
        Action.HAND_UP,
        turn,
        submitted_by=turn.actor.user_id,
        submitted_at=turn.now,
        above_total=paid.amount if paid else None,
        above_currency=paid.currency if paid else None,
    )
    record(order, "passed_up", turn.actor, turn.now)
    publish(OrderPassedUp(order.id, order.number, order.distributor_id, general_id=general), turn.now)
    return order.number


def _keep_prices(order: SalesOrder, now: datetime) -> Money | None:
    """Keep with each row what the general distributor asks that day, so that later prices change nothing of it.

    Return what all of them come to there, None where none has a price.
    """
    rows = db.session.scalars(sa.select(DraftRow).where(DraftRow.order_id == order.id)).all()
    parts = {row.part_id for row in rows if row.part_id is not None}
    above = prices_above(order.distributor_id, parts, days_of(order.distributor_id, now).price)
    amounts: list[Money] = []
    for row in rows:
        rest = {name: fact for name, fact in row.facts.items() if name != ABOVE}
        price = above.prices.get(row.part_id or 0) if above else None
        kept = {"price": str(price), "currency": above.currency, "list": above.list_name} if above and price else None
        row.facts = rest | {ABOVE: kept} if kept else rest
        if above and price:
            amounts.append(Money(line_amount(row.quantity or 0, price, above.currency), above.currency))
    return total(amounts, amounts[0].currency) if amounts else None


def take_back(order_id: int, reason: str, turn: Turn) -> str:
    """Make an order that was passed up a draft again, by its dealer or, with a reason, by the general distributor.

    Returns its number. Refuses `order.sent_back_without_reason`.
    """
    order = order_locked(order_id)
    judged(order, Action.TAKE_BACK, turn.seen)
    own = is_own(order.distributor_id, turn.actor)
    if not own and not reason.strip():
        raise Refused("order.sent_back_without_reason")
    decide(order, Action.TAKE_BACK, turn, submitted_by=None, submitted_at=None)
    if own:
        record(order, "taken_back", turn.actor, turn.now)
    else:
        record(order, "sent_back", turn.actor, turn.now, reason=reason.strip())
        publish(OrderSentBack(order.id, order.number, order.distributor_id, reason=reason.strip()), turn.now)
    return order.number


def gather(order_ids: Collection[int], key: str, body: str, actor: Actor, now: datetime) -> str:
    """Make one draft of the general distributor's own of orders its dealers passed up, once per sent form.

    Returns its number. Refuses what `check_together` and saving a draft refuse, and `order.not_passed_up` where one
    of the orders was taken back or gathered meanwhile.
    """
    return once(f"user:{actor.user_id}", f"gather:{key}", body, now, lambda: _gathered(order_ids, actor, now))


def _gathered(order_ids: Collection[int], actor: Actor, now: datetime) -> str:
    orders = _of_dealers(order_ids, actor)
    kind = check_together([order.order_type for order in orders], terms_at(now))
    for order in orders:
        if order.state is not OrderState.WITH_GENERAL:
            raise Refused("order.not_passed_up", number=order.number)
    rows = gathered_rows(asked_for([order.id for order in orders]))
    change = DraftChange(header=_head(orders, kind, actor, now), added=rows, locale="en")
    number = save_draft(change, actor, now)
    for order in orders:
        decide(order, Action.GATHER, Turn(actor, order.version, now), gathered_into=number)
        record(order, "gathered", actor, now, into=number)
    made = db.session.scalars(sa.select(SalesOrder).where(SalesOrder.number == number)).one()
    record(made, "gathers", actor, now, orders=[order.number for order in orders])
    return number


def _of_dealers(order_ids: Collection[int], actor: Actor) -> Sequence[SalesOrder]:
    """Return these orders locked, the lowest id first; `NotVisible` where one is of no dealer right below the actor."""
    orders = [order_locked(order_id) for order_id in sorted(set(order_ids))]
    for owner in {order.distributor_id for order in orders}:
        general = accounts.general_above(owner)
        if general is None or general != actor.distributor_id:
            raise NotVisible
    return orders


def _head(orders: Sequence[SalesOrder], kind: OrderType, actor: Actor, now: datetime) -> Header:
    """Return the head of the one order: the general distributor's own terms, the earliest day any of them wants.

    Of a single order what it says of its vehicle and its reason goes along. What is not there in time lapses where all
    of them want it so.
    """
    own = actor.distributor_id
    if own is None:
        raise NotVisible
    head = replace(default_header(accounts.distributor_facts(own), accounts.addresses_of(own)), order_type=kind)
    if len(orders) == 1:
        said = header_of(orders[0])
        head = replace(
            head,
            reason=said.reason,
            campaign=said.campaign,
            vin=said.vin,
            repair_order=said.repair_order,
            odometer_km=said.odometer_km,
            stopped_on=said.stopped_on,
        )
    today = days_of(own, now).own
    wanted = [order.requested_on for order in orders if order.requested_on and order.requested_on >= today]
    return replace(head, requested_on=min(wanted, default=None), rest_lapses=all(order.rest_lapses for order in orders))


def note_on_gathered(order_ids: Collection[int], kind: str, now: datetime) -> None:
    """Let the dealers' orders that some orders were gathered of tell what became of these.

    `kind` is `ordered_above` or `left_above`; a dealer sees of its general distributor's order no more than that.
    """
    numbers = sa.select(SalesOrder.number).where(among(SalesOrder.id, order_ids))
    found = sa.select(SalesOrder.id, SalesOrder.distributor_id).where(SalesOrder.gathered_into.in_(numbers))
    rows = db.session.execute(found.order_by(SalesOrder.id))
    note_all([Note(order_id, owner, kind, {}) for order_id, owner in rows], SYSTEM, now)


def let_go_gathered(gathering: SalesOrder, actor: Actor, now: datetime) -> None:
    """Let go what an order gathered, because nothing comes of it: the dealers' orders can be gathered again."""
    found = sa.select(SalesOrder.id).where(SalesOrder.gathered_into == gathering.number).order_by(SalesOrder.id)
    for order_id in db.session.scalars(found).all():
        order = order_locked(order_id)
        decide(order, Action.LET_GO, Turn(actor, order.version, now), gathered_into=None)
        record(order, "let_go", actor, now, into=gathering.number)
