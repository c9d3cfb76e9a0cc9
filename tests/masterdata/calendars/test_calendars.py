"""Days and weekends of calendars by files, and the page of a year."""

import io
from datetime import date

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.accounts.queries_calendars import hq_calendar
from portal.core.calendars import holiday_names
from portal.core.clock import utc_now
from portal.core.data.sessions import db
from portal.core.days import hq_day
from tests.factories import make_hq_user
from tests.masterdata.factories import apply, send, sign_in, steward
from tests.masterdata.test_hq_partners import found, same_again, undo, wrong
from tests.web import Page

pytestmark = pytest.mark.both_engines
DAYS = ("calendar", "day", "kind", "name")
WEEKENDS = ("calendar", "valid_from", "weekend")


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def cell(page: Page, day: str, month: int) -> tuple[str, str]:
    """The look of a day of a month, and what is heard of it."""
    table = page.tree.xpath("//table[contains(@class, 'month')]")[month - 1]
    node = next(one for one in table.xpath(".//*[contains(@class, 'day')]") if (one.text or "").strip() == day)
    return node.get("class"), " ".join("".join(node.itertext()).split())


def test_days_come_in_are_told_wrong_taken_back_and_come_out_the_same(app: Flask) -> None:
    browser = steward(app)
    found(browser)

    page = send(
        browser, "calendar_days", DAYS, ("cn", "2026-03-10", "off", "Extra"), ("CN", "2026-03-10", "half", ""),
        ("NOWHERE", "2026-03-10", "off", ""), ("XX", "2026-03-10", "off", ""), ("hq", "2026-02-30", "off", ""),
        ("hq", "2026-03-11", "closed", ""),
    )  # fmt: skip

    assert [row[:2] for row in wrong(page)] == [
        ["3", "Calendar"],
        ["4", "Calendar"],
        ["5", "Calendar"],
        ["6", "Day"],
        ["7", "Kind"],
    ]
    good = [
        ("CN", "2026-03-10", "off", "Extra"),
        ("NILE", "2026-03-11", "half", ""),
        ("HQ", "2026-03-14", "working", ""),
    ]
    page = apply(browser, send(browser, "calendar_days", DAYS, *good))
    assert [hq_calendar().is_working_day(day) for day in days("2026-03-10", "2026-03-14")] == [False, True]
    assert same_again(app, browser, "calendar_days") == ("3", "0", "0")
    assert undo(browser, page).has("Taken back")
    db.session.remove()
    assert hq_calendar().is_working_day(days("2026-03-10")[0])


def test_a_weekend_leaves_a_day_to_work_on(app: Flask) -> None:
    browser = steward(app)

    page = send(
        browser, "calendar_weekends", WEEKENDS, ("EG", "2026-07-01", "mon tue wed thu fri sat sun"), ("EG", "", "fri")
    )
    assert [row[:2] for row in wrong(page)] == [["2", "Weekend"], ["3", "Valid from"]]

    apply(browser, send(browser, "calendar_weekends", WEEKENDS, ("eg", "2026-07-01", "sun, sat")))
    page = browser.page("/hq/calendars?calendar=EG&year=2026")

    assert same_again(app, browser, "calendar_weekends") == ("1", "0", "0")
    assert cell(page, "3", 7) == ("day worked", "3")
    assert cell(page, "5", 7)[0] == "day weekend"
    assert cell(page, "26", 6) == ("day weekend", "26, Weekend")


