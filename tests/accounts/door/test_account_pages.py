"""One's own account, and the choice of language."""

import pytest
from flask import Flask

from portal.accounts.models import UserAccount
from portal.core.data.sessions import db
from tests.factories import PASSWORD, make_dealer_user, make_hq_user
from tests.web import Browser, Page


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_the_public_pages_are_sound_in_every_language(app: Flask, language: str) -> None:
    browser = Browser(app, language=language)

    for path in ("/login", "/hq/login", "/forgot"):
        page = browser.page(path)
        assert page.tree.getroot().get("dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.both_engines
def test_name_language_and_zone_are_changed(app: Flask) -> None:
    user = make_dealer_user(locale="en")
    browser = Browser(app).sign_in(user)

    browser.page("/account")
    page = browser.send({"name": " Mona  Adel ", "locale": "ar", "zone": "Africa/Cairo"}, button="Save")

    assert page.tree.getroot().get("dir") == "rtl"
    kept = db.session.get(UserAccount, user.id)
    assert (kept.name, kept.locale, kept.zone) == ("Mona Adel", "ar", "Africa/Cairo")


@pytest.mark.parametrize(("language", "city"), [("en", "Kolkata"), ("zh", "加尔各答"), ("ar", "كالكتا")])
def test_a_zone_is_offered_by_its_city_and_under_one_name(app: Flask, language: str, city: str) -> None:
    browser = Browser(app, language=language).sign_in(make_dealer_user(locale=language))

    zones = _zones(browser.page("/account"))

    assert zones["Asia/Kolkata"] == f"{city} (Asia/Kolkata)"
    assert "Asia/Calcutta" not in zones and zones["UTC"] == "UTC"


@pytest.mark.both_engines
def test_a_zone_under_an_old_name_stays_as_it_is(app: Flask) -> None:
    user = make_dealer_user(locale="en", zone="Asia/Calcutta")
    browser = Browser(app).sign_in(user)

    page = browser.page("/account")
    browser.send({"name": "Mona Adel"}, button="Save")

    assert _zones(page)["Asia/Calcutta"] == "Kolkata (Asia/Calcutta)"
    kept = db.session.get(UserAccount, user.id)
    assert (kept.name, kept.zone) == ("Mona Adel", "Asia/Calcutta")


def _zones(page: Page) -> dict[str, str]:
    return {each.get("value"): each.text for each in page.select("//select[@name='zone']/option")}


def test_a_wrong_present_password_changes_nothing(app: Flask) -> None:
    browser = Browser(app).sign_in(make_hq_user())
    new = "the ferry leaves at seven"

    browser.page("/hq/account")
    page = browser.send(
        {"old_password": "not it at all", "password": new, "repeat": new}, button="Change the password", status=422
    )
    assert "The present password is wrong." in page.main
    page = browser.send(
        {"old_password": PASSWORD, "password": "too short", "repeat": "too short"},
        button="Change the password",
        status=422,
    )
    assert "Use at least 12 characters." in page.main


def test_guessing_the_present_password_must_wait(app: Flask) -> None:
    browser = Browser(app).sign_in(make_hq_user())
    fields = {
        "old_password": "guess",
        "password": "the ferry leaves at seven",
        "repeat": "the ferry leaves at seven",
    }

    statuses = [browser.post("/hq/account/password", fields).status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_a_visitor_chooses_a_language_and_comes_back(app: Flask) -> None:
    browser = Browser(app)

    browser.page("/login?next=/account")
    page = browser.send(button="العربية")

    assert page.path == "/login?next=/account"
    assert page.tree.getroot().get("lang") == "ar"
    assert browser.page("/forgot").tree.getroot().get("lang") == "ar"


@pytest.mark.both_engines
def test_a_signed_in_persons_choice_is_kept(app: Flask) -> None:
    user = make_hq_user(locale="en")
    browser = Browser(app).sign_in(user)

    browser.page("/hq/account")
    page = browser.send(button="简体中文")

    assert page.path == "/hq/account"
    assert page.tree.getroot().get("lang") == "zh-Hans"
    assert db.session.get(UserAccount, user.id).locale == "zh"


def test_a_link_chooses_a_language_without_touching_the_account(app: Flask) -> None:
    user = make_dealer_user(locale="en")
    browser = Browser(app).sign_in(user)

    response = browser.open("/language/ar?next=/account")

    assert response.headers["Location"] == "/account"
    assert "language=ar" in response.headers["Set-Cookie"]
    assert db.session.get(UserAccount, user.id).locale == "en"


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_a_change_of_language_leads_nowhere_else(app: Flask, wanted: str) -> None:
    browser = Browser(app)

    assert browser.open("/language/zh", query_string={"next": wanted}).headers["Location"] == "/"
    assert browser.post("/language", {"language": "zh", "next": wanted}).headers["Location"] == "/"
    assert browser.post("/hq/language", {"language": "zh", "next": wanted}).headers["Location"] == "/hq/"


@pytest.mark.parametrize("code", ["xx", "de", ".."])
def test_a_language_not_offered_is_not_found(app: Flask, code: str) -> None:
    assert Browser(app).open(f"/language/{code}").status_code == 404
    assert Browser(app).post("/language", {"language": code}).status_code == 404
