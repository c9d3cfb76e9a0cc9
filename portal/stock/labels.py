"""Words of stock: availability, what decided a share, what a promise rests on, refusals."""

from flask_babel import lazy_gettext as _l

from portal.core.counted import counted
from portal.core.web.refusals import register_refusals
from portal.stock.queries import Level
from portal.stock.rules import PromiseCause, ShareRule
from portal.stock.service import MovementReason

LEVEL_WORDS = {
    Level.IN_STOCK: _l("In stock"),
    Level.LOW: _l("Few left"),
    Level.NONE: _l("Not in stock"),
}
LEVEL_TONES = {Level.IN_STOCK: "ok", Level.LOW: "warn", Level.NONE: "bad"}

SHARE_WORDS = {
    ShareRule.IN_FULL: _l("Filled in full"),
    ShareRule.STOCK_RAN_OUT: _l("Stock ran out at this line"),
    ShareRule.NO_STOCK_LEFT: _l("No stock was left"),
    ShareRule.WHOLE_LINE_ONLY: _l("The order ships only whole, from one depot, and that has less than the line wants"),
    ShareRule.GIVEN_UP: _l("Given up to another order that ships only whole and became whole by it"),
}

CAUSE_WORDS = {
    PromiseCause.IN_STOCK: _l("In stock"),
    PromiseCause.PLANNED_RECEIPT: _l("Planned receipt"),
    PromiseCause.LEAD_TIME: _l("Supplier's lead time"),
    PromiseCause.FALLBACK: _l("Estimate of the planner"),
    PromiseCause.UNKNOWN: _l("No date known"),
}

MOVEMENT_WORDS = {
    MovementReason.OPENING: _l("Opening stock"),
    MovementReason.RECEIPT: _l("Goods received"),
    MovementReason.PICKED: _l("Picked"),
    MovementReason.RETURNED: _l("Returned"),
    MovementReason.COUNTED: _l("Stock count"),
    MovementReason.SCRAPPED: _l("Scrapped"),
}

register_refusals(
    {
        "stock.stock_moved": _l("The stock was changed by somebody else just now. Try again."),
        "stock.not_that_many": counted(
            "%(quantity)s piece was wanted; there: %(held)s.",
            "%(quantity)s pieces were wanted; there: %(held)s.",
            by="quantity",
        ),
        "stock.quantity_not_positive": _l("%(quantity)s is not a number of pieces; it must be 1 or more."),
    }
)
