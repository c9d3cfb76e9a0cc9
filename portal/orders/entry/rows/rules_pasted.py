"""Where a pasted line without a clear quantity is cut: pure, from the numbers the catalogue knows.

`21029797 abc` names a part and says something that is no quantity; `2105 0221` may be one part
number written in two halves, or a part and an odd quantity, and `RAD 7788` so many pieces of a part.
The line alone does not tell, the catalogue does; where it does not either, the row asks.
"""

import re
from collections.abc import Container

MOST_WORDS = 6
"""Words of a line looked at; what stands behind them belongs to the rest."""

_SIGNED = re.compile(r"[-+−–—]\d[\d.,]*")
_LIKE_A_NUMBER = re.compile(r"(?=(?:\D*\d){4})[0-9A-Z][0-9A-Z./-]{4,}", re.IGNORECASE)
"""What looks like a whole part number: five characters or more, four digits among them."""

_NUMBERS = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z][0-9A-Za-z./-]{3,}[0-9A-Za-z]")
MOST_NUMBERS = 4

Cut = tuple[str, str]


def ways_to_cut(text: str) -> tuple[Cut, ...]:
    """Return the (part, rest) a line may be, the longest part first; none for a line of one word.

    A signed number (`-3`) always begins the rest.
    """
    words = text.split()
    signed = next((place for place, word in enumerate(words) if place and _SIGNED.fullmatch(word)), len(words) - 1)
    last = min(signed, len(words) - 1, MOST_WORDS)
    return tuple((" ".join(words[:place]), " ".join(words[place:])) for place in range(last, 0, -1))


def cut_of(text: str, known: Container[str]) -> Cut | None:
    """Return the (part, rest) of a line that names one of these parts, None where it is a part number whole.

    A signed number is never taken into a part number that stands without it. Where nothing is
    known a signed number is cut off, and words behind what looks like a whole part number; any other
    line nobody knows is left as it was written.
    """
    ways = ways_to_cut(text)
    if not ways:
        return None
    named = next((way for way in ways if way[0] in known), None)
    if text in known:
        return named if named is not None and _begins_signed(named[1]) else None
    return named or next((way for way in ways if _begins_signed(way[1]) or _says_no_number(*way)), None)


def pieces_within(text: str) -> Cut | None:
    """Return the (part, pieces) that a text may be instead of one part number; None where no plain number ends it.

    A number that begins with a zero (`2105 0221`) counts no pieces.
    """
    part, _space, last = text.strip().rpartition(" ")
    return (part.strip(), last) if part and last.isdecimal() and int(last[0]) else None


def may_be_whole(part: str) -> bool:
    """Tell whether what stands before the last number of a line may be the beginning of a part number only."""
    return _LIKE_A_NUMBER.fullmatch(part) is None


def is_whole(line: Cut, known: Container[str], near: Container[str]) -> bool:
    """Tell whether a line that a space cut before its last number is read as one part number.

    `known` mean parts, `near` are like the number of one. A line that is known whole is one, whatever the part before
    its number is: the row then asks. What nobody knows is one where it is like a part number, and the part is not.
    """
    part, whole = line[0], " ".join(line)
    if whole in known or part in known:
        return whole in known
    return may_be_whole(part) and whole in near and part not in near


def _says_no_number(part: str, rest: str) -> bool:
    """Tell whether words without a digit stand behind one word that looks like a part number."""
    return _LIKE_A_NUMBER.fullmatch(part) is not None and not any(sign.isdigit() for sign in rest)


def _begins_signed(rest: str) -> bool:
    return _SIGNED.fullmatch(rest.split(maxsplit=1)[0]) is not None


def numbers_within(text: str) -> list[str]:
    """Return what looks like whole part numbers within a longer text, at most four; none for a text of one word."""
    found = [word for word in _NUMBERS.findall(text) if _LIKE_A_NUMBER.fullmatch(word) and word != text.strip()]
    return list(dict.fromkeys(found))[:MOST_NUMBERS]
