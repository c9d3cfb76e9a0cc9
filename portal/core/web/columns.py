"""The columns of a list, each written once: title, what is selected and sorted by, cell, and what a file says.

From one `Columns` come the head with its sort keys, the rows and sums of a page, and the columns and rows of
the file; what the database is asked for (`portal.core.tables.Wanted`) is made of the same. Rows are joined
here and not by a template: a cell is a function, and calling it costs less than the expression would.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_login import current_user
from markupsafe import Markup

from portal.core.actor import Door
from portal.core.data.whole import Whole
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import Wanted
from portal.core.web.columns_rows import Place, rows_of, sums_of
from portal.core.web.columns_shown import HIDDEN, Choice, Named, Shown
from portal.core.web.downloads import TableFile, list_file, table_file
from portal.core.web.guards import door_of_request
from portal.core.web.languages import language, zone
from portal.core.web.page_words import address_builder, reader, said
from portal.core.web.prices import prices_shown
from portal.core.web.quick.templating import shown

HQ, DISTRIBUTOR = Door.HQ.value, Door.DISTRIBUTOR.value
"""The marks of the two doors: one of them always holds."""
PRICES = "prices"
"""The mark of a reader who is shown headquarters' prices."""
SEVERAL = "several"
"""The mark of a reader who sees what several companies have: headquarters, and a general distributor."""
_OF_PRICES = frozenset({ColumnKind.MONEY, ColumnKind.AMOUNT})


class Reader:
    """Who reads a list: figures, days and pills written their way, as templates know them by the same names.

    `marks` are the conditions that hold (the door, and what a page adds), `href` is the address of the row being drawn.
    """

    __slots__ = (
        "_address",
        "amount",
        "clock",
        "code",
        "country_name",
        "day",
        "general_price",
        "gettext",
        "href",
        "marks",
        "moment",
        "money",
        "ngettext",
        "number",
        "pill",
        "unit_price",
        "zone",
    )

    def __init__(self, marks: Collection[str] = ()) -> None:
        self.code, self.zone, self.marks, self.href = language(), zone(), marks_here(marks), ""
        words, known = reader(), said(self.code)
        self.number, self.money, self.amount = words.number, words.money, words.amount
        self.general_price = words.general_price
        self.unit_price, self.moment, self.day, self.clock = words.unit_price, words.moment, words.day, words.clock
        self.country_name, self.pill = words.country_name, words.pill_html
        self.gettext, self.ngettext = known["gettext"], known["ngettext"]
        self._address = address_builder()

    def to(self, view: str, **values: Any) -> str:
        """Return the address of a view at the door asked: `orders.show` is `hq_orders.show` at headquarters' door."""
        return self._address(f"hq_{view}" if HQ in self.marks else view, **values)

    def at(self, view: str, **values: Any) -> str:
        """Return the address of a view that stands at one door only."""
        return self._address(view, **values)


