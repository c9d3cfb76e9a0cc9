"""Reads of one order by who asks: what happened to it, was found, holds it, was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import UserAccount
from portal.core.data.sessions import Reading, read
from portal.orders.holds.rules import REVERSED, is_stopped
from portal.orders.models import OrderAsk, OrderFinding, OrderHistory, OrderHold, SalesOrder
from portal.orders.states import HoldKind, OrderState


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
        OrderHistory.at,
        OrderHistory.kind,
        OrderHistory.facts,
        OrderHistory.actor_id,
        OrderHistory.actor_name,
        OrderHistory.actor_door,
        OrderHistory.shown,
    ).where(OrderHistory.order_id == sa.bindparam("order_id"))
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


def checked_version(order_id: Any) -> Any:
    """Return the version of an order that was checked last, for a statement: what older checks found is over."""
    return sa.select(SalesOrder.checked_version).where(SalesOrder.id == order_id).scalar_subquery()


@cache
def _findings(*, newest: bool) -> Reading:
    version: Any = sa.bindparam("version")
    order_id: Any = sa.bindparam("order_id")
    if newest:
        version = checked_version(order_id)
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
    limit_raised_by: int | None = None

    @property
    def lifts_paid(self) -> bool:
        """Tell whether money lifts it: a credit hold that the portal placed by its rule."""
        return self.kind is HoldKind.CREDIT and self.reason.startswith(("finding:", f"{REVERSED}:"))

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
    """Tell whether one of these holds keeps the order from going on from a state."""
    return is_stopped((hold.kind for hold in holds if hold.open), state)


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
