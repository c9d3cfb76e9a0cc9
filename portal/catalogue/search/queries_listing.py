"""Whole views of the parts: without a search, beyond what a search looks at, and as a file.

What is asked often is kept: one statement for each view, with its page as parameters.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part, PartText
from portal.catalogue.queries import NAME, PartFacts, facts_from, facts_select
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.queries_filters import FEW, conditions, to_be_counted
from portal.catalogue.search.queries_found import MOST_FOUND
from portal.catalogue.search.queries_named import (
    MOST_NAMED_APART,
    Order,
    beyond,
    by_name,
    ids_by_name,
    name_of,
    named_in_others,
    values_of,
)
from portal.catalogue.search.queries_ways import Look, Way, found_by, found_so
from portal.catalogue.search.queries_words import HIGHEST
from portal.core.data.sessions import read
from portal.core.data.whole import Whole
from portal.core.tables import ALL, MOST_COUNTED_LARGE, ListState, Page, counted_by

Ids = sa.Select[int]
Filters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom is searched: own part numbers count, and names are in the reader's language."""

    distributor_id: int
    locale: str


@dataclass(frozen=True, slots=True)
class _View:
    """A view without a search, by which its statement is kept: from its first part or on from one.

    Of `few` parts all are gathered and sorted. `apart` is how many sets of languages there are without the reader's;
    None where names are sorted.
    """

    sort: str
    descending: bool
    filters: Filters
    locale: str
    few: bool
    onward: bool = False
    apart: int | None = None

    @property
    def by_name(self) -> bool:
        return self.sort == "name"


def unsearched(state: ListState, reader: Reader) -> Page:
    """Return one page of a view without a search; one of the second half is found from the end."""
    if state.after or state.before:
        return _from_a_row(state, reader)
    filters = tuple(state.filters.items())
    found = counted_by(lambda limit: _count(filters, limit), state, MOST_COUNTED_LARGE)
    size, offset, total = found.state.size, found.state.offset, found.total
    backwards = not found.capped and offset > total // 2
    if backwards:
        size = min(size, total - offset)
        offset = total - offset - size
    view = _View(state.sort, state.descending, filters, reader.locale, _few(state, total))
    return _edged(found.page(_read(view, {"most": size, "before": offset}, backwards=backwards)))


def _few(state: ListState, total: int) -> bool:
    """Tell whether parts are gathered and sorted, and not asked in the list's order until a page is full.

    Names begin with what a part is, so those of one system may all stand last among the names, as may a model's.
    """
    alike = state.sort == "name" and any(state.filters.get(name) for name in ("system", "model"))
    return any(state.filters.values()) and (total <= FEW or alike)


def _from_a_row(state: ListState, reader: Reader) -> Page:
    """Return the page that follows or precedes a part: it costs the same on every page."""
    back, key, filters = not state.after, state.after or state.before, tuple(state.filters.items())
    few = state.narrowed and _few(state, _count(filters, FEW + 1))
    view = _View(state.sort, state.descending, filters, reader.locale, few, onward=True)
    values: dict[str, Any] | None = {"key": key} if state.sort != "name" else name_of(key, reader.locale)
    facts = _read(view, {**values, "most": state.size + 1, "before": 0}, backwards=back) if values else []
    further = back or len(facts) > state.size
    shown = facts[-state.size :] if back else facts[: state.size]
    if not shown:
        return unsearched(replace(state, after="", before=""), reader)
    return _edged(Page(shown, state, state.offset + len(shown), capped=further))


def _edged(page: Page) -> Page:
    parts: Any = page.rows
    return replace(page, edges=(parts[0].norm, parts[-1].norm)) if parts else page


def _count(filters: Filters, limit: int) -> int:
    return read(_counting(filters), {"cap": limit}).scalar_one()


def _read(view: _View, values: dict[str, Any], *, backwards: bool) -> list[PartFacts]:
    """Return parts of a view in its order, also where they are read the other way round."""
    view = replace(view, descending=view.descending is not backwards)
    if view.by_name and not view.few:
        others = named_in_others(view.locale)
        if len(others) <= MOST_NAMED_APART:
            view, values = replace(view, apart=len(others)), values | values_of(others)
    facts = [facts_from(row) for row in read(_listing(view), values).all()]
    return facts[::-1] if backwards else facts


@lru_cache(maxsize=128)
def _counting(filters: Filters) -> Ids:
    """Return what counts the parts that filters leave."""
    counted = to_be_counted(dict(filters)).limit(sa.bindparam("cap")).subquery()
    return sa.select(sa.func.count()).select_from(counted)


