"""Knows what order sheets call their columns in nine languages.

A heading is compared after folding: no case, accents, Arabic vowel signs, punctuation or brackets;
alef and ta marbuta in one form; digits and letters of full width made plain.
"""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from portal.core.sheets.folding import folded


class Field(StrEnum):
    """What a column of an order sheet means."""

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


_LISTED = tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))


def _table() -> dict[str, Field]:
    """Return folded heading, with and without its spaces, to field; the first field listed keeps it."""
    table: dict[str, Field] = {}
    for name, words in _LISTED["fields"].items():
        for word in map(folded, words):
            table.setdefault(word, Field(name))
            table.setdefault(word.replace(" ", ""), Field(name))
    return table


FIELD_OF = _table()
WEAK = frozenset(map(folded, _LISTED["unsure"]["weak_parts"]))
OTHER_MEANINGS = frozenset(map(folded, _LISTED["unsure"]["other_meanings"]))
KNOWN = sorted({*FIELD_OF, *WEAK})
"""All folded headings: by them the reader of text files tells code pages apart."""
LONGEST_HEADING = 80


def recognise(header_cells: Sequence[str]) -> dict[int, Field]:
    """Return column index (from 0) to field for the headings that are known; two may mean the same.

    A heading that only contains a known word ("Part number OEM", "Qty Dubai") counts when no
    heading is that word; "Item", "Code" and their like count when nothing plainer names the part.
    """
    keys = [folded(cell) if len(cell) <= LONGEST_HEADING else "" for cell in header_cells]
    found = {i: field for i, key in enumerate(keys) if (field := exact(key))}
    for field in (Field.PART, Field.QUANTITY):
        if field not in found.values():
            near = {i: field for i, key in enumerate(keys) if i not in found and holds(key, field)}
            found |= near
    if Field.PART not in found.values():
        found |= {i: Field.PART for i, key in enumerate(keys) if i not in found and key in WEAK}
    return dict(sorted(found.items()))


def exact(key: str) -> Field | None:
    """Return the field a folded heading names outright; of two languages in one cell both must agree."""
    if not key:
        return None
    return FIELD_OF.get(key) or FIELD_OF.get(key.replace(" ", "")) or _both_halves(key)


def _both_halves(key: str) -> Field | None:
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
    if len(words) < 2 or OTHER_MEANINGS.intersection(words):
        return False
    edges = [" ".join(words[:n]) for n in range(1, len(words))]
    edges += [" ".join(words[-n:]) for n in range(1, len(words))]
    return any(FIELD_OF.get(edge) is field for edge in edges)
