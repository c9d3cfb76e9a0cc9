"""A promise of a line that waits for stock is revised: a new date with its reason, the earlier ones stay."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.actor import Actor, Doer, Door
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.days import day_in, hq_day
from portal.core.errors import NotVisible, Refused
from portal.orders.events import PromiseRevised
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.service_progress import write_promises
from portal.orders.service_record import order_locked, record
from portal.orders.states import OrderState
from portal.stock import service_records
from portal.stock.queries import depots
from portal.stock.queries_revisions import LastPromise, last_promise
from portal.stock.rules_revision import DEPARTMENTS, RevisionCause, check_revision


@dataclass(frozen=True, slots=True)
class Revision:
    """A new date, why, and which promise it was drawn from (`seen`, 0 where there was none)."""

    on: date
    cause: RevisionCause
    note: str
    seen: int


def revise_promise(line_id: int, revision: Revision, actor: Actor, now: datetime) -> str:
    """Promise a new date for what waits of a line; return its order's number.

    The first promise stays the one delivery is measured by. The same press sent twice revises once.
    Refuses `promise.nothing_waits`, `promise.revised_meanwhile` (who, when, to which day) and what
    `check_revision` refuses, by the day it is at the depot.
    """
    line = _line_locked(line_id)
    order = order_locked(line.order_id)
    last = last_promise(line.id)
    if _is_same_press(revision, last, actor):
        return order.number
    if last is not None and last.sequence != revision.seen:
        who = Doer(last.made_by, Door.HQ.value)
        raise Refused("promise.revised_meanwhile", who=who, when=last.made_at, day=last.promised_on)
    if order.state is not OrderState.RELEASED or not line.backordered:
        raise Refused("promise.nothing_waits")
    check_revision(revision.on, line.promised_on, depot_day(order.depot_id, now), revision.cause, revision.note)
    _promise(line, revision, actor, now)
    _tell(order, line, revision, actor, now)
    return order.number


def _line_locked(line_id: int) -> OrderLine:
    """Return a line, locked before its order, as a run of the allocation does."""
    wanted = sa.select(OrderLine).where(OrderLine.id == line_id).with_for_update(of=OrderLine)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotVisible
    return found


def _is_same_press(revision: Revision, last: LastPromise | None, actor: Actor) -> bool:
    if last is None or last.sequence != revision.seen + 1:
        return False
    return (last.promised_on, last.cause, last.made_by) == (revision.on, revision.cause.value, actor.name)


def depot_day(depot_id: int | None, now: datetime) -> date:
    """Return the day it is at a depot (the first one where none is named), headquarters' where there is none."""
    known = depots()
    chosen = next((depot for depot in known if depot.id == depot_id), known[0] if known else None)
    return hq_day(now) if chosen is None else day_in(now, chosen.zone)


def _promise(line: OrderLine, revision: Revision, actor: Actor, now: datetime) -> None:
    service_records.promise(
        line.id,
        distributor_id=line.distributor_id,
        promised_on=revision.on,
        quantity=line.backordered,
        cause=revision.cause.value,
        department=DEPARTMENTS[revision.cause],
        actor=actor,
        now=now,
    )
    write_promises({line.id: revision.on})


def _tell(order: SalesOrder, line: OrderLine, revision: Revision, actor: Actor, now: datetime) -> None:
    before = line.promised_on.isoformat() if line.promised_on else ""
    on = revision.on.isoformat()
    record(
        order,
        "promise_revised",
        actor,
        now,
        before={"promised_on": before},
        after={"promised_on": on, "line_no": line.line_no, "cause": revision.cause.value, "note": revision.note},
        line_no=line.line_no,
        part=line.part_number,
        before_on=before,
        promised_on=on,
        cause=revision.cause.value,
        note=revision.note,
    )
    head = (order.id, order.number, order.distributor_id)
    publish(
        PromiseRevised(*head, line.line_no, line.part_number, on, before, revision.cause.value, revision.note),
        now,
    )