def test_a_year_shows_what_each_day_is_and_a_day_is_added_from_it(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/calendar_days/row?calendar=hq&day=2026-03-10")
    browser.send({"kind": "off", "name": "Founding day"}, button="Save")
    page = browser.page("/hq/calendars?year=2026")

    assert cell(page, "10", 3) == ("day holiday said", "10, Day off Founding day")
    assert cell(page, "1", 10) == ("day holiday", "1, Day off National Day")
    assert cell(page, "14", 2)[0] == "day extra"
    assert page.has("Founding day") and page.has("247 working days")
    address = next(link for link in page.tree.xpath("//a/@href") if "day=2026-03-11" in link)
    form = browser.page(address)
    assert {name: form.fields()[name] for name in ("calendar", "day")} == {"calendar": "hq", "day": "2026-03-11"}


def test_a_calendar_that_is_nobodys_has_no_page_and_odd_years_are_this_one(app: Flask) -> None:
    browser = steward(app)
    found(browser)

    assert browser.open("/hq/calendars?calendar=NOWHERE").status_code == 404
    assert browser.page("/hq/calendars?calendar=NILE&year=99999").has("Calendar of NILE")
    assert browser.page("/hq/calendars?part=hq|09:00&year=x").has("Headquarters")


def test_a_calendar_of_which_nothing_is_said_next_year_is_work(app: Flask) -> None:
    browser = steward(app)
    year = hq_day(utc_now()).year
    rows = [("EG", f"{year}-03-10", "off", ""), ("EG", f"{year}-04-10", "off", ""), ("hq", f"{year}-04-10", "off", "")]
    apply(browser, send(browser, "calendar_days", DAYS, *rows, ("hq", f"{year + 1}-04-10", "off", "")))

    told = {row[0]: row[1:3] for row in browser.page("/hq/setup/missing").rows(0)}

    assert told["Nothing said of the next year"] == ["Days off and extra working days", "1"]
    assert [row[0] for row in browser.page("/hq/data/calendar_days?gap=next_year").rows(0)] == ["EG"]


HOURS = ("calendar", "country", "zone", "opens", "closes")


def test_hours_are_those_of_headquarters_a_distributor_or_a_depot_however_their_code_is_written(app: Flask) -> None:
    browser = steward(app)
    found(browser)
    depot = ("code", "name", "country", "zone", "cut_off", "rank")
    apply(browser, send(browser, "depots", depot, ("WOB", "Wolfsburg", "DE", "Europe/Berlin", "14:00", 1)))
    span = ("Europe/Berlin", "08:00", "16:00")

    page = send(browser, "working_hours", HOURS, *((name, "DE", *span) for name in ("DE", "AT", "wob", "HQ", "nile")))

    told = "Working hours are those of hq, or of a distributor or depot by its code; “{}” is none of these."
    assert wrong(page) == [[row, "Calendar", told.format(name)] for row, name in (("2", "DE"), ("3", "AT"))]
    apply(browser, send(browser, "working_hours", HOURS, *((name, "DE", *span) for name in ("wob", "HQ", "nile"))))
    assert {row[0] for row in browser.page("/hq/data/working_hours").rows(0)} == {"WOB", "hq", "NILE"}
    apply(browser, send(browser, "calendar_days", DAYS, ("wob", "2026-03-10", "off", "")))
    assert [row[0] for row in browser.page("/hq/data/calendar_days").rows(0)] == ["WOB"]


def test_what_a_calendar_may_be_is_said_beside_its_field_with_files_and_in_the_empty_spreadsheet(app: Flask) -> None:
    browser, said = steward(app), "hq, or the code of a distributor or depot; capitals or not"

    assert browser.page("/hq/data/working_hours/row").has(said)
    assert browser.page("/hq/data/working_hours/file").has(said)
    sheet = load_workbook(io.BytesIO(browser.open("/hq/data/working_hours/template").get_data())).active
    notes = {each.promptTitle: each.prompt for each in sheet.data_validations.dataValidation}
    assert notes["Calendar"] == f"Text, zeros in front are kept · identifies the row · at most 20 signs · {said}"


def test_holidays_are_called_in_the_readers_language_where_that_is_known_and_else_in_english(app: Flask) -> None:
    reader = sign_in(app, make_hq_user(role="hq_steward", locale="ar"))
    arabic = reader.page("/hq/calendars?calendar=EG&year=2026")
    assert arabic.has("عيد ثورة ٢٣ يوليو") and not arabic.has("Revolution Day")

    assert holiday_names("CN", 2026, "zh")[date(2026, 10, 1)] == "国庆节"
    assert holiday_names("EG", 2026, "zh") == {}
