"""What the page of a change set tells of its file: what was not read, what was read in another way than it stands."""

from flask_babel import gettext as _

from portal.core.formats import listed
from portal.core.formats import number as shown_number
from portal.core.sheets.model import Book
from portal.core.web.languages import language
from portal.masterdata.files.pages_columns import left_out
from portal.masterdata.files.rules_columns import unread
from portal.masterdata.files.rules_compare import turned_columns
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind
from portal.masterdata.states import ChangeSetState


def unread_of(row: ChangeSet) -> list[str]:
    """Return the headings of a file under which nothing was read, while that may still be mended."""
    if row.head is None or row.columns is None or row.state not in (ChangeSetState.CHECKED, ChangeSetState.WAITING):
        return []
    sheets = Book.of_plain(row.head).sheets
    return unread(sheets[row.sheet or 0], row.heading, row.columns) if sheets else []


def turned(row: ChangeSet, kind: Kind) -> list[str]:
    """Return which columns were read in another unit than their field's, in words."""
    if row.head is None or row.columns is None:
        return []
    sheet, columns = Book.of_plain(row.head).sheets[row.sheet or 0], {n: int(at) for n, at in row.columns.items()}
    return [
        _(
            "“%(heading)s” is read in %(unit)s: 1 %(unit)s is %(times)s %(own)s.",
            heading=one.heading,
            unit=one.unit,
            times=shown_number(one.times, language()),
            own=one.own,
        )
        for one in turned_columns(sheet, row.heading, columns, kind.fields)
    ]


def told_of_tables(row: ChangeSet) -> str:
    """Return which tables of the file were not read, hidden ones too; "" where all were."""
    if row.head is None:
        return ""
    book = Book.of_plain(row.head)
    read = book.sheets[row.sheet]
    others = [one.name for one in book.sheets if one is not read] + left_out(book)
    if not others:
        return ""
    names = listed(others, language())
    return _("Read from the sheet “%(name)s” only. Not read: %(others)s.", name=read.name, others=names)


def hidden(row: ChangeSet) -> list[int]:
    """Return which rows of the table that was read the file does not show: they were read as well."""
    return [] if row.head is None else list(Book.of_plain(row.head).sheets[row.sheet].hidden)
