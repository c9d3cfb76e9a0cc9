"""Words of what core refuses: numbers as people type them, spreadsheets coming in and going out, calendars."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.counted import counted
from portal.core.web.languages import language
from portal.core.web.refusals import register_refusals


def _country_text(code: str) -> str:
    return formats.country(code, language())


register_refusals(
    {
        "quantity.empty": _l("No quantity was given."),
        "quantity.in_part_number": _l(
            "“%(text)s” was read whole as a part number, and %(pieces)s not as a quantity. Type the number of pieces."
        ),
        "quantity.or_part_number": _l(
            "“%(text)s” may be one part number, or %(pieces)s pieces of %(part)s. Type the number of pieces, or the "
            "other part number."
        ),
        "quantity.not_a_number": _l("“%(text)s” is not a number."),
        "quantity.infinite": _l("“%(text)s” is not a number of pieces."),
        "quantity.exponent": _l("“%(text)s” is written with an exponent. Write the number out."),
        "quantity.ambiguous": _l("“%(text)s” can be read in two ways. Write the number without separators."),
        "quantity.two_ways": _l(
            "“%(text)s” may be %(whole)s or %(fraction)s. Type the number of pieces without a separator."
        ),
        "number.two_ways": _l("“%(text)s” may be %(whole)s or %(fraction)s. Write the one you mean like this."),
        "number.one_way": _l(
            "Write %(whole)s if you mean “%(text)s” as a whole: an amount in %(currency)s has no three decimals."
        ),
        "quantity.negative": _l("“%(text)s” is below zero. Order 1 or more."),
        "quantity.too_small": _l("“%(text)s” is too few. Order 1 or more."),
        "quantity.below": _l("“%(text)s” is too few. Write %(minimum)s or more."),
        "quantity.too_large": _l("“%(text)s” is too many; at most %(maximum)s."),
        "quantity.not_whole": _l("“%(text)s” is not a whole number of pieces."),
        "quantity.not_pieces": _l("“%(text)s” does not count single pieces. Type the number of pieces."),
        "quantity.day": _l(
            "“%(text)s” is a date: the spreadsheet turned the quantity into one. Type the number of pieces."
        ),
        "quantity.time": _l(
            "“%(text)s” is a time: the spreadsheet turned the quantity into one. Type the number of pieces."
        ),
        "quantity.percent": _l("“%(text)s” is a percentage. Type the number of pieces."),
        "quantity.error": _l("The formula of this quantity failed (%(text)s). Type the number of pieces."),
        "quantity.no_value": _l(
            "The quantity is a formula whose result is not stored in the file. Open the file in a spreadsheet program, "
            "save it and upload it again, or type the number of pieces."
        ),
    }
)

_FOUND_WORDS = {
    "pdf": _l("a PDF"),
    "image": _l("a picture"),
    "word": _l("a text document"),
    "slides": _l("slides"),
    "archive": _l("a packed archive"),
    "numbers": _l("a Numbers file (in Numbers, export it as Excel)"),
    "xlsb": _l("a binary Excel workbook (in Excel, save it as “Excel Workbook (.xlsx)”)"),
    "html": _l("a web page with the name of a spreadsheet (open it in a spreadsheet program and save it as XLSX)"),
    "excel_xml": _l("an Excel 2003 XML file (open it in a spreadsheet program and save it as XLSX)"),
    "xml": _l("an XML file"),
    "unknown": _l("another kind of file"),
}


def _found_text(kind: Any) -> str:
    """What a file was found to be; a number is told as one."""
    return str(_FOUND_WORDS[kind])


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
        "sheet.busy": _l(
            "Other spreadsheets are being read at the moment. Try again in a few seconds; nothing was added."
        ),
        "sheet.more_rows": _l(
            "There are more than %(limit)s rows; an order has at most %(limit)s lines. Nothing was added. Split it "
            "into several orders."
        ),
        "sheet.too_heavy": _l(
            "Reading this file takes too much time or memory. Copy what matters into a new file, without formats and "
            "empty cells, and send that."
        ),
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
        "sheet.unpacks_too_large": _l("The file unpacks to far more than a spreadsheet of an order holds."),
        "sheet.unreadable": _l("The file could not be read. Save it anew as XLSX, ODS or CSV and try again."),
        "sheet.wrong_encoding": _l("The letters of this file could not be read. Save it as UTF-8 and try again."),
        "calendar.unknown_country": _l("There is no working calendar for %(country)s."),
        "export.cell_too_long": counted(
            "A text is longer than a cell of a spreadsheet holds (%(limit)s character).",
            "A text is longer than a cell of a spreadsheet holds (%(limit)s characters).",
            by="limit",
        ),
        "export.too_many_rows": _l(
            "These are %(rows)s rows, and an XLSX sheet holds %(limit)s. Take CSV, or narrow the list."
        ),
    },
    country=_country_text,
)
register_refusals(
    {
        "sheet.not_a_sheet": _l("This is not a spreadsheet but %(found)s. Send XLSX, ODS, XLS or CSV."),
    },
    found=_found_text,
)
