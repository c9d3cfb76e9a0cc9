"""A form sent after the session ended: kept for its sender, in this browser, for a press of their own."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts import service_sessions
from portal.accounts.kept.labels import typed_label
from portal.accounts.kept.rules import LONGEST, Fate, fate_of, typed_fields
from portal.accounts.kept.service import MOST
from portal.accounts.models import Distributor, KeptForm, UserAccount, UserState
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import enqueue, run_due
from portal.core.web.forms import choice_of
from tests.factories import PASSWORD, make_dealer_user, make_distributor, make_hq_user
from tests.web import Browser, Page

TYPED = "Mona Adel of the parts desk"
START = datetime(2026, 3, 9, 8, tzinfo=UTC)


def drop(user: UserAccount) -> None:
    """End all sessions of a person, as an administrator or the idle limit does."""
    with transaction():
        service_sessions.end_sessions(user.id, utc_now())


def log_in(browser: Browser, user: UserAccount, door: str = "") -> Page:
    """Log in through the page and return where it leads."""
    browser.page(f"{door}/login")
    return browser.send({"email": user.email, "password": PASSWORD}, button="Log in")


def type_a_name(browser: Browser, user: UserAccount, name: str = TYPED, **options: Any) -> Page:
    """Change one's own name in a form whose session ended while it was filled in; return the login shown."""
    browser.page("/account")
    drop(user)
    return browser.send({"name": name}, action="/account/profile", **options)


def kept_rows() -> list[KeptForm]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(KeptForm).order_by(KeptForm.id)))


def name_of(user: UserAccount) -> str:
    return str(db.session.scalar(sa.select(UserAccount.name).where(UserAccount.id == user.id)))


def test_a_form_survives_a_dropped_session_and_is_sent_by_one_press(app: Flask) -> None:
    user = make_dealer_user(name="Mona")
    browser = Browser(app)
    log_in(browser, user)

    login = type_a_name(browser, user)
    assert login.path.startswith("/login") and login.has("It is kept for whoever sent it")
    assert TYPED not in login.html and TYPED.replace(" ", "+") not in login.path
    page = browser.send({"email": user.email, "password": PASSWORD}, button="Log in")

    assert page.path == "/kept" and page.has("You were about to send this")
    assert page.has(TYPED) and page.has("Name") and name_of(user) == "Mona"
    page = browser.send(button="Send it now")
    assert page.path == "/account" and name_of(user) == TYPED
    assert kept_rows() == []
    assert browser.page("/kept").path == "/"


def test_the_idle_limit_drops_a_session_the_same_way(app: Flask) -> None:
    user = make_dealer_user(name="Mona")
    browser = Browser(app)
    with time_machine.travel(START, tick=False) as clock:
        log_in(browser, user)
        browser.page("/account")
        clock.shift(timedelta(hours=13))

        browser.send({"name": TYPED}, action="/account/profile")
        page = browser.send({"email": user.email, "password": PASSWORD}, button="Log in")

        assert page.path == "/kept" and page.has(TYPED)


def test_nobody_else_who_logs_in_sees_anything_of_it(app: Flask) -> None:
    company = make_distributor()
    mona, omar = make_dealer_user(company, name="Mona"), make_dealer_user(company, name="Omar")
    browser = Browser(app)
    log_in(browser, mona)
    type_a_name(browser, mona)

    page = log_in(browser, omar)

    assert page.path == "/" and TYPED not in page.html
    assert browser.page("/kept").path == "/" and TYPED not in browser.page("/account").html
    public_id = kept_rows()[0].public_id
    assert browser.post("/kept/discard", {"kept_form": public_id}).status_code == 404
    sent = browser.post("/account/profile", {"name": "Omar A", "locale": "en", "zone": "UTC", "kept_form": public_id})
    assert sent.status_code == 303 and len(kept_rows()) == 1
    drop(omar)
    assert log_in(browser, mona).has(TYPED)


