"""Which part a photo is of, and which of its photos, by its file's name; what becomes of files sent. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath

from portal.catalogue.rules_part_numbers import norm

MOST_PLACES = 12
"""Photos a part may have."""
_PLACED = re.compile(r"(?P<number>.+?)(?:_(?P<behind>[0-9]{1,2})| ?\((?P<within>[0-9]{1,2})\))")


class Outcome(StrEnum):
    """What became of a file that was sent."""

    TAKEN = "taken"
    REPLACED = "replaced"
    SAME = "same"
    REFUSED = "refused"


def readings(name: str) -> list[tuple[str, int]]:
    """Return what a file's name may say, the likeliest first: a part number as written, and a place from 1.

    `10279876.jpg` is the first photo of its part, `10279876_2.jpg` (or `10279876 (2).jpg`) the second; a number that
    itself ends so is read whole as well.
    """
    stem = PurePath(name).stem.strip()
    placed = _PLACED.fullmatch(stem)
    if placed is None:
        return [(stem, 1)]
    return [(placed["number"].strip(), int(placed["behind"] or placed["within"])), (stem, 1)]


def chosen(name: str, written: Mapping[str, str]) -> tuple[str, int] | None:
    """Return the norm of the part a file's name means, and the place; None where no part is called so.

    `written` are the numbers of parts as the catalogue writes them, by their norms. A number written in full as the
    file is called goes before one with a place behind it.
    """
    found = [
        (norm(text), place, written[norm(text)] == text) for text, place in readings(name) if norm(text) in written
    ]
    whole = [one for one in found if one[2] and one[1] == 1]
    return (whole or found)[0][:2] if found else None
