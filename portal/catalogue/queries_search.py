"""Finding parts by number in any punctuation, by its beginning or middle, or by words of any language.

A distributor's own number is found as it is, however punctuated, and by its beginning.

Each way of finding looks at no more than `MOST_FOUND` parts, so a search costs the same whatever
it matches; the counts say when there are more. Who reads on beyond those, or takes all as a file, has all found.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part, PartAlias, PartState, PartText
from portal.catalogue.queries import NAME, facts_from, facts_select
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.rules_words import query_words
from portal.core.data.sessions import on_postgresql, read
from portal.core.data.whole import Whole
from portal.core.references import spellings
from portal.core.tables import ALL, ListState, Page, counted_by

MOST_FOUND = 1_000
MOST_COUNTED = 10_000
LEAST_INFIX = 3
SORTS = ("number", "name")
FILTERS = {"state": tuple(state.value for state in PartState), "dangerous": ("yes", "no")}
_HIGHEST = "\U0010ffff"

Ids = sa.Select[int]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom is searched: own part numbers count, and names are in the reader's language."""

    distributor_id: int
    locale: str


def parts_list(state: ListState, reader: Reader) -> Page:
    """Return one page of the parts a list's address asks for, as `PartFacts`, in two statements."""
    most = MOST_FOUND if state.search else MOST_COUNTED
    counting, listing = _view(state, reader)

    def count(limit: int) -> int:
        return read(counting, {"cap": limit, "looked_at": limit}).scalar_one()

    found = counted_by(count, state, most)
    looked_at = most + 1 if found.capped else ALL
    rows = read(listing, {"most": found.state.size, "before": found.state.offset, "looked_at": looked_at})
    return found.page([facts_from(row) for row in rows.all()])


def all_parts(state: ListState, reader: Reader) -> Whole:
    """Return every part the address asks for, for a spreadsheet."""
    fits = _conditions(state, reader)
    wanted = facts_select(reader.locale).where(*fits).order_by(*_keys(state))
    return Whole(wanted.params(looked_at=ALL), lambda rows: map(facts_from, rows))


def _view(state: ListState, reader: Reader) -> tuple[sa.Select[int], sa.Select[*tuple[Any, ...]]]:
    """Return what counts the parts of a view, and what reads a page of them; kept where nothing is searched."""
    if state.search:
        return _made(state, reader)
    return _kept(state.sort, state.descending, tuple(state.filters.items()), reader.locale)


@lru_cache(maxsize=128)
def _kept(
    sort: str, descending: bool, filters: tuple[tuple[str, str], ...], locale: str
) -> tuple[sa.Select[int], sa.Select[*tuple[Any, ...]]]:
    """Return both for a view without a search, where it does not matter whose own numbers count."""
    return _made(ListState(sort=sort, descending=descending, filters=dict(filters)), Reader(0, locale))


def _made(state: ListState, reader: Reader) -> tuple[sa.Select[int], sa.Select[*tuple[Any, ...]]]:
    fits = _conditions(state, reader)
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
    best = [sa.case((Part.norm == asked, 0), (_begins(asked), 1), else_=2)] if asked else []
    return [*best, ordered, sa.type_coerce(Part.id, Part.id.type)]


def _conditions(state: ListState, reader: Reader) -> list[sa.ColumnElement[bool]]:
    fits: list[sa.ColumnElement[bool]] = []
    if state.filters.get("state"):
        fits.append(Part.state == PartState(state.filters["state"]))
    dangerous = state.filters.get("dangerous")
    if dangerous:
        marked = sa.exists().where(DangerousGoods.part_id == Part.id)
        fits.append(marked if dangerous == "yes" else ~marked)
    if state.search:
        fits.append(Part.id.in_(_found(state.search, reader)))
    return fits


def _found(text: str, reader: Reader) -> Ids:
    """Return the ids of parts that fit a text in any way, as one union of capped searches."""
    asked = norm(text)
    ways: list[sa.Select[int] | sa.TextualSelect] = []
    if asked:
        written = spellings(asked)
        ways.append(sa.select(Part.id).where(_begins(asked)).order_by(Part.norm))
        ways.append(sa.select(Part.id).where(Part.norm.in_(written)))
        own = PartAlias.distributor_id == reader.distributor_id
        ways.append(sa.select(PartAlias.part_id).where(own, PartAlias.norm.in_(written)))
        begun = (PartAlias.norm >= asked, PartAlias.norm < asked + _HIGHEST)
        ways.append(sa.select(PartAlias.part_id).where(own, *begun).order_by(PartAlias.norm))
    if len(asked) >= LEAST_INFIX:
        ways.append(_containing(asked))
    words = query_words(text)
    if words:
        ways.append(_with_words(words))
    if not ways:
        return sa.select(Part.id).where(sa.false())
    looked_at = sa.bindparam("looked_at", type_=sa.BigInteger)
    capped = [sa.select(way.subquery().c[0]).limit(looked_at).subquery() for way in ways]
    return sa.select(sa.union(*(sa.select(one.c[0]) for one in capped)).subquery().c[0])


def _begins(asked: str) -> sa.ColumnElement[bool]:
    return (Part.norm >= asked) & (Part.norm < asked + _HIGHEST)


def _containing(asked: str) -> sa.TextualSelect:
    """Return the parts whose number contains a text (three signs at least), by trigrams."""
    if on_postgresql():
        like = asked.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        statement, value = "SELECT part_id AS id FROM part_fts WHERE norm LIKE :infix", f"%{like}%"
    else:
        quoted = asked.replace('"', '""')
        statement, value = "SELECT rowid AS id FROM part_norm_fts WHERE part_norm_fts MATCH :infix", f'"{quoted}"'
    return sa.text(statement).bindparams(sa.bindparam("infix", value, unique=True)).columns(id=sa.Integer)


def _with_words(words: tuple[tuple[str, bool], ...]) -> sa.TextualSelect:
    """Return the parts whose names have all these words; words are letters and digits only."""
    if on_postgresql():
        question = " & ".join(f"'{word}':*" if begins else f"'{word}'" for word, begins in words)
        statement = "SELECT part_id AS id FROM part_fts WHERE words @@ CAST(:words AS tsquery)"
    else:
        question = " AND ".join(f'"{word}"*' if begins else f'"{word}"' for word, begins in words)
        statement = "SELECT rowid AS id FROM part_words_fts WHERE part_words_fts MATCH :words"
    return sa.text(statement).bindparams(sa.bindparam("words", question, unique=True)).columns(id=sa.Integer)
