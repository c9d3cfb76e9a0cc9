"""The ways a text finds parts, each its own statement over an index; put together by what a text can be.

A statement is kept for each set of ways, with what is looked for as parameters, so that a search builds none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.catalogue.models import Part, PartAlias, PartAliasEnd
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.queries_words import HIGHEST, words_begun
from portal.catalogue.search.rules_words import Asked, Term, query_words
from portal.catalogue.vehicles.queries_vins import of_a_range, of_its_vehicle
from portal.catalogue.vehicles.rules_vins import beginnings
from portal.core.data.lists import among_given
from portal.core.data.plans import not_by
from portal.core.data.sessions import on_postgresql
from portal.core.references import spellings

LEAST_INFIX = 3
LONGEST_INDEXED = 12
"""So many signs, at most, has a beginning that SQLite's index keeps beside the words."""
MOST_NAMED, MOST_NAMED_ALONE = 32, 8
"""So many words that have a beginning are named; where it is asked alone, more are gathered sooner by it."""
MOST_ASKED = 5
"""So many words PostgreSQL's index is asked for at once: it unpacks all parts of each. Others are sought in rows."""
_HS = re.compile(r"[0-9][0-9. ]{3,14}")
_VIN = re.compile(r"[0-9A-HJ-NPR-Z]{17}")
_TWICE = 1_500
"""So many endings more are looked at, since several may be of one own number."""
_MOST = sa.bindparam("looked_at", type_=sa.BigInteger)


class Fit(Enum):
    """How well a part fits what was looked for, the better first: its number but for zeros, its beginning, the rest."""

    NUMBER = 0
    BEGINNING = 1
    OTHER = 2


class Way(Enum):
    """One way to find parts, with how well what it finds fits."""

    NUMBER = ("number", Fit.NUMBER)
    OWN_NUMBER = ("own_number", Fit.NUMBER)
    BEGINNING = ("beginning", Fit.BEGINNING)
    OWN_BEGINNING = ("own_beginning", Fit.BEGINNING)
    MERGED = ("merged", Fit.BEGINNING)
    MIDDLE = ("middle", Fit.OTHER)
    OWN_MIDDLE = ("own_middle", Fit.OTHER)
    WORDS = ("words", Fit.OTHER)
    MANY_WORDS = ("many_words", Fit.OTHER)
    HS_CODE = ("hs_code", Fit.OTHER)
    VIN = ("vin", Fit.OTHER)
    VIN_RANGE = ("vin_range", Fit.OTHER)

    @property
    def fit(self) -> Fit:
        """Return how well a part fits that is found this way."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked for: the ways, and the parameters of their statements."""

    ways: tuple[Way, ...]
    values: dict[str, Any]


def look_for(text: str, distributor_id: int) -> Look:
    """Return the ways a text can find parts for a distributor, whose own numbers count."""
    asked, words = norm(text), query_words(text)
    ways: list[Way] = []
    values: dict[str, Any] = {}
    if asked:
        ways += [Way.NUMBER, Way.OWN_NUMBER, Way.BEGINNING, Way.OWN_BEGINNING, Way.MERGED]
        values |= {"spellings": spellings(asked), "from": asked, "to": asked + HIGHEST, "owner": distributor_id}
    if len(asked) >= LEAST_INFIX:
        ways += [Way.MIDDLE, Way.OWN_MIDDLE]
        values["infix"] = _infix(asked)
    if _VIN.fullmatch(asked):
        ways += [Way.VIN, Way.VIN_RANGE]
        values |= {"vin": asked, "vin_beginnings": beginnings(asked)}
    if words:
        way, asked_for = _by_words(words)
        ways.append(way)
        values |= asked_for
    if _HS.fullmatch(text):
        ways.append(Way.HS_CODE)
        plain = re.sub("[. ]", "", text)
        values |= {
            "hs_from": plain,
            "hs_to": plain + ":",
            "hs_dotted_from": _dotted(plain),
            "hs_dotted_to": _dotted(plain) + ":",
        }
    return Look(tuple(ways), values)


