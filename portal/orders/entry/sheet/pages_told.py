"""What is told of lines that were read: how many, from which columns, what was left out, and what to look at again."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.counted import form_of
from portal.core.formats import listed, number
from portal.core.sheets.model import Book
from portal.core.web.languages import language
from portal.intake.labels import FIELD_WORDS, LEFT_OUT_WORDS
from portal.intake.rules_headings import Field
from portal.intake.rules_quantity import groups
from portal.intake.rules_rows import Rows
from portal.orders.entry.rows.queries_parts import read_quantity
from portal.orders.entry.rows.rules_rows import RowText

ROWS_NAMED = 30
COLUMNS_NAMED = 12
LONGEST_NAME = 60
ORDER_FIELDS = (Field.PART, Field.QUANTITY, Field.NOTE)


def told_of_file(rows: Rows, source: str, *, remembered: bool) -> list[str]:
    """Return what is told of an uploaded file."""
    count = len(rows.rows)
    used = listed([f"{FIELD_WORDS[one]} = {rows.used[one]}" for one in ORDER_FIELDS if one in rows.used], language())
    told = [
        ngettext(
            "%(n)s row read from %(file)s (%(used)s).",
            "%(n)s rows read from %(file)s (%(used)s).",
            count,
            n=number(count, language()),
            file=source[:80],
            used=used,
        )
    ]
    if remembered:
        told.append(_remembered())
    if rows.ignored:
        told.append(_("Columns not used: %(names)s.", names=listed(rows.ignored[:COLUMNS_NAMED], language())))
    return [*told, *told_of_rows(rows)]


def told_of_paste(rows: Rows, *, remembered: bool = False) -> list[str]:
    """Return what is told of pasted lines."""
    count = len(rows.rows)
    told = [ngettext("%(n)s row added.", "%(n)s rows added.", count, n=number(count, language()))]
    if remembered:
        told.append(_remembered())
    if rows.ignored:
        told.append(_("Columns not used: %(names)s.", names=listed(rows.ignored[:COLUMNS_NAMED], language())))
    return told + told_of_rows(rows)


def _remembered() -> str:
    return _("Its columns were read as your company chose before for files like this.")


def told_of_tables(book: Book, read: Sequence[int]) -> str:
    """Return which tables of a workbook were not read, "" where all were."""
    names = [one.name for index, one in enumerate(book.sheets) if index not in read]
    names += [one.name for one in book.unread]
    if not names:
        return ""
    others = listed(_first([name[:LONGEST_NAME] for name in names]), language())
    if len(read) > 1:
        return _("Sheets of the file that were not read: %(others)s.", others=others)
    name = book.sheets[read[0]].name[:LONGEST_NAME]
    return _("Read from the sheet “%(name)s” only. Not read: %(others)s.", name=name, others=others)


def told_of_rows(rows: Rows) -> list[str]:
    """Return which rows were left out and why, and which numbers to compare."""
    told = []
    for why, numbers in rows.left_out.items():
        form = form_of(LEFT_OUT_WORDS[why], {"count": len(numbers)})
        told.append(form % {"rows": _rows(numbers)})
    if rows.merged:
        told.append(
            ngettext(
                "In row %(rows)s of what you sent the quantity is a cell merged with one"
                " above; type the number of pieces.",
                "In rows %(rows)s of what you sent the quantity is a cell merged with one"
                " above; type the numbers of pieces.",
                len(rows.merged),
                rows=_rows(rows.merged),
            )
        )
    decided = [row.number for row in rows.rows if row.decided]
    if decided:
        told.append(
            ngettext(
                "The quantity in row %(rows)s of what you sent was read as the others of its column are written;"
                " compare it.",
                "The quantities in rows %(rows)s of what you sent were read as the others of their column are written;"
                " compare them.",
                len(decided),
                rows=_rows(decided),
            )
        )
    grouped = [row.number for row in rows.rows if not row.decided and _was_grouped(row.text(Field.QUANTITY))]
    if grouped:
        told.append(
            ngettext(
                "The quantity in row %(rows)s of what you sent was read with thousands as your language writes"
                " them; compare it.",
                "The quantities in rows %(rows)s of what you sent were read with thousands as your language writes"
                " them; compare them.",
                len(grouped),
                rows=_rows(grouped),
            )
        )
    rounded = [row.number for row in rows.rows if row.rounded]
    if rounded:
        told.append(
            ngettext(
                "In row %(rows)s of what you sent the spreadsheet had rounded a long number; compare it.",
                "In rows %(rows)s of what you sent the spreadsheet had rounded long numbers; compare them.",
                len(rounded),
                rows=_rows(rounded),
            )
        )
    return told


def _was_grouped(text: str) -> bool:
    """Whether a quantity was read with a sign that another country reads as a decimal sign."""
    return groups(text) and read_quantity(text, language())[0] is not None


def told_of_quantities(added: Sequence[RowText]) -> list[str]:
    """Return how many rows have no quantity: none is taken for them."""
    count = sum(1 for row in added if row.part_text and not row.quantity_text)
    if not count:
        return []
    return [
        ngettext(
            "%(n)s row has no quantity; type it in the row.",
            "%(n)s rows have no quantity; type it in the rows.",
            count,
            n=number(count, language()),
        )
    ]


def _rows(numbers: Iterable[int]) -> str:
    return listed(_first([number(row, language()) for row in numbers]), language())


def _first(names: list[str]) -> list[str]:
    """Return the first of a long list, and an ellipsis for the rest of it."""
    return names if len(names) <= ROWS_NAMED else [*names[:ROWS_NAMED], "…"]
