"""What is told of lines that were read: a word in passing, or a notice in the draft's page that stays until seen.

More than two sentences are not read in passing, so they go into the page, and stay. They are told to the
person who sent the file, as long as the file is kept.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from flask import flash, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.sheets.model import Book
from portal.core.web.apart import isolated
from portal.core.web.guards import current_actor
from portal.intake import service
from portal.intake.queries import told_of_books
from portal.orders.entry.sheet.pages_told import told_of_tables
from portal.orders.entry.sheet.queries_columns import PURPOSE

IN_PASSING = 2
"""Sentences that are told once, above the page."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """What is told of one kept file: sentences, and of its tables which were read and which others hold lines too."""

    public_id: str
    said: tuple[str, ...] = ()
    unread: str = ""
    tables: tuple[tuple[int, str], ...] = ()
    read: tuple[int, ...] = ()

    @property
    def sentences(self) -> int:
        """Return how many sentences and links it takes."""
        return len(self.said) + bool(self.unread) + 1 + len(self.tables)


def remark_of(public_id: str, book: Book, holding: Sequence[int], read: Sequence[int]) -> Remark:
    """Return what is to be told of a file's tables, by those that hold lines and those that were read."""
    tables = tuple((index, book.sheets[index].name[:LONGEST_NAME]) for index in holding if index not in read)
    return Remark(public_id, (), told_of_tables(book, read), tables, tuple(read))


def tell(told: Sequence[str], remarks: Sequence[Remark], number: str) -> None:
    """Tell what was read into a draft: the first sentence in passing, all of it in the page where it is much."""
    if sum(one.sentences for one in remarks) + len(told) <= IN_PASSING or not remarks:
        links = [choose_otherwise(one.public_id, number) for one in remarks]
        for text in [*told, *(said for one in remarks for said in (*one.said, one.unread) if said), *links]:
            flash(text, "info")
        return
    first, *others = remarks
    if told:
        flash(told[0], "info")
        first = replace(first, said=(*first.said, *told))
    for one in (first, *others):
        perform(service.tell_of_book, one.public_id, number, asdict(one), current_actor())


def seen(number: str) -> None:
    """Tell nothing more of the files of a draft."""
    perform(service.forget_told, number, PURPOSE, current_actor())


def remarks_on(number: str) -> list[str | Markup]:
    """Return what is told on the page of a draft, sentences and links."""
    shown: list[str | Markup] = []
    for public_id, told in told_of_books(number, PURPOSE, current_actor(), utc_now()):
        shown += [isolated(text) for text in (*told["said"], told["unread"]) if text]
        shown += [_read_as_well(public_id, number, index, name) for index, name in told["tables"]]
        shown.append(choose_otherwise(public_id, number))
    return shown


def choose_otherwise(public_id: str, number: str) -> Markup:
    """Return the link to the page on which the columns of a file are chosen."""
    address = url_for("orders_entry_columns.show", public_id=public_id, draft=number)
    return Markup('<a href="{}">{}</a>').format(address, _("Choose the columns otherwise"))


def _read_as_well(public_id: str, number: str, table: int, name: str) -> Markup:
    """The link to the page on which another table of a file is added to what was read of it."""
    address = url_for("orders_entry_columns.show", public_id=public_id, draft=number, sheet=table, more=1)
    told = _("Sheet “%(name)s” holds lines too: add them", name=name)
    return Markup('<a href="{}">{}</a>').format(address, told)
