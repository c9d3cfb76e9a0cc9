"""Forms of master data: what is known beforehand is chosen, days from a calendar; what was typed is never lost."""

import pytest
from flask import Flask

from portal.accounts.kept.labels import typed_label, typed_value
from portal.accounts.models import DistributorKind
from portal.masterdata.kinds.companies.distributors import DISTRIBUTORS
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.rows.pages_questions import MOST_CHOSEN
from tests.catalogue.factories import make_part
from tests.factories import make_address, make_distributor, make_hq_user, make_selling_entity
from tests.masterdata.factories import sign_in, steward
from tests.stock.factories import make_depot
from tests.web import Page

pytestmark = pytest.mark.both_engines


def chosen_from(page: Page, field: str) -> dict[str, str]:
    """What a field of a page is chosen from."""
    return {each.get("value"): each.text for each in page.select(f"//select[@name='{field}']/option")}


def test_zones_currencies_and_sellers_are_chosen_by_their_names(app: Flask) -> None:
    make_selling_entity(code="CN01", name="Chongqing Parts")
    make_selling_entity(code="DE01", name="Teile GmbH", active=False, inactive_because="sold")

    english = steward(app).page("/hq/data/distributors/row")
    arabic = sign_in(app, make_hq_user(role="hq_steward", locale="ar")).page("/hq/data/distributors/row")

    assert chosen_from(english, "zone")["Africa/Cairo"] == "Cairo (Africa/Cairo)"
    assert chosen_from(arabic, "zone")["Africa/Cairo"] == "القاهرة (Africa/Cairo)"
    assert "Asia/Calcutta" not in chosen_from(english, "zone")
    assert chosen_from(english, "currency")["KWD"] == "KWD · Kuwaiti Dinar"
    assert chosen_from(arabic, "currency")["KWD"] == "KWD · دينار كويتي"
    assert list(chosen_from(english, "seller").items()) == [
        ("", "–"), ("CN01", "CN01 · Chongqing Parts"), ("DE01", "DE01 · Teile GmbH (not in use)"),
    ]  # fmt: skip


def test_nobody_stands_below_a_dealer_and_a_contact_is_of_any_company(app: Flask) -> None:
    region = make_distributor(code="MEA", name="Africa", kind=DistributorKind.REGION)
    make_distributor(code="NILE", name="Nile Motors", parent=region, kind=DistributorKind.DEALER)
    make_depot("CQ")
    browser = steward(app)
    own = chosen_from(browser.page("/hq/data/distributors/row?key=MEA"), "parent")

    above = chosen_from(browser.page("/hq/data/distributors/row"), "parent")
    company = chosen_from(browser.page("/hq/data/contacts/row"), "company")
    calendar = chosen_from(browser.page("/hq/data/working_hours/row"), "calendar")
    day = browser.page("/hq/data/calendar_days/row").select("//datalist[@id='calendar-offered']/option/@value")

    assert [*above] == ["", "MEA"] and [*own] == []
    assert company["NILE"] == "NILE · Nile Motors · Distributors" and company["CQ"].endswith(" · Depots")
    assert [*calendar] == ["", "hq", "MEA", "NILE", "CQ"]
    assert day[0] == "hq" and {"CN", "MEA", "NILE", "CQ"} <= {*day}


def test_of_many_rows_the_key_is_typed_and_each_is_offered(app: Flask) -> None:
    for number in range(MOST_CHOSEN + 1):
        make_selling_entity(code=f"S{number:03}", name=f"Seller {number}")

    page = steward(app).page("/hq/data/distributors/row")

    assert page.select("//input[@name='seller']/@list") == ["seller-offered"]
    offered = page.select("//datalist[@id='seller-offered']/option")
    assert len(offered) == MOST_CHOSEN + 1
    assert (offered[0].get("value"), offered[0].text) == ("S000", "S000 · Seller 0")


def test_days_are_chosen_from_a_calendar_and_what_was_typed_stays(app: Flask) -> None:
    make_distributor(code="NILE", name="Nile Motors")
    browser = steward(app)

    fresh = browser.page("/hq/data/fixed_prices/row")
    wrong = browser.send(
        {"distributor": "NO", "currency": "XXX", "valid_from": "31/12/2026", "valid_to": "2026-12-31", "part": "1"},
        button="Ask for the change",
        status=422,
    )

    assert fresh.select("//input[@type='date']/@name") == ["valid_from", "valid_to"]
    assert wrong.select("//select[@name='distributor']/option[@selected]/@value") == ["NO"]
    assert wrong.select("//select[@name='currency']/option[@selected]/@value") == ["XXX"]
    assert wrong.select("//input[@name='valid_from'][not(@type='date')]/@value") == ["31/12/2026"]
    assert wrong.select("//input[@name='valid_to'][@type='date']/@value") == ["2026-12-31"]


