"""Reads of orders: one by its number, lists, and what belongs to one. Scoped by who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Address, Distributor
from portal.catalogue import queries as catalogue
from portal.core.database import db
from portal.core.errors import NotVisible
from portal.orders.models import OrderAsk, OrderFinding, OrderHistory, OrderHold, OrderLine, SalesOrder
from portal.orders.states import HoldKind, Mode, OrderState, OrderType, Progress, is_blocking

LINES_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order's head with the names a page shows beside it."""

    id: int
    number: str
    distributor_id: int
    state: OrderState
    progress: Progress
    order_type: OrderType
    po_number: str
    ship_to_id: int | None
    consignee_id: int | None
    notify_id: int | None
    incoterm: str
    incoterm_place: str
    mode: Mode
    requested_on: date | None
    partial_ok: bool
    substitution_ok: bool
    note: str
    reason: str
    campaign: str
    vin: str
    repair_order: str
    odometer_km: int | None
    stopped_on: date | None
    currency: str
    payment_terms: str
    depot_id: int | None
    priced_on: date | None
    total: Decimal
    line_count: int
    pieces: int
    version: int
    created_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    reviewer_id: int | None
    first_response_at: datetime | None
    decided_at: datetime | None
    decision_code: str
    decision_note: str
    released_at: datetime | None
    distributor_name: str = ""
    distributor_country: str = ""
    distributor_zone: str = "UTC"
    ship_to: str = ""
    consignee: str = ""
    notify: str = ""


_OWN = [name for name in OrderHead.__dataclass_fields__ if hasattr(SalesOrder, name)]


def order_for(number: str) -> OrderHead:
    """Return the order of this number, or raise `NotVisible`: someone else's looks like none."""
    row = db.session.execute(_head_by_number(), {"number": number}).one_or_none()
    if row is None:
        raise NotVisible
    return OrderHead(*tuple(row))


@cache
def _head_by_number() -> sa.Select[Any]:
    places = {name: orm.aliased(Address) for name in ("ship_to", "consignee", "notify")}
    labels = [sa.func.coalesce(place.name + ", " + place.city, "") for place in places.values()]
    query: Any = (
        sa.select(
            *(getattr(SalesOrder, name) for name in _OWN),
            Distributor.name, Distributor.country, Distributor.zone, *labels,
        )
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(SalesOrder.number == sa.bindparam("number"))
    )  # fmt: skip
    for name, place in places.items():
        query = query.outerjoin(place, place.id == getattr(SalesOrder, f"{name}_id"))
    return query  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as a page shows it, with the facts of its part."""

    id: int
    line_no: int
    split: str
    part_id: int
    part_number: str
    asked_number: str
    note: str
    ordered: int
    open: int
    allocated: int
    backordered: int
    picked: int
    packed: int
    shipped: int
    delivered: int
    cancelled: int
    substituted: int
    list_price: Decimal
    unit_price: Decimal
    price_steps: list[dict[str, str]]
    amount: Decimal
    invoiced: int
    first_promised_on: date | None
    promised_on: date | None
    part: catalogue.PartFacts | None = None

    @property
    def places(self) -> list[tuple[str, int]]:
        """Return where the pieces are, the furthest first; places without any are left out."""
        names = (
            "delivered", "shipped", "packed", "picked", "allocated", "backordered", "open",
            "substituted", "cancelled",
        )  # fmt: skip
        return [(name, getattr(self, name)) for name in names if getattr(self, name)]

    def shares(self, tones: Mapping[str, str]) -> list[tuple[str, int]]:
        """Return the pieces of each place with the place's tone, as a bar draws them."""
        return [(tones[place], pieces) for place, pieces in self.places]


_LINE = [name for name in LineView.__dataclass_fields__ if hasattr(OrderLine, name)]


def lines_of(order_id: int, locale: str, page: int | None = None) -> list[LineView]:
    """Return the lines of an order in order, all or one page of `LINES_PER_PAGE`, in two statements."""
    query = _lines().where(OrderLine.order_id == order_id)
    if page is not None:
        query = query.limit(LINES_PER_PAGE).offset((page - 1) * LINES_PER_PAGE)
    rows: list[Any] = [tuple(row) for row in db.session.execute(query)]
    place = _LINE.index("part_id")
    parts = catalogue.parts_by_id({row[place] for row in rows}, locale)
    return [LineView(*[*row, parts.get(row[place])]) for row in rows]


