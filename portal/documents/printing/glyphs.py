"""Which fonts a paper's text needs, and texts that no paper prints; what is missing is an error, never a box."""

from collections.abc import Iterator

from portal.core.errors import Refused
from portal.core.printed_text import KEPT, characters_of_families, sign_facts, unprintable
from portal.documents.rules_fields import in_master_data


class MissingGlyph(Refused):
    """A character that no font of the papers holds, and the field that it stands in."""

    def __init__(self, character: str, field: str) -> None:
        self.character, self.field = character, field
        facts = {"field": field, **sign_facts(character)}
        if in_master_data(field):
            super().__init__("documents.missing_glyph_kept", **facts)
        else:
            super().__init__("documents.missing_glyph", **facts)

    def __str__(self) -> str:
        return f"{self.field}: no font of the papers holds {self.facts['code_point']}"


def families_for(text: str) -> list[str]:
    """Return the font families that a text needs, first the one that serves most of it."""
    rest = set(text) - KEPT
    needed: list[str] = []
    for family, characters in characters_of_families().items():
        if not needed or rest & characters:
            needed.append(family)
            rest -= characters
    return needed


def refuse_missing_glyphs(value: object, field: str = "") -> None:
    """Raise MissingGlyph for the first character in a snapshot that cannot be printed."""
    for path, text in _texts(value, field):
        if sign := unprintable(text):
            raise MissingGlyph(sign, path)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
