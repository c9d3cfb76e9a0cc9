"""Figures and dates on paper: the receiver's language in Latin digits, and never cut."""

import re
from datetime import date

import pytest

from portal.core import formats
from portal.core.locales import OFFERED
from portal.documents.printing import figures


@pytest.mark.parametrize(
    ("locale", "amount", "day"),
    [
        ("en", "USD~1,234,567.50", "9 Mar 2026"),
        ("de", "1.234.567,50~USD", "9. März 2026"),
        ("fr", "1\u202f234\u202f567,50~USD", "9 mars 2026"),
        ("ar_EG", "1,234,567.50~USD", "9 مارس 2026"),
        ("th", "USD~1,234,567.50", "9 มี.ค. 2026"),
        ("zh", "USD~1,234,567.50", "2026年3月9日"),
    ],
)
def test_figures_follow_the_language_in_latin_digits_and_gregorian_years(locale, amount, day):
    assert figures.money("1234567.5", "USD", locale) == amount.replace("~", "\u00a0")
    assert figures.day("2026-03-09", locale) == day


@pytest.mark.parametrize(("locale", "zone"), [("en", "Africa/Cairo"), ("ar", "Africa/Cairo"), ("zh", "Asia/Shanghai")])
def test_a_paper_writes_a_day_as_the_pages_do(locale, zone):
    paged = formats.date(date(2026, 11, 30), formats.regional(locale, zone))

    assert figures.day("2026-11-30", locale) == paged


@pytest.mark.parametrize("locale", OFFERED)
def test_no_day_can_be_taken_for_a_month(locale):
    told = {figures.day(text, locale) for text in ("2026-03-09", "2026-09-03")}

    assert all(re.search(r"\b9\D+2026|2026年[39]月|\b3\D+2026", text) for text in told), told
    assert not any(re.search(r"\d[/.-]\d", text) for text in told), told


def test_figures_are_never_cut():
    assert figures.unit_price("0.08755", "en") == "0.08755"
    assert figures.quantity("12.500", "en") == "12.5"
    assert figures.quantity("100", "en") == "100"
    assert figures.weight("1234.5", "en") == "1,234.50"
    assert figures.amount("500", "JPY", "en") == "500"


def test_quantities_that_begin_at_one_place_end_below_one_another():
    shown = figures.in_column(["1 PCE", "12 PCE", "1,204.5 SET"])

    assert shown == {
        "1 PCE": "\u2007\u2008\u2007\u2007\u2007\u20081 PCE",
        "12 PCE": "\u2007\u2008\u2007\u2007\u200712 PCE",
        "1,204.5 SET": "1,204.5 SET",
    }
    assert figures.in_column([]) == {}
