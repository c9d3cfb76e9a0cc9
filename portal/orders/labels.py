"""Words of orders: states, types, modes, progress, holds, fields, price steps, what happened."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl

from portal.orders.rules_release import ReleaseBreach
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress
from portal.orders.states_shown import Group, shown_as
from portal.orders.types.states import OrderType
from portal.pricing.labels import ORDER_TYPE_WORDS

STATE_WORDS = {
    OrderState.DRAFT: _pl("order", "Draft"),
    OrderState.WITH_GENERAL: _pl("order", "With the general distributor"),
    OrderState.GATHERED: _pl("order", "Gathered"),
    OrderState.SUBMITTED: _pl("order", "Submitted"),
    OrderState.IN_REVIEW: _pl("order", "In review"),
    OrderState.CHANGES_REQUESTED: _pl("order", "Changes requested"),
    OrderState.APPROVED: _pl("order", "Approved"),
    OrderState.RELEASED: _pl("order", "Released"),
    OrderState.COMPLETED: _pl("order", "Completed"),
    OrderState.CLOSED: _pl("order", "Closed"),
    OrderState.REJECTED: _pl("order", "Rejected"),
    OrderState.CANCELLED: _pl("order", "Cancelled"),
}
RELEASE_WORDS = {ReleaseBreach.LATE: _l("Release late"), ReleaseBreach.MISSED: _l("Released late")}
RELEASE_TONES = {ReleaseBreach.LATE: "bad", ReleaseBreach.MISSED: "warn"}
GROUP_WORDS = {
    Group.AT_HEADQUARTERS: _l("At headquarters for review"),
    Group.WAITING_FOR_STOCK: _l("Waiting for stock"),
}
STATE_TONES = {
    OrderState.DRAFT: "mute",
    OrderState.WITH_GENERAL: "info",
    OrderState.GATHERED: "info",
    OrderState.SUBMITTED: "info",
    OrderState.IN_REVIEW: "info",
    OrderState.CHANGES_REQUESTED: "warn",
    OrderState.APPROVED: "ok",
    OrderState.RELEASED: "info",
    OrderState.COMPLETED: "ok",
    OrderState.CLOSED: "mute",
    OrderState.REJECTED: "bad",
    OrderState.CANCELLED: "mute",
}

PROGRESS_WORDS = {
    Progress.NONE: _pl("order", "Released"),
    Progress.PARTLY_ALLOCATED: _pl("order", "Partially allocated"),
    Progress.ALLOCATED: _pl("order", "Allocated"),
    Progress.BACKORDERED: _pl("order", "Backordered"),
    Progress.PICKING: _pl("order", "Picking"),
    Progress.PACKED: _pl("order", "Packed"),
    Progress.PARTLY_SHIPPED: _pl("order", "Partially shipped"),
    Progress.SHIPPED: _pl("order", "Shipped"),
    Progress.DELIVERED: _pl("order", "Delivered"),
    Progress.CANCELLED: _pl("order", "Cancelled"),
}
PROGRESS_TONES = {
    Progress.NONE: "info",
    Progress.PARTLY_ALLOCATED: "warn",
    Progress.ALLOCATED: "info",
    Progress.BACKORDERED: "warn",
    Progress.PICKING: "info",
    Progress.PACKED: "ok",
    Progress.PARTLY_SHIPPED: "info",
    Progress.SHIPPED: "ok",
    Progress.DELIVERED: "ok",
    Progress.CANCELLED: "mute",
}


def state_pill(state: OrderState, progress: Progress) -> tuple[Any, str]:
    """Return the word and tone for an order: the decision, or after release how far it has come."""
    shown = shown_as(state, progress)
    if isinstance(shown, Progress):
        return PROGRESS_WORDS[shown], PROGRESS_TONES[shown]
    return STATE_WORDS[shown], STATE_TONES[shown]


TYPE_WORDS = {each: ORDER_TYPE_WORDS[each.value] for each in OrderType}
TYPE_TONES = {
    OrderType.VOR: "bad",
    OrderType.CAMPAIGN: "warn",
    OrderType.URGENT: "warn",
    OrderType.DAILY: "mute",
    OrderType.STOCK: "mute",
    OrderType.INITIAL: "mute",
}

PLACE_WORDS = {
    "open": _pl("pieces", "open"),
    "allocated": _pl("pieces", "allocated"),
    "backordered": _pl("pieces", "backordered"),
    "picked": _pl("pieces", "picked"),
    "packed": _pl("pieces", "packed"),
    "shipped": _pl("pieces", "shipped"),
    "delivered": _pl("pieces", "delivered"),
    "cancelled": _pl("pieces", "cancelled"),
    "substituted": _pl("pieces", "substituted"),
}
PLACE_TONES = {
    "open": "mute",
    "allocated": "info",
    "backordered": "warn",
    "picked": "info",
    "packed": "ok",
    "shipped": "ok",
    "delivered": "ok",
    "cancelled": "mute",
    "substituted": "mute",
}

HOLD_WORDS = {
    HoldKind.CREDIT: _l("Credit hold"),
    HoldKind.COMPLIANCE: _l("Compliance hold"),
    HoldKind.LOGISTICS: _l("Logistics hold"),
    HoldKind.FINANCE: _l("Finance hold"),
    HoldKind.DEALER: _l("Distributor's hold"),
}
