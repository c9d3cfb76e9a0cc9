"""Every fast formatter says, value by value, what Babel says in each of the nine languages."""

import datetime as dt
import decimal
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale, dates, numbers, units

from portal.core import formats
from portal.core.locales import SUPPORTED

LOCALES = tuple(SUPPORTED)
CURRENCIES = ("USD", "EUR", "CNY", "JPY", "KWD", "BHD", "CLP", "AED", "THB", "BRL")
ZONES = ("Asia/Shanghai", "Africa/Cairo", "Europe/Oslo", "America/Mexico_City", "UTC")
EDGES = [
    Decimal(text)
    for text in (
        "0", "1", "-1", "9", "10", "99", "100", "999",
        "1000", "1001", "9999", "10000", "99999.5", "999999", "1000000", "1234567.5",
        "-1234567.5", "0.1", "0.01", "0.005", "0.0049", "0.0005", "-0.0005", "0.045",
        "1.005", "2.345", "-2.345", "2.675", "48.375", "0.0875", "1299.90", "1E+3",
        "1E+6", "1.20E+2", "1E-4", "12345678901234567890.1234", "-0", "-0.001", "99.995", "999.995",
        "999999.9999",
    )
]  # fmt: skip
VALUES = EDGES + [Decimal(n * n * 7919) / (10 ** (n % 5)) * (-1) ** n for n in range(1, 240)]
DAYS = [dt.date(2025, 12, 28) + dt.timedelta(days=7 * n) for n in range(60)]
INSTANTS = [dt.datetime(2026, 1, 1, 21, 59, 31, tzinfo=dt.UTC) + n * dt.timedelta(hours=67) for n in range(130)]


@pytest.fixture(autouse=True)
def half_away_from_zero() -> Iterator[None]:
    """Babel rounds as the decimal context says; the trade rounds half away from zero."""
    with decimal.localcontext() as context:
        context.prec = 60
        context.rounding = decimal.ROUND_HALF_UP
        yield


def babel(locale: str) -> Locale:
    return Locale.parse(SUPPORTED[locale].babel)


@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_equal_babel(locale: str) -> None:
    for value in VALUES:
        assert formats.number(value, locale) == numbers.format_decimal(
            value, locale=babel(locale), numbering_system="latn"
        ), value


@pytest.mark.parametrize("places", [0, 1, 2, 4])
@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_with_fixed_places_equal_babel(locale: str, places: int) -> None:
    pattern = "#,##0" + ("." + "0" * places if places else "")

    for value in VALUES:
        assert formats.number(value, locale, places) == numbers.format_decimal(
            value, pattern, locale=babel(locale), numbering_system="latn"
        ), value


@pytest.mark.parametrize("locale", LOCALES)
def test_whole_numbers_equal_babel(locale: str) -> None:
    for value in (0, 1, -1, 999, 1000, -1000, 123456, 1_000_000, 9_876_543_210):
        assert formats.number(value, locale) == numbers.format_decimal(
            value, locale=babel(locale), numbering_system="latn"
        )


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("locale", LOCALES)
def test_money_equals_babel_with_the_iso_code(locale: str, currency: str) -> None:
    for value in VALUES:
        assert formats.money(value, currency, locale) == numbers.format_currency(
            value,
            currency,
            formats.amount_pattern(locale),
            locale=babel(locale),
            numbering_system="latn",
        ), value


@pytest.mark.parametrize("locale", LOCALES)
def test_the_amount_pattern_is_the_languages_own_but_for_the_code_and_bidi_marks(
    locale: str,
) -> None:
    own = babel(locale).currency_formats["standard"].pattern.split(";")[0].strip("\u200f")

    chosen = formats.amount_pattern(locale).replace("¤¤", "¤")

    assert chosen.replace("\u00a0", "") == own.replace("\u00a0", "")


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", "-USD\u00a01,234,567.50"),
        ("zh", "-USD\u00a01,234,567.50"),
        ("ar", "-1,234,567.50\u00a0USD"),
        ("th", "-USD\u00a01,234,567.50"),
        ("ru", "-1\u00a0234\u00a0567,50\u00a0USD"),
        ("es", "-1.234.567,50\u00a0USD"),
        ("pt-BR", "-USD\u00a01.234.567,50"),
        ("de", "-1.234.567,50\u00a0USD"),
        ("fr", "-1\u202f234\u202f567,50\u00a0USD"),
    ],
)
def test_a_negative_amount_reads_as_each_language_writes_it(locale: str, shown: str) -> None:
    assert formats.money(Decimal("-1234567.5"), "USD", locale) == shown


