"""Words of stock: availability, what decided a share, what a promise rests on, refusals."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.accounts.kept.labels import Named, name_typed
from portal.core.counted import counted
from portal.core.web.refusals import register_refusals
from portal.stock.queries import Level
from portal.stock.rules import PromiseCause, ShareRule
from portal.stock.rules_count_sheets import SheetOrder, SheetState, Verdict
from portal.stock.rules_movements import MovementReason, ReceiptState

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
    MovementReason.UNCOUNTED: _l("Stock count taken back"),
    MovementReason.TRANSFERRED: _l("To another depot"),
    MovementReason.SCRAPPED: _l("Scrapped"),
    MovementReason.QUARANTINED: _l("Into quarantine"),
    MovementReason.RELEASED: _l("Out of quarantine"),
}
FROM_ANOTHER = _l("From another depot")
TO_DEPOT = _l("To the depot %(depot)s")
FROM_DEPOT = _l("From the depot %(depot)s")
"""A transfer as the ledger of either end tells it; how it is called without its other end: `MOVEMENT_WORDS`."""
STANDING_WORDS = {
    "free": _lp("stock", "Some free"),
    "none": _lp("stock", "Nothing free"),
    "tied": _lp("stock", "Some tied to orders"),
    "quarantined": _lp("stock", "Some in quarantine"),
    "empty": _lp("stock", "Nothing on hand"),
    "expected": _lp("stock", "Something expected"),
}
"""How a shelf may stand, as its list is narrowed by."""
SHEET_WORDS = {
    SheetState.OPEN: _lp("count sheet", "Being counted"),
    SheetState.CLOSED: _lp("count sheet", "Closed"),
}
SHEET_TONES = {SheetState.OPEN: "info", SheetState.CLOSED: "mute"}
SHEET_ORDER_WORDS = {
    SheetOrder.LONGEST_AGO: _l("What was counted longest ago first"),
    SheetOrder.MOST_PICKED: _l("What is picked most first (ABC)"),
}
VERDICT_WORDS = {
    Verdict.OPEN: _lp("count", "To be counted"),
    Verdict.AGREES: _lp("count", "Agrees"),
    Verdict.DIFFERS: _lp("count", "Differs"),
    Verdict.LARGE: _lp("count", "Differs much: count again"),
    Verdict.MOVED: _lp("count", "Pieces moved meanwhile: count again"),
    Verdict.BELOW: _lp("count", "Fewer than are tied or in quarantine: count again"),
    Verdict.BOOKED: _lp("count", "Booked"),
}
VERDICT_TONES = {
    Verdict.OPEN: "mute",
    Verdict.AGREES: "ok",
    Verdict.DIFFERS: "warn",
    Verdict.LARGE: "bad",
    Verdict.MOVED: "bad",
    Verdict.BELOW: "bad",
    Verdict.BOOKED: "ok",
}
RECEIPT_WORDS = {
    ReceiptState.OPEN: _lp("receipt", "Expected"),
    ReceiptState.LATE: _lp("receipt", "Late"),
    ReceiptState.CLOSED: _lp("receipt", "Closed"),
}
RECEIPT_TONES = {ReceiptState.OPEN: "info", ReceiptState.LATE: "bad", ReceiptState.CLOSED: "mute"}

name_typed(
    "portal.stock",
    Named(
        choices={
            **{("reason", code.value): words for code, words in MOVEMENT_WORDS.items()},
            **{("order", code.value): words for code, words in SHEET_ORDER_WORDS.items()},
            ("quarantine", "yes"): "✓",
            ("last", "yes"): "✓",
        }
    ),
)
register_refusals(
    {
        "stock.stock_moved": _l("The stock was changed by somebody else just now. Try again."),
        "stock.not_that_many": counted(
            "%(quantity)s piece was wanted; there: %(held)s.",
            "%(quantity)s pieces were wanted; there: %(held)s.",
            by="quantity",
        ),
        "stock.quantity_not_positive": _l("%(quantity)s is not a number of pieces; it must be 1 or more."),
        "stock.moved_since": _l(
            "Pieces came or went while this was counted: %(seen)s were on hand, now %(on_hand)s are. Count again."
        ),
        "stock.below_tied": counted(
            "%(tied)s piece is tied to orders here; no fewer can be on hand.",
            "%(tied)s pieces are tied to orders here; no fewer can be on hand.",
            by="tied",
        ),
        "stock.below_kept": _l(
            "%(tied)s are tied to orders and %(quarantined)s in quarantine here; no fewer can be on hand."
        ),
        "stock.only_free": _l("Only %(free)s are free here; %(tied)s are tied to orders."),
        "stock.only_quarantined": _l("Only %(quarantined)s are in quarantine here."),
        "stock.place_missing": _l("Choose a depot or one of its areas."),
        "stock.sheet_size": _l("A sheet has from 1 to %(most)s lines."),
        "stock.nothing_to_count": _l("Nothing lies there that is on no open count sheet yet."),
        "stock.sheet_closed": _l("This count sheet was closed by %(who)s, %(when)s. Nothing was changed now."),
        "stock.counted_by_other": _l("%(who)s wrote %(counted)s here meanwhile. Agree on one, and write it again."),
        "stock.nothing_to_count_again": _l("No line needs to be counted again."),
        "stock.nothing_to_book": _l("Nothing is counted that could be booked."),
        "stock.not_on_sheet": _l("This part does not wait to be counted on the open sheet “%(sheet)s”."),
        "stock.same_depot": _l("The pieces are in this depot already. Choose another."),
        "stock.depot_shut": _l("The depot %(depot)s is not in use any more: nothing comes in there."),
        "stock.depot_missing": _l("Choose a depot."),
        "stock.reason_missing": _l("Choose a reason."),
        "stock.note_missing": _l("Say why."),
        "stock.seen_missing": _l("The page was sent without what it showed. Reload it and try again."),
        "stock.nothing_came": _l("Write how many pieces came, or say that nothing more comes."),
        "stock.receipt_closed": _l("This receipt was closed by %(who)s, %(when)s. Nothing was changed now."),
        "stock.receipt_moved": _l(
            "Somebody else has received of this meanwhile: %(received)s have come, not %(seen)s. "
            "Look whether yours are among them."
        ),
        "stock.receipt_ended": _l("Nothing more is expected under this reference: %(who)s closed it."),
        "stock.not_planned": _l("No planned receipt “%(reference)s” of this part is expected in %(depot)s."),
        "stock.beyond_plan": counted(
            "%(beyond)s piece more than was planned.", "%(beyond)s pieces more than were planned.", by="beyond"
        ),
        "stock.came_stays": counted(
            "%(received)s piece has come under this delivery note already, and stays. Later pieces have another one.",
            "%(received)s pieces have come under this delivery note already, and stay. Later pieces have another one.",
            by="received",
        ),
        "stock.came_is_movement": _l(
            "What came is a movement of stock, and is not taken back. "
            "Correct the shelf by a count, or scrap what should not be there."
        ),
        "stock.receipt_has_come": _l("Pieces have come of %(reference)s already; it stays."),
        "stock.below_received": counted(
            "%(received)s piece has come already; fewer cannot be planned.",
            "%(received)s pieces have come already; fewer cannot be planned.",
            by="received",
        ),
    }
)
