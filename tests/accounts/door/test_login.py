"""The two doors: who gets in, who is told what, and how long one waits after failures."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from portal.accounts.door import pages_known_browser, service
from portal.accounts.models import LoginDelay, UserSession, UserState
from portal.audit.models import AuditRow
from portal.core.data.sessions import db, perform
from portal.core.errors import Refused
from portal.core.scope import EVERYONE, scoped
from tests.factories import PASSWORD, make_dealer_user, make_hq_user
from tests.web import Browser

START = datetime(2026, 3, 9, 8, tzinfo=UTC)


def log_in(browser: Browser, email: str, password: str = PASSWORD, door: str = "", status: int = 303) -> str:
    """Try to log in through the page and return where it leads, or the words of the answer."""
    browser.page(f"{door}/login")
    response = browser.post(f"{door}/login", {"email": email, "password": password, "next": ""})
    assert response.status_code == status
    return response.headers.get("Location", "") or response.get_data(as_text=True)


def test_a_distributors_person_logs_in_through_the_form(app: Flask) -> None:
    user = make_dealer_user(name="Mona Adel")
    browser = Browser(app)

    browser.page("/login?next=/account")
    page = browser.send({"email": f"  {user.email.upper()} ", "password": PASSWORD}, button="Log in")

    assert page.path == "/account"
    assert page.has("Mona Adel")


@pytest.mark.parametrize("door", ["", "/hq"])
def test_known_and_unknown_people_get_the_same_answer(app: Flask, door: str) -> None:
    make_dealer_user(email="known@nile.example")
    make_hq_user(email="disabled@hq.example", state=UserState.DISABLED)
    make_hq_user(email="invited@hq.example", state=UserState.INVITED, password_hash="")

    def answer(email: str) -> str:
        html = log_in(Browser(app), email, "not the password", door, status=422)
        return html.replace(email, "EMAIL").split("<main")[1].split("csrf_token")[0]

    answers = {answer(f"{who}.example") for who in ("known@nile", "nobody@nile", "disabled@hq", "invited@hq")}

    assert len(answers) == 1
    assert "E-mail or password is wrong." in answers.pop()


def test_a_login_does_the_same_work_for_known_and_unknown_people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    known = make_dealer_user().email
    work: list[str] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, made: str, password: str) -> bool:
        work.append(made.rsplit("$", 2)[0])
        return real(self, made, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    for email in (known, "nobody@nile.example"):
        log_in(Browser(app), email, "wrong wrong wrong", status=422)

    assert len(work) == 2
    assert work[0] == work[1]


@pytest.mark.race
def test_guesses_sent_at_once_are_all_counted(app: Flask) -> None:
    email = make_dealer_user().email
    gate = threading.Barrier(12)
    answers: list[str] = []

    def guess() -> None:
        with app.app_context(), scoped(EVERYONE):
            gate.wait()
            try:
                perform(service.count_try, "login", email, service.Visitor("192.0.2.1"), START)
                answers.append("counted")
            except Refused as refusal:
                answers.append(refusal.code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["accounts.wait"] * 7 + ["counted"] * 5


def test_a_disabled_person_stays_out_with_the_right_password(app: Flask) -> None:
    user = make_dealer_user(state=UserState.DISABLED)

    html = log_in(Browser(app), user.email, status=422)

    assert "E-mail or password is wrong." in html


def test_the_wrong_door_explains_itself_and_links_to_the_right_one(app: Flask) -> None:
    clerk, buyer = make_hq_user(), make_dealer_user()
    browser = Browser(app)

    browser.page("/login")
    page = browser.send({"email": clerk.email, "password": PASSWORD}, status=403, button="Log in")
    assert "your account belongs to headquarters" in page.main
    assert page.links()["Go to the right door"] == "/hq/login"

    browser.page("/hq/login")
    page = browser.send({"email": buyer.email, "password": PASSWORD}, status=403, button="Log in")
    assert "your account belongs to a distributor" in page.main
    assert page.links()["Go to the right door"] == "/login"
    assert not browser.client.get_cookie("portal_d")


def test_who_does_not_know_the_password_does_not_learn_the_door(app: Flask) -> None:
    clerk = make_hq_user()

    html = log_in(Browser(app), clerk.email, "a wrong password", status=422)

    assert "belongs to headquarters" not in html


def test_each_door_refuses_the_others_people_on_its_pages(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user())
    page = browser.page("/hq/account", status=403)
    assert "This door is for headquarters" in page.main

    browser = Browser(app).sign_in(make_hq_user())
    page = browser.page("/account", status=403)
    assert "This door is for distributors" in page.main


def test_a_distributors_token_in_the_other_doors_cookie_opens_nothing(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user(role="dealer_owner"))
    token = browser.client.get_cookie("portal_d").value
    browser.client.delete_cookie("portal_d")
    browser.client.set_cookie("portal_hq", token)

    response = browser.open("/hq/account")

    assert response.status_code == 303
    assert response.headers["Location"].startswith("/hq/login")


def test_the_cookie_is_closed_to_scripts_and_other_sites(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)

    response = browser.post("/login", {"email": user.email, "password": PASSWORD})

    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("portal_d="))
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    token = cookie.split(";")[0].split("=", 1)[1]
    stored = db.session.scalars(sa.select(UserSession.token_hash)).one()
    assert len(token) >= 43
    assert token not in stored


def test_login_gives_a_new_session_and_ends_the_one_of_this_browser(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app).sign_in(user)
    planted = browser.client.get_cookie("portal_d").value

    browser.post("/login", {"email": user.email, "password": PASSWORD})

    assert browser.client.get_cookie("portal_d").value != planted
    open_now = db.session.scalar(sa.select(sa.func.count()).where(UserSession.ended_at.is_(None)))
    assert open_now == 1


def test_logging_in_is_recorded_once_without_secrets(app: Flask) -> None:
    user = make_dealer_user()

    log_in(Browser(app), user.email)

    row = db.session.scalars(sa.select(AuditRow)).one()
    assert (row.action, row.actor_id, row.subject_id) == ("account.signed_in", user.id, str(user.id))
    assert row.before is None and row.after is None


def test_waiting_doubles_per_account_and_is_the_same_for_unknown_ones(app: Flask) -> None:
    known = make_dealer_user().email
    for email in (known, "nobody@nile.example"):
        with time_machine.travel(START, tick=False) as clock:
            browser = Browser(app, address="198.51.100.7")
            for _ in range(5):
                log_in(browser, email, "wrong wrong wrong", status=422)
            waited = log_in(browser, email, status=429)
            assert "Try again in 2 seconds" in waited
            clock.shift(timedelta(seconds=2))
            log_in(browser, email, "wrong wrong wrong", status=422)
            assert "Try again in 4 seconds" in log_in(browser, email, "wrong wrong wrong", status=429)


def test_a_right_password_after_the_wait_gets_in_and_starts_afresh(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            log_in(browser, user.email, "wrong wrong wrong", status=422)
        response = browser.post("/login", {"email": user.email, "password": PASSWORD})
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "2"
        clock.shift(timedelta(seconds=3))

        assert log_in(browser, user.email) == "/"

    delay = db.session.get(LoginDelay, f"login:pair:{user.email}:192.0.2.0/24")
    assert (delay.failures, delay.blocked_until) == (0, None)


def test_many_accounts_from_one_network_wait_too_but_other_networks_do_not(app: Flask) -> None:
    user = make_dealer_user()
    with time_machine.travel(START, tick=False):
        attacker = Browser(app, address="203.0.113.5")
        token = attacker.csrf_token()
        for number in range(31):
            fields = {"csrf_token": token, "email": f"guess{number}@nile.example", "password": "wrong wrong"}
            assert attacker.open("/login", method="POST", data=fields).status_code == 422

        neighbour = Browser(app, address="203.0.113.99")
        assert neighbour.post("/login", {"email": user.email, "password": PASSWORD}).status_code == 429
        assert log_in(Browser(app, address="192.0.2.1"), user.email) == "/"


def guess_everywhere(app: Flask, email: str, *, times: int = 70) -> None:
    """Type wrong passwords for an account from many networks, as one who rents other people's machines."""
    for number in range(times):
        stranger = service.Visitor(f"198.18.{number}.1")
        with suppress(Refused):
            perform(service.count_try, "login", email, stranger, START)


