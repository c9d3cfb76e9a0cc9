"""Which orders' goods can no longer be claimed in time, by their distributors' calendars."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_calendars import calendar_of_company
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.returns.closing.rules import IN_WORK, last_day_in_time
from portal.returns.models import Claim, ClaimLine
from portal.returns.queries_receipt import RECEIVED
from portal.settings.queries import figures_on
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import ShipmentState


def past_claims(order_ids: Sequence[int], now: datetime) -> list[int]:
    """Return those of these orders that nothing is claimed of, nor can be in time any more; in order.

    Every shipment with their pieces was received, the last window after it has closed, and no claim
    on them is in work.
    """
    still_open = _within_a_window(order_ids, now) | _in_work(order_ids)
    return [order_id for order_id in order_ids if order_id not in still_open]


def _within_a_window(order_ids: Sequence[int], now: datetime) -> set[int]:
    rows = db.session.execute(
        sa.select(
            ShipmentLine.order_id,
            Shipment.state,
            Shipment.mode,
            Distributor.country,
            Distributor.zone,
            Distributor.code,
            sa.func.coalesce(Shipment.delivered_at, Shipment.received_at, type_=Shipment.received_at.type).label("at"),
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .join(Distributor, Distributor.id == Shipment.distributor_id)
        .where(
            among(ShipmentLine.order_id, order_ids),
            ShipmentLine.picked > 0,
            Shipment.state != ShipmentState.CANCELLED,
        )
        .distinct()
    )
    return {
        row.order_id
        for row in rows
        if row.state not in RECEIVED
        or row.at is None
        or not _closed(row.at, row.mode, (row.country, row.zone, row.code), now)
    }


def _closed(delivered_at: datetime, mode: str, company: tuple[str, str, str], now: datetime) -> bool:
    """Tell whether the last window has closed, by the calendar of a company: country, zone, code."""
    place = ZoneInfo(company[1])
    add_working_days = calendar_of_company(*company).add_working_days
    delivered_on = delivered_at.astimezone(place).date()
    last = last_day_in_time(delivered_on, mode, add_working_days, figures_on(delivered_on))
    return now.astimezone(place).date() > last


def _in_work(order_ids: Sequence[int]) -> set[int]:
    query = (
        sa.select(ShipmentLine.order_id)
        .join(ClaimLine, ClaimLine.shipment_line_id == ShipmentLine.id)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .where(among(ShipmentLine.order_id, order_ids), Claim.state.in_(IN_WORK))
    )
    return set(db.session.scalars(query))
