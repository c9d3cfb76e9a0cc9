"""How part numbers are compared, what is another spelling of one, and which are suggested."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

# Punctuation a part number is written with, beside every dash, space and control character.
_SEPARATORS = frozenset("./\\_,ー·•‧・。．／∕⁄−ـ۔٫٬'’`´\"")

_DROPPED_KINDS = frozenset({"Pd", "Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})


@lru_cache(maxsize=4_096)
def _kept(char: str) -> str:
    """Return the character a part number keeps in place of this one, perhaps none."""
    if char in _SEPARATORS or unicodedata.category(char) in _DROPPED_KINDS:
        return ""
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


_ASCII = {code: _kept(chr(code)) for code in range(128)}

LONGEST_WRITTEN = 200
"""Signs of the longest text that is compared as a part number; sheets and forms take no longer ones."""

LONGEST_NORM = 64
"""Signs of the longest part number without its separators; one of a catalogue has at most 40."""


def norm(part_number: str) -> str:
    """Return the form two spellings of one part number share.

    Upper case, accents and widths folded, digits of any script as 0-9; without dashes, spaces,
    dots, slashes and direction marks. Applying it twice changes nothing. A text that is too long
    for a part number, before or after folding, gives the empty text, which no part has: one sign
    may unfold to eighteen, and a page of them is not worth a second.
    """
    if len(part_number) > LONGEST_WRITTEN:
        return ""
    found = part_number.upper().translate(_ASCII) if part_number.isascii() else _folded(part_number)
    return found if len(found) <= LONGEST_NORM else ""


@lru_cache(maxsize=8_192)
def _folded(part_number: str) -> str:
    before, text = None, part_number
    while text != before:
        before = text
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
        if len(folded) > LONGEST_WRITTEN:
            return ""
        text = "".join(map(_kept, folded))
    return text


class Respelled(StrEnum):
    """In what a number as somebody wrote it differs from the part's own."""

    ZEROS_ADDED = "zeros_added"
    ZEROS_LEFT_OUT = "zeros_left_out"
    ALIKE = "alike"
    SIGNS = "signs"
    CAPITALS = "capitals"
    LETTERS = "letters"


def respelled(written: str, number: str) -> tuple[Respelled, ...]:
    """Return in what a text that means a part differs from its number; nothing where it is the number itself.

    Zeros in front, a letter and a digit that look alike, spaces and other signs, capital letters, and letters or
    digits of another form (width, accent, script), in this order.
    """
    if written == number:
        return ()
    meant, own = norm(written), norm(number)
    signs, letters = _apart(written)
    found = []
    if meant.lstrip("0") != own.lstrip("0"):
        found.append(Respelled.ALIKE)
    elif meant != own:
        found.append(Respelled.ZEROS_ADDED if len(own) > len(meant) else Respelled.ZEROS_LEFT_OUT)
    if letters != meant:
        found.append(Respelled.CAPITALS if letters.isascii() else Respelled.LETTERS)
    if signs != _apart(number)[0] or not found:
        found.append(Respelled.SIGNS)
    return tuple(sorted(found, key=list(Respelled).index))


def _apart(text: str) -> tuple[str, str]:
    """Return the signs that do not count, and the letters and digits that do, as they are written."""
    signs = [sign for sign in text if not _kept(sign)]
    return "".join(signs), "".join(sign for sign in text if _kept(sign))


MOST_LOST_ZEROS = 6
"""So many zeros in front of a number may have been lost on the way through a spreadsheet."""


def with_other_zeros(value: str) -> set[str]:
    """Return a normalised number with none to six zeros in front, itself among them; nothing for zeros alone."""
    rest = value.lstrip("0")
    return {"0" * zeros + rest for zeros in range(MOST_LOST_ZEROS + 1)} | {value} if rest else set()


def nearest(wanted: str, candidates: Iterable[str], limit: int, farthest: int = 3) -> list[str]:
    """Return at most `limit` candidates (normalised) within `farthest` edits of `wanted`.

    Nearest first, equals in alphabetical order, so the same question has the same answer.
    """
    scored = []
    for candidate in set(candidates):
        distance = OSA.distance(wanted, candidate, score_cutoff=farthest)
        if distance <= farthest:
            scored.append((distance, candidate))
    return [candidate for _, candidate in sorted(scored)[: max(limit, 0)]]