@lru_cache(maxsize=256)
def _listing(view: _View) -> sa.Select[*tuple[Any, ...]]:
    """Return what reads a page of a view."""
    size, offset = (sa.bindparam(name, type_=sa.BigInteger) for name in ("most", "before"))
    fits = conditions(dict(view.filters), one_by_one=not view.few)
    keys = _own_keys(view.sort, descending=view.descending)
    if view.apart is not None:
        order = Order(view.locale, view.descending, view.onward)
        return _facts(ids_by_name(order, view.apart, fits, size, offset), keys, view.locale)
    wanted = _named(sa.select(Part.id).where(*fits), view.sort, view.locale)
    if view.onward:
        wanted = wanted.where(_follows(view))
    return _facts(wanted.order_by(*keys).limit(size).offset(offset), keys, view.locale)


def _follows(view: _View) -> sa.ColumnElement[bool]:
    if view.by_name:
        return beyond(NAME, Part.id, descending=view.descending)
    key: sa.BindParameter[str] = sa.bindparam("key", type_=Part.norm.type)
    return Part.norm < key if view.descending else Part.norm > key


def read_on(state: ListState, reader: Reader, look: Look) -> Page:
    """Return a page beyond the parts a search looks at: all that are found are counted and sorted."""
    fits, keys = [*conditions(state.filters), _found_by(look)], _keys(state, look)
    counted = sa.select(Part.id).where(*fits).limit(sa.bindparam("cap")).subquery()
    counting = sa.select(sa.func.count()).select_from(counted)
    wanted = _named(sa.select(Part.id).where(*fits), state.sort, reader.locale).order_by(*keys)
    listing = _facts(wanted.offset(sa.bindparam("before")).limit(sa.bindparam("most")), keys, reader.locale)

    def count(limit: int) -> int:
        return read(counting, {**look.values, "cap": limit, "looked_at": ALL}).scalar_one()

    found = counted_by(count, state, MOST_FOUND)
    values = {**look.values, "most": found.state.size, "before": found.state.offset, "looked_at": ALL}
    return found.page([facts_from(row) for row in read(listing, values).all()])


def whole(state: ListState, reader: Reader, look: Look | None) -> Whole:
    """Return every part of a view for a spreadsheet, which has those alone that a look finds."""
    fits = [*conditions(state.filters), *([_found_by(look)] if look else ())]
    wanted = facts_select(reader.locale).where(*fits).order_by(*_keys(state, look))
    return Whole(wanted.params(**look.values if look else {}, looked_at=ALL), lambda rows: map(facts_from, rows))


def _facts(shown: Ids, keys: list[sa.ColumnElement[Any]], locale: str) -> sa.Select[*tuple[Any, ...]]:
    """Return what reads the parts shown: chosen and sorted by id first, so only theirs are read."""
    return facts_select(locale).where(Part.id.in_(sa.select(shown.subquery().c.id))).order_by(*keys)


def _named(wanted: Ids, sort: str, locale: str) -> Ids:
    named = (PartText.part_id == Part.id) & (PartText.locale == locale)
    return wanted.outerjoin(PartText, named) if sort == "name" else wanted


def _own_keys(sort: str, *, descending: bool) -> list[sa.ColumnElement[Any]]:
    """Return the keys of the list itself: no two parts share all of them."""
    if sort == "name":
        return by_name(NAME, Part.id, descending=descending)
    number = sa.type_coerce(Part.norm, Part.norm.type)
    return [number.desc() if descending else number.asc()]


def _keys(state: ListState, look: Look | None) -> list[sa.ColumnElement[Any]]:
    """Return the sort keys: those of `Fit`, the number asked for before all; then the list's own."""
    own = _own_keys(state.sort, descending=state.descending)
    if look is None or Way.NUMBER not in look.ways:
        return own
    asked = norm(state.search)
    number = Part.id.in_(found_so(Way.NUMBER)) | Part.id.in_(found_so(Way.OWN_NUMBER))
    begins = (Part.norm >= asked) & (Part.norm < asked + HIGHEST) | Part.id.in_(found_so(Way.OWN_BEGINNING))
    return [sa.case((Part.norm == asked, 0), (number, 1), (begins, 2), else_=3), *own]


def _found_by(look: Look) -> sa.ColumnElement[bool]:
    return Part.id.in_(sa.select(found_by(look.ways).subquery().c.id)) if look.ways else sa.false()
