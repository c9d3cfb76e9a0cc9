"""Numbers, money, dates and times in nine languages: Babel's text, value by value, but fast.

Digits are always Latin and the calendar always Gregorian. A locale is a portal code (`pt-BR`),
a Babel identifier (`pt_BR`), or what `regional` makes of a code and a zone. Symbols and patterns are read from CLDR
once per language; dates and times are remembered. Amounts carry the ISO 4217 code, never a bare `$` or `¥`.

Numbers and amounts of its own buy 22 % of an order list and 15 to 21 % of other pages (`python -m bench.quick`),
days and times remembered 20 to 24 % of lists. Nothing inside Babel is touched. Switch of the former: `numbers`.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache, partial
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, localedata, numbers, units
from babel.core import get_global

from portal.core.typed_numbers import parse_decimal, parse_quantity

__all__ = [
    "amount_pattern", "babel_of", "by_babel", "country", "date", "datetime", "duration", "exact", "file_size",
    "language_name", "listed", "money", "month", "number", "parse_decimal", "parse_quantity", "percent", "regional",
    "relative", "short_month", "time", "unit_price", "weekdays", "zone_city",
]  # fmt: skip

NBSP = "\u00a0"
UNIT_PRICE_PLACES = 4
EUROPEAN = "en-150"
BY_24_HOURS = "-u-hc-h23"
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_BYTES_STEPS = (("megabyte", 1_000_000), ("kilobyte", 1_000))
_by_babel = False


def by_babel(on: bool) -> None:
    """Let Babel itself write numbers and amounts, in this process, from here on (or no longer)."""
    global _by_babel  # noqa: PLW0603 - one switch a process, set where an application is made
    _by_babel = on


def _babels(value: Decimal | int, pattern: str | None, locale: str) -> str:
    with localcontext(_EXACT):
        return numbers.format_decimal(value, pattern, babel_of(locale), numbering_system="latn")


def _places_pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


@lru_cache(maxsize=64)
def babel_of(locale: str) -> Locale:
    """Return Babel's locale for a portal code or a Babel identifier."""
    return Locale.parse(locale.removesuffix(BY_24_HOURS).replace("-", "_"))


@lru_cache(maxsize=1_024)
def regional(code: str, zone: str) -> str:
    """Return a portal code as days and times are written where a zone lies: `en` is `en-150` in Oslo and Cairo.

    English is that of the region where CLDR has one (`en-US`, `en-IN`), else Europe's: the day first, 24 hours. Other
    languages keep their order of days, and count 24 hours where the region's English does (BCP 47: `ar-u-hc-h23`).
    """
    region = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "")
    english = f"en-{region}" if region and localedata.exists(f"en_{region}") else EUROPEAN
    if code == "en":
        return english
    return code + BY_24_HOURS if _halves(code) and not _halves(english) else code


def _halves(locale: str) -> bool:
    """Tell whether a locale counts the hours of a day to twelve, twice."""
    return "a" in str(dates.get_time_format("short", locale=babel_of(locale)).pattern)


@dataclass(frozen=True, slots=True)
class _Style:
    """How one language writes a number: separators and what surrounds an amount or a percentage."""

    swap: Callable[[str], str]
    code_first: bool
    percent_sign: str


@lru_cache(maxsize=64)
def _style(locale: str) -> _Style:
    known = babel_of(locale)
    symbols = known.number_symbols["latn"]
    decimal, group = symbols["decimal"], symbols["group"]
    if (decimal, group) == (".", ","):
        swap: Callable[[str], str] = str
    else:
        table = str.maketrans({",": group, ".": decimal})
        swap = partial(_translate, table)
    pattern = known.currency_formats["standard"].pattern
    suffix: str = known.percent_formats[None].suffix[0]
    return _Style(swap, pattern.index("¤") < pattern.index("0"), suffix)


def _translate(table: dict[int, str], text: str) -> str:
    return text.translate(table)


@lru_cache(maxsize=64)
def _quantum(places: int) -> tuple[Decimal, str]:
    return Decimal(1).scaleb(-places), f",.{places}f"


def _plain(value: Decimal, places: int) -> str:
    """Return the value with exactly so many places, half away from zero, in English shape."""
    quantum, shape = _quantum(places)
    return format(_EXACT.quantize(value, quantum), shape)


