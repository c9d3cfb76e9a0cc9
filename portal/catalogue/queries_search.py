"""Finding parts by number in any punctuation, by its beginning or middle, by HS code, VIN, or words of any language.

A distributor's own numbers count as the parts' do. Each way of finding looks at no more than `MOST_FOUND` parts, so a
search costs the same whatever it matches; the counts say when there are more. Who reads on beyond those, or takes
all as a file, has all found. Where nothing fits, words that are misspelt find what they may have meant.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part, PartFitment, PartState, PartSystem, PartText
from portal.catalogue.ports_offers import offers
from portal.catalogue.queries import NAME, facts_from, facts_select, names_by_id, parts_by_id
from portal.catalogue.queries_ways import HIGHEST, Look, found_by, look_for, look_for_words, look_within
from portal.catalogue.queries_words import words_meant
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.rules_words import LEAST_BEGINNING, Asked
from portal.core.data.lists import among_given
from portal.core.data.prepared import one_plan
from portal.core.data.sessions import on_postgresql, read
from portal.core.data.whole import Whole
from portal.core.tables import ALL, ListState, Page, counted_by

MOST_FOUND = 500
MOST_COUNTED = 10_000
MOST_MODELS = 40
SORTS = ("number", "name")
FILTERS = {
    "system": tuple(system.value for system in PartSystem),
    "model": None,
    "availability": ("free",),
    "dangerous": ("yes", "no"),
    "state": tuple(state.value for state in PartState),
}

Ids = sa.Select[int]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom is searched: own part numbers count, and names are in the reader's language."""

    distributor_id: int
    locale: str


Facets = Mapping[str, Mapping[str, int]]
"""Of each filter, how many parts each of its choices would leave, the other filters as they are set."""


@dataclass(frozen=True, slots=True)
class FoundParts:
    """A page of parts; where something is searched, what the filters would leave; the words that were meant."""

    page: Page
    facets: Facets = field(default_factory=dict)
    meant: tuple[str, ...] = ()


class _Part(NamedTuple):
    id: int
    fit: int
    norm: str
    state: str
    system: str
    un_number: str | None


def parts_list(state: ListState, reader: Reader) -> Page:
    """Return one page of the parts a list's address asks for, as `PartFacts`."""
    if not state.search:
        return _unsearched(state, reader)
    with one_plan():
        return _searched(state, reader, {}).page


def parts_found(state: ListState, reader: Reader) -> FoundParts:
    """Return one page of the parts a list's address asks for, and of a search how many each filter would leave."""
    if not state.search:
        return FoundParts(_unsearched(state, reader))
    with one_plan():
        return _searched(state, reader, FILTERS)


def _searched(state: ListState, reader: Reader, facets: Collection[str]) -> FoundParts:
    looks, some, meant = _all_looks(state.search, reader, state.size)
    capped = len(some) > MOST_FOUND
    some = some[:MOST_FOUND]
    kept = _kept(state, some)
    if capped and state.offset + state.size > len(kept):
        return FoundParts(_read_on(state, reader, looks), {}, meant)
    where = state.within(len(kept))
    shown = _sorted(kept, where, reader)[where.offset : where.offset + where.size]
    facts = parts_by_id([part.id for part in shown], reader.locale)
    page = Page([facts[part.id] for part in shown], where, len(kept), capped)
    return FoundParts(page, _facets(state, some) if facets and some else {}, meant)


def _all_looks(text: str, reader: Reader, size: int) -> tuple[list[Look], list[_Part], tuple[str, ...]]:
    """Return what was looked for, what was found, and the words that were meant where nothing else was.

    Own numbers are looked through where what was found leaves room on a page, and is not the very number asked for.
    """
    look, asked = look_for(text, reader.distributor_id), norm(text)
    some, looks = _look(look), [look]
    if len(some) < size and not any(part.norm == asked for part in some):
        looks.append(look_within(text, reader.distributor_id))
        known = {part.id for part in some}
        some += [part for part in _look(looks[-1]) if part.id not in known]
    if some:
        return looks, some, ()
    meant: tuple[str, ...] = ()
    for all_doubted in (False, True):
        look, meant = _misspelt(text, all_doubted)
        some = _look(look)
        if some:
            break
    return [look], some, meant


