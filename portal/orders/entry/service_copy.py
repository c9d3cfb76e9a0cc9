"""Copying an order to a new draft: ordered again, or tried again after it was rejected or cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.queries_days import days_of
from portal.core.actor import Actor
from portal.core.data.sent_forms import already_answered, body_hash, remember_answer
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.entry.service_drafts import default_header, header_of, save_draft
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState

NEVER_DELIVERED = frozenset({OrderState.REJECTED, OrderState.CANCELLED})
"""Orders of which nothing came: a copy is the same wish again and keeps all its head says."""


def copy_once(key: str, order_id: int, actor: Actor, now: datetime, locale: str) -> str:
    """Copy an order once per button shown: the same key gives the number made first."""
    owner = f"user:{actor.user_id}"
    known = already_answered(owner, f"copy:{key}", body_hash({"order": [str(order_id)]}), now)
    if known is not None:
        return known
    number = copy_to_draft(order_id, actor, now, locale)
    remember_answer(owner, f"copy:{key}", number)
    return number


def copy_to_draft(order_id: int, actor: Actor, now: datetime, locale: str = "") -> str:
    """Write a new draft with what an order in scope asks for, answered and priced anew; return its number.

    The order itself is not changed. Purchase order number, vehicle and dates belong to one order: they are
    copied only where nothing came of it. Refuses `order.no_lines` where there is nothing to copy, and what
    saving a draft refuses.
    """
    order = db.session.scalar(sa.select(SalesOrder).where(SalesOrder.id == order_id))
    if order is None:
        raise NotVisible
    rows = _wanted(order)
    if not rows:
        raise Refused("order.no_lines")
    return save_draft(
        DraftChange(header=_head(order, actor, days_of(order.distributor_id, now).own), added=rows, locale=locale),
        actor,
        now,
    )


def _wanted(order: SalesOrder) -> Sequence[RowText]:
    """Return the rows of a copy: the lines, each part as ordered; those of the draft where there are no lines."""
    wanted = sa.select(OrderLine.part_number, sa.func.sum(OrderLine.ordered - OrderLine.substituted))
    lines = db.session.execute(
        wanted.where(OrderLine.order_id == order.id)
        .group_by(OrderLine.line_no, OrderLine.part_number)
        .order_by(OrderLine.line_no, sa.func.min(OrderLine.id))
    ).all()
    if lines:
        return [RowText(part, str(pieces)) for part, pieces in lines if pieces]
    return [RowText(row.part_text, row.quantity_text, row.note) for row in rows_of(order.id)]


def _head(order: SalesOrder, actor: Actor, today: date) -> Header:
    """Return the head of a copy; addresses no longer in use give way to the first of their kind."""
    own = actor.distributor_id
    if own is None:
        raise NotVisible
    addresses = accounts.addresses_of(own)
    known, usual = {each.id for each in addresses}, default_header(accounts.distributor_facts(own), addresses)
    places = ("ship_to_id", "consignee_id", "notify_id")
    header = replace(
        header_of(order),
        **{name: at if (at := getattr(order, name)) in known else getattr(usual, name) for name in places},
    )
    if order.state not in NEVER_DELIVERED:
        header = replace(
            header,
            po_number="",
            vin="",
            repair_order="",
            odometer_km=None,
            stopped_on=None,
            requested_on=None,
            reason="",
            campaign="",
        )
    past = header.requested_on is not None and header.requested_on < today
    return replace(header, requested_on=None) if past else header
