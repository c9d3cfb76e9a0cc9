"""Which of our own numbers somebody means by what was typed: `SO-2026-000012`, `so 2026 12`, `SO12`, `12`.

Numbers are a series (`SO-2026`, `CI-CN01-2026`) and a serial of six digits. Blanks, dashes, case, the digits of any
keyboard and the zeros in front do not matter; what is typed so far may be the beginning of a number.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SERIAL_DIGITS = 6
LEAST_OF_A_SERIES = 2
"""So many signs of a series, at least, before its newest numbers are offered."""
YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Meant:
    """Numbers a text can stand for: whole ones, and what others begin with."""

    whole: tuple[str, ...]
    begun: tuple[str, ...]


def key_of(text: str) -> str:
    """Return letters and digits alone, upper case, digits as 0 to 9: what two spellings of a number share."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(_latin(char) for char in folded if char.isalnum())


def _latin(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() else char


def numbers_meant(text: str, series: Iterable[str]) -> Meant:
    """Return the numbers of these series a text can stand for, in the order of the series; none for an empty one.

    Of several readings the one that names most of the series counts: `SO202612` is the twelfth of 2026.
    """
    key, named = key_of(text), 0
    whole: list[str] = []
    begun: list[str] = []
    for one in series if key else ():
        for start, rest in _readings(key, one):
            if len(start) > named:
                whole, named = [], len(start)
            if len(start) == named:
                whole.append(f"{one}-{int(rest):0{SERIAL_DIGITS}d}")
        begun += _begun(key, one)
    return Meant(tuple(dict.fromkeys(whole)), tuple(begun))


def _readings(key: str, series: str) -> Iterator[tuple[str, str]]:
    """Return each way to read a key as what names a series (nothing, its kind, its year, all) and a serial."""
    kind, year = series.partition("-")[0], series[-YEAR_DIGITS:]
    for start in {key_of(series), key_of(series.removesuffix(year)), kind, year, ""}:
        rest = key.removeprefix(start)
        if key.startswith(start) and rest.isdigit() and len(rest) <= SERIAL_DIGITS:
            yield start, rest


def _begun(key: str, series: str) -> Iterator[str]:
    """Return what numbers of a series begin with, where a key is a beginning of them."""
    start = key_of(series)
    rest = key.removeprefix(start)
    if key.startswith(start) and len(rest) < SERIAL_DIGITS and (rest.isdigit() or not rest):
        yield f"{series}-{rest}"
    elif len(key) >= LEAST_OF_A_SERIES and not key.isdigit() and start.startswith(key):
        yield f"{series}-"