def number(value: Decimal | int, locale: str, places: int | None = None) -> str:
    """Return a grouped number: at most three places as needed, or exactly `places`."""
    if _by_babel:
        return _babels(value, None if places is None else _places_pattern(places), locale)
    if places is None:
        text = f"{value:,}" if isinstance(value, int) else _plain(value, 3).rstrip("0").rstrip(".")
    else:
        text = _plain(Decimal(value), places)
    return _style(locale).swap(text)


def exact(value: Decimal, locale: str, least: int = 0) -> str:
    """Return a grouped number with every place it has, so many at `least`, none rounded: what somebody agrees to."""
    return number(value, locale, max(least, -int(value.normalize().as_tuple().exponent)))


def amount_pattern(locale: str) -> str:
    """Return the CLDR pattern of an amount here: the language's own order, with the ISO code.

    Bidirectional marks are left out, because amounts stand in their own left-to-right span.
    """
    return f"¤¤{NBSP}#,##0.00" if _style(locale).code_first else f"#,##0.00{NBSP}¤¤"


@lru_cache(maxsize=1_024)
def _amount_style(currency: str, locale: str) -> tuple[Decimal, str, Callable[[str], str], bool]:
    style = _style(locale)
    return *_quantum(numbers.get_currency_precision(currency)), style.swap, style.code_first


def money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount with its ISO code and the currency's own decimals: `USD 1,234.50`."""
    if _by_babel:
        with localcontext(_EXACT):
            pattern, known = amount_pattern(locale), babel_of(locale)
            return numbers.format_currency(amount, currency, pattern, known, numbering_system="latn")
    quantum, shape, swap, code_first = _amount_style(currency, locale)
    text = swap(format(_EXACT.quantize(amount, quantum), shape))
    if not code_first:
        return f"{text}{NBSP}{currency}"
    if text[0] == "-":
        return f"-{currency}{NBSP}{text[1:]}"
    return f"{currency}{NBSP}{text}"


def unit_price(amount: Decimal, locale: str) -> str:
    """Return a price per unit with four places and no currency; the column head names that."""
    if _by_babel:
        return _babels(amount, _places_pattern(UNIT_PRICE_PLACES), locale)
    return _style(locale).swap(_plain(amount, UNIT_PRICE_PLACES))


def percent(ratio: Decimal | float, locale: str, places: int = 0) -> str:
    """Return a ratio as a percentage: 0.7717 with two places is `77.17%`."""
    style = _style(locale)
    return style.swap(_plain(Decimal(str(ratio)).scaleb(2), places)) + style.percent_sign


@lru_cache(maxsize=8_192)
def date(day: dt.date, locale: str) -> str:
    """Return a day (not an instant) whose month is a word, so that nobody takes it for a day: `9 Mar 2026`."""
    return dates.format_skeleton("yMMMd", day, locale=babel_of(locale))


def month(day: dt.date, locale: str) -> str:
    """Return the month of a day with its year, as it stands alone: `March 2026`."""
    return dates.format_skeleton("yMMMM", day, locale=babel_of(locale))


def weekdays(locale: str) -> list[tuple[int, str, str]]:
    """Return the days of a week from the first one of a locale on: number (Monday 0), short name, whole name."""
    of = babel_of(locale)
    names = of.days["stand-alone"]
    order = [(of.first_week_day + offset) % 7 for offset in range(7)]
    return [(each, names["short"][each], names["wide"][each]) for each in order]


@lru_cache(maxsize=2_048)
def short_month(day: dt.date, locale: str) -> str:
    """Return the month of a day with its year, in short: `Mar 2026`."""
    return dates.format_skeleton("yMMM", day, locale=babel_of(locale))


def time(instant: dt.datetime, zone: str, locale: str) -> str:
    """Return the clock time of an aware instant in a zone, hours and minutes."""
    return _clock(_minute(instant), zone, locale)


def datetime(instant: dt.datetime, zone: str, locale: str, with_zone: bool = True) -> str:
    """Return day and time of an aware instant in a zone, and the zone's city: `… 9:05 AM (Oslo)`."""
    return _moment(_minute(instant), zone, locale, with_zone)


