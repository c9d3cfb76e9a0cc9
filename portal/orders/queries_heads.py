"""The head of one order by its number, as far as who asks may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Address, Distributor
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.sessions import Reading, read
from portal.core.errors import NotVisible
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import BackorderRule, OrderType


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
    rest_lapses: bool
    rest_days: int | None
    backorder_rule: BackorderRule | None
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
    release_due_at: datetime | None
    released_at: datetime | None
    gathered_into: str | None
    distributor_name: str = ""
    distributor_country: str = ""
    distributor_zone: str = "UTC"
    distributor_mode: str = ""
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
            Distributor.name,
            Distributor.country,
            Distributor.zone,
            Distributor.mode,
            *labels,
        )
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(SalesOrder.number == sa.bindparam("number"))
    )
    for name, place in places.items():
        query = query.outerjoin(place, place.id == getattr(SalesOrder, f"{name}_id"))
    return query  # type: ignore[no-any-return]
