"""Knows what spreadsheets of the trade call their columns, in nine languages and more (`headings.toml`).

A heading is compared after folding: no case, accents, Arabic vowel signs, punctuation or brackets;
alef and ta marbuta in one form; digits and letters of full width made plain; a plural in s is its singular.
"""

import tomllib
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from functools import lru_cache
from pathlib import Path

from portal.core.sheets.folding import folded


class Field(StrEnum):
    """What a column means."""

    PART = "part"
    QUANTITY = "quantity"
    NOTE = "note"
    DATE = "date"
    PRICE = "price"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DESCRIPTION = "description"
    UNIT = "unit"
    LINE = "line"
    VIN = "vin"
    STOCK = "stock"
    PACK = "pack"
    WEIGHT = "weight"
    PLACE = "place"
    OTHER_PART = "other_part"
    MAKER = "maker"


class Strength(IntEnum):
    """How plainly a heading says what its column means."""

    WEAK = 1
    NEAR = 2
    PLAIN = 3


Meanings = tuple[tuple[Field, Strength], ...]
"""What a heading may mean, the likeliest first; none where it says nothing known."""

LONGEST_HEADING = 80
_LISTED = tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))


def _singular(key: str) -> str:
    """A folded heading with the s of its plurals cut."""
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in key.split())


def _spellings(word: str) -> set[str]:
    """A word of the lists as it may stand folded: with and without its spaces, and as a singular."""
    key = folded(word)
    return {key, key.replace(" ", ""), _singular(key)} - {""}


def _table() -> dict[str, Field]:
    """Folded heading to field; the first field listed keeps it."""
    table: dict[str, Field] = {}
    for name, words in _LISTED["fields"].items():
        for word in words:
            for spelling in sorted(_spellings(word)):
                table.setdefault(spelling, Field(name))
    return table


FIELD_OF = _table()
MEANINGS = {
    spelling: tuple(Field(name) for name in names)
    for word, names in _LISTED["meanings"].items()
    for spelling in _spellings(word)
}
WEAK = frozenset(spelling for word in _LISTED["unsure"]["weak_parts"] for spelling in _spellings(word))
WEAK_QUANTITIES = frozenset(spelling for word in _LISTED["unsure"]["weak_quantities"] for spelling in _spellings(word))
OTHER_MEANINGS = frozenset(folded(word) for word in _LISTED["unsure"]["other_meanings"])
_UNSPACED_OTHERS = tuple(word for word in OTHER_MEANINGS if not word.isascii())
_UNSPACED = {
    field: tuple(word for word, found in FIELD_OF.items() if found is field and not word.isascii() and len(word) > 1)
    for field in (Field.PART, Field.QUANTITY, Field.PRICE, Field.DESCRIPTION)
}
TOTALS = frozenset(folded(word) for word in _LISTED["rows"]["totals"])
UNITS = tuple(sorted(_LISTED["rows"]["units"], key=len, reverse=True))
NOT_PIECES = tuple(sorted(_LISTED["rows"]["not_pieces"], key=len, reverse=True))
MONTHS = tuple(_LISTED["damage"]["months"])
KNOWN = sorted({*FIELD_OF, *WEAK, *MEANINGS})
"""All folded headings: by them the reader of text files tells code pages apart."""


def meanings_of(heading: str) -> Meanings:
    """Return what one heading may mean."""
    return _meanings(folded(heading)) if len(heading) <= LONGEST_HEADING else ()


@lru_cache(maxsize=4_096)
def _meanings(key: str) -> Meanings:
    if not key:
        return ()
    if several := MEANINGS.get(key) or MEANINGS.get(_singular(key)):
        return tuple((field, _strength(field, key)) for field in several)
    if field := exact(key):
        return ((field, _strength(field, key)),)
    if key in WEAK or _singular(key) in WEAK:
        return ((Field.PART, Strength.WEAK),)
    near = [field for field in (Field.PRICE, Field.DESCRIPTION, Field.QUANTITY, Field.PART) if holds(key, field)]
    return tuple((field, Strength.NEAR) for field in near[:1])


def _strength(field: Field, key: str) -> Strength:
    """How plainly a listed word says a field: the part weakly, the quantity nearly, or it is plain."""
    spellings = {key, _singular(key)}
    if field is Field.PART and spellings & WEAK:
        return Strength.WEAK
    return Strength.NEAR if field is Field.QUANTITY and spellings & WEAK_QUANTITIES else Strength.PLAIN


def exact(key: str) -> Field | None:
    """Return the field a folded heading names outright; of two languages in one cell both must agree."""
    return FIELD_OF.get(key) or FIELD_OF.get(key.replace(" ", "")) or FIELD_OF.get(_singular(key)) or _halves(key)


def _halves(key: str) -> Field | None:
    """零件号 Part No: a heading and its translation side by side."""
    words = key.split()
    for cut in range(1, len(words)):
        left = FIELD_OF.get(" ".join(words[:cut]))
        if left and left is FIELD_OF.get(" ".join(words[cut:])):
            return left
    return None


def holds(key: str, field: Field) -> bool:
    """Tell whether a folded heading begins or ends with a known word of the field and hides no other."""
    words = key.split()
    wanted = field in (Field.PART, Field.QUANTITY)
    if wanted and (OTHER_MEANINGS.intersection(words) or any(word in key for word in _UNSPACED_OTHERS)):
        return False
    if len(words) < 2:
        return (not key.isascii() and key.startswith(_UNSPACED[field])) or key.endswith(_UNSPACED[field])
    edges = [" ".join(words[:n]) for n in range(1, len(words))]
    edges += [" ".join(words[-n:]) for n in range(1, len(words))]
    return any(FIELD_OF.get(edge) is field for edge in edges)


def known_fields(cells: Sequence[str]) -> list[tuple[Field, Strength]]:
    """Return the likeliest meaning of each cell of a row that has one."""
    found = (meanings_of(cell) for cell in cells)
    return [meanings[0] for meanings in found if meanings]


def is_total(text: str) -> bool:
    """Tell whether a cell begins as the sum of other rows does (`Total`, `Total of the page`, 合计)."""
    words = folded(text[:LONGEST_HEADING]).split()
    return any(" ".join(words[:n]) in TOTALS for n in range(1, min(len(words), 3) + 1))
