"""Lists: what the address asks for (search, filters, sort, page), bounded and checked."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload
from urllib.parse import urlencode

from portal.core.numerals import whole_number

PAGE_SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50
EVERYTHING = "all"
"""What a filter is set to where its empty choice leaves something out."""
DEEPEST_PAGE = 10_000_000
LAST_PAGE = DEEPEST_PAGE + 1
"""What `page=last` asks for: the last page, whichever it is."""
LONGEST_KEY = 200
ALL = 2**62
"""A limit no table reaches."""

Select = tuple[str, Any, Sequence[tuple[Any, Any]]]
"""A filter a list offers: its name, the words of its empty choice, and its choices (value and words)."""


@dataclass(frozen=True, slots=True)
class TypedChoice(Sequence[tuple[str, str]]):
    """The choices of a filter that has too many to choose from: it is typed. As a sequence, the one it is set to.

    `typed` is what its field is called in the address, `text` what stands in it, `hint` says what to type, `asks` is a
    query string that asks for what fits. Where what was typed means none, `fault` says why, and `ways` lead to those
    that fit (words and query string).
    """

    typed: str
    text: str
    hint: str
    asks: str
    chosen: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    ways: tuple[tuple[str, str], ...] = ()

    @overload
    def __getitem__(self, at: int) -> tuple[str, str]: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[tuple[str, str], ...]: ...

    def __getitem__(self, at: Any) -> Any:
        """Return the choice it is set to."""
        return self.chosen[at]

    def __len__(self) -> int:
        """Return 1 where it is set to one, else 0."""
        return len(self.chosen)

    def __bool__(self) -> bool:
        """Tell that it is offered, also while it is set to none."""
        return True


@dataclass(frozen=True, slots=True)
class ListState:
    """One view of a list, as its address says; unknown sorts and filters fall back to defaults.

    `asked` is the page that was asked for where there is none so far on, and the last one is shown. `hidden` are
    columns left out of the page and `shown` those brought in, names between dots; the list knows which there are.
    `after` and `before` are the key of the row this page follows or precedes, where its list can start from a row.
    """

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = USUAL_SIZE
    filters: Mapping[str, str] = field(default_factory=dict)
    asked: int = 0
    hidden: str = ""
    shown: str = ""
    after: str = ""
    before: str = ""

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.size

    def within(self, total: int) -> "ListState":
        """Return this view on its last page with rows where it asks for a page beyond that, which it remembers.

        Every list says how many rows it has before it reads a page of them, so no page lies about being empty.
        """
        last = max(1, -(-total // self.size))
        if self.page <= last:
            return self
        return replace(self, page=last, asked=0 if self.page == LAST_PAGE else self.page)

    def query(self, **changes: str | int | None) -> str:
        """Return the query string of this view with some values changed (None removes)."""
        values: dict[str, str | int | None] = {
            "q": self.search or None,
            **self.kept(),
            "page": self.page if self.page > 1 else None,
            **self.filters,
            **changes,
        }
        return urlencode({k: v for k, v in values.items() if v not in (None, "")})

    def unnarrowed(self) -> str:
        """Return the query string of this view without its search and filters: sorting, size and columns stay."""
        return self.query(q=None, page=None, **dict.fromkeys(self.filters))

    def kept(self) -> dict[str, str]:
        """Return what a form of search and filters sends along, so that sorting, size and columns stay as they are."""
        sort = ("-" if self.descending else "") + self.sort if self.sort else ""
        size = str(self.size) if self.size != USUAL_SIZE else ""
        fields = {"sort": sort, "size": size, "hide": self.hidden, "also": self.shown}
        return {name: value for name, value in fields.items() if value}

    def chips(self, selects: Iterable[Select]) -> list[tuple[str, str]]:
        """Return what filters are set to, in words, each with the query string of the view without it.

        Where a filter offers all (`all`) beside its empty choice, that one narrows as well; without it all are shown.
        """
        told = []
        for name, label, options in selects:
            chosen, widest = self.filters.get(name, ""), EVERYTHING in (value for value, _words in options)
            if chosen and chosen != EVERYTHING:
                words = next((words for value, words in options if str(value) == chosen), chosen)
                told.append((str(words), self.query(page=None, **{name: None})))
            elif widest and not chosen:
                told.append((str(label), self.query(page=None, **{name: EVERYTHING})))
        return told

    @property
    def narrowed(self) -> bool:
        """Tell whether a search or filter is in force (the empty state says so)."""
        return bool(self.search) or any(self.filters.values())


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, the view they belong to, and how many there are in all.

    `total` is exact up to the cap the query used; `capped` says that there are more. Their pages can be reached all
    the same: who asks for one beyond the cap has the rows counted to the last (`counted_by`).
    """

    rows: Sequence[object]
    state: ListState
    total: int
    capped: bool = False
    edges: tuple[str, str] = ("", "")
    """The keys of the first and the last row, where the list can start from a row: its next page costs no more then."""

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.state.size))

    @property
    def onward(self) -> str:
        """Return the query string of the next page."""
        return self.state.query(page=self.state.page + 1, after=self.edges[1])

    @property
    def back(self) -> str:
        """Return the query string of the page before; the first one needs no row to start from."""
        at = self.state.page - 1
        return self.state.query(page=at if at > 1 else None, before=self.edges[0] if at > 1 else None)

    @property
    def further(self) -> bool:
        """Tell whether rows follow after this page."""
        return self.capped or self.state.page < self.pages

    @property
    def first(self) -> int:
        """Return the number of the first row shown, 0 when there is none."""
        return self.state.offset + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.state.offset + len(self.rows)


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a view stands among its rows: the page to read, how many rows are known of, whether there are more."""

    state: ListState
    total: int
    capped: bool

    def page(self, rows: Sequence[object]) -> Page:
        """Return the page with the rows that were read for it."""
        return Page(rows, self.state, self.total, self.capped)


def counted_by(count: Callable[[int], int], state: ListState, most: int) -> Counted:
    """Return where a view stands: its rows are counted up to `most`, or all where its page lies beyond those.

    `count` returns how many rows there are, at most so many.
    """
    total = count(most + 1)
    if total > most and state.offset + state.size > most:
        total = count(ALL)
        return Counted(state.within(total), total, capped=False)
    return Counted(state.within(min(total, most)), min(total, most), capped=total > most)


def list_state(
    args: Mapping[str, str], *, sorts: Sequence[str], filters: Mapping[str, Sequence[str] | None]
) -> ListState:
    """Read a list's address.

    `sorts`: allowed keys, the first is the default (leading `-` is descending). `filters`: allowed
    names, each with its allowed values or None for free text.
    """
    asked = args.get("sort", "")
    allowed = {s.lstrip("-") for s in sorts}
    chosen = asked if asked.lstrip("-") in allowed else (sorts[0] if sorts else "")
    size = args.get("size", "")
    return ListState(
        search=args.get("q", "").strip()[:100],
        sort=chosen.lstrip("-"),
        descending=chosen.startswith("-"),
        page=_page(args.get("page", "")),
        size=int(size) if size in {str(s) for s in PAGE_SIZES} else USUAL_SIZE,
        filters={name: _allowed(args.get(name, ""), values) for name, values in filters.items()},
        after=_key(args, "after"),
        before=_key(args, "before"),
        hidden=column_names(args, "hide"),
        shown=column_names(args, "also"),
    )


def _key(args: Mapping[str, str], name: str) -> str:
    key = args.get(name, "")
    return key if len(key) <= LONGEST_KEY and key.isprintable() else ""


_COLUMNS = re.compile(r"[a-z0-9_]{1,40}(\.[a-z0-9_]{1,40}){0,19}")


def column_names(args: Mapping[str, str], name: str) -> str:
    """Return the columns an address names (`hide`, `also`), between dots; nothing where it is written otherwise."""
    asked = args.get(name, "")
    return asked if _COLUMNS.fullmatch(asked) else ""


def _allowed(value: str, values: Sequence[str] | None) -> str:
    value = value.strip()[:100]
    return value if values is None or value in values else ""


def _page(text: str) -> int:
    if text == "last":
        return LAST_PAGE
    return min(max(whole_number(text) or 1, 1), DEEPEST_PAGE)


MOST_COUNTED = 1_000
"""So many rows of a list are counted; of more it is said that there are more."""
MOST_COUNTED_LARGE = 10_000
"""So many rows of large tables are counted, where an index alone is read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks the database for, in names its query knows.

    `names` are what each row holds; `orders` are the sort keys of an address with the names each sorts by.
    """

    names: tuple[str, ...]
    orders: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def order_of(self, key: str) -> tuple[str, ...]:
        """Return the names a key sorts by, nothing for a key no column has."""
        return dict(self.orders).get(key, ())
