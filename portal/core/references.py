"""Numbers of things as people write them, compared by one rule.

Case, width, spaces, dashes and unseen signs do not count, nor do zeros that only pad; digits are those of any script.
So `so 2026 42`, `SO–2026–000042` and `ＳＯ2026000042` are one number. Our own numbers have a series and a serial of six
digits (`SO-2026-000042`); what is typed becomes the number as it is kept, so that an index finds it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

SERIAL_DIGITS = 6
LEAST_OF_A_SERIES = 2
"""So many signs of a series, at least, before its numbers are meant by its beginning."""
MOST_ZEROS = 8
"""So many zeros may pad a number that is not one of ours."""
LONGEST = 200
_DASHES = frozenset("\u2212\u30fc\u00ad")
_LAST_DIGITS = re.compile(r"^(.*?)0*(\d+)(\D*)$", re.DOTALL)
_YEARLY = re.compile(r"\d{4}")


def reference_key(text: str) -> str:
    """Return what two spellings of one number share, but for zeros that pad it; nothing of a text without signs."""
    before, key = None, text[:LONGEST]
    while key != before:
        before, key = key, "".join(map(_kept, unicodedata.normalize("NFKC", key).casefold()))
    return key


def _kept(char: str) -> str:
    if char.isascii():
        return "" if char in " -" or not char.isprintable() else char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(char)
    return "" if kind[0] in "ZC" or kind == "Pd" or char in _DASHES else char


def spellings(key: str) -> tuple[str, ...]:
    """Return a key as it is, and with its last digits padded by no zero, one, and so on; nothing of an empty one."""
    found = _LAST_DIGITS.match(key)
    if found is None:
        return (key,) if key else ()
    before, digits, after = found.groups()
    padded = (f"{before}{'0' * zeros}{digits}{after}" for zeros in range(MOST_ZEROS + 1))
    return tuple(dict.fromkeys((key, *padded)))


def plain_key(text: str) -> str:
    """Return letters and digits alone, upper case, digits as 0 to 9: of what has no other sign (a VIN, our numbers)."""
    return "".join(filter(str.isalnum, reference_key(text))).upper()


@dataclass(frozen=True, slots=True)
class Meant:
    """Numbers of our own a text can stand for: whole ones, and what others begin with."""

    whole: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()


def numbers_meant(text: str, series: Iterable[str]) -> Meant:
    """Return the numbers of these series (`SO-2026`, `CI-CN01-2026`) a text can stand for, in the order of the series.

    All of a number, its serial alone, with the year, or with what stands before the year; what is typed so far may be
    the beginning of one. Of several readings the one that names most of the series counts (`SO202612` is the twelfth
    of 2026), but digits alone are a serial too.
    """
    key, named = plain_key(text), 0
    read: list[tuple[int, str]] = []
    begun: list[str] = []
    for one in series if key else ():
        for start in _starts(one):
            serial = _serial(key, start)
            if serial:
                named = max(named, len(start))
                read.append((len(start), f"{one}-{serial}"))
        begun += _begun(key, one)
    digits_alone = key.isdigit() and key == text.strip()
    whole = [number for length, number in read if length == named or (digits_alone and not length)]
    return Meant(tuple(dict.fromkeys(whole)), tuple(begun))


def _serial(key: str, start: str) -> str:
    """Return the serial that stands in a key after what names its series, padded as ours are; else nothing."""
    rest = key.removeprefix(start)
    if not key.startswith(start) or not (rest.isascii() and rest.isdigit()):
        return ""
    serial = rest.lstrip("0").zfill(SERIAL_DIGITS)
    return serial if len(serial) == SERIAL_DIGITS else ""


@lru_cache(maxsize=1_024)
def _starts(series: str) -> tuple[str, ...]:
    """Return the keys of what may name a series: all of it or an end, with its year or without, its kind, nothing.

    A series that is not of a year has none.
    """
    groups = series.split("-")
    if not _YEARLY.fullmatch(groups[-1]):
        return ()
    ends = [groups[at:] for at in range(len(groups))]
    named = [*("".join(end) for end in ends), *("".join(end[:-1]) for end in ends), groups[0], ""]
    return tuple(dict.fromkeys(map(plain_key, named)))


def _begun(key: str, series: str) -> Iterator[str]:
    """Return what numbers of a series begin with, where a key is a beginning of them."""
    starts = _starts(series)
    whole = starts[0] if starts else ""
    rest = key.removeprefix(whole)
    if not whole:
        return
    if key.startswith(whole) and len(rest) < SERIAL_DIGITS and (rest.isdigit() or not rest):
        yield f"{series}-{rest}"
    elif len(key) >= LEAST_OF_A_SERIES and not key.isdigit() and whole.startswith(key):
        yield f"{series}-"
