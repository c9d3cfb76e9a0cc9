"""Words of part names: which a misspelt one may have meant, by the keys near words share; which go on from another."""

from collections.abc import Collection
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from rapidfuzz.distance import OSA

from portal.catalogue.models import EVERY_WORD, PartWord
from portal.catalogue.search.rules_words import farthest, may_be_misspelt, spelling_keys, typed_words
from portal.core.data.lists import among_given
from portal.core.data.sessions import read

HIGHEST = "\U0010ffff"
MOST_NEAR = 5
"""So many words one misspelt word may have meant are looked for."""


def words_meant(text: str, *, all_doubted: bool = False) -> list[list[str]]:
    """Return for each word of a text the words it may have meant: itself, then the nearest.

    A word that some name has means itself alone, unless all are doubted. One statement over the words of all names,
    whatever the number of parts. Nothing where no word may have meant another.
    """
    typed = typed_words(text)
    keys = {word: spelling_keys(word) for word in typed if may_be_misspelt(word)}
    if not keys:
        return []
    rows = read(_near(), {"keys": list(frozenset().union(*keys.values()))}).all()
    known = {row[0] for row in rows}
    sure = set() if all_doubted else known
    meant = [[word, *_nearest(word, known)] if word in keys and word not in sure else [word] for word in typed]
    return meant if any(len(words) > 1 for words in meant) else []


@cache
def _near() -> sa.Select[str]:
    return sa.select(PartWord.word).where(among_given(PartWord.key, "keys"))


def _nearest(word: str, known: set[str]) -> list[str]:
    """Return the words nearest to one, all as near as the first; one with the same first sign is nearer."""
    most = farthest(word)
    apart = [((OSA.distance(word, other, score_cutoff=most), other[0] != word[0]), other) for other in known - {word}]
    near = sorted(one for one in apart if one[0][0] <= most)
    return [other for distance, other in near if distance == near[0][0]][:MOST_NEAR]


def words_begun(beginnings: Collection[str], most: int) -> dict[str, list[str]]:
    """Return for each beginning the words of names that have it, so many of them at most, in one statement."""
    begun: dict[str, list[str]] = {beginning: [] for beginning in beginnings}
    if begun:
        values: dict[str, Any] = {"most": most}
        for at, beginning in enumerate(begun):
            values |= {f"from_{at}": beginning, f"to_{at}": beginning + HIGHEST}
        found = list(begun.values())
        for at, word in read(_begun(len(begun)), values).all():
            found[at].append(word)
    return begun


@lru_cache(maxsize=64)
def _begun(count: int) -> sa.Select[int, str]:
    """Return what reads the words of so many beginnings, each beside the place of its beginning."""
    most: sa.BindParameter[int] = sa.bindparam("most")
    begins = [
        (PartWord.word >= sa.bindparam(f"from_{at}")) & (PartWord.word < sa.bindparam(f"to_{at}"))
        for at in range(count)
    ]
    words = [
        sa.select(sa.literal_column(str(at), sa.Integer).label("at"), PartWord.word)
        .where(PartWord.key == EVERY_WORD, within)
        .order_by(PartWord.word)
        .limit(most)
        .subquery()
        for at, within in enumerate(begins)
    ]
    every = sa.union_all(*(sa.select(some.c.at, some.c.word) for some in words)).subquery()
    return sa.select(every.c.at, every.c.word)
