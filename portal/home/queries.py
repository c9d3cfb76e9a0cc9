"""What needs somebody: counts for the start pages, one statement for each door.

Each count is taken by the very condition of the list it leads to.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.approvals.models import Approval
from portal.billing.queries import count_of, overdue_invoices
from portal.billing.states import InvoiceState
from portal.core.data.sessions import db
from portal.core.days import hq_day
from portal.core.money import Money
from portal.masterdata.models import ChangeSet
from portal.masterdata.states import ChangeSetState
from portal.orders.holds.queries import stopped_at
from portal.orders.holds.rules import Step
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.queries_standing import release_out_of_time, standing, with_open_hold
from portal.orders.rules_release import ReleaseBreach
from portal.orders.states import BEFORE_HEADQUARTERS, OrderState
from portal.orders.states_progress import MAY_BE_OPEN
from portal.orders.states_shown import Group as OrderGroup
from portal.returns import queries as returns
from portal.returns.models import Claim
from portal.returns.queries_claimed import unclaimed_shipments
from portal.returns.states import ClaimState
from portal.shipping.models import Shipment
from portal.shipping.states import Group as ShipmentGroup
from portal.shipping.views import queries_lists as shipping

SHOWN_EACH = 5


@dataclass(frozen=True, slots=True)
class DistributorNeeds:
    """What waits for a distributor, or for what it waits."""

    drafts: int
    asked: int
    to_gather: int
    in_review: int
    short: int
    to_receive: int
    open_claims: int
    overdue: int


@dataclass(frozen=True, slots=True)
class HqNeeds:
    """What waits at headquarters, beside the review queue."""

    to_allocate: int
    held: int
    release_late: int
    to_pack: int
    to_dispatch: int
    claims: int
    to_credit: int
    overdue: int


def _count(model: type, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(model).where(*where).scalar_subquery()


def _orders(wanted: str) -> sa.ScalarSelect[int]:
    return _count(SalesOrder, standing(wanted))


def _shipments(wanted: str) -> sa.ScalarSelect[int]:
    return _count(Shipment, shipping.standing(wanted))


def _claims(wanted: str) -> sa.ScalarSelect[int]:
    return _count(Claim, returns.standing(wanted))


def _one_row(*counts: sa.ScalarSelect[int]) -> Any:
    return db.session.execute(sa.select(*counts)).one()


def needs_of_distributor(own: int | None, today: date) -> DistributorNeeds:
    """Return what waits for a distributor and the dealers in scope, on a day of the reader's.

    Drafts and questions are its `own`: those of its dealers are their work.
    """
    mine = SalesOrder.distributor_id == own
    row = _one_row(
        _count(SalesOrder, standing(OrderState.DRAFT), mine),
        _count(SalesOrder, standing(OrderState.CHANGES_REQUESTED), mine),
        _orders(OrderState.WITH_GENERAL),
        _orders(OrderGroup.AT_HEADQUARTERS),
        _orders(OrderGroup.WAITING_FOR_STOCK),
        _shipments(ShipmentGroup.ON_THE_WAY),
        _claims("open"),
        count_of(InvoiceState.OVERDUE, today),
    )
    return DistributorNeeds(*row)


class Waiting(StrEnum):
    """Why something of a distributor's waits for it, the most pressing first."""

    ANSWER = "answer"
    RECEIPT = "receipt"
    CLAIM = "claim"
    HELD = "held"
    PAY = "pay"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An order, a shipment or an invoice that waits for its distributor, and since when; `reference` is its own number.

    What is to be paid has its amount, and the day it was due; `whose` names the dealer of what is not one's own.
    """

    why: Waiting
    number: str
    reference: str
    since: datetime | None
    owed: Money | None = None
    due_on: date | None = None
    whose: str = ""


def _whose(own: int | None) -> sa.Case[str]:
    """Return the name of the distributor a row belongs to, nothing for one's own."""
    return sa.case((Distributor.id == own, ""), else_=Distributor.name)


def waiting_orders(own: int | None) -> list[WaitingRow]:
    """Return a distributor's own drafts and orders with questions, and what is held in scope: `SHOWN_EACH` of each.

    The newest come first.
    """
    mine = SalesOrder.distributor_id == own
    asked, draft = standing(OrderState.CHANGES_REQUESTED), standing(OrderState.DRAFT)
    each = (
        _latest(Waiting.ANSWER, own, asked, mine),
        _latest(Waiting.SUBMIT, own, draft, mine),
        _latest(Waiting.HELD, own, with_open_hold(), ~asked, ~draft),
    )
    found = sa.union_all(*(sa.select(one.subquery()) for one in each)).subquery()
    rows = db.session.execute(sa.select(found).order_by(found.c.id.desc()))
    return [WaitingRow(Waiting(row.why), row.number, row.po_number, row.since, whose=row.whose) for row in rows]