def look_for_words(pieces: Sequence[Asked]) -> Look:
    """Return what finds the parts whose names have words alone."""
    way, values = _by_words(pieces)
    return Look((way,), values)


def _by_words(pieces: Sequence[Asked]) -> tuple[Way, dict[str, Any]]:
    """Return the way all these words are found by, and what its statement is asked.

    Of many words PostgreSQL's index is asked for the last ones, where people name the place and the model.
    """
    told = _questions(pieces)
    if not on_postgresql() or len(told) <= MOST_ASKED:
        return Way.WORDS, {"words": _syntax().both.join(told)}
    rest, asked = told[:-MOST_ASKED], told[-MOST_ASKED:]
    return Way.MANY_WORDS, {"words": _syntax().both.join(asked), "more_words": _syntax().both.join(rest)}


def _questions(pieces: Sequence[Asked]) -> list[str]:
    """Return what the engine's index is asked for each word; words are letters and digits only, so none says more.

    A beginning is asked for as the words that have it where the engine would gather all parts of all those words first:
    PostgreSQL does so always, SQLite where its index has no beginnings of this length. It stays a beginning where too
    many words have it to be named, or none so far.
    """
    longest = 0 if on_postgresql() else LONGEST_INDEXED
    named = MOST_NAMED if len(pieces) > 1 else MOST_NAMED_ALONE
    terms = (term for piece in pieces for way in piece for term in way)
    begun = words_begun({word for word, least in terms if least and len(word) > longest}, named + 1)
    few = {beginning: words for beginning, words in begun.items() if 0 < len(words) <= named}
    return [_any(piece, few, _syntax()) for piece in pieces]


class _Syntax(NamedTuple):
    both: str
    either: str
    begins: str
    whole: str


_ON_SQLITE = _Syntax(" AND ", " OR ", '"{}"*', '"{}"')
_ON_POSTGRESQL = _Syntax(" & ", " | ", "'{}':*", "'{}'")


def _syntax() -> _Syntax:
    return _ON_POSTGRESQL if on_postgresql() else _ON_SQLITE


def _any(piece: Asked, few: Mapping[str, list[str]], syntax: _Syntax) -> str:
    ways = [syntax.both.join(_told(term, few, syntax) for term in way) for way in piece]
    return (
        ways[0] if len(ways) == 1 and len(piece[0]) == 1 else "(" + syntax.either.join(f"({way})" for way in ways) + ")"
    )


def _told(term: Term, few: Mapping[str, list[str]], syntax: _Syntax) -> str:
    word, least = term
    if not least:
        return syntax.whole.format(word)
    words = few.get(word)
    return syntax.either.join(map(syntax.whole.format, words)).join("()") if words else syntax.begins.format(word)


def _infix(asked: str) -> str:
    if on_postgresql():
        return "%" + asked.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    return '"' + asked.replace('"', '""') + '"'


def _dotted(code: str) -> str:
    """Return an HS code as customs write it: `8708.30`, `8708.30.10`."""
    return ".".join(filter(None, (code[:4], code[4:6], code[6:8], code[8:])))


def found_by(ways: tuple[Way, ...]) -> sa.Select[int, int]:
    """Return the select of the ids these ways find, each beside its fit; a part may be found more than once.

    Each way hands out at most `looked_at` parts. The parameters are those of a `Look`.
    """
    return _found_by(ways, on_postgresql())


@lru_cache(maxsize=128)
def _found_by(ways: tuple[Way, ...], _postgresql: bool) -> sa.Select[int, int]:
    capped = [sa.select(_way(way).subquery().c[0]).limit(_MOST).subquery() for way in ways]
    selects = [
        sa.select(one.c[0].label("id"), sa.literal_column(str(way.fit.value), sa.Integer).label("fit"))
        for way, one in zip(ways, capped, strict=True)
    ]
    both = sa.union_all(*selects).subquery()
    return sa.select(both.c.id, both.c.fit)


