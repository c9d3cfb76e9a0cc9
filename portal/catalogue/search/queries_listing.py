"""Whole views of the parts: without a search, beyond what a search looks at, and as a file.

What is asked often is kept: one statement for each view, with its page as parameters.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part, PartFitment, PartState, PartText
from portal.catalogue.ports_offers import offers
from portal.catalogue.queries import NAME, facts_from, facts_select
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.queries_found import MOST_FOUND
from portal.catalogue.search.queries_ways import Look, Way, found_by, found_so
from portal.catalogue.search.queries_words import HIGHEST
from portal.core.data.sessions import read
from portal.core.data.whole import Whole
from portal.core.tables import ALL, MOST_COUNTED_LARGE, ListState, Page, counted_by

Ids = sa.Select[int]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom is searched: own part numbers count, and names are in the reader's language."""

    distributor_id: int
    locale: str


def unsearched(state: ListState, reader: Reader) -> Page:
    """Return one page of a view without a search."""
    if state.sort != "name" and (state.after or state.before):
        return _from_a_row(state, reader)
    counting, listing = _view(state.sort, state.descending, tuple(state.filters.items()), reader.locale)

    def count(limit: int) -> int:
        return read(counting, {"cap": limit}).scalar_one()

    found = counted_by(count, state, MOST_COUNTED_LARGE)
    rows = read(listing, {"most": found.state.size, "before": found.state.offset})
    page = found.page([facts_from(row) for row in rows.all()])
    return _edged(page) if state.sort != "name" else page


def _from_a_row(state: ListState, reader: Reader) -> Page:
    """Return the page that follows or precedes a part: it costs the same on every page, and nothing is counted."""
    back = not state.after
    listing = _beside(state.descending, back, tuple(state.filters.items()), reader.locale)
    rows = read(listing, {"key": state.before if back else state.after, "most": state.size + 1}).all()
    facts = [facts_from(row) for row in rows[: state.size]]
    if back:
        facts.reverse()
    if not facts:
        return unsearched(replace(state, after="", before=""), reader)
    further = back or len(rows) > state.size
    return _edged(Page(facts, state, state.offset + len(facts), capped=further))


def _edged(page: Page) -> Page:
    parts: Any = page.rows
    return replace(page, edges=(parts[0].norm, parts[-1].norm)) if parts else page


@lru_cache(maxsize=128)
def _beside(
    descending: bool, back: bool, filters: tuple[tuple[str, str], ...], locale: str
) -> sa.Select[*tuple[Any, ...]]:
    """Return what reads the parts on from one, by number: the next ones, or backwards those before it."""
    down = descending is not back
    key: sa.BindParameter[str] = sa.bindparam("key", type_=Part.norm.type)
    order = Part.norm.desc() if down else Part.norm.asc()
    fits = _conditions(ListState(filters=dict(filters)), None)
    wanted = sa.select(Part.id).where(Part.norm < key if down else Part.norm > key, *fits)
    shown = wanted.order_by(order).limit(sa.bindparam("most"))
    return facts_select(locale).where(Part.id.in_(sa.select(shown.subquery().c.id))).order_by(order)


@lru_cache(maxsize=128)
def _view(
    sort: str, descending: bool, filters: tuple[tuple[str, str], ...], locale: str
) -> tuple[sa.Select[int], sa.Select[*tuple[Any, ...]]]:
    """Return what counts the parts of a view without a search, and what reads a page of them."""
    return _made(ListState(sort=sort, descending=descending, filters=dict(filters)), Reader(0, locale), None)


def read_on(state: ListState, reader: Reader, look: Look) -> Page:
    """Return a page beyond the parts a search looks at: all that are found are counted and sorted."""
    counting, listing = _made(state, reader, look)

    def count(limit: int) -> int:
        return read(counting, {**look.values, "cap": limit, "looked_at": ALL}).scalar_one()

    found = counted_by(count, state, MOST_FOUND)
    values = {**look.values, "most": found.state.size, "before": found.state.offset, "looked_at": ALL}
    return found.page([facts_from(row) for row in read(listing, values).all()])


def whole(state: ListState, reader: Reader, look: Look | None) -> Whole:
    """Return every part of a view for a spreadsheet, which has those alone that a look finds."""
    wanted = facts_select(reader.locale).where(*_conditions(state, look)).order_by(*_keys(state, look))
    return Whole(wanted.params(**look.values if look else {}, looked_at=ALL), lambda rows: map(facts_from, rows))


def _made(state: ListState, reader: Reader, look: Look | None) -> tuple[sa.Select[int], sa.Select[*tuple[Any, ...]]]:
    fits = _conditions(state, look)
    counted = sa.select(Part.id).where(*fits).limit(sa.bindparam("cap")).subquery()
    keys = _keys(state, look)
    wanted = _ordered(sa.select(Part.id).where(*fits), keys, state, reader)
    shown = wanted.offset(sa.bindparam("before")).limit(sa.bindparam("most"))
    return sa.select(sa.func.count()).select_from(counted), _facts(shown, keys, reader)


def _facts(shown: Ids, keys: list[sa.ColumnElement[Any]], reader: Reader) -> sa.Select[*tuple[Any, ...]]:
    """Return what reads the parts shown: chosen and sorted by id first, so only theirs are read."""
    rows = facts_select(reader.locale).where(Part.id.in_(sa.select(shown.subquery().c.id)))
    return rows.order_by(*keys)


def _ordered(wanted: Ids, keys: list[sa.ColumnElement[Any]], state: ListState, reader: Reader) -> Ids:
    if state.sort == "name":
        named = (PartText.part_id == Part.id) & (PartText.locale == reader.locale)
        wanted = wanted.outerjoin(PartText, named)
    return wanted.order_by(*keys)


def _keys(state: ListState, look: Look | None) -> list[sa.ColumnElement[Any]]:
    """Return the sort keys: those of `Fit`, the number asked for before all; then the list's own."""
    key: sa.ColumnElement[Any] = NAME if state.sort == "name" else sa.type_coerce(Part.norm, Part.norm.type)
    ordered = key.desc() if state.descending else key.asc()
    own: list[sa.ColumnElement[Any]] = [ordered, sa.type_coerce(Part.id, Part.id.type)]
    if look is None or Way.NUMBER not in look.ways:
        return own
    asked = norm(state.search)
    number = Part.id.in_(found_so(Way.NUMBER)) | Part.id.in_(found_so(Way.OWN_NUMBER))
    begins = (Part.norm >= asked) & (Part.norm < asked + HIGHEST) | Part.id.in_(found_so(Way.OWN_BEGINNING))
    return [sa.case((Part.norm == asked, 0), (number, 1), (begins, 2), else_=3), *own]


def _conditions(state: ListState, look: Look | None) -> list[sa.ColumnElement[bool]]:
    fits: list[sa.ColumnElement[bool]] = []
    chosen = state.filters
    if chosen.get("system"):
        fits.append(Part.system == chosen["system"])
    if chosen.get("state"):
        fits.append(Part.state == PartState(chosen["state"]))
    if chosen.get("dangerous"):
        marked = sa.exists().where(DangerousGoods.part_id == Part.id)
        fits.append(marked if chosen["dangerous"] == "yes" else ~marked)
    if chosen.get("model"):
        fits.append(Part.id.in_(sa.select(PartFitment.part_id).where(PartFitment.model == chosen["model"])))
    if chosen.get("availability"):
        fits.append(Part.id.in_(offers().free_parts()))
    if look:
        fits.append(Part.id.in_(sa.select(found_by(look.ways).subquery().c.id)) if look.ways else sa.false())
    return fits
