"""Reads of orders: one by its number, lists, and what belongs to one. Scoped by who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Address, Distributor, UserAccount
from portal.catalogue.models import DangerousGoods, Part, PartText
from portal.core.database import db, read
from portal.core.errors import NotVisible
from portal.orders.models import OrderAsk, OrderFinding, OrderHistory, OrderHold, OrderLine, SalesOrder
from portal.orders.states import HoldKind, Mode, OrderState, OrderType, Progress, is_blocking

LINES_PER_PAGE = 100
ALL_LINES = 2_147_483_647

Reading = sa.Select[*tuple[Any, ...]]


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
    row = read(_head_by_number(), {"number": number}).one_or_none()
    if row is None:
        raise NotVisible
    return OrderHead(*tuple(row))


@cache
def _head_by_number() -> Reading:
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


class LineView(NamedTuple):
    """A line as a page shows it, with what a page tells of its part in the reader's language."""

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
    part_name: str
    hs_code: str
    origin: str
    un_number: str | None

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Return where the pieces are, the furthest first; places without any are left out."""
        pieces = (
            ("delivered", self.delivered), ("shipped", self.shipped), ("packed", self.packed),
            ("picked", self.picked), ("allocated", self.allocated), ("backordered", self.backordered),
            ("open", self.open), ("substituted", self.substituted), ("cancelled", self.cancelled),
        )  # fmt: skip
        return tuple(place for place in pieces if place[1])


def lines_of(order_id: int, locale: str, page: int | None = None) -> list[LineView]:
    """Return the lines of an order in order, all or one page of `LINES_PER_PAGE`, in one statement."""
    most, before = (ALL_LINES, 0) if page is None else (LINES_PER_PAGE, (page - 1) * LINES_PER_PAGE)
    found = read(_lines(), {"order_id": order_id, "locale": locale, "most": most, "before": before})
    return [LineView._make(row) for row in found.all()]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The lines of an order that wait for stock, and the first day promised to one of them."""

    lines: int = 0
    first_on: date | None = None


def waiting_in(lines: Sequence[LineView]) -> Waiting:
    """Return how much waits for stock among lines at hand, which are all of an order's."""
    short = [line for line in lines if line.backordered]
    return Waiting(len(short), min((line.promised_on for line in short if line.promised_on), default=None))


def waiting_of(order_id: int) -> Waiting:
    """Return how much of an order waits for stock."""
    short = sa.select(sa.func.count(OrderLine.id), sa.func.min(OrderLine.promised_on))
    return Waiting(*read(short.where(OrderLine.order_id == order_id, OrderLine.backordered > 0)).one())


@cache
def _lines() -> Reading:
    told = (sa.func.coalesce(PartText.name, Part.name), Part.hs_code, Part.origin, DangerousGoods.un_number)
    query: Any = sa.select(*(getattr(OrderLine, name) for name in LineView._fields if hasattr(OrderLine, name)), *told)
    return (  # type: ignore[no-any-return]
        query.join(Part, Part.id == OrderLine.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == sa.bindparam("locale")))
        .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
        .where(OrderLine.order_id == sa.bindparam("order_id"))
        .order_by(OrderLine.line_no, OrderLine.split)
        .limit(sa.bindparam("most"))
        .offset(sa.bindparam("before"))
    )


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
    return [HistoryRow(*row) for row in read(_history(internal), {"order_id": order_id, "most": limit})]


@cache
def _history(internal: bool) -> Reading:
    query: Any = sa.select(
        OrderHistory.at, OrderHistory.kind, OrderHistory.facts, OrderHistory.actor_id,
        OrderHistory.actor_name, OrderHistory.actor_door, OrderHistory.shown,
    ).where(OrderHistory.order_id == sa.bindparam("order_id"))  # fmt: skip
    if not internal:
        query = query.where(OrderHistory.shown)
    return query.order_by(OrderHistory.id.desc()).limit(sa.bindparam("most"))  # type: ignore[no-any-return]


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
    waived_by: str = ""


_FINDING = [getattr(OrderFinding, name) for name in FindingView.__dataclass_fields__ if name != "waived_by"]


def findings_of(order_id: int, version: int | None = None) -> list[FindingView]:
    """Return what the checks found in an order last, or in one version of it."""
    asked = {"order_id": order_id} if version is None else {"order_id": order_id, "version": version}
    return [FindingView(*row) for row in read(_findings(newest=version is None), asked)]


@cache
def _findings(*, newest: bool) -> Reading:
    version: Any = sa.bindparam("version")
    order_id: Any = sa.bindparam("order_id")
    if newest:
        last = sa.select(sa.func.max(OrderFinding.order_version)).where(OrderFinding.order_id == order_id)
        version = last.scalar_subquery()
    query: Any = sa.select(*_FINDING, sa.func.coalesce(UserAccount.name, ""))
    query = query.outerjoin(UserAccount, UserAccount.id == OrderFinding.waived_by)
    query = query.where(OrderFinding.order_id == order_id, OrderFinding.order_version == version)
    return query.order_by(OrderFinding.id)  # type: ignore[no-any-return]


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
    return [HoldView(*row) for row in read(_holds(), {"order_id": order_id})]


@cache
def _holds() -> Reading:
    query: Any = sa.select(*(getattr(OrderHold, name) for name in HoldView.__dataclass_fields__))
    return query.where(OrderHold.order_id == sa.bindparam("order_id")).order_by(OrderHold.id.desc())  # type: ignore[no-any-return]


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
    """Return what headquarters asked for, unanswered first, then the latest round first, each in its order."""
    return [AskView(*row) for row in read(_asks(), {"order_id": order_id})]


@cache
def _asks() -> Reading:
    query: Any = sa.select(*(getattr(OrderAsk, name) for name in AskView.__dataclass_fields__))
    asked = query.where(OrderAsk.order_id == sa.bindparam("order_id"))
    return asked.order_by(OrderAsk.answer != "", OrderAsk.asked_at.desc(), OrderAsk.id)  # type: ignore[no-any-return]
