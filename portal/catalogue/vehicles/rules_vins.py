"""Vehicle identification numbers as they are written, and ranges of them.

A bound of a range is a VIN or the beginning of one, at least its first three signs, which name the maker; both bounds
are of one maker, and an end that is empty is open within it. A VIN is in the range where its beginning, as long as a
bound, is not before the lower and not after the upper one; its ninth sign, the check digit, counts for nothing.
"""

import re
import unicodedata
from itertools import takewhile

LENGTH = 17
MAKER = 3
CHECK_PLACE = 8
_BOUND = re.compile(r"[0-9A-HJ-NPR-Z]{3,17}")


def written(text: str) -> str:
    """Return a VIN as it is written: upper case, full-width letters folded, no blanks or dashes."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in folded if not _is_gap(char))


def _is_gap(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Pd"


def is_bound(text: str) -> bool:
    """Tell whether a text, written as VINs are, is a VIN or the beginning of one: 3 to 17 signs, no I, O or Q."""
    return _BOUND.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Tell whether a text, written as VINs are, is a whole VIN."""
    return is_bound(text) and len(text) == LENGTH


def is_range(vin_from: str, vin_to: str) -> bool:
    """Tell whether two bounds make a range: of one maker, the lower not after the upper; an empty end is open."""
    if not vin_from or not vin_to:
        return True
    low, high = _counted(vin_from), _counted(vin_to)
    both = min(len(low), len(high))
    return vin_from[:MAKER] == vin_to[:MAKER] and low[:both] <= high[:both]


def in_range(vin: str, vin_from: str, vin_to: str) -> bool:
    """Tell whether a VIN, as it is written, is in a range; every one is where both bounds are empty."""
    bound = vin_from or vin_to
    if not bound:
        return True
    counted, low, high = _counted(vin), _counted(vin_from), _counted(vin_to)
    within = low <= counted[: len(low)] and (not high or counted[: len(high)] <= high)
    return vin[:MAKER] == bound[:MAKER] and within


def range_begins(vin_from: str, vin_to: str) -> str:
    """Return the signs that every VIN of a range begins with, the check digit left out; none for all VINs."""
    if not vin_from or not vin_to:
        return (vin_from or vin_to)[:MAKER]
    both = takewhile(lambda pair: pair[0] == pair[1], zip(_counted(vin_from), _counted(vin_to), strict=False))
    return "".join(sign for sign, _ in both)


def beginnings(vin: str) -> list[str]:
    """Return all that ranges may begin with in which a VIN is."""
    counted = _counted(vin)
    return [counted[:signs] for signs in range(MAKER, len(counted) + 1)]


def _counted(vin: str) -> str:
    return vin[:CHECK_PLACE] + vin[CHECK_PLACE + 1 :]
