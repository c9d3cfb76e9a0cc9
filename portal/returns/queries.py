"""Claims as lists and as papers on a desk: frozen values, scoped by who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor, UserAccount
from portal.accounts.queries_named import of_companies_called, of_company_chosen
from portal.billing.models import CreditNote
from portal.catalogue.models import Part
from portal.catalogue.queries import number_contains, parts_by_id
from portal.core.data.counting import counted
from portal.core.data.names import Names, row_of
from portal.core.data.numbers import numbered_as, own_numbers
from portal.core.data.sessions import db
from portal.core.data.types import Scaled
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import ListState, Page, Wanted
from portal.documents.models import Document
from portal.returns.models import Claim, ClaimHistory, ClaimLine, ClaimPhoto
from portal.returns.states import WAITING, ClaimState, Liability, Outcome, Reason
from portal.shipping.models import Shipment, ShipmentLine

COUNT_CAP = 10_000
LITHIUM = frozenset({"UN3480", "UN3481", "UN3556"})


def _of_lines(what: Any) -> Any:
    return sa.select(what).where(ClaimLine.claim_id == Claim.id).correlate(Claim).scalar_subquery()


NAMES = Names(
    Claim,
    {"shipment_": Shipment, "distributor_": Distributor},
    {
        "line_count": _of_lines(sa.func.count(ClaimLine.id)),
        "pieces": _of_lines(sa.func.coalesce(sa.func.sum(ClaimLine.quantity), 0)),
        "reviewer_name": sa.select(UserAccount.name)
        .where(UserAccount.id == Claim.reviewer_id)
        .correlate(Claim)
        .scalar_subquery(),
    },
)
"""What a list of claims may hold: all of a claim, its shipment and its distributor, how many lines and pieces."""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim's head; `decided_by_name` is empty before the decision, `reviewer_name` while nobody has it in hand."""

    id: int
    number: str
    state: ClaimState
    distributor_id: int
    distributor_name: str
    country: str
    zone: str
    shipment_number: str
    currency: str
    note: str
    late: bool
    claimed_amount: Decimal
    approved_amount: Decimal
    version: int
    submitted_at: datetime | None
    due_at: datetime | None
    reviewer_id: int | None
    reviewer_name: str
    decided_by: int | None
    decided_by_name: str
    decided_at: datetime | None
    decision_note: str
    credited_at: datetime | None
    credit_note: str
    credit_paper: str