@pytest.mark.both_engines
def test_strangers_who_guess_keep_out_strangers_and_never_a_browser_or_network_that_signed_in(app: Flask) -> None:
    user = make_dealer_user()
    known = Browser(app, address="192.0.2.10")
    with time_machine.travel(START, tick=False):
        log_in(known, user.email)
        guess_everywhere(app, user.email)
        elsewhere = Browser(app, address="198.51.100.7")
        assert log_in(elsewhere, user.email, status=429)

        on_the_road = Browser(app, address="203.0.113.80")
        on_the_road.client = known.client
        assert [log_in(on_the_road, user.email) for _ in range(3)] == ["/"] * 3
        assert log_in(Browser(app, address="192.0.2.99"), user.email) == "/"


def test_a_known_browser_is_counted_too_by_itself(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    with time_machine.travel(START, tick=False):
        log_in(browser, user.email)
        for _ in range(5):
            log_in(browser, user.email, "wrong wrong wrong", status=422)

        assert "Try again in 2 seconds" in log_in(browser, user.email, status=429)
        assert log_in(Browser(app), user.email) == "/"


def test_the_cookie_of_a_known_browser_tells_nothing_and_holds_for_its_account_alone(app: Flask) -> None:
    user, other = make_dealer_user(), make_dealer_user()
    browser = Browser(app)
    answer = browser.post("/login", {"email": user.email, "password": PASSWORD})
    (cookie,) = (each for each in answer.headers.getlist("Set-Cookie") if each.startswith("portal_known_"))
    name, value = cookie.split(";")[0].split("=", 1)
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")[1:]}
    assert user.email not in unquote(cookie) and str(user.id) != name.removeprefix("portal_known_")

    def mark(cookies: str, email: str) -> str:
        with app.test_request_context(headers={"Cookie": cookies}):
            return pages_known_browser.mark_of(email)

    assert mark(f"{name}={value}", user.email) != ""
    assert mark(f"{name}={value}", other.email) == ""
    assert mark(f"{name}={value[:-3]}abc", user.email) == ""
    with app.test_request_context():
        elsewhere = pages_known_browser._cookie(other.email)
    assert mark(f"{elsewhere}={value}", other.email) == ""


def test_failures_are_forgotten_after_a_quiet_day(app: Flask) -> None:
    user = make_dealer_user()
    with time_machine.travel(START, tick=False) as clock:
        browser = Browser(app)
        for _ in range(5):
            log_in(browser, user.email, "wrong wrong wrong", status=422)
        clock.shift(timedelta(hours=25))
        for _ in range(4):
            log_in(browser, user.email, "wrong wrong wrong", status=422)
        assert log_in(browser, user.email) == "/"


HOSTILE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "/hq/users", "/login", "/logout", "/no-such-page", "/static/js/portal.js", "http:/evil.example",
    "/account\n//x", "/%2f/evil.example", "///evil.example", "/healthz", "http://[", "/account@evil.example",
]  # fmt: skip