def test_another_browser_of_the_same_person_does_not_see_it(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    type_a_name(browser, user)

    assert log_in(Browser(app), user).path == "/"
    assert log_in(browser, user).path == "/kept"


@pytest.mark.both_engines
@pytest.mark.parametrize("door", ["", "/hq"])
def test_who_does_not_come_in_any_more_is_told_so_at_once_and_nothing_is_kept_for_them(app: Flask, door: str) -> None:
    user = make_hq_user() if door else make_dealer_user()
    browser, stranger = Browser(app), Browser(app)
    log_in(browser, user, door)
    browser.page(f"{door}/account")
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == user.id).values(state=UserState.DISABLED))
    drop(user)

    page = browser.send({"name": TYPED}, action=f"{door}/account/profile")

    assert page.path.startswith(f"{door}/login") and page.has("Your account is not in use any more")
    assert not page.has("It is kept for whoever sent it") and kept_rows() == []
    assert not stranger.page(f"{door}/login").has("not in use any more")


def test_people_of_a_company_that_went_out_of_use_are_told_before_they_log_in_and_after(app: Flask) -> None:
    company = make_distributor(code="NILE")
    user = make_dealer_user(company)
    browser = Browser(app)
    log_in(browser, user)
    type_a_name(browser, user)
    log_in(browser, user)
    browser.page("/account")
    with transaction() as session:
        session.execute(sa.update(Distributor).where(Distributor.id == company.id).values(active=False))
    drop(user)
    words = "Your company does not buy here any more, so nobody comes in for it."

    page = browser.send({"name": TYPED}, action="/account/profile")
    after = browser.send({"email": user.email, "password": PASSWORD}, button="Log in", status=403)

    assert page.has(words) and after.has(words)
    assert not page.has("It is kept for whoever sent it") and not after.has("It is kept for whoever sent it")