def _latest(why: Waiting, own: int | None, *where: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Return the newest orders that meet conditions, each by an index of its own."""
    since = sa.func.coalesce(SalesOrder.submitted_at, SalesOrder.created_at)
    columns = (SalesOrder.id, SalesOrder.number, SalesOrder.po_number, since.label("since"), _whose(own).label("whose"))
    wanted = sa.select(sa.literal(why.value).label("why"), *columns)
    wanted = wanted.join(Distributor, Distributor.id == SalesOrder.distributor_id).where(*where)
    return wanted.order_by(SalesOrder.id.desc()).limit(SHOWN_EACH)


def waiting_receipts(own: int | None) -> list[WaitingRow]:
    """Return shipments in scope that are on their way, those that left first."""
    rows = db.session.execute(
        sa.select(Shipment.number, Shipment.carrier, Shipment.departed_at, _whose(own))
        .join(Distributor, Distributor.id == Shipment.distributor_id)
        .where(shipping.standing(ShipmentGroup.ON_THE_WAY), Shipment.received_at.is_(None))
        .order_by(Shipment.departed_at, Shipment.id)
        .limit(SHOWN_EACH)
    )
    return [WaitingRow(Waiting.RECEIPT, *row[:3], whose=row[3]) for row in rows]


def waiting_payments(own: int | None, today: date) -> list[WaitingRow]:
    """Return overdue invoices in scope, the oldest first."""
    return [
        WaitingRow(
            Waiting.PAY,
            one.number,
            "",
            None,
            Money(one.owed, one.currency),
            one.due_on,
            "" if one.distributor_id == own else one.distributor_name,
        )
        for one in overdue_invoices(today, SHOWN_EACH)
    ]


def waiting_claims(own: int | None) -> list[WaitingRow]:
    """Return received shipments in scope with a difference that no claim speaks of."""
    rows = unclaimed_shipments(SHOWN_EACH)
    return [
        WaitingRow(
            Waiting.CLAIM,
            one.number,
            "",
            one.received_at,
            whose="" if one.distributor_id == own else one.distributor_name,
        )
        for one in rows
    ]


def _sets_of_others(user_id: int | None, kinds: Collection[str]) -> sa.ScalarSelect[int]:
    waiting = ChangeSet.state == ChangeSetState.WAITING
    return _count(ChangeSet, waiting, ChangeSet.asked_by != user_id, ChangeSet.kind.in_(sorted(kinds)))


def to_decide(user_id: int | None, kinds: Collection[str]) -> int:
    """Return how many changes wait that somebody else than this person asked for, of master data of these kinds too."""
    approvals = _count(Approval, Approval.outcome.is_(None), Approval.asked_by != user_id)
    return sum(_one_row(approvals, _sets_of_others(user_id, kinds)))


def sets_to_agree_to(user_id: int | None, kinds: Collection[str]) -> int:
    """Return how many changes of master data of these kinds wait that somebody else than this person asked for."""
    return int(_one_row(_sets_of_others(user_id, kinds))[0])


def needs_of_headquarters(now: datetime) -> HqNeeds:
    """Return what waits at headquarters at an instant."""
    open_lines = (
        sa.select(sa.func.count())
        .select_from(OrderLine)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(
            OrderLine.open > 0,
            SalesOrder.state == OrderState.RELEASED,
            SalesOrder.progress.in_(MAY_BE_OPEN),
            ~stopped_at(Step.ALLOCATE),
        )
    )
    row = _one_row(
        open_lines.scalar_subquery(),
        _count(SalesOrder, with_open_hold(), SalesOrder.state.not_in(sorted(BEFORE_HEADQUARTERS))),
        _count(SalesOrder, release_out_of_time(ReleaseBreach.LATE, now)),
        _shipments(ShipmentGroup.TO_PACK),
        _shipments(ShipmentGroup.TO_DISPATCH),
        _claims("open"),
        _claims(ClaimState.CREDIT_PENDING),
        count_of(InvoiceState.OVERDUE, hq_day(now)),
    )
    return HqNeeds(*row)