@pytest.mark.parametrize("wanted", HOSTILE)
def test_next_never_leads_away_or_to_the_other_door(app: Flask, wanted: str) -> None:
    user = make_dealer_user()

    response = Browser(app).post("/login", {"email": user.email, "password": PASSWORD, "next": wanted})

    assert response.status_code == 303
    assert response.headers["Location"] == "/"


def test_next_leads_to_a_page_of_this_door_with_its_question(app: Flask) -> None:
    user = make_dealer_user(role="dealer_owner")
    browser = Browser(app)

    sent_away = browser.open("/team?q=mona&page=2")
    assert sent_away.status_code == 303
    browser.page(sent_away.headers["Location"])
    response = browser.post("/login", {"email": user.email, "password": PASSWORD, "next": "/team?q=mona&page=2"})

    assert response.headers["Location"] == "/team?q=mona&page=2"


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    user = make_dealer_user()

    response = Browser(app).open("/login", method="POST", data={"email": user.email, "password": PASSWORD})

    assert response.status_code == 400
    assert not db.session.scalars(sa.select(UserSession)).all()


@pytest.mark.parametrize(("language", "words"), [("zh", 'lang="zh'), ("ar", 'dir="rtl"')])
def test_the_other_door_is_closed_in_the_language_of_who_stands_there(app: Flask, language: str, words: str) -> None:
    browser = Browser(app).sign_in(make_dealer_user(locale=language))

    answer = browser.open("/hq/orders")

    assert answer.status_code == 403 and words in answer.text


def test_a_partial_asked_for_when_signed_out_leads_the_whole_page_to_the_login(app: Flask) -> None:
    answer = app.test_client().get("/orders", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith("/login") and answer.status_code == 204