def _look(look: Look) -> list[_Part]:
    """Return the parts found, each once, the best fit first; one more than `MOST_FOUND` tells that there are more."""
    if not look.ways:
        return []
    rows = read(_candidates(found_by(look.ways)), {**look.values, "looked_at": MOST_FOUND + 1}).all()
    if len(look.ways) == 1:
        return list(map(_Part._make, rows))
    best: dict[int, Any] = {}
    for row in rows:
        known = best.get(row[0])
        if known is None or row[1] < known[1]:
            best[row[0]] = row
    return list(islice(map(_Part._make, sorted(best.values(), key=lambda row: row[1])), MOST_FOUND + 1))


@lru_cache(maxsize=128)
def _candidates(found: sa.Select[int, int]) -> sa.Select[*tuple[Any, ...]]:
    some = found.subquery()
    told = (Part.norm, sa.type_coerce(Part.state, sa.String), Part.system, DangerousGoods.un_number)
    joined = sa.select(some.c.id, some.c.fit, *told).join(Part, Part.id == some.c.id)
    return joined.outerjoin(DangerousGoods, DangerousGoods.part_id == some.c.id).with_hint(Part, _NARROW, "sqlite")


_NARROW = "INDEXED BY ix_part_found"
"""SQLite prefers a part's row to an index that begins with its id, and the row is twenty times as long."""


def _misspelt(text: str, all_doubted: bool) -> tuple[Look, tuple[str, ...]]:
    """Return what finds the parts whose names have, of each word, one it may have meant; and those words."""
    meant = words_meant(text, all_doubted=all_doubted)
    pieces = [_either(words) for words in meant]
    look = look_for_words(pieces) if pieces else Look((), {})
    return look, tuple(" / ".join(words[1:] or words) for words in meant)


def _either(words: list[str]) -> Asked:
    """Return what finds any of these words; the first is what was typed, and may be a beginning."""
    return tuple(((word, at == 0 and len(word) >= LEAST_BEGINNING),) for at, word in enumerate(words))


_KEEPS: Mapping[str, Callable[[_Part, str], bool]] = {
    "system": lambda part, value: part.system == value,
    "state": lambda part, value: part.state == value,
    "dangerous": lambda part, value: (part.un_number is not None) is (value == "yes"),
}


def _kept(state: ListState, some: list[_Part], without: str = "") -> list[_Part]:
    """Return the parts the filters leave, but for one filter that is not asked."""
    for name, value in state.filters.items():
        if not value or name == without:
            continue
        if name in _KEEPS:
            some = [part for part in some if _KEEPS[name](part, value)]
        else:
            ids = _among(name, value, some)
            some = [part for part in some if part.id in ids]
    return some


def _among(name: str, value: str, some: list[_Part]) -> frozenset[int]:
    """Return which of these parts fit a model, or have free stock."""
    given = {"ids": [part.id for part in some]}
    if name == "model":
        return frozenset(read(_OF_MODEL, {**given, "model": value}).scalars())
    return frozenset(offers().free_among(given["ids"]))


_OF_MODEL = sa.select(PartFitment.part_id).where(
    PartFitment.model == sa.bindparam("model"), among_given(PartFitment.part_id, "ids")
)


@lru_cache(maxsize=2)
def _counting(_postgresql: bool) -> sa.Select[str, int]:
    """Return what counts, in one statement, the parts that fit each model, and under no name those in stock."""
    models = sa.select(PartFitment.model, sa.func.count().label("parts")).where(among_given(PartFitment.part_id, "ids"))
    models = models.group_by(PartFitment.model).order_by(sa.desc("parts"), PartFitment.model).limit(MOST_MODELS)
    free = offers().free_parts().subquery().c.part_id
    in_stock: sa.Select[str, int] = sa.select(sa.literal_column("''"), sa.func.count(sa.distinct(free)))
    in_stock = in_stock.where(among_given(free, "free_ids"))
    both = sa.union_all(sa.select(*models.subquery().c), in_stock).subquery()
    return sa.select(*both.c)


def _facets(state: ListState, some: list[_Part]) -> Facets:
    left = {name: _kept(state, some, name) for name in FILTERS if state.filters.get(name)}
    rest = _kept(state, some) if left else some
    of = {name: left.get(name, rest) for name in FILTERS}
    ids = {"ids": [part.id for part in of["model"]], "free_ids": [part.id for part in of["availability"]]}
    models = dict(read(_counting(on_postgresql()), ids).all())
    return {
        "system": Counter(part.system for part in of["system"]),
        "model": {name: parts for name, parts in models.items() if name},
        "availability": {"free": models[""]},
        "dangerous": Counter("yes" if part.un_number else "no" for part in of["dangerous"]),
        "state": Counter(part.state for part in of["state"]),
    }