def test_amounts_round_half_away_from_zero() -> None:
    rounded = [formats.money(Decimal(x), "USD", "en") for x in ("2.345", "1.005", "-2.345")]

    assert rounded == ["USD\u00a02.35", "USD\u00a01.01", "-USD\u00a02.35"]


@pytest.mark.parametrize("locale", LOCALES)
def test_unit_prices_have_four_places(locale: str) -> None:
    for value in VALUES:
        assert formats.unit_price(value, locale) == numbers.format_decimal(
            value, "#,##0.0000", locale=babel(locale), numbering_system="latn"
        ), value


@pytest.mark.parametrize("places", [0, 2])
@pytest.mark.parametrize("locale", LOCALES)
def test_percentages_equal_babel(locale: str, places: int) -> None:
    pattern = babel(locale).percent_formats[None].pattern
    pattern = pattern.replace("#,##0", "#,##0.00") if places else pattern

    for value in VALUES:
        assert formats.percent(value, locale, places) == numbers.format_percent(
            value, pattern, locale=babel(locale), numbering_system="latn"
        ), value


@pytest.mark.parametrize("locale", LOCALES)
def test_dates_equal_babels_day_and_year_with_the_month_as_a_word(locale: str) -> None:
    for day in DAYS:
        assert formats.date(day, locale) == dates.format_skeleton("yMMMd", day, locale=babel(locale))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("locale", LOCALES)
def test_instants_equal_babels_day_clock_and_city(locale: str, zone: str) -> None:
    known, place = babel(locale), ZoneInfo(zone)
    joined = str(dates.get_datetime_format("medium", locale=known))
    city = dates.get_timezone_location(place, locale=known, return_city=True)

    for instant in INSTANTS:
        local = instant.astimezone(place)
        clock = dates.format_time(local, "short", tzinfo=place, locale=known)
        day = dates.format_skeleton("yMMMd", local, locale=known)
        whole = joined.replace("{1}", day).replace("{0}", clock)
        assert formats.time(instant, zone, locale) == clock
        assert formats.datetime(instant, zone, locale, with_zone=False) == whole
        assert formats.datetime(instant, zone, locale) == f"{whole} ({city})"


def test_an_hour_that_happens_twice_is_told_by_its_instant() -> None:
    before = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    after = before + dt.timedelta(hours=1, minutes=1)

    told = [formats.time(instant, "Europe/Oslo", "de") for instant in (before, after)]

    assert told == ["02:30", "02:31"]


def test_thai_years_are_gregorian_and_every_digit_is_latin() -> None:
    instant = dt.datetime(2026, 3, 9, 1, 5, tzinfo=dt.UTC)

    for locale in LOCALES:
        text = formats.datetime(instant, "Asia/Shanghai", locale)
        assert "2026" in text
        assert all(char in "0123456789" for char in text if char.isdigit())


