"""Numbers as people type them: any keyboard's digits, the reader's separators, no guessing.

Arabic-Indic, Persian, Thai and full-width digits are read as Latin ones. A text that another
country would read as a different number is refused rather than guessed at; one that every country
reads alike (2,00 or 1.500,00) is that number in any language.
"""

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from portal.core.errors import Refused
from portal.core.money import decimals, rounded

MAX_LENGTH = 40
MAX_QUANTITY = 1_000_000
THREE = 3

_DIGIT_ZEROS = (0x0660, 0x06F0, 0x0E50, 0xFF10)
_DIGITS = {zero + value: str(value) for zero in _DIGIT_ZEROS for value in range(10)}
_SIGNS = {0x2212: "-", 0xFF0D: "-", 0xFE63: "-", 0xFF0B: "+"}
_SEPARATORS = {0xFF0C: ",", 0x060C: ",", 0xFF0E: "."}
_SPACES = dict.fromkeys((0x00A0, 0x202F, 0x2009, 0x3000), " ")
_MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TYPED = str.maketrans({**_DIGITS, **_SIGNS, **_SEPARATORS, **_SPACES, **_MARKS})

_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_NUMBERISH = re.compile(rf"[0-9][0-9., {_ARABIC_DECIMAL}{_ARABIC_GROUP}]*|[.,][0-9]+")
_SCIENTIFIC = re.compile(r"[0-9.,]+[eE][+-]?[0-9]+")
_INFINITE = frozenset({"inf", "infinity", "∞", "1/0"})
_ROUND_THOUSAND = re.compile(r"[1-9][0-9]{0,2}[.,]000")
_LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN_SHAPES = tuple(
    re.compile(shape)
    for group, decimal in (",.", ".,")
    for shape in (
        rf"(?P<whole>[0-9]*){re.escape(decimal)}(?P<fraction>[0-9]{{1,2}}|[0-9]{{4,}})",
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+){re.escape(decimal)}(?P<fraction>[0-9]+)",
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+){re.escape(decimal)}(?P<fraction>[0-9]{{1,2}}|[0-9]{{4,}})",
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}}){{2,}})(?P<fraction>)",
    )
)
"""Numbers that are one number in every country: digits that are no group of three behind the only sign, two
different signs, or one that groups twice."""


@lru_cache(maxsize=64)
def _grammar(locale: str) -> tuple[re.Pattern[str], str]:
    """Return what a number looks like in this language, and its decimal sign."""
    symbols = Locale.parse(locale, sep="-" if "-" in locale else "_").number_symbols["latn"]
    decimal, group = symbols["decimal"], symbols["group"]
    groups = {" ", _ARABIC_GROUP} | ({group} if group in ".," else set())
    alternatives = "|".join(f"[1-9][0-9]{{0,2}}(?:{re.escape(one)}[0-9]{{3}})+" for one in sorted(groups))
    fraction = rf"[{re.escape(decimal)}{_ARABIC_DECIMAL}](?P<fraction>[0-9]+)"
    whole = rf"(?P<whole>{alternatives}|[0-9]+)?"
    return re.compile(rf"{whole}(?:{fraction})?"), decimal


def parse_decimal(text: str, locale: str, *, code: str = "number", amount: bool = False) -> Decimal:
    """Return the number a reader of this language means by `text`, exactly as typed.

    Refuses `<code>.empty`, `.not_a_number`, `.infinite`, `.exponent` and `.ambiguous`, each with
    the typed text; negatives and zero are numbers. `1.000` typed in English, or `1,000` in German,
    is ambiguous: one or a thousand; `2,00` is two in both. An `amount` of money is ambiguous with any
    three digits behind its decimal sign (12.500), as no one writes money so; a weight may be 12.345 kg.
    A group never follows a leading zero (0,500).
    """
    typed = text.translate(_TYPED).strip()
    if not typed:
        raise Refused(f"{code}.empty")
    shown = text.strip()[:MAX_LENGTH]
    sign, body = ("-", typed[1:].strip()) if typed[0] == "-" else ("", typed.removeprefix("+").strip())
    if body.lower() in _INFINITE:
        raise Refused(f"{code}.infinite", text=shown)
    if _SCIENTIFIC.fullmatch(body):
        raise Refused(f"{code}.exponent", text=shown)
    if len(typed) > MAX_LENGTH or not _NUMBERISH.fullmatch(body):
        raise Refused(f"{code}.not_a_number", text=shown)
    found = _grammar(locale)[0].fullmatch(body) or _in_any_country(body)
    thousands = _LIKE_THOUSANDS if amount else _ROUND_THOUSAND
    if found is None or (found["fraction"] and thousands.fullmatch(body)):
        raise Refused(f"{code}.ambiguous", text=shown)
    whole = re.sub(r"[^0-9]", "", found["whole"] or "0")
    return Decimal(f"{sign}{whole}.{found['fraction'] or 0}" if found["fraction"] else sign + whole)


def _in_any_country(body: str) -> re.Match[str] | None:
    """Return a number that can be read in one way only, whatever language it was written in."""
    return next((found for shape in _PLAIN_SHAPES if (found := shape.fullmatch(body))), None)


def decimal_sign(text: str) -> str:
    """Return the decimal sign a number shows plainly (`,` of 2,00 and of 1.500,00), "" where it shows none.

    A sign before three digits, and only that, is either.
    """
    body = text.translate(_TYPED).strip().lstrip("+-")
    found = _in_any_country(body)
    if found is None:
        return ""
    if found["fraction"]:
        return body[-len(found["fraction"]) - 1]
    return "," if "." in body else "."


def either_way(text: str) -> str:
    """Return the sign of a number that alone does not tell whether it groups (`,` of 1,500), "" of any other."""
    body = text.translate(_TYPED).strip()
    return next(sign for sign in body if sign in ".,") if _LIKE_THOUSANDS.fullmatch(body) else ""


def parse_amount(text: str, locale: str, currency: str, *, code: str = "number") -> Decimal:
    """Return the amount of a currency a reader of this language means by `text`, with no more places than it has.

    Refuses what `parse_decimal` refuses, and `number.places` (currency, places). Where the currency has three decimals,
    three digits behind the decimal sign are what one writes (KWD 500.250) and no longer ambiguous.
    """
    amount = parse_decimal(text, locale, code=code, amount=decimals(currency) < THREE)
    if rounded(amount, currency) != amount:
        raise Refused("number.places", currency=currency, places=decimals(currency))
    return amount


def typed_decimal(text: str, locale: str) -> str:
    """Return a number written with a point and no groups as a reader of this language types it."""
    return text.replace(".", _grammar(locale)[1])


def parse_quantity(text: str, locale: str, *, maximum: int = MAX_QUANTITY) -> int:
    """Return a whole number of pieces, from 1 to `maximum`.

    Refuses what `parse_decimal` refuses (as `quantity.*`), and `quantity.negative`, `.too_small`
    (zero), `.too_large`, `.not_whole`.
    """
    if text.isascii() and text.isdigit() and len(text) < MAX_LENGTH and 0 < (plain := int(text)) <= maximum:
        return plain
    value = parse_decimal(text, locale, code="quantity")
    shown = text.strip()[:MAX_LENGTH]
    if value < 0:
        raise Refused("quantity.negative", text=shown)
    if value != value.to_integral_value():
        raise Refused("quantity.not_whole", text=shown)
    if value == 0:
        raise Refused("quantity.too_small", text=shown, minimum=1)
    if value > maximum:
        raise Refused("quantity.too_large", text=shown, maximum=maximum)
    return int(value)