def test_a_form_without_a_valid_token_is_never_kept(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    drop(user)

    for token in ({}, {"csrf_token": "forged"}, {"csrf_token": Browser(app).csrf_token()}):
        answer = browser.open("/account/profile", method="POST", data={"name": TYPED, **token})
        assert answer.status_code == 400

    assert kept_rows() == []
    assert log_in(browser, user).path == "/"


def test_a_form_of_nobody_known_is_not_kept(app: Flask) -> None:
    browser = Browser(app)

    answer = browser.post("/account/profile", {"name": TYPED})
    assert answer.status_code == 303 and "/login" in answer.headers["Location"]
    browser.client.set_cookie("portal_d", "not-a-token")
    assert browser.post("/account/profile", {"name": TYPED}).status_code == 303

    assert kept_rows() == []


def test_a_browser_that_changed_hands_cannot_send_the_pages_of_the_one_before(app: Flask) -> None:
    company = make_distributor()
    mona, omar = make_dealer_user(company, name="Mona"), make_dealer_user(company, name="Omar")
    browser = Browser(app)
    log_in(browser, mona)
    page = browser.page("/account")
    token = page.fields(action="/account/profile")["csrf_token"]
    drop(mona)
    log_in(browser, omar)

    fields = {"csrf_token": token, "name": TYPED, "locale": "en", "zone": "UTC"}
    answer = browser.open("/account/profile", method="POST", data=fields)

    assert answer.status_code == 400 and name_of(omar) == "Omar"
    drop(omar)
    assert browser.open("/account/profile", method="POST", data=fields).status_code == 400
    assert kept_rows() == []


def test_the_same_person_logged_in_again_elsewhere_sends_an_old_page_as_before(app: Flask) -> None:
    user = make_dealer_user(name="Mona")
    browser = Browser(app)
    log_in(browser, user)
    token = browser.page("/account").fields(action="/account/profile")["csrf_token"]
    drop(user)
    log_in(browser, user)

    fields = {"csrf_token": token, "name": TYPED, "locale": "en", "zone": "UTC"}

    assert browser.open("/account/profile", method="POST", data=fields).status_code == 303
    assert name_of(user) == TYPED


def test_looking_at_what_was_kept_sends_nothing_and_discarding_forgets_it(app: Flask) -> None:
    user = make_dealer_user(name="Mona")
    browser = Browser(app)
    log_in(browser, user)
    type_a_name(browser, user)
    log_in(browser, user)

    for _ in range(2):
        page = browser.page("/kept")
    assert name_of(user) == "Mona" and page.links()["Open the page it came from"] == "/account"
    page = browser.send(button="Discard")

    assert page.path == "/account" and page.has("It is discarded.")
    assert kept_rows() == [] and name_of(user) == "Mona"


def test_a_refused_form_stays_kept_until_it_arrives(app: Flask) -> None:
    user = make_dealer_user(name="Mona", role="dealer_owner")
    browser = Browser(app)
    log_in(browser, user)
    type_a_name(browser, user)
    page = log_in(browser, user)
    fields = page.fields(action="/account/profile")

    answer = browser.open("/account/profile", method="POST", data=fields | {"csrf_token": "forged"})

    assert answer.status_code == 400 and len(kept_rows()) == 1
    browser.shown = page
    page = browser.send(button="Send it now", extra={"name": ""}, status=422)
    assert page.has("This field is required.") and kept_rows() == []


def test_a_session_that_drops_again_while_sending_keeps_one_form_not_two(app: Flask) -> None:
    user = make_dealer_user(name="Mona")
    browser = Browser(app)
    log_in(browser, user)
    type_a_name(browser, user)
    log_in(browser, user)
    drop(user)

    browser.send(button="Send it now")

    assert len(kept_rows()) == 1
    log_in(browser, user)
    browser.send(button="Send it now")
    assert name_of(user) == TYPED and kept_rows() == []


def test_passwords_are_never_kept_and_the_login_says_so(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    browser.page("/account")
    drop(user)

    secret = {"old_password": PASSWORD, "password": "a long new sentence", "repeat": "a long new sentence"}
    page = browser.send(secret, action="/account/password")

    assert page.has("a form with a password is never kept") and kept_rows() == []
    assert not browser.page("/login").has("never kept")


def test_what_is_too_large_is_not_kept_and_the_login_says_what_to_do(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)

    page = type_a_name(browser, user, "x" * (LONGEST + 1))

    assert page.has("too large to keep") and kept_rows() == []


def test_files_are_named_but_not_kept(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    browser.page("/orders/new")
    drop(user)

    browser.send({"lines": "A1 2"}, button="Check lines", extra={"sheet": (io.BytesIO(b"A1;2"), "bestellung.csv")})
    page = log_in(browser, user)

    assert page.has("1 file was attached and could not be kept; attach it again: bestellung.csv.")
    assert "Send it without the files" in page.buttons()
    assert "sheet" not in page.fields(button="Send it without the files")


def test_it_is_kept_for_a_day_and_only_the_newest_few(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    with time_machine.travel(START, tick=False) as clock:
        log_in(browser, user)
        token = browser.page("/account").fields(action="/account/profile")["csrf_token"]
        drop(user)
        for number in range(MOST + 2):
            fields = {"csrf_token": token, "name": f"Mona {number}"}
            assert browser.open("/account/profile", method="POST", data=fields).status_code == 303
        assert [row.fields.count("Mona 6") for row in kept_rows()] == [0, 0, 0, 0, 1]
        clock.shift(timedelta(hours=23))
        assert log_in(browser, user).text.count("Sent on") == MOST
        clock.shift(timedelta(hours=2))

        assert browser.page("/kept").path == "/"


def test_what_nobody_came_back_for_is_gone_after_its_day(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    with time_machine.travel(START, tick=False) as clock:
        log_in(browser, user)
        type_a_name(browser, user)
        with transaction():
            enqueue("accounts.kept_forms", {}, now=utc_now())
        run_due()
        assert len(kept_rows()) == 1
        clock.shift(timedelta(hours=25))
        with transaction():
            enqueue("accounts.kept_forms", {}, now=utc_now())
        run_due()

    assert kept_rows() == []


def test_the_same_form_sent_twice_waits_once(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    token = browser.page("/account").fields(action="/account/profile")["csrf_token"]
    drop(user)

    for _ in range(3):
        browser.open("/account/profile", method="POST", data={"csrf_token": token, "name": TYPED})

    assert len(kept_rows()) == 1


def test_a_button_with_nothing_typed_only_leads_back_to_its_page(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    browser.page("/account")
    drop(user)

    page = browser.send(action="/account/sessions/end-others")

    assert kept_rows() == [] and not page.has("kept")


def test_headquarters_keeps_its_own_and_the_other_door_is_no_obstacle(app: Flask) -> None:
    manager, buyer = make_hq_user(name="Li Wei"), make_dealer_user()
    browser = Browser(app)
    log_in(browser, buyer)
    log_in(browser, manager, "/hq")
    browser.page("/hq/account")
    drop(manager)

    page = browser.send({"name": TYPED}, action="/hq/account/profile")
    assert page.path.startswith("/hq/login")
    assert browser.page("/kept").path == "/"
    page = log_in(browser, manager, "/hq")

    assert page.path == "/hq/kept" and page.has(TYPED)
    browser.send(button="Send it now")
    assert name_of(manager) == TYPED
    assert browser.page("/hq/kept").path == "/hq/"


def test_the_login_leads_back_to_the_page_where_nothing_was_kept(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    token = browser.csrf_token()
    drop(user)

    def sent_from(referer: str) -> str:
        answer = browser.open(
            "/account/sessions/end-others", method="POST", data={"csrf_token": token}, headers={"Referer": referer}
        )
        return answer.headers["Location"]

    assert sent_from("http://localhost/account?x=1") == "/login?next=/account?x%3D1"
    for elsewhere in ("https://evil.example/account", "http://[", ""):
        assert sent_from(elsewhere) == "/login"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_htmx_is_led_to_the_whole_login_page(app: Flask, method: str) -> None:
    user = make_dealer_user()
    browser = Browser(app)
    log_in(browser, user)
    token = browser.csrf_token()
    drop(user)

    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/orders?q=1"}
    data = {"csrf_token": token} if method == "POST" else None
    answer = browser.open("/orders/new", method=method, headers=headers, data=data)

    assert answer.status_code == 204 and answer.get_data() == b""
    assert answer.headers["HX-Redirect"] == "/login?next=/orders?q%3D1"


def test_what_is_kept_is_decided_by_the_fields() -> None:
    assert fate_of([("name", "x")]) is Fate.KEPT
    assert fate_of([("csrf_token", "x"), ("version", "3"), ("idempotency_key", "k")]) is Fate.NOTHING
    assert fate_of([("name", "x"), ("new_password", "y")]) is Fate.SECRET
    assert fate_of([("a", "x" * LONGEST)]) is Fate.TOO_LARGE
    assert typed_fields([("version", "1"), ("a", " "), ("b", "c")]) == [("b", "c")]


def test_fields_are_named_as_their_room_names_them(app: Flask) -> None:
    with app.test_request_context():
        assert typed_label("zone", "portal.accounts") == "Time zone"
        assert typed_label("po_number", "portal.orders") == "Your purchase order number"
        assert typed_label("po_number", "portal.accounts") == "Entry"
        assert typed_label("quantity-7", "portal.orders") == "Quantity, row 7"
        assert typed_label("received-1-57", "portal.shipping") == "Received"
        assert typed_label("secret_name", "") == "Entry"
        assert choice_of("mode", "sea", "portal.orders") == "Sea"
        assert choice_of("mode", "<b>", "portal.orders") == "<b>"
        assert choice_of("partial_ok", "y", "portal.orders") == "✓"
        assert choice_of("lines", "A1 2", "portal.orders") == "A1 2"


HIDDEN = re.compile(r'type="hidden" name="([\w-]+)"')


def test_no_field_a_page_hides_is_told_by_its_raw_name(app: Flask) -> None:
    pages = (file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html"))
    hidden = {name for page in pages for name in HIDDEN.findall(page)}

    with app.test_request_context():
        raw = {name for name in hidden if typed_label(name, "portal.orders") == "Entry" and typed_fields([(name, "x")])}

    assert "mode_for" in hidden
    assert raw == set()