def test_an_instant_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        formats.datetime(INSTANTS[0].replace(tzinfo=None), "UTC", "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_durations_take_each_languages_plurals_from_babel(locale: str) -> None:
    gap = "" if locale == "zh" else " "

    for minutes in [*range(60), 61, 100, 121, 200, 1_440, 1_500, 2_945, 7_205, 20_000]:
        days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
        parts = [("day", days), ("hour", hours)] if days else [("hour", hours), ("minute", rest)]
        wanted = [
            units.format_unit(n, f"duration-{unit}", "short", locale=babel(locale))
            for unit, n in parts
            if n or (minutes == 0 and unit == "minute")
        ]
        assert formats.duration(dt.timedelta(minutes=minutes), locale) == gap.join(wanted)


def test_durations_read_as_people_say_them() -> None:
    assert formats.duration(dt.timedelta(minutes=6), "en") == "6 min"
    assert formats.duration(dt.timedelta(minutes=-4, seconds=-50), "en") == "4 min"
    assert formats.duration(dt.timedelta(minutes=200), "en") == "3 hr 20 min"
    assert formats.duration(dt.timedelta(minutes=200), "zh") == "3小时20分钟"
    assert formats.duration(dt.timedelta(days=2), "ru") == "2 дн."


@pytest.mark.parametrize("locale", LOCALES)
def test_relative_times_equal_babel(locale: str) -> None:
    for minutes in (-20_000, -1_440, -200, -4, -1, 0, 1, 6, 59, 60, 200, 3_000):
        away = dt.timedelta(minutes=minutes)
        length: Literal["short", "long"] = "long" if locale == "ar" and minutes == -20_000 else "short"
        assert formats.relative(away, locale) == dates.format_timedelta(away, "minute", 1, True, length, babel(locale))


def test_part_of_a_minute_is_dropped_on_both_sides_of_now() -> None:
    late, early = dt.timedelta(seconds=-290), dt.timedelta(seconds=290)

    assert formats.relative(late, "en") == "4 min. ago"
    assert formats.relative(early, "en") == "in 4 min."


@pytest.mark.parametrize("locale", LOCALES)
def test_file_sizes_equal_babel(locale: str) -> None:
    cases = [
        (0, "byte", "0"),
        (999, "byte", "999"),
        (1_000, "kilobyte", "1.0"),
        (123_456, "kilobyte", "123.5"),
        (25_000_000, "megabyte", "25.0"),
    ]

    for size, unit, value in cases:
        assert formats.file_size(size, locale) == units.format_unit(
            Decimal(value), f"digital-{unit}", "short", "#,##0.#", babel(locale)
        )


def test_a_wrong_separator_would_be_noticed() -> None:
    german = formats.number(Decimal("1234.5"), "de")

    assert german != numbers.format_decimal(Decimal("1234.5"), locale="en")
    assert german == "1.234,5"


def test_a_list_is_joined_the_language_s_own_way() -> None:
    assert formats.listed(["A", "B", "C"], "en") == "A, B, and C"
    assert formats.listed(["A", "B", "C"], "en", either=True) == "A, B, or C"
    assert formats.listed(["A", "B", "C"], "zh") == "A、B和C"
    assert formats.listed(["A", "B"], "ar") == "A وB"
    assert formats.listed(iter(["A"]), "ar") == "A"
    assert formats.listed([], "en") == ""


def test_countries_and_languages_have_their_names_in_the_reader_s_language() -> None:
    assert (formats.country("EG", "en"), formats.country("EG", "zh"), formats.country("QQ", "en")) == (
        "Egypt",
        "埃及",
        "QQ",
    )
    assert formats.language_name("ar", "en") == "Arabic"
    assert formats.language_name("pt-BR", "en") == "Portuguese (Brazil)"
    assert formats.language_name("en", "ar") == "الإنجليزية"


@pytest.mark.parametrize(
    ("code", "zone", "told"),
    [
        ("en", "Europe/Oslo", "9 Mar 2026, 15:05"),
        ("en", "Africa/Cairo", "9 Mar 2026, 16:05"),
        ("en", "Asia/Bangkok", "9 Mar 2026, 21:05"),
        ("en", "Asia/Shanghai", "9 Mar 2026, 22:05"),
        ("en", "Asia/Chongqing", "9 Mar 2026, 22:05"),
        ("en", "America/New_York", "Mar 9, 2026, 10:05 AM"),
        ("en", "Australia/Sydney", "10 Mar 2026, 1:05 am"),
        ("en", "UTC", "9 Mar 2026, 14:05"),
        ("ar", "Africa/Cairo", "9 مارس 2026، 16:05"),
        ("ar", "Asia/Dubai", "9 مارس 2026، 6:05 م"),
        ("zh", "Asia/Shanghai", "2026年3月9日 22:05"),
        ("es", "America/Mexico_City", "9 mar 2026, 8:05"),
    ],
)
def test_the_readers_region_decides_the_hours_of_a_day_and_the_order_of_a_date(code: str, zone: str, told: str) -> None:
    instant = dt.datetime(2026, 3, 9, 14, 5, tzinfo=dt.UTC)

    text = formats.datetime(instant, zone, formats.regional(code, zone), with_zone=False)

    assert text.replace("\u202f", " ").replace("\u200f", "") == told


def test_an_exact_number_has_every_place_it_has_and_none_besides() -> None:
    told = [formats.exact(Decimal(text), "en") for text in ("12.3456", "1200", "1E+3", "0.50", "-0.0001")]

    assert told == ["12.3456", "1,200", "1,000", "0.5", "-0.0001"]
    assert formats.exact(Decimal("1234.5678"), "de") == "1.234,5678"


@pytest.mark.parametrize(
    ("zone", "locale", "city"),
    [
        ("Asia/Kolkata", "zh", "加尔各答"), ("Asia/Calcutta", "zh", "加尔各答"), ("Europe/Kyiv", "ar", "كييف"),
        ("Asia/Harbin", "zh", "上海"), ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"), ("UTC", "ar", "UTC"),
    ],
)  # fmt: skip
def test_a_city_is_called_as_in_the_readers_language_whatever_name_its_zone_has(
    zone: str, locale: str, city: str
) -> None:
    assert formats.zone_city(zone, locale) == city