@cache
def _lines() -> sa.Select[Any]:
    return sa.select(*(getattr(OrderLine, name) for name in _LINE)).order_by(OrderLine.line_no, OrderLine.split)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened to an order."""

    at: datetime
    kind: str
    facts: dict[str, Any]
    actor_id: int | None
    actor_name: str
    actor_door: str
    shown: bool


def history_of(order_id: int, *, internal: bool = False, limit: int = 200) -> list[HistoryRow]:
    """Return what happened to an order, the latest first; `internal` adds what distributors do not see."""
    query = sa.select(
        OrderHistory.at, OrderHistory.kind, OrderHistory.facts, OrderHistory.actor_id,
        OrderHistory.actor_name, OrderHistory.actor_door, OrderHistory.shown,
    ).where(OrderHistory.order_id == order_id)  # fmt: skip
    if not internal:
        query = query.where(OrderHistory.shown)
    query = query.order_by(OrderHistory.id.desc()).limit(limit)
    return [HistoryRow(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding of the last check, and who waived it."""

    id: int
    code: str
    severity: str
    line_no: int | None
    field: str
    evidence: dict[str, Any]
    waiver_role: str
    hold_kind: str
    waived_at: datetime | None
    waiver_reason: str
    order_version: int


_FINDING = [getattr(OrderFinding, name) for name in FindingView.__dataclass_fields__]


def findings_of(order_id: int, version: int | None = None) -> list[FindingView]:
    """Return what the checks found in an order last, or in one version of it."""
    newest: Any = version
    if version is None:
        newest = (
            sa.select(sa.func.max(OrderFinding.order_version))
            .where(OrderFinding.order_id == order_id)
            .scalar_subquery()
        )
    query = sa.select(*_FINDING).where(OrderFinding.order_id == order_id, OrderFinding.order_version == newest)
    rows: list[Any] = [tuple(row) for row in db.session.execute(query.order_by(OrderFinding.id))]
    return [FindingView(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold, open or released."""

    id: int
    kind: HoldKind
    reason: str
    placed_by_name: str
    placed_at: datetime
    review_on: date | None
    released_by_name: str
    released_at: datetime | None
    release_reason: str

    @property
    def open(self) -> bool:
        """Tell whether nobody has released it yet."""
        return self.released_at is None


def holds_of(order_id: int) -> list[HoldView]:
    """Return the holds of an order, the latest first."""
    columns = [getattr(OrderHold, name) for name in HoldView.__dataclass_fields__]
    query = sa.select(*columns).where(OrderHold.order_id == order_id).order_by(OrderHold.id.desc())
    rows: list[Any] = [tuple(row) for row in db.session.execute(query)]
    return [HoldView(*row) for row in rows]


def is_held(holds: Sequence[HoldView], state: OrderState) -> bool:
    """Tell whether one of these holds stops the next forward move from a state."""
    return any(hold.open and is_blocking(hold.kind, state) for hold in holds)


def is_stopped(order_id: int) -> bool:
    """Tell whether an open hold stops an order where it stands now (a dispatch asks before it ships)."""
    state = db.session.scalar(sa.select(SalesOrder.state).where(SalesOrder.id == order_id))
    return state is not None and is_held(holds_of(order_id), state)


@dataclass(frozen=True, slots=True)
class AskView:
    """A change asked for, and its answer."""

    id: int
    line_no: int | None
    field: str
    text: str
    asked_by_name: str
    asked_at: datetime
    answer_by: date | None
    answer: str
    answer_note: str
    answered_at: datetime | None


def asks_of(order_id: int) -> list[AskView]:
    """Return what headquarters asked for, unanswered first, then the latest first."""
    columns = [getattr(OrderAsk, name) for name in AskView.__dataclass_fields__]
    query = sa.select(*columns).where(OrderAsk.order_id == order_id)
    rows: list[Any] = [
        tuple(row) for row in db.session.execute(query.order_by(OrderAsk.answer != "", OrderAsk.id.desc()))
    ]
    return [AskView(*row) for row in rows]