def found_so(way: Way) -> sa.Select[int]:
    """Return the select of the ids one way finds, however many; the parameters are those of a `Look`."""
    return sa.select(_way(way).subquery().c[0])


def _way(way: Way) -> Any:
    own = PartAlias.distributor_id == sa.bindparam("owner")
    if way is Way.NUMBER:
        meant = sa.func.coalesce(Part.merged_into_id, Part.id).label("id")
        return sa.select(meant).where(among_given(Part.norm, "spellings"))
    if way is Way.OWN_NUMBER:
        return sa.select(PartAlias.part_id).where(own, among_given(PartAlias.norm, "spellings"))
    if way is Way.BEGINNING:
        return sa.select(Part.id).where(_between(Part.norm, "from", "to")).order_by(Part.norm)
    if way is Way.OWN_BEGINNING:
        return sa.select(PartAlias.part_id).where(own, _between(PartAlias.norm, "from", "to")).order_by(PartAlias.norm)
    if way is Way.MERGED:
        led = sa.select(Part.merged_into_id.label("id")).where(Part.merged_into_id.is_not(None))
        return led.where(_between(not_by(Part.norm), "from", "to"))
    if way is Way.OWN_MIDDLE:
        return _own_middle()
    if way is Way.HS_CODE:
        return sa.union_all(*map(_by_hs_code, ("hs_", "hs_dotted_")))
    if way is Way.VIN:
        return of_its_vehicle()
    if way is Way.VIN_RANGE:
        return of_a_range()
    return _indexed(way).columns(id=sa.Integer)


def _own_middle() -> sa.CompoundSelect[int]:
    """Return the parts whose own number goes on so from some sign, each once: a number may have the text twice.

    Where so many endings are of so few parts that others may be missing, all endings are looked at.
    """
    own = PartAliasEnd.distributor_id == sa.bindparam("owner")
    ends = sa.select(PartAliasEnd.part_id).where(own, _between(PartAliasEnd.ending, "from", "to"))
    first = ends.order_by(PartAliasEnd.ending).limit(_MOST + _TWICE).cte("own_ends")
    endings = sa.select(sa.func.count()).select_from(first).scalar_subquery()
    parts = sa.select(sa.func.count(first.c.part_id.distinct())).scalar_subquery()
    return sa.union(sa.select(first.c.part_id), ends.where(endings == _MOST + _TWICE, parts < _MOST))


def _by_hs_code(written: str) -> sa.Select[int]:
    """Return the parts whose code begins so, in its order: no more of the index is read than is handed out."""
    begins = _between(Part.hs_code, f"{written}from", f"{written}to")
    found = sa.select(Part.id).where(begins).order_by(Part.hs_code).limit(_MOST).subquery()
    return sa.select(found.c.id)


def _between(column: Any, start: str, end: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= sa.bindparam(start), column < sa.bindparam(end))


def _indexed(way: Way) -> sa.TextClause:
    if way is Way.MIDDLE and on_postgresql():
        return sa.text("SELECT part_id AS id FROM part_fts WHERE norm LIKE :infix")
    if way is Way.MIDDLE:
        return sa.text("SELECT rowid AS id FROM part_norm_fts WHERE part_norm_fts MATCH :infix")
    if way is Way.MANY_WORDS:  # what stands behind IS TRUE no index is asked for
        return sa.text(
            "SELECT part_id AS id FROM part_fts"
            " WHERE words @@ CAST(:words AS tsquery) AND (words @@ CAST(:more_words AS tsquery)) IS TRUE"
        )
    if on_postgresql():
        return sa.text("SELECT part_id AS id FROM part_fts WHERE words @@ CAST(:words AS tsquery)")
    return sa.text("SELECT rowid AS id FROM part_words_fts WHERE part_words_fts MATCH :words")
