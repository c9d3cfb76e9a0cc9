"""The columns of a list, each written once: title, what is selected and sorted by, cell, and what a file says.

From one `Columns` come the head with its sort keys, the rows and sums of a page, and the columns and rows of
the file; what the database is asked for (`portal.core.tables.Wanted`) is made of the same. Rows are joined
here and not by a template: a cell is a function, and calling it costs less than the expression would.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from markupsafe import Markup

from portal.core.actor import Door
from portal.core.data.whole import Whole
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import Wanted, hidden_columns
from portal.core.web.downloads import TableFile, list_file
from portal.core.web.guards import door_of_request
from portal.core.web.languages import language, zone
from portal.core.web.page_words import address_builder, reader, said
from portal.core.web.quick.templating import shown

HQ, DISTRIBUTOR = Door.HQ.value, Door.DISTRIBUTOR.value
"""The marks of the two doors: one of them always holds."""
HIDDEN = "hide:"
"""What the mark of a column begins with that its reader leaves out."""


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
    key it is sorted by in an address, `order` the names that key sorts by. `total` draws its cell in a row of
    sums; `look` is the class of its cells ("n": figures, "tick": boxes that choose rows); `only` the mark without
    which it is not there.
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


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be left out: its words, whether it is on the page, and what an address hides to turn that."""

    words: str
    shown: bool
    hide: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list as its template takes it: `heads` of its table, `rows` and `foot` as markup, `choices` of columns."""

    heads: list[dict[str, Any]]
    rows: Markup
    foot: Markup
    choices: Sequence[Choice] = ()


class Columns:
    """The columns of one list in their order, and the address a row leads to ("" for none).

    `cards` says that cells carry their title, for narrow screens that show each row as a card.
    """

    def __init__(
        self, *fields: Field, address: Callable[[Any, Reader], str] | None = None, cards: bool = False
    ) -> None:
        self.fields, self.address, self.cards = fields, address, cards
        self.names = _names_of(fields)
        self._heads: dict[tuple[str, frozenset[str]], list[dict[str, Any]]] = {}

    def wanted(self, *more: str) -> Wanted:
        """Return what the database is to be asked for: each name once, those of no column (`more`) at the end."""
        names = dict.fromkeys([*(name for field in self.fields for name in field.select), *more])
        orders = tuple((field.sort, field.order) for field in self.fields if field.sort)
        return Wanted(tuple(names), orders)

    def sorts(self, first: str) -> list[str]:
        """Return the sort keys an address may name, the one it means without naming any at the head."""
        return [first, *(field.sort for field in self.fields if field.sort and field.sort != first.lstrip("-"))]

    def heads(self, code: str, marks: frozenset[str]) -> list[dict[str, Any]]:
        """Return the head of the page in the language in force, which is `code`; kept for each language."""
        key = (code, marks)
        known = self._heads.get(key)
        if known is None:
            known = [
                {"label": str(field.title), "key": field.sort, "numeric": "n" in looks, "tick": "tick" in looks}
                for field, looks in ((field, field.look.split()) for field in self._on_page(marks))
            ]
            if not any(mark.startswith(HIDDEN) for mark in marks):  # each reader hides others: those are not kept
                self._heads[key] = known
        return known

    def choices(self, marks: frozenset[str]) -> list[Choice]:
        """Return the columns that may be left out of the page, all but the first, with what turns each of them."""
        hidden = {mark.removeprefix(HIDDEN) for mark in marks if mark.startswith(HIDDEN)}
        there = [field for field in self.fields if id(field) in self.names and _is_there(field, marks)]
        named = [(str(field.title), self.names[id(field)]) for field in there]
        return [Choice(words, name not in hidden, ".".join(sorted(hidden ^ {name}))) for words, name in named]

    def _hidden(self) -> frozenset[str]:
        """Return the marks of the columns the address leaves out; names no column has are passed over."""
        asked = hidden_columns(request.args)
        known = set(self.names.values())
        return frozenset(HIDDEN + name for name in asked.split(".") if name in known)

    def drawn(
        self,
        rows: Iterable[Any],
        marks: Collection[str] = (),
        *,
        sums: Sequence[Any] = (),
        summed: Callable[[Any, Reader], Any] | None = None,
    ) -> Drawn:
        """Return rows of a page, and under them `sums`, each beginning with what `summed` says of it."""
        reader = Reader({*marks, *self._hidden()})
        heads = self.heads(reader.code, reader.marks)
        foot = self._foot(sums, summed, reader, heads) if summed is not None else Markup("")
        return Drawn(heads, self._rows(rows, reader, heads), foot, self.choices(reader.marks))

    def file(
        self, kind: str, name: str, whole: Whole, marks: Collection[str] = (), *, title: str = "", dated: bool = False
    ) -> Response:
        """Answer all rows of a view as a file (`xlsx` or `csv`), or as `list_file` answers what is too large for that.

        `name`, `title` and `dated` are those of `TableFile`.
        """
        here = marks_here(marks)
        fields = [field for field in self.fields if field.value is not None and _is_there(field, here)]
        columns = [Column(str(field.heading or field.title), field.kind, field.width) for field in fields]
        values = [field.value for field in fields if field.value is not None]

        def rows() -> Iterator[list[Any]]:
            return ([value(row) for value in values] for row in whole.rows())

        return list_file(TableFile(kind, name, columns, whole.count(), rows, title, dated))

    def _on_page(self, marks: Collection[str]) -> list[Field]:
        return [
            field
            for field in self.fields
            if field.cell is not None
            and _is_there(field, marks)
            and HIDDEN + self.names.get(id(field), "") not in marks
        ]

    def _rows(self, rows: Iterable[Any], reader: Reader, heads: Sequence[Mapping[str, Any]]) -> Markup:
        drawn = [
            (self._opened(field, head), field.cell)
            for field, head in zip(self._on_page(reader.marks), heads, strict=True)
            if field.cell is not None
        ]
        parts: list[str] = []
        for row in rows:
            if self.address is None:
                parts.append("<tr>")
            else:
                reader.href = self.address(row, reader)
                parts.append(f'<tr data-href="{shown(reader.href)}">')
            for opened, cell in drawn:
                parts += (opened, shown(cell(row, reader)), "</td>\n")
            parts.append("</tr>\n")
        return Markup("".join(parts))  # noqa: S704 - each cell is markup or was escaped

    def _foot(self, sums: Iterable[Any], summed: Cell, reader: Reader, heads: Sequence[Mapping[str, Any]]) -> Markup:
        fields = list(zip(self._on_page(reader.marks), heads, strict=True))
        span = next((at for at, (field, _head) in enumerate(fields) if field.total is not None), 0)
        if not span:  # its columns of sums are left out
            return Markup("")
        parts: list[str] = []
        for each in sums:
            parts.append(f'<tr><th scope="row" colspan="{span}">{shown(summed(each, reader))}</th>\n')
            blank = 0
            for field, head in fields[span:]:
                if field.total is None:
                    blank += 1
                    continue
                parts += (_blank(blank), self._opened(field, head), shown(field.total(each, reader)), "</td>\n")
                blank = 0
            parts.append(_blank(blank))
            parts.append("</tr>\n")
        return Markup("".join(parts))  # noqa: S704 - each cell is markup or was escaped

    def _opened(self, field: Field, head: Mapping[str, Any]) -> str:
        """Return the start of a cell with its class and, on cards, its title."""
        look = f' class="{field.look}"' if field.look else ""
        label = f' data-label="{shown(head["label"])}"' if self.cards else ""
        return f"<td{look}{label}>"


def marks_here(more: Collection[str] = ()) -> frozenset[str]:
    """Return the conditions that hold for the request at hand: its door's mark, and those a page adds."""
    return frozenset({door_of_request().value, *more})


def linked(href: str, text: Any, look: str = "") -> Markup:
    """Return a text that leads somewhere."""
    kind = f' class="{look}"' if look else ""
    return Markup(f'<a{kind} href="{shown(href)}">{shown(text)}</a>')  # noqa: S704 - escaped


def numbered(href: str, number: Any) -> Markup:
    """Return the number of an order or a paper, which leads to its page."""
    text = f'<a class="mono" href="{shown(href)}"><bdi dir="ltr">{shown(number)}</bdi></a>'
    return Markup(text)  # noqa: S704 - escaped


def two_lines(first: Any, second: Any) -> Markup:
    """Return a cell of two lines, the second smaller."""
    return Markup(f'{shown(first)}<div class="sub">{shown(second)}</div>')  # noqa: S704 - escaped


def together(*parts: Any) -> Markup:
    """Return parts of a cell one after the other, each markup or escaped."""
    return Markup("".join(map(shown, parts)))  # noqa: S704 - escaped


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
    return not field.only or field.only in marks


def _blank(columns: int) -> str:
    """Return one empty cell over so many columns, nothing over none."""
    return f'<td colspan="{columns}"></td>' if columns else ""
