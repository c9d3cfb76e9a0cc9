"""Words of refusals: orders themselves, quantities as people type them, spreadsheets coming in."""

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
        "order.already_taken": _l("Order %(number)s was already taken by %(who)s, %(when)s. Nothing was changed now."),
        "order.not_in_your_hands": _l("Order %(number)s is in the hands of %(who)s. Take it over first."),
        "order.hold_already_released": _l("%(who)s already released this hold, %(when)s."),
    },
    who=doer_text,
)
register_refusals(
    {
        "order.move_not_allowed": _l(
            "The order is no longer in a state in which this can be done. Reload the page."
        ),
        "order.on_hold": _l("The order is on hold. It cannot go on until the hold is released."),
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
        "order.no_lines": _l("The order has no lines yet. Add part numbers and quantities first."),
        "order.rows_open": counted(
            "%(count)s row cannot be ordered yet. Change or remove it; it is listed under its answer.",
            "%(count)s rows cannot be ordered yet. Change or remove them; they are listed under their answers.",
            by="count",
        ),
        "order.part_not_added": _l("%(part)s was not added."),
        "order.part_not_released": _l(
            "Not released for the market of this ship-to (%(country)s): %(parts)s. Remove these "
            "lines."
        ),
        "order.field_missing": _l("This is needed for this order type."),
        "order.stopped_in_future": _l("The vehicle cannot have stopped on a day that is still to come."),
        "order.requested_in_past": _l("This day has passed. Choose today or a later day."),
        "order.findings_open": counted(
            "%(count)s finding stands against this. It is listed below with what was found.",
            "%(count)s findings stand against this. They are listed below with what was found.",
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
        "order.hold_without_reason": _l("Give a reason for the hold."),
        "order.hold_too_late": _l("Order %(number)s has ended; it can no longer be put on hold."),
        "order.already_held": _l("A hold of this kind is already open."),
        "order.release_without_reason": _l("Say why the hold is released."),
        "order.already_yours": _l("Order %(number)s is in your hands already."),
        "order.hold_unknown": _l("Choose which kind of hold it is."),
        "order.note_too_long": counted(
            "This text has %(found)s character; at most %(limit)s fit. Shorten it.",
            "This text has %(found)s characters; at most %(limit)s fit. Shorten it.",
            by="found",
        ),
        "order.day_too_far": _l("Give a day not later than the year %(last)s."),
        "order.day_missing": _l("Give the day to answer by."),
        "order.no_asks": _l("Write at least one request, each with its text."),
        "order.ask_unknown_line": _l("This order has no line %(line)s."),
        "order.ask_unknown_field": _l("Changes can only be asked of a field of the order."),
        "order.answer_by_in_past": _l("The day to answer by (%(day)s) has passed."),
        "order.reject_without_reason": _l("Choose a reason for the rejection."),
        "order.reject_without_note": _l("Write the distributor why the order is rejected."),
        "order.pieces_not_there": _l(
            "The pieces are no longer where they were to be taken from. Reload the page."
        ),
        "order.invoiced_over_ordered": _l("More pieces would be invoiced than were ordered."),
        "order.version_missing": _l("The page was sent without its version. Reload it and try again."),
    },
    country=country_text,
)  # fmt: skip

register_refusals(
    {
        "quantity.empty": _l("No quantity was given."),
        "quantity.not_a_number": _l("“%(text)s” is not a number."),
        "quantity.infinite": _l("“%(text)s” is not a number of pieces."),
        "quantity.exponent": _l("“%(text)s” is written with an exponent. Write the number out."),
        "quantity.ambiguous": _l("“%(text)s” can be read in two ways. Write the number without separators."),
        "quantity.negative": _l("“%(text)s” is below zero. Order 1 or more."),
        "quantity.too_small": _l("“%(text)s” is too few. Order 1 or more."),
        "quantity.too_large": _l("“%(text)s” is too many; at most %(maximum)s."),
        "quantity.not_whole": _l("“%(text)s” is not a whole number of pieces."),
    }
)

register_refusals(
    {
        "sheet.cell_too_long": counted(
            "Row %(row)s, column %(column)s: the cell holds more than %(limit)s character.",
            "Row %(row)s, column %(column)s: the cell holds more than %(limit)s characters.",
            by="limit",
        ),
        "sheet.cells_far_apart": _l(
            "The cells of this sheet lie too far apart. Copy the filled part into a new sheet."
        ),
        "sheet.empty": _l("There is nothing in it. Give at least one part number."),
        "sheet.encrypted": _l("The file is protected with a password. Save it without one."),
        "sheet.has_entities": _l(
            "The file holds definitions a spreadsheet has no use for. Save it anew and try again."
        ),
        "sheet.nested_archive": _l("The file holds another packed file. Send the spreadsheet itself."),
        "sheet.line_too_long": counted(
            "Row %(row)s is longer than %(limit)s character; no row of an order is.",
            "Row %(row)s is longer than %(limit)s characters; no row of an order is.",
            by="limit",
        ),
        "sheet.quotes_do_not_close": _l(
            "In row %(row)s a quotation mark is opened and not closed, or text follows a closed one. Correct the row "
            "and send the file again."
        ),
        "sheet.no_lines": _l("There are no lines below the headings (%(headings)s)."),
        "sheet.no_part_column": _l("No column of part numbers was found. Headings seen: %(headings)s."),
        "sheet.no_quantity_column": _l("No column of quantities was found. Headings seen: %(headings)s."),
        "sheet.no_such_sheet": _l("The workbook has no such sheet."),
        "sheet.not_a_sheet": _l("This is not a spreadsheet. Send XLSX, ODS, XLS or CSV."),
        "sheet.not_what_it_says": _l(
            "The content is not what the name of the file says. Save it anew as XLSX, ODS or CSV."
        ),
        "sheet.too_large": _l("The file is larger than %(limit)s MiB."),
        "sheet.too_many_columns": counted(
            "There is a row of %(found)s column; at most %(limit)s are read.",
            "There is a row of %(found)s columns; at most %(limit)s are read.",
            by="found",
        ),
        "sheet.too_many_entries": _l("The file holds too many parts for a spreadsheet."),
        "sheet.too_many_rows": counted(
            "There is %(found)s row; an order has at most %(limit)s lines. Nothing was added. Split it into several "
            "orders.",
            "There are %(found)s rows; an order has at most %(limit)s lines. Nothing was added. Split it into several "
            "orders.",
            by="found",
        ),
        "sheet.too_much_text": _l("There is more text in it than an order can hold."),
        "sheet.two_part_columns": _l("Two columns could be the part number: %(headings)s. Keep one."),
        "sheet.two_quantity_columns": _l("Two columns could be the quantity: %(headings)s. Keep one."),
        "sheet.unpacks_too_large": _l("The file unpacks to far more than a spreadsheet of an order holds."),
        "sheet.unreadable": _l("The file could not be read. Save it anew as XLSX, ODS or CSV and try again."),
        "sheet.wrong_encoding": _l("The letters of this file could not be read. Save it as UTF-8 and try again."),
        "calendar.unknown_country": _l("There is no working calendar for %(country)s."),
        "export.cell_too_long": counted(
            "A text is longer than a cell of a spreadsheet holds (%(limit)s character).",
            "A text is longer than a cell of a spreadsheet holds (%(limit)s characters).",
            by="limit",
        ),
        "export.too_many_rows": _l("There are more rows than a sheet holds (%(limit)s)."),
    },
    country=country_text,
)  # fmt: skip
