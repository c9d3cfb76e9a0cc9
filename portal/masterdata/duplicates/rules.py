"""Rows that may be one and the same: how alike two numbers, names or addresses are. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz, utils

ALIKE = 88
"""From so many of a hundred on two texts are taken for one."""
MOST_PAIRS = 200
_LOOKS = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Known:
    """A row as it is compared: its id and key, what it may be found among, and the text that tells it."""

    id: int
    key: str
    among: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one, the earlier first, and how alike they are, of a hundred."""

    one: Known
    other: Known
    alike: int


def looks_like(norm: str) -> str:
    """Return what part numbers share that are easily taken for each other: O and 0, I and 1, zeros in front."""
    return norm.upper().translate(_LOOKS).lstrip("0")


def pairs_among(rows: Iterable[Known], least: int = ALIKE) -> list[Pair]:
    """Return the pairs within each group that are alike, the most alike first; no more than a page can show."""
    groups: dict[str, list[Known]] = {}
    for row in rows:
        groups.setdefault(row.among, []).append(row)
    found = [pair for group in groups.values() for pair in _within(group, least)]
    return sorted(found, key=lambda pair: (-pair.alike, pair.one.key, pair.other.key))[:MOST_PAIRS]


def _within(group: Sequence[Known], least: int) -> Iterable[Pair]:
    texts = {row.id: utils.default_process(row.text) for row in group}
    for one, other in combinations(sorted(group, key=lambda row: row.id), 2):
        score = _score(texts[one.id], texts[other.id], least)
        if score >= least:
            yield Pair(one, other, round(score))


def _score(one: str, other: str, least: int) -> float:
    if not one and not other:
        return 100
    if _BLANKS.sub("", one) == _BLANKS.sub("", other):
        return 100
    return fuzz.token_sort_ratio(one, other, score_cutoff=least)
