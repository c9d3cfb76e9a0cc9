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
from portal.core.number_shapes import ARABIC_DECIMAL, ARABIC_GROUP, LIKE_THOUSANDS, TYPED, in_any_country

MAX_LENGTH = 40
MAX_QUANTITY = 1_000_000

_NUMBERISH = re.compile(rf"[0-9][0-9., {ARABIC_DECIMAL}{ARABIC_GROUP}]*|[.,][0-9]+")
_SCIENTIFIC = re.compile(r"[0-9.,]+[eE][+-]?[0-9]+")
_INFINITE = frozenset({"inf", "infinity", "∞", "1/0"})
_ROUND_THOUSAND = re.compile(r"[1-9][0-9]{0,2}[.,]000")


@lru_cache(maxsize=64)
def _grammar(locale: str) -> tuple[re.Pattern[str], str]:
    """Return what a number looks like in this language, and its decimal sign."""
    symbols = Locale.parse(locale, sep="-" if "-" in locale else "_").number_symbols["latn"]
    decimal, group = symbols["decimal"], symbols["group"]
    groups = {" ", ARABIC_GROUP} | ({group} if group in ".," else set())
    alternatives = "|".join(f"[1-9][0-9]{{0,2}}(?:{re.escape(one)}[0-9]{{3}})+" for one in sorted(groups))
    fraction = rf"[{re.escape(decimal)}{ARABIC_DECIMAL}](?P<fraction>[0-9]+)"
    whole = rf"(?P<whole>{alternatives}|[0-9]+)?"
    return re.compile(rf"{whole}(?:{fraction})?"), decimal


def parse_decimal(
    text: str, locale: str, *, code: str = "number", amount: bool = False, whole: bool = False
) -> Decimal:
    """Return the number a reader of this language means by `text`, exactly as typed.

    Refuses `<code>.empty`, `.not_a_number`, `.infinite`, `.exponent` and `.ambiguous`, each with
    the typed text; negatives and zero are numbers. `1.000` typed in English, or `1,000` in German,
    is ambiguous: one or a thousand; `2,00` is two in both.
    Of what may have a fraction, three digits behind the one sign there is are two numbers, and refused as files are
    (`number.two_ways`: text, fraction, whole), whatever the language: an `amount` of money with either sign, a measure
    with the sign that groups, as a weight may well be 12.345 kg. What is `whole` is grouped as its language groups.
    """
    typed = text.translate(TYPED).strip()
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
    found = _grammar(locale)[0].fullmatch(body) or in_any_country(body)
    if not whole and LIKE_THOUSANDS.fullmatch(body) and (amount or _is_thousands(found, body)):
        raise Refused("number.two_ways", text=shown, **readings_of(body))
    if found is None or (found["fraction"] and _ROUND_THOUSAND.fullmatch(body)):
        raise Refused(f"{code}.ambiguous", text=shown)
    digits = re.sub(r"[^0-9]", "", found["whole"] or "0")
    return Decimal(f"{sign}{digits}.{found['fraction'] or 0}" if found["fraction"] else sign + digits)


def _is_thousands(found: re.Match[str] | None, body: str) -> bool:
    return found is None or not found["fraction"] or _ROUND_THOUSAND.fullmatch(body) is not None


def _is_fraction(found: re.Match[str] | None) -> bool:
    """Tell whether three digits behind one sign are no thousands to a reader, by what their language makes of them."""
    return found is None or bool(found["fraction"])


def readings_of(body: str) -> dict[str, str]:
    """Return the two numbers that three digits behind one sign may be, each written so that it is no other."""
    return {"fraction": f"{body.replace(',', '.')}0", "whole": re.sub("[.,]", "", body)}


def parse_amount(text: str, locale: str, currency: str, *, code: str = "number") -> Decimal:
    """Return the amount of a currency a reader of this language means by `text`, with no more places than it has.

    Refuses what `parse_decimal` refuses of an amount, `number.places` (currency, places), and `number.one_way` (text,
    whole, currency) where only the whole of two numbers has no more places.
    """
    try:
        amount = parse_decimal(text, locale, code=code, amount=True)
    except Refused as refused:
        if refused.code != "number.two_ways" or _has_places_of(Decimal(str(refused.facts["fraction"])), currency):
            raise
        facts = {name: refused.facts[name] for name in ("text", "whole")}
        raise Refused("number.one_way", currency=currency, **facts) from None
    if not _has_places_of(amount, currency):
        raise Refused("number.places", currency=currency, places=decimals(currency))
    return amount


def _has_places_of(amount: Decimal, currency: str) -> bool:
    return rounded(amount, currency) == amount


def typed_decimal(text: str, locale: str) -> str:
    """Return a number written with a point and no groups as a reader of this language types it.

    With three decimals it gets a fourth, so that it is read again as what it is.
    """
    exact = f"{text}0" if LIKE_THOUSANDS.fullmatch(text) else text
    return exact.replace(".", _grammar(locale)[1])


def parse_quantity(text: str, locale: str, *, minimum: int = 1, maximum: int = MAX_QUANTITY) -> int:
    """Return a whole number of pieces, from `minimum` (1, or 0 where none may be counted) to `maximum`.

    Refuses what `parse_decimal` refuses (as `quantity.*`), and `quantity.negative`, `.too_small`
    (zero), `.too_large`, `.not_whole`. Three digits behind one sign are pieces only where the reader's
    language groups with that sign; else they are refused as `quantity.two_ways` (text, whole, fraction).
    """
    if text.isascii() and text.isdigit() and len(text) < MAX_LENGTH and minimum <= (plain := int(text)) <= maximum:
        return plain
    shown = text.strip()[:MAX_LENGTH]
    body = text.translate(TYPED).strip()
    if LIKE_THOUSANDS.fullmatch(body) and _is_fraction(_grammar(locale)[0].fullmatch(body)):
        fraction = body.rstrip("0").rstrip(".,")
        raise Refused("quantity.two_ways", text=shown, whole=readings_of(body)["whole"], fraction=fraction)
    value = parse_decimal(text, locale, code="quantity", whole=True)
    if value < 0:
        raise Refused("quantity.negative", text=shown)
    if value != value.to_integral_value():
        raise Refused("quantity.not_whole", text=shown)
    if value < minimum:
        raise Refused("quantity.too_small", text=shown, minimum=minimum)
    if value > maximum:
        raise Refused("quantity.too_large", text=shown, maximum=maximum)
    return int(value)


def parse_count(text: str, locale: str, *, minimum: int = 1, maximum: int = MAX_QUANTITY) -> int:
    """Return a whole number of pieces that are counted, moved or claimed, and not ordered, as `parse_quantity` does.

    What is too few, below zero too, is refused as `quantity.below` (text, minimum): nobody orders anything there.
    """
    try:
        return parse_quantity(text, locale, minimum=minimum, maximum=maximum)
    except Refused as refused:
        if refused.code not in ("quantity.negative", "quantity.too_small"):
            raise
        raise Refused("quantity.below", text=refused.facts["text"], minimum=minimum) from None
