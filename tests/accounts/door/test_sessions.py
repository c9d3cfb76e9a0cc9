"""Sessions: limits, what ends them, whose rows they open."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts import service_passwords, service_sessions
from portal.accounts.door import service
from portal.accounts.door.service import Visitor
from portal.accounts.models import Distributor, UserAccount, UserSession
from portal.accounts.people import service as service_people
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.config import Settings
from portal.core.data.sessions import db, perform, transaction
from tests.accounts.production import production_app
from tests.factories import PASSWORD, actor_of, make_dealer_user, make_distributor, make_hq_user
from tests.web import Browser

START = datetime(2026, 3, 9, 8, tzinfo=UTC)
LIMITS = service_sessions.Limits(timedelta(hours=12), timedelta(days=7))


def is_in(browser: Browser, path: str = "/account") -> bool:
    """Tell whether a browser still opens a page of its own."""
    return browser.open(path).status_code == 200


def test_a_session_unused_for_too_long_is_over(app: Flask) -> None:
    idle = timedelta(minutes=Settings().session_idle_minutes)
    with time_machine.travel(START, tick=False) as clock:
        browser = Browser(app).sign_in(make_dealer_user())
        clock.shift(idle - timedelta(minutes=2))
        assert is_in(browser)
        clock.shift(idle - timedelta(minutes=2))
        assert is_in(browser)
        clock.shift(idle)
        assert not is_in(browser)


def test_a_session_used_all_the_time_is_over_after_the_absolute_limit(app: Flask) -> None:
    days = Settings().session_absolute_hours // 24
    with time_machine.travel(START, tick=False) as clock:
        browser = Browser(app).sign_in(make_dealer_user())
        for _ in range(days * 4 - 1):
            clock.shift(timedelta(hours=6))
            assert is_in(browser)
        clock.shift(timedelta(hours=6))
        assert not is_in(browser)


def test_seen_at_is_written_at_most_once_a_minute(app: Flask) -> None:
    def seen() -> datetime:
        db.session.remove()
        return db.session.scalars(sa.select(UserSession.seen_at)).one()

    with time_machine.travel(START, tick=False) as clock:
        browser = Browser(app).sign_in(make_dealer_user())
        clock.shift(timedelta(seconds=59))
        is_in(browser)
        assert seen() == START
        clock.shift(timedelta(seconds=1))
        is_in(browser)
        assert seen() == START + timedelta(seconds=60)


def test_logout_ends_the_session_even_for_a_copied_cookie(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user())
    thief = Browser(app)
    thief.client.set_cookie("portal_d", browser.client.get_cookie("portal_d").value)
    assert is_in(thief)

    browser.page("/account")
    page = browser.send(button="Log out")

    assert page.path == "/login"
    assert page.has("You are logged out.")
    assert not is_in(thief)
    assert browser.client.get_cookie("portal_d") is None


def test_a_new_password_ends_all_other_sessions(app: Flask) -> None:
    user = make_dealer_user()
    mine, other = Browser(app).sign_in(user), Browser(app).sign_in(user)

    mine.page("/account")
    new = "the ferry leaves at seven"
    page = mine.send({"old_password": PASSWORD, "password": new, "repeat": new}, button="Change the password")

    assert page.has("Your password is changed")
    assert is_in(mine)
    assert not is_in(other)


@pytest.mark.parametrize("how", ["disable", "roles", "end"])
def test_what_headquarters_does_to_a_person_ends_the_sessions(app: Flask, how: str) -> None:
    admin, user = make_hq_user(role="hq_admin"), make_hq_user(role="hq_clerk")
    browser = Browser(app).sign_in(user)
    assert is_in(browser, "/hq/account")

    actor, now = actor_of(admin), utc_now()
    if how == "disable":
        perform(service_people.disable_user, actor, user.id, now)
    elif how == "roles":
        change = service_people.RoleChange(frozenset({"hq_planner"}), {}, user.version)
        perform(service_people.set_roles, actor, user.id, change, now)
    else:
        perform(service_people.end_sessions_of, actor, user.id, now)

    assert not is_in(browser, "/hq/account")


def test_a_person_disabled_behind_the_portals_back_is_out_at_once(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app).sign_in(user)

    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == user.id).values(state="disabled"))

    assert not is_in(browser)


def test_a_session_knows_the_own_distributor_and_all_below_it_only(app: Flask) -> None:
    region = make_distributor()
    dealer = make_distributor(parent=region)
    below = make_distributor(parent=dealer)
    make_distributor(parent=region)
    user = make_dealer_user(dealer, role="dealer_owner")
    with transaction():
        token = service_sessions.start_session(user.id, Door.DISTRIBUTOR, LIMITS, utc_now())

    found = service_sessions.read_session(token, Door.DISTRIBUTOR, LIMITS, utc_now())

    assert found is not None
    assert found.actor.distributor_ids == {dealer.id, below.id}
    assert found.actor.distributor_name == dealer.name
    assert service_sessions.read_session(token, Door.HQ, LIMITS, utc_now()) is None
    assert service_sessions.read_session(token + "x", Door.DISTRIBUTOR, LIMITS, utc_now()) is None


def test_a_distributor_without_a_path_sees_itself_and_nobody_else(app: Flask) -> None:
    lonely, _other = make_distributor(), make_distributor()
    user = make_dealer_user(lonely)
    with transaction() as session:
        session.execute(sa.update(Distributor).where(Distributor.id == lonely.id).values(path=""))
        token = service_sessions.start_session(user.id, Door.DISTRIBUTOR, LIMITS, utc_now())

    found = service_sessions.read_session(token, Door.DISTRIBUTOR, LIMITS, utc_now())

    assert found is not None
    assert found.actor.distributor_ids == {lonely.id}


def test_a_request_reads_its_session_in_one_statement(app: Flask) -> None:
    user = make_dealer_user()
    with transaction():
        token = service_sessions.start_session(user.id, Door.DISTRIBUTOR, LIMITS, utc_now())
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM user_session" in statement or "FROM distributor" in statement:
            statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        service_sessions.read_session(token, Door.DISTRIBUTOR, LIMITS, utc_now())
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)

    assert len(statements) == 1


def test_one_ends_one_own_session_or_all_others(app: Flask) -> None:
    user, stranger = make_hq_user(), make_hq_user()
    browsers = [Browser(app).sign_in(user) for _ in range(3)]
    foreign = Browser(app).sign_in(stranger)
    page = browsers[0].page("/hq/account")
    assert len(page.rows(0)) == 3

    rows = db.session.execute(sa.select(UserSession.id, UserSession.user_id)).all()
    ids = {row.id: row.user_id for row in rows}
    foreign_id = next(key for key, owner in ids.items() if owner == stranger.id)
    assert browsers[0].post(f"/hq/account/sessions/{foreign_id}/end").status_code == 404
    assert is_in(foreign, "/hq/account")

    browsers[0].page("/hq/account")
    browsers[0].send(button="End all other sessions")
    assert [is_in(browser, "/hq/account") for browser in browsers] == [True, False, False]


def test_an_outdated_hash_is_renewed_at_login(app: Flask) -> None:
    user = make_dealer_user()
    service_passwords.use_cost(service_passwords.Cost(2, 64, 1))
    try:
        known = service.check_login(service.known_person(user.email), PASSWORD, Door.DISTRIBUTOR)
        perform(service.sign_in, known, LIMITS, Visitor("192.0.2.1"), utc_now())
        stored = db.session.scalars(sa.select(UserAccount.password_hash)).one()
    finally:
        service_passwords.use_cost(service_passwords.CHEAP)

    assert stored != user.password_hash
    assert "t=2" in stored
    assert service_passwords.matches(stored, PASSWORD)


def test_in_production_the_cookies_are_bound_to_the_host_and_tls(app: Flask) -> None:
    user = make_hq_user()
    browser = Browser(production_app(app))
    secure: dict[str, Any] = {
        "base_url": "https://portal.example",
        "headers": {"Referer": "https://portal.example/hq/login"},
    }
    form = browser.open("/hq/login", **secure).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None

    fields = {"csrf_token": token[1], "email": user.email, "password": PASSWORD}
    cookies = browser.open("/hq/login", method="POST", data=fields, **secure).headers.getlist("Set-Cookie")

    for begins in ("__Host-portal-hq=", "__Host-portal-known-"):
        cookie = next(each for each in cookies if each.startswith(begins))
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