Cell = Callable[[Any, Reader], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list.

    `cell` draws it on the page (None: it stands in the file only), from a row and its reader, as text or markup;
    `value` gives what the file says (None: it stands on the page only), as `kind` wants it, in `width` characters
    under `heading` (the title where there is none). `select` names what a row must hold for it; `sort` is the
    key it is sorted by in an address, `order` the names that key sorts by; an address that leaves a column out calls it
    by its key, or by the first name it selects. `total` draws its cell in a row of
    sums; `look` is the class of its cells ("n": figures, "tick":
    boxes that choose rows); `only` the mark without which it is not there; `aside`
    says that it is left out until its reader asks for it; `hint` stands below the title. A column of money is there,
    sorted by and summed only for whoever is shown headquarters' prices, unless it is `asked`: a price that is none of
    theirs.
    """

    title: Any
    cell: Cell | None = None
    value: Callable[[Any], Any] | None = None
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 16
    heading: Any = None
    select: tuple[str, ...] = ()
    sort: str = ""
    order: tuple[str, ...] = ()
    total: Cell | None = None
    look: str = ""
    only: str = ""
    aside: bool = False
    hint: Any = None
    asked: bool = False

    @property
    def needs(self) -> frozenset[str]:
        """Return the marks without which it is not there."""
        of_prices = self.kind in _OF_PRICES and not self.asked
        return frozenset(mark for mark in (self.only, PRICES if of_prices else "") if mark)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list as its template takes it: `heads` of its table, `rows` and `foot` as markup, `choices` of columns."""

    heads: list[dict[str, Any]]
    rows: Markup
    foot: Markup
    choices: Sequence[Choice] = ()


class Columns:
    """The columns of one list in their order, and the address a row leads to ("" for none).

    `cards` says that cells carry their title, for narrow screens that show each row as a card; `marked` returns further
    attributes of a row, such as its id.
    """

    def __init__(
        self,
        *fields: Field,
        address: Callable[[Any, Reader], str] | None = None,
        cards: bool = False,
        marked: Callable[[Any], Mapping[str, str]] | None = None,
    ) -> None:
        self.fields, self.address, self.cards, self.marked = fields, address, cards, marked
        self.names = _names_of(fields)
        named = [field for field in fields if id(field) in self.names]
        self.shown = Shown([Named(self.names[id(each)], each.title, each.aside, each.needs) for each in named])
        self._heads: dict[tuple[str, frozenset[str]], list[dict[str, Any]]] = {}

    def wanted(self, *more: str) -> Wanted:
        """Return what the database is to be asked for: each name once, those of no column (`more`) at the end."""
        names = dict.fromkeys([*(name for field in self.fields for name in field.select), *more])
        orders = tuple((field.sort, field.order) for field in self.fields if field.sort)
        return Wanted(tuple(names), orders)

    def sorts(self, first: str) -> list[str]:
        """Return the sort keys an address may name, the one it means without naming any at the head.

        By what is kept from the reader nothing is sorted: the order would tell it.
        """
        kept = frozenset() if prices_shown() else {PRICES}
        sorted_by = (field.sort for field in self.fields if field.sort and kept.isdisjoint(field.needs))
        return [first, *(sort for sort in sorted_by if sort != first.lstrip("-"))]

    def heads(self, code: str, marks: frozenset[str]) -> list[dict[str, Any]]:
        """Return the head of the page in the language in force, which is `code`; kept for each language."""
        key = (code, marks)
        known = self._heads.get(key)
        if known is None:
            known = [
                {
                    "label": str(field.title),
                    "key": field.sort,
                    "numeric": "n" in looks,
                    "tick": "tick" in looks,
                    "hint": str(field.hint or ""),
                }
                for field, looks in ((field, field.look.split()) for field in self._on_page(marks))
            ]
            if self.shown.is_at_first(marks):  # each reader hides others: those are not kept
                self._heads[key] = known
        return known

    def drawn(
        self,
        rows: Iterable[Any],
        marks: Collection[str] = (),
        *,
        sums: Sequence[Any] = (),
        summed: Callable[[Any, Reader], Any] | None = None,
    ) -> Drawn:
        """Return rows of a page, and under them `sums`, each beginning with what `summed` says of it."""
        reader = Reader({*marks, *self.shown.marks()})
        heads = self.heads(reader.code, reader.marks)
        places = [
            Place(self._opened(field, head), field.cell, field.total)
            for field, head in zip(self._on_page(reader.marks), heads, strict=True)
            if field.cell is not None
        ]
        body = rows_of(places, rows, reader, lambda row: self._attributes(row, reader))
        foot = sums_of(places, sums, summed, reader) if summed is not None else Markup("")
        return Drawn(heads, body, foot, self.shown.choices(reader.marks))

    def file(
        self, kind: str, name: str, whole: Whole, marks: Collection[str] = (), *, title: str = "", dated: bool = False
    ) -> Response:
        """Answer all rows of a view as a file (`xlsx` or `csv`), or as `list_file` answers what is too large for that.

        `name`, `title` and `dated` are those of `TableFile`.
        """
        columns, value_of = self._in_file(marks)

        def rows() -> Iterator[list[Any]]:
            return map(value_of, whole.rows())

        return list_file(TableFile(kind, name, columns, whole.count(), rows, title, dated))

    def file_of(self, kind: str, name: str, rows: Iterable[Any], marks: Collection[str] = ()) -> Response:
        """Answer rows that are at hand as a file (`xlsx` or `csv`), however many."""
        columns, value_of = self._in_file(marks)
        return table_file(kind, name, columns, list(map(value_of, rows)))

    def _in_file(self, marks: Collection[str]) -> tuple[list[Column], Callable[[Any], list[Any]]]:
        """Return the columns of the file, and what makes its row of one of the list."""
        here = marks_here(marks)
        fields = [field for field in self.fields if field.value is not None and _is_there(field, here)]
        values = [field.value for field in fields if field.value is not None]
        columns = [Column(str(field.heading or field.title), field.kind, field.width) for field in fields]
        return columns, lambda row: [value(row) for value in values]

    def _on_page(self, marks: Collection[str]) -> list[Field]:
        return [
            field
            for field in self.fields
            if field.cell is not None
            and _is_there(field, marks)
            and HIDDEN + self.names.get(id(field), "") not in marks
        ]

    def _attributes(self, row: Any, reader: Reader) -> Mapping[str, str]:
        """Return the attributes of a row; the address it leads to is told to its reader."""
        reader.href = self.address(row, reader) if self.address else ""
        led = {"data-href": reader.href} if reader.href else {}
        return led | dict(self.marked(row)) if self.marked else led

    def _opened(self, field: Field, head: Mapping[str, Any]) -> str:
        """Return the start of a cell with its class and, on cards, its title."""
        look = f' class="{field.look}"' if field.look else ""
        label = f' data-label="{shown(head["label"])}"' if self.cards else ""
        return f"<td{look}{label}>"


def marks_here(more: Collection[str] = ()) -> frozenset[str]:
    """Return the conditions that hold for the request at hand: its door's mark, its reader's, those a page adds."""
    seen = {PRICES} if prices_shown() else set()
    whose = {SEVERAL} if several_seen() else set()
    return frozenset({door_of_request().value, *seen, *whose, *more})


def several_seen() -> bool:
    """Tell whether whoever asks sees what several companies have."""
    if door_of_request() is Door.HQ:
        return True
    return current_user.is_authenticated and len(current_user.actor.distributor_ids) > 1


def _names_of(fields: Sequence[Field]) -> dict[int, str]:
    """Return what columns that may be left out are called in an address, by the id of their field: all but the first.

    A column is called by what it is sorted by, else by what it shows first; one that shows nothing of a row stays.
    """
    names: dict[int, str] = {}
    shown = [(at, field) for at, field in enumerate(fields) if field.cell is not None]
    for at, field in shown[1:]:
        name = field.sort or (field.select[0] if field.select else "")
        if name:
            names[id(field)] = f"{name}_{at}" if name in names.values() else name
    return names


def _is_there(field: Field, marks: Collection[str]) -> bool:
    return field.needs.issubset(marks)
