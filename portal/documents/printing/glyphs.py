"""Which characters the papers' fonts can print; what they cannot is an error, never a box."""

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from portal.core.errors import Refused
from portal.documents.printing.places import STATIC

_UNSEEN = frozenset("\n\t")


class MissingGlyph(Refused):
    """A character that no font of the papers holds, and the field that it stands in."""

    def __init__(self, character: str, field: str) -> None:
        self.character, self.field = character, field
        super().__init__(
            "documents.missing_glyph",
            character=character,
            code_point=f"U+{ord(character):04X}",
            name=unicodedata.name(character, "unnamed"),
            field=field,
        )

    def __str__(self) -> str:
        return f"{self.field}: no font of the papers holds {self.facts['code_point']}"


@lru_cache(maxsize=1)
def _characters_of_families() -> dict[str, frozenset[str]]:
    coverage = json.loads((STATIC / "fonts" / "coverage.json").read_text(encoding="utf-8"))
    return {
        family: frozenset(chr(point) for first, last in ranges for point in range(first, last + 1))
        for family, ranges in coverage.items()
    }


@lru_cache(maxsize=1)
def printable_characters() -> frozenset[str]:
    """Return every character that is in the regular and the bold file of some font."""
    return _UNSEEN.union(*_characters_of_families().values())


def families_for(text: str) -> list[str]:
    """Return the font families that a text needs, first the one that serves most of it."""
    rest = set(text) - _UNSEEN
    needed: list[str] = []
    for family, characters in _characters_of_families().items():
        if not needed or rest & characters:
            needed.append(family)
            rest -= characters
    return needed


def refuse_missing_glyphs(value: object, field: str = "") -> None:
    """Raise MissingGlyph for the first character in a snapshot that cannot be printed."""
    for path, text in _texts(value, field):
        missing = set(text) - printable_characters()
        if missing:
            raise MissingGlyph(next(letter for letter in text if letter in missing), path)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