def _minute(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant.astimezone(dt.UTC).replace(second=0, microsecond=0)


@lru_cache(maxsize=8_192)
def _clock(minute: dt.datetime, zone: str, locale: str) -> str:
    local = minute.astimezone(ZoneInfo(zone))
    shape = "HH:mm" if locale.endswith(BY_24_HOURS) else "short"
    return dates.format_time(local, shape, tzinfo=local.tzinfo, locale=babel_of(locale))


@lru_cache(maxsize=8_192)
def _moment(minute: dt.datetime, zone: str, locale: str, with_zone: bool) -> str:
    day = date(minute.astimezone(ZoneInfo(zone)).date(), locale)
    joined = str(dates.get_datetime_format("medium", locale=babel_of(locale)))
    text = joined.replace("{1}", day).replace("{0}", _clock(minute, zone, locale))
    return f"{text} ({zone_city(zone, locale)})" if with_zone else text


@lru_cache(maxsize=4_096)
def zone_city(zone: str, locale: str) -> str:
    """Return the city of a zone in this language (`Cairo`, `开罗`), or `UTC`; CLDR has some under old names alone."""
    told, renamed = babel_of(locale).time_zones, get_global("zone_aliases")
    names = (zone, *(old for old, new in renamed.items() if new == renamed.get(zone, zone)))
    cities = (told[name]["city"] for name in names if "city" in told.get(name, {}))
    usual = dates.get_timezone_location(ZoneInfo(zone), locale=babel_of(locale), return_city=True)
    return next(cities, usual.rpartition("/")[2])


@lru_cache(maxsize=8_192)
def _unit(count: int, unit: str, locale: str) -> str:
    return units.format_unit(count, unit, "short", locale=babel_of(locale))


def duration(length: dt.timedelta, locale: str) -> str:
    """Return a length of time in its two largest units, down to minutes: `3 hr 20 min`.

    The sign is dropped: the sentence around it says whether it is left or late.
    """
    minutes = abs(length) // dt.timedelta(minutes=1)
    days, rest = divmod(minutes, 1_440)
    hours, minutes = divmod(rest, 60)
    parts = [("day", days), ("hour", hours)] if days else [("hour", hours), ("minute", minutes)]
    told = [_unit(count, f"duration-{unit}", locale) for unit, count in parts if count]
    gap = "" if babel_of(locale).language == "zh" else " "
    return gap.join(told) or _unit(0, "duration-minute", locale)


def relative(away: dt.timedelta, locale: str) -> str:
    """Return how far an instant is from now: `in 6 min.`, or `3 hr. ago` when negative."""
    minutes = abs(away) // dt.timedelta(minutes=1)
    return _relative(-minutes if away < dt.timedelta(0) else minutes, locale)


@lru_cache(maxsize=8_192)
def _relative(minutes: int, locale: str) -> str:
    try:
        return _away(minutes, "short", locale)
    except KeyError:  # CLDR as Babel packs it has no short weeks in Arabic
        return _away(minutes, "long", locale)


def _away(minutes: int, length: Literal["short", "long"], locale: str) -> str:
    away = dt.timedelta(minutes=minutes)
    return dates.format_timedelta(away, "minute", 1, True, length, babel_of(locale))


@lru_cache(maxsize=1_024)
def file_size(size: int, locale: str) -> str:
    """Return a size in bytes, kilobytes or megabytes (powers of ten), one place at most."""
    name, step = next((one for one in _BYTES_STEPS if size >= one[1]), ("byte", 1))
    value = _EXACT.quantize(Decimal(size) / step, Decimal("0.1"))
    return units.format_unit(value, f"digital-{name}", "short", format="#,##0.#", locale=babel_of(locale))


def listed(texts: Iterable[str], locale: str, *, either: bool = False) -> str:
    """Return texts as one list the language's own way: `A, B, and C`, with `either` `A, B, or C`."""
    return lists.format_list(list(texts), "or" if either else "standard", locale=babel_of(locale))


@lru_cache(maxsize=4_096)
def country(code: str, locale: str) -> str:
    """Return a country (ISO 3166-1) by its name in this language, or its code where CLDR has none."""
    return str(babel_of(locale).territories.get(code, code))


def language_name(code: str, locale: str) -> str:
    """Return a language of the portal by its name in another one: `ar` in English is `Arabic`."""
    return babel_of(code).get_display_name(babel_of(locale)) or code