@dataclass(frozen=True, slots=True)
class ClaimLineFacts:
    """One claimed line and the answer to it; `lithium` tells that it may not fly when harmed."""

    id: int
    shipment_line_id: int
    part_number: str
    name: str
    lithium: bool
    reason: Reason
    quantity: int
    note: str
    window_closes_on: date | None
    outcome: Outcome | None
    liability: Liability | None
    approved: int
    fee_percent: Decimal
    amount: Decimal
    answer_note: str


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A stored photo of a claim, and the line it shows."""

    public_id: str
    claim_line_id: int | None
    name: str
    storage_key: str
    sha256: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened to a claim."""

    at: datetime
    kind: str
    note: str
    actor_name: str


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What the claims of a view add up to in one currency."""

    currency: str
    count: int
    claimed: Decimal
    approved: Decimal


def claims_sums(state: ListState, user_id: int | None) -> list[CurrencySum]:
    """Return the sums of all claims of a view, by currency, never mixed."""
    amounts = (sa.type_coerce(sa.func.sum(each), Scaled) for each in (Claim.claimed_amount, Claim.approved_amount))
    summed = _narrowed(_heads(sa.select(Claim.currency, sa.func.count(), *amounts)), state, user_id)
    rows = db.session.execute(summed.group_by(Claim.currency).order_by(Claim.currency))
    return [CurrencySum(*row) for row in rows]


def claims_page(wanted: Wanted, state: ListState, user_id: int | None) -> Page:
    """Return one page of claims in scope, newest first unless asked otherwise."""
    found = counted(_narrowed(_heads(sa.select(Claim.id)), state, user_id), state, COUNT_CAP)
    shown = all_claims(wanted, state, user_id).statement.limit(found.state.size).offset(found.state.offset)
    return found.page(list(map(row_of(wanted.names), db.session.execute(shown))))


def all_claims(wanted: Wanted, state: ListState, user_id: int | None) -> Whole:
    """Return all claims of a view, for a spreadsheet."""
    listed = _narrowed(_heads(sa.select(*NAMES.select(wanted.names))), state, user_id)
    return Whole(listed.order_by(*_order(wanted, state)), partial(map, row_of(wanted.names)))


def _heads(statement: Any) -> Any:
    return statement.join(Shipment, Shipment.id == Claim.shipment_id).join(Distributor, _own_distributor())


def _own_distributor() -> sa.ColumnElement[bool]:
    return Distributor.id == Claim.distributor_id


def _narrowed(statement: Any, state: ListState, user_id: int | None) -> Any:
    if state.filters.get("state"):
        statement = statement.where(standing(state.filters["state"]))
    if state.filters.get("late") == "yes":
        statement = statement.where(Claim.late)
    statement = statement.where(*of_company_chosen(OWNER, state.filters))
    if state.filters.get("hands"):
        statement = statement.where(in_hands_of(state.filters["hands"], user_id))
    if state.search:
        statement = statement.where(_found(state.search))
    return statement


OWNER: Any = Claim.distributor_id
"""Whose a claim is."""


def in_hands_of(wanted: str, user_id: int | None) -> sa.ColumnElement[bool]:
    """Return the condition of the undecided claims that are somebody's own (`mine`), or nobody's (`unassigned`)."""
    holder = Claim.reviewer_id == user_id if wanted == "mine" else Claim.reviewer_id.is_(None)
    return sa.and_(Claim.state.in_(sorted(WAITING)), holder)


def standing(wanted: str) -> sa.ColumnElement[bool]:
    """Return the condition of the claims a value of the state filter names: one state's, or `open` ones.

    Start pages count by the same condition as the list they lead to.
    """
    return Claim.state.in_(sorted(WAITING)) if wanted == "open" else Claim.state == ClaimState(wanted)


def _found(text: str) -> sa.ColumnElement[bool]:
    part = (
        sa.select(ClaimLine.id)
        .join(ShipmentLine, ShipmentLine.id == ClaimLine.shipment_line_id)
        .join(Part, Part.id == ShipmentLine.part_id)
        .where(ClaimLine.claim_id == Claim.id, number_contains(text))
        .exists()
    )
    own = numbered_as(own_numbers(text), text, Claim.number, Shipment.number)
    return sa.or_(own, part, of_companies_called(Claim.distributor_id, text))


def _order(wanted: Wanted, state: ListState) -> list[Any]:
    way = sa.desc if state.descending else sa.asc
    return [way(column) for column in (*NAMES.select(wanted.order_of(state.sort)), Claim.id)]


def claim_for(number: str) -> ClaimFacts:
    """Return a claim by its number, or raise `NotVisible`."""
    wanted = (
        sa.select(
            Claim.id,
            Claim.number,
            Claim.state,
            Claim.distributor_id,
            Distributor.name,
            Distributor.country,
            Distributor.zone,
            Shipment.number.label("shipment_number"),
            Claim.currency,
            Claim.note,
            Claim.late,
            Claim.claimed_amount,
            Claim.approved_amount,
            Claim.version,
            Claim.submitted_at,
            Claim.due_at,
            Claim.reviewer_id,
            sa.func.coalesce(NAMES.select(("reviewer_name",))[0], ""),
            Claim.decided_by,
            sa.func.coalesce(UserAccount.name, ""),
            Claim.decided_at,
            Claim.decision_note,
            Claim.credited_at,
            sa.func.coalesce(CreditNote.number, ""),
            sa.func.coalesce(Document.public_id, ""),
        )
        .join(Shipment, Shipment.id == Claim.shipment_id)
        .join(Distributor, _own_distributor())
        .outerjoin(UserAccount, UserAccount.id == Claim.decided_by)
        .outerjoin(CreditNote, CreditNote.claim_number == Claim.number)
        .outerjoin(Document, Document.id == CreditNote.document_id)
        .where(Claim.number == number)
    )
    row: Any = db.session.execute(wanted).one_or_none()
    if row is None:
        raise NotVisible
    return ClaimFacts(*row)


def lines_of(claim_id: int, locale: str) -> list[ClaimLineFacts]:
    """Return the lines of a claim in the order they were filed, parts named in a language."""
    rows = db.session.execute(
        sa.select(
            ClaimLine.id,
            ClaimLine.shipment_line_id,
            ShipmentLine.part_id,
            ShipmentLine.part_number,
            ClaimLine.reason,
            ClaimLine.quantity,
            ClaimLine.note,
            ClaimLine.window_closes_on,
            ClaimLine.outcome,
            ClaimLine.liability,
            ClaimLine.approved,
            ClaimLine.fee_percent,
            ClaimLine.amount,
            ClaimLine.answer_note,
        )
        .join(ShipmentLine, ShipmentLine.id == ClaimLine.shipment_line_id)
        .where(ClaimLine.claim_id == claim_id)
        .order_by(ClaimLine.id)
    ).all()
    parts = parts_by_id({row.part_id for row in rows}, locale)
    return [_line(row, parts.get(row.part_id)) for row in rows]


def _line(row: Any, part: Any) -> ClaimLineFacts:
    lithium = bool(part and part.dangerous and part.dangerous.un_number in LITHIUM)
    name = part.name if part else ""
    return ClaimLineFacts(row.id, row.shipment_line_id, row.part_number, name, lithium, *row[4:])


def photos_of(claim_id: int) -> list[PhotoFacts]:
    """Return the photos of a claim, in the order they were added."""
    columns = [getattr(ClaimPhoto, name) for name in PhotoFacts.__dataclass_fields__]
    rows = db.session.execute(sa.select(*columns).where(ClaimPhoto.claim_id == claim_id).order_by(ClaimPhoto.id))
    return [PhotoFacts(*row) for row in rows]


def photo_for(number: str, public_id: str) -> PhotoFacts:
    """Return one photo of a claim by its public id, or raise `NotVisible`."""
    columns = [getattr(ClaimPhoto, name) for name in PhotoFacts.__dataclass_fields__]
    row = db.session.execute(
        sa.select(*columns)
        .join(Claim, Claim.id == ClaimPhoto.claim_id)
        .where(Claim.number == number, ClaimPhoto.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return PhotoFacts(*row)


INTERNAL = ("handed_back", "handed_over", "taken_over")
"""What is among headquarters' people alone: a distributor sees that its claim was taken, and no more of it."""


def history_of(claim_id: int, *, internal: bool) -> Sequence[HistoryRow]:
    """Return what happened to a claim, newest first; `internal` with what is headquarters' own."""
    wanted = sa.select(ClaimHistory.at, ClaimHistory.kind, ClaimHistory.note, ClaimHistory.actor_name)
    wanted = wanted.where(ClaimHistory.claim_id == claim_id).order_by(ClaimHistory.id.desc())
    if not internal:
        wanted = wanted.where(ClaimHistory.kind.not_in(INTERNAL))
    return [HistoryRow(*row) for row in db.session.execute(wanted)]
