"""Lists: what the address asks for (search, filters, sort, page), bounded and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from portal.core.numerals import whole_number

PAGE_SIZES = (25, 50, 100, 200)
DEEPEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class ListState:
    """One view of a list, as its address says; unknown sorts and filters fall back to defaults."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = 50
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.size

    def within(self, total: int) -> "ListState":
        """Return this view on its last page with rows where it asks for a page beyond that.

        Every list says how many rows it has before it reads a page of them, so no page lies about being empty.
        """
        last = max(1, -(-total // self.size))
        return self if self.page <= last else replace(self, page=last)

    def query(self, **changes: str | int | None) -> str:
        """Return the query string of this view with some values changed (None removes)."""
        values: dict[str, str | int | None] = {
            "q": self.search or None,
            "sort": ("-" if self.descending else "") + self.sort if self.sort else None,
            "page": self.page if self.page > 1 else None,
            "size": self.size if self.size != 50 else None,
            **self.filters,
            **changes,
        }
        return urlencode({k: v for k, v in values.items() if v not in (None, "")})

    @property
    def narrowed(self) -> bool:
        """Tell whether a search or filter is in force (the empty state says so)."""
        return bool(self.search) or any(self.filters.values())


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, the view they belong to, and how many there are in all.

    `total` is exact up to the cap the query used; `capped` says that there are more.
    """

    rows: Sequence[object]
    state: ListState
    total: int
    capped: bool = False

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.state.size))

    @property
    def first(self) -> int:
        """Return the number of the first row shown, 0 when there is none."""
        return self.state.offset + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.state.offset + len(self.rows)


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
        page=_whole(args.get("page", ""), 1, DEEPEST_PAGE),
        size=int(size) if size in {str(s) for s in PAGE_SIZES} else 50,
        filters={name: _allowed(args.get(name, ""), values) for name, values in filters.items()},
    )


def _allowed(value: str, values: Sequence[str] | None) -> str:
    value = value.strip()[:100]
    return value if values is None or value in values else ""


def _whole(text: str, least: int, most: int) -> int:
    number = whole_number(text)
    return least if number is None else min(max(number, least), most)


MOST_COUNTED = 1_000


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
