"""What numbers look like before a language is asked: digits of any keyboard, what all countries read alike. Pure."""

import re

_DIGIT_ZEROS = (0x0660, 0x06F0, 0x0E50, 0xFF10)
_DIGITS = {zero + value: str(value) for zero in _DIGIT_ZEROS for value in range(10)}
_SIGNS = {0x2212: "-", 0xFF0D: "-", 0xFE63: "-", 0xFF0B: "+"}
_SEPARATORS = {0xFF0C: ",", 0x060C: ",", 0xFF0E: "."}
_SPACES = dict.fromkeys((0x00A0, 0x202F, 0x2009, 0x3000), " ")
_MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
TYPED = str.maketrans({**_DIGITS, **_SIGNS, **_SEPARATORS, **_SPACES, **_MARKS})

ARABIC_DECIMAL, ARABIC_GROUP = "\u066b", "\u066c"
LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN_SHAPES = tuple(
    re.compile(shape)
    for group, decimal in (",.", ".,")
    for shape in (
        rf"(?P<whole>[0-9]*){re.escape(decimal)}(?P<fraction>[0-9]{{1,2}}|[0-9]{{4,}})",
        rf"(?P<whole>0?|[1-9][0-9]{{3,}}){re.escape(decimal)}(?P<fraction>[0-9]{{3}})",
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+){re.escape(decimal)}(?P<fraction>[0-9]+)",
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+){re.escape(decimal)}(?P<fraction>[0-9]{{1,2}}|[0-9]{{4,}})",
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}}){{2,}})(?P<fraction>)",
    )
)
"""Numbers that are one number in every country: digits that are no group of three behind the only sign, or three where
nothing groups (behind no digit, a leading zero, or four digits and more), two different signs, or one that groups
twice."""


def in_any_country(body: str) -> re.Match[str] | None:
    """Return a number that can be read in one way only, whatever language it was written in."""
    return next((found for shape in _PLAIN_SHAPES if (found := shape.fullmatch(body))), None)


def decimal_sign(text: str) -> str:
    """Return the decimal sign a number shows plainly (`,` of 2,00 and of 1.500,00), "" where it shows none.

    A sign before three digits, and only that, is either.
    """
    body = text.translate(TYPED).strip().lstrip("+-")
    found = in_any_country(body)
    if found is None:
        return ""
    if found["fraction"]:
        return body[-len(found["fraction"]) - 1]
    return "," if "." in body else "."


def either_way(text: str) -> str:
    """Return the sign of a number that alone does not tell whether it groups (`,` of 1,500), "" of any other."""
    body = text.translate(TYPED).strip()
    return next(sign for sign in body if sign in ".,") if LIKE_THOUSANDS.fullmatch(body) else ""
