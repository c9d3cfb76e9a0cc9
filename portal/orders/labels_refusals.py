"""Words of refusals: orders: handed in, reviewed, held and taken back."""

from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.counted import counted
from portal.core.web.labels import doer_text
from portal.core.web.languages import language
from portal.core.web.refusals import register_refusals


def country_text(code: str) -> str:
    """Return a country by its name in the reader's language."""
    return formats.country(code, language())


register_refusals(
    {
        "order.already_decided": _l(
            "Order %(number)s was already decided by %(who)s, %(when)s. Nothing was changed now."
        ),
        "order.taken_back": _l(
            "%(who)s took order %(number)s back, %(when)s. It is a draft at its distributor until it is handed in"
            " again."
        ),
        "order.already_taken": _l("Order %(number)s was already taken by %(who)s, %(when)s. Nothing was changed now."),
        "order.not_in_your_hands": _l("Order %(number)s is in the hands of %(who)s. Take it over first."),
        "order.hold_already_released": _l("%(who)s already released this hold, %(when)s."),
    },
    who=doer_text,
)
register_refusals(
    {
        "order.dealers_order": _l("Order %(number)s is your dealer's: only the dealer's own people change it."),
        "order.no_general": _l("There is no general distributor above you; submit the order to headquarters."),
        "order.not_passed_up": _l("Order %(number)s is not with you any more. Nothing was changed; look at what is."),
        "order.gather_none": _l("Tick the orders that are to become one."),
        "order.gather_types": _l("Orders of one type become one order; these are of several types."),
        "order.gather_vehicles": _l("Each of these orders is for a vehicle of its own. Gather them one by one."),
        "order.sent_back_without_reason": _l("Tell the dealer why the order comes back."),
        "order.move_not_allowed": _l("The order is no longer in a state in which this can be done. Reload the page."),
        "order.on_hold": _l("The order is on hold. It cannot go on until the hold is released."),
        "order.parts_not_changeable": _l(
            "Order %(number)s has ended, or its goods are on their way: how it ships cannot be changed any more."
        ),
        "order.nothing_waits": _l("Order %(number)s has ended, or all of it has left: nothing of it waits any more."),
        "order.not_correctable": _l(
            "The purchase order number of order %(number)s can no longer be corrected: the order is a draft, has ended,"
            " or its papers are issued."
        ),
        "order.address_unprintable": _l(
            "The address “%(address)s” cannot be printed on papers because of %(character)s (%(code_point)s, %(name)s)."
            " Choose another address, or ask headquarters to write this one in other letters, such as Latin ones."
        ),
        "order.not_editable": _l("Order %(number)s was handed in; its lines can no longer be changed here."),
        "order.too_many_lines": counted(
            "An order has at most %(limit)s line; these are %(found)s. Nothing was added. Split it into several "
            "orders.",
            "An order has at most %(limit)s lines; these are %(found)s. Nothing was added. Split it into several "
            "orders.",
            by="limit",
        ),
        "order.text_too_long": counted(
            "Row %(row)s has a text of %(found)s character; at most %(limit)s fit. Nothing was added. Shorten it and "
            "try again.",
            "Row %(row)s has a text of %(found)s characters; at most %(limit)s fit. Nothing was added. Shorten it and "
            "try again.",
            by="found",
        ),
        "order.one_column": _l(
            "Only one column can be pasted into the quantities. Paste part numbers with their quantities into the "
            "column of part numbers."
        ),
        "order.no_lines": _l("The order has no lines yet. Add part numbers and quantities first."),
        "order.rows_open": counted(
            "%(count)s row cannot be ordered yet. Change or remove it; it is listed under its answer.",
            "%(count)s rows cannot be ordered yet. Change or remove them; they are listed under their answers.",
            by="count",
        ),
        "order.part_not_added": _l("%(part)s was not added."),
        "order.part_not_released": _l(
            "Not released for the market of this ship-to (%(country)s): %(parts)s. Remove these lines."
        ),
        "order.field_missing": _l("This is needed for this order type."),
        "order.stopped_in_future": _l("The vehicle cannot have stopped on a day that is still to come."),
        "order.requested_too_far": _l("This day is more than a year away. Check the year, or leave the day open."),
        "order.requested_in_past": _l("This day has passed. Choose today or a later day."),
        "order.findings_open": counted(
            "%(count)s finding stands against this. It is listed below with what was found.",
            "%(count)s findings stand against this. They are listed below with what was found.",
            by="count",
        ),
        "order.prices_moved": counted(
            "The price of %(count)s line changed since it was shown (%(parts)s): it comes to %(now)s now, instead of "
            "%(before)s. Nothing was ordered yet. Look at it, then submit.",
            "The prices of %(count)s lines changed since they were shown (%(parts)s): they come to %(now)s now, "
            "instead of %(before)s. Nothing was ordered yet. Look at them, then submit.",
            by="count",
        ),
        "order.asks_unanswered": counted(
            "%(count)s request of headquarters has no answer yet. Answer it: done, or declined.",
            "%(count)s requests of headquarters have no answer yet. Answer each of them: done, or declined.",
            by="count",
        ),
        "order.ask_unanswered": _l("Choose an answer: done, or declined."),
        "order.decline_without_note": _l("Say why, where you decline a request."),
        "order.cancel_without_reason": _l("Say why the order is cancelled."),
        "order.own_price_edit": _l("You edited a price of this order; somebody else has to approve it."),
        "order.above_approval_limit": _l(
            "This order of %(amount)s is above your limit of %(limit)s. A manager has to approve it."
        ),
        "order.no_approval_limit": _l(
            "No limit of approval is set for you in %(currency)s. A manager has to approve this order."
        ),
        "order.not_waivable": _l("Nobody may waive this finding. Ask for changes, or reject the order."),
        "order.waiver_wrong_role": _l("This finding may be waived by another role only."),
        "order.waiver_without_reason": _l("Give a reason for the waiver."),
        "order.already_waived": _l("This finding was already waived by somebody else."),
        "order.finding_outdated": _l(
            "The order was checked again since. Reload the page and look at the new findings."
        ),
        "order.hold_not_yours": _l("Holds of this kind are placed and released by their owner only."),
        "order.hold_four_eyes": _l(
            "You asked for more credit while this order was held; somebody else releases its hold."
        ),
        "order.hold_without_reason": _l("Give a reason for the hold."),
        "order.hold_too_late": _l("Order %(number)s has ended; it can no longer be put on hold."),
        "order.already_held": _l("A hold of this kind is already open."),
        "order.release_without_reason": _l("Say why the hold is released."),
        "order.not_taken": _l("Nobody has taken order %(number)s yet. Take it to review it."),
        "order.too_many_asks": counted(
            "%(most)s request is made at once at most.", "%(most)s requests are made at once at most.", by="most"
        ),
        "order.take_over_without_reason": _l("Write why you take it over; your colleague reads it."),
        "order.already_yours": _l("Order %(number)s is in your hands already."),
        "order.hold_unknown": _l("Choose which kind of hold it is."),
        "order.day_too_far": _l("Give a day not later than the year %(last)s."),
        "order.day_missing": _l("Give the day to answer by."),
        "order.no_asks": _l("Write at least one request, each with its text."),
        "order.ask_unknown_line": _l("This order has no line %(line)s."),
        "order.ask_unknown_field": _l("Changes can only be asked of a field of the order."),
        "order.answer_by_in_past": _l("The day to answer by (%(day)s) has passed."),
        "order.reject_without_reason": _l("Choose a reason for the rejection."),
        "order.reject_without_note": _l("Write the distributor why the order is rejected."),
        "order.pieces_not_there": _l("The pieces are no longer where they were to be taken from. Reload the page."),
        "order.invoiced_over_ordered": _l("More pieces would be invoiced than were ordered."),
        "order.version_missing": _l("The page was sent without its version. Reload it and try again."),
    },
    country=country_text,
)
