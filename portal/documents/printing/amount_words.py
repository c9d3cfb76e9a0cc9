"""Amounts written out in words, as invoices carry them beside the figures."""

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision
from num2words import num2words

_SPOKEN = {"en": "en", "de": "de", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar", "th": "th", "pt": "pt_BR"}
_CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CAPITAL_PLACES = ("", "拾", "佰", "仟")
_CAPITAL_GROUPS = ("", "万", "亿", "万亿")
_CAPITAL_FRACTIONS = "角分厘"


def amount_in_words(value: str | Decimal, currency: str, locale: Locale) -> str | None:
    """Return the amount in words of the language, or None where the language is not spoken here.

    The fraction stays in figures ("... US dollars and 04/100"), so that nothing can be misread.
    """
    exact = Decimal(value)
    places = max(get_currency_precision(currency), -int(exact.as_tuple().exponent))
    if locale.language == "zh":
        return _in_chinese_capitals(exact, places, currency, locale)
    if locale.language not in _SPOKEN:
        return None
    whole = int(abs(exact))
    if locale.language == "ar":
        return _in_arabic(whole, _fraction(exact, places, locale), currency, locale)
    spoken = num2words(whole, lang=_SPOKEN[locale.language])
    name = get_currency_name(currency, count=whole, locale=locale)
    sign = "- " if exact < 0 else ""
    sentence = f"{sign}{spoken} {name}{_fraction(exact, places, locale)}"
    return sentence[0].upper() + sentence[1:]


# A counted noun in Arabic: one, two, few (3-10), many (11-99) and, after round hundreds, the plain one.
_ARABIC_NOUNS = {
    "USD": ("دولار أمريكي واحد", "دولاران أمريكيان", "دولارات أمريكية", "دولارًا أمريكيًا", "دولار أمريكي"),
    "EUR": ("يورو واحد", "اثنان يورو", "يورو", "يورو", "يورو"),
    "CNY": ("يوان صيني واحد", "يوانان صينيان", "يوانات صينية", "يوانًا صينيًا", "يوان صيني"),
    "EGP": ("جنيه مصري واحد", "جنيهان مصريان", "جنيهات مصرية", "جنيهًا مصريًا", "جنيه مصري"),
}


def _in_arabic(whole: int, fraction: str, currency: str, locale: Locale) -> str:
    """Return an amount as Arabic invoices close it: ألفان ومائة وسبعة وستون دولارًا أمريكيًا و20/100 فقط لا غير.

    The noun follows the last two digits of its number; a dual before its noun loses its nun. A currency
    without a declension here keeps its CLDR name.
    """
    name = get_currency_name(currency, locale=locale)
    one, two, few, many, plain = _ARABIC_NOUNS.get(currency, (name,) * 5)
    last = whole % 100
    if whole in (1, 2) and currency in _ARABIC_NOUNS:
        counted = one if whole == 1 else two
    else:
        noun = few if 3 <= last <= 10 else many if 11 <= last <= 99 else plain
        spoken = str(num2words(whole, lang="ar")).replace(" و ", " و")
        bound = re.sub("(مائت|ألف|مليون)ان$", r"\1ا", spoken) if last == 0 else spoken
        counted = f"{bound} {noun}"
    return f"{counted}{fraction} فقط لا غير"


def _fraction(exact: Decimal, places: int, locale: Locale) -> str:
    if not places:
        return ""
    parts = int((abs(exact) % 1).scaleb(places))
    joint = {"en": "and ", "ar": "و"}.get(locale.language, "")
    return f" {joint}{parts:0{places}d}/{10**places}"


def _in_chinese_capitals(exact: Decimal, places: int, currency: str, locale: Locale) -> str:
    """Return the banker's numerals: 美元 肆仟伍佰玖拾柒元零肆分, with 整 where nothing follows."""
    whole, fraction = divmod(abs(exact), 1)
    digits = f"{int(fraction.scaleb(places)):0{places}d}" if places else ""
    tail = _chinese_fraction(digits)
    sign = "负" if exact < 0 else ""
    name = get_currency_name(currency, locale=locale)
    return f"{name} {sign}{_chinese_whole(int(whole))}元{tail or '整'}"


def _chinese_fraction(digits: str) -> str:
    tail = ""
    for place, digit in enumerate(digits.rstrip("0")[: len(_CAPITAL_FRACTIONS)]):
        if digit != "0":
            tail += _CAPITAL_DIGITS[int(digit)] + _CAPITAL_FRACTIONS[place]
        elif not tail.endswith("零"):
            tail += "零"
    return tail


def _chinese_whole(whole: int) -> str:
    if whole == 0:
        return _CAPITAL_DIGITS[0]
    groups = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    spoken = ""
    for index in reversed(range(len(groups))):
        group = groups[index]
        if group == 0:
            spoken += "" if spoken.endswith("零") else "零"
            continue
        gap = spoken and group < 1000 and not spoken.endswith("零")
        spoken += ("零" if gap else "") + _chinese_group(group) + _CAPITAL_GROUPS[index]
    return spoken.rstrip("零")


def _chinese_group(group: int) -> str:
    spoken = ""
    for place in reversed(range(len(_CAPITAL_PLACES))):
        digit = group // 10**place % 10
        if digit:
            spoken += _CAPITAL_DIGITS[digit] + _CAPITAL_PLACES[place]
        elif spoken and not spoken.endswith("零"):
            spoken += "零"
    return spoken.rstrip("零")