def _sorted(some: list[_Part], state: ListState, reader: Reader) -> list[_Part]:
    """Return parts the number asked for first, those it begins next, then by the list's own key."""
    if state.sort == "name":
        names = names_by_id([part.id for part in some], reader.locale)
        ordered = sorted(some, key=lambda part: (names[part.id], part.norm), reverse=state.descending)
    else:
        ordered = sorted(some, key=lambda part: part.norm, reverse=state.descending)
    asked = norm(state.search)
    return sorted(ordered, key=lambda part: 0 if part.norm == asked else part.fit)


def _read_on(state: ListState, reader: Reader, looks: list[Look]) -> Page:
    """Return a page beyond the parts a search looks at: all that are found are counted and sorted."""
    look = _together(looks)
    counting, listing = _made(state, reader, look)

    def count(limit: int) -> int:
        return read(counting, {**look.values, "cap": limit, "looked_at": ALL}).scalar_one()

    found = counted_by(count, state, MOST_FOUND)
    values = {**look.values, "most": found.state.size, "before": found.state.offset, "looked_at": ALL}
    return found.page([facts_from(row) for row in read(listing, values).all()])


def _together(looks: list[Look]) -> Look:
    return Look(
        sum((look.ways for look in looks), ()), {name: it for look in looks for name, it in look.values.items()}
    )


def all_parts(state: ListState, reader: Reader) -> Whole:
    """Return every part the address asks for, for a spreadsheet."""
    look = _together(_all_looks(state.search, reader, ALL)[0]) if state.search else None
    fits = _conditions(state, look)
    wanted = facts_select(reader.locale).where(*fits).order_by(*_keys(state))
    return Whole(wanted.params(**look.values if look else {}, looked_at=ALL), lambda rows: map(facts_from, rows))


def _unsearched(state: ListState, reader: Reader) -> Page:
    if state.sort != "name" and (state.after or state.before):
        return _from_a_row(state, reader)
    counting, listing = _view(state.sort, state.descending, tuple(state.filters.items()), reader.locale)

    def count(limit: int) -> int:
        return read(counting, {"cap": limit}).scalar_one()

    found = counted_by(count, state, MOST_COUNTED)
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
        return _unsearched(replace(state, after="", before=""), reader)
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


def _made(state: ListState, reader: Reader, look: Look | None) -> tuple[sa.Select[int], sa.Select[*tuple[Any, ...]]]:
    fits = _conditions(state, look)
    counted = sa.select(Part.id).where(*fits).limit(sa.bindparam("cap")).subquery()
    wanted = _ordered(sa.select(Part.id).where(*fits), state, reader)
    shown = wanted.offset(sa.bindparam("before")).limit(sa.bindparam("most"))
    return sa.select(sa.func.count()).select_from(counted), _facts(shown, state, reader)


def _facts(shown: Ids, state: ListState, reader: Reader) -> sa.Select[*tuple[Any, ...]]:
    """Return what reads the parts shown: chosen and sorted by id first, so only theirs are read."""
    rows = facts_select(reader.locale).where(Part.id.in_(sa.select(shown.subquery().c.id)))
    return rows.order_by(*_keys(state))


def _ordered(wanted: Ids, state: ListState, reader: Reader) -> Ids:
    if state.sort == "name":
        named = (PartText.part_id == Part.id) & (PartText.locale == reader.locale)
        wanted = wanted.outerjoin(PartText, named)
    return wanted.order_by(*_keys(state))


def _keys(state: ListState) -> list[sa.ColumnElement[Any]]:
    """Return the sort keys: the number asked for first, those it begins next, then the list's own."""
    key: sa.ColumnElement[Any] = NAME if state.sort == "name" else sa.type_coerce(Part.norm, Part.norm.type)
    ordered = key.desc() if state.descending else key.asc()
    asked = norm(state.search)
    begins = (Part.norm >= asked) & (Part.norm < asked + HIGHEST)
    best = [sa.case((Part.norm == asked, 0), (begins, 1), else_=2)] if asked else []
    return [*best, ordered, sa.type_coerce(Part.id, Part.id.type)]


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