def test_a_zone_under_an_old_name_stays_and_so_does_a_row_that_is_saved_unchanged(app: Flask) -> None:
    make_distributor(code="NILE", name="Nile Motors", zone="Asia/Calcutta")
    browser = steward(app)

    page = browser.page("/hq/data/distributors/row?key=NILE")
    saved = browser.send(button="Save")

    assert chosen_from(page, "zone")["Asia/Calcutta"] == "Kolkata (Asia/Calcutta)"
    assert page.select("//select[@name='zone']/option[@selected]/@value") == ["Asia/Calcutta"]
    assert saved.has("Nothing was changed: it stands so already.")


@pytest.mark.parametrize(("language", "words"), [("en", "Level General distributor"), ("ar", "المستوى موزع عام")])
def test_what_was_typed_for_a_row_that_is_gone_is_told_in_words(app: Flask, language: str, words: str) -> None:
    make_distributor(code="NILE", name="Nile Motors", kind=DistributorKind.GENERAL, country="EG")
    browser = sign_in(app, make_hq_user(role="hq_steward", locale=language))
    for address in ("/hq/data/distributors/row?key=GONE", "/hq/data/nonsense/row?key=NILE"):
        browser.page("/hq/data/distributors/row?key=NILE")
        form = browser.shown.select("//form[contains(@class, 'questions')]")[0]
        form.set("action", address)

        page = browser.send({"region": "Delta"}, status=404)

        told = {each.findtext("dt"): each.findtext("dd") for each in page.select("//dl/div")}
        assert told and not {*told} & {one.name for one in DISTRIBUTORS.fields.all}
        assert page.has(words) and "EG" not in told.values() and "yes" not in told.values()


def test_every_field_of_every_kind_is_told_by_a_name(app: Flask) -> None:
    with app.test_request_context():
        for kind in kinds_there_are():
            for one in kind.fields.all:
                assert typed_label(one.name, "portal.masterdata") not in ("", one.name)
        assert typed_value("country", "EG", "portal.masterdata") == "Egypt"
        assert typed_value("usual", "no", "portal.masterdata") == "No"
        assert typed_value("valid_from", "2026-12-31", "portal.masterdata") == "31 Dec 2026"
        assert typed_value("valid_from", "31/12", "portal.masterdata") == "31/12"


def test_a_word_too_long_for_its_column_is_broken_where_the_line_ends(app: Flask) -> None:
    make_part("A1", names={"en": "Verbindungsschlauchhalterung" * 6})
    make_part("A2", names={"en": "Bracket of the connecting hose, front, left"})

    page = steward(app).page("/hq/data/parts")

    assert [one.text for one in page.select("//td//*[@class='breaks']")] == ["Verbindungsschlauchhalterung" * 6]


@pytest.mark.parametrize(("language", "words"), [("en", "Ship-to"), ("ar", "الشحن إلى")])
def test_the_key_of_a_row_is_told_in_words(app: Flask, language: str, words: str) -> None:
    make_address(make_distributor(code="NILE"), label="Dock")
    browser = sign_in(app, make_hq_user(role="hq_steward", locale=language))

    page = browser.page("/hq/data/addresses/row?key=NILE|ship_to|Dock")

    assert page.has(f"NILE · {words} · Dock") and "ship_to" not in page.main


def test_a_row_removed_in_another_tab_says_by_whom_and_keeps_what_was_typed(app: Flask) -> None:
    make_part("21029627")
    make_part("0023410011")
    first, second = steward(app), steward(app)
    first.page("/hq/data/substitutes/row")
    first.send({"part": "21029627", "substitute": "0023410011", "rank": "1"}, button="Save")
    address = "/hq/data/substitutes/row?key=21029627|0023410011"
    for browser in (first, second):
        assert browser.page(address).has("0023410011")
    first.send(button="Remove")

    page = second.send({"rank": "7"}, button="Save", status=422)

    assert page.has("removed this row") and page.has("What you typed is still here")
    assert page.fields()["rank"] == "7" and page.fields()["part"] == "21029627"
    assert second.send({}, button="Save").has("Saved.")
    assert second.page(address).fields()["rank"] == "7"
    assert second.open("/hq/data/substitutes/row?key=never|there").status_code == 404
