"""Links that came by mail, the forgotten password, and the first administrator."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts.models import OneTimeToken, UserAccount, UserState
from portal.accounts.people import service, service_first_admin, service_invitations
from portal.accounts.people.service_first_admin import first_admin_address
from portal.audit.models import AuditRow
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.queue import run_due
from portal.notifications.models import Mail
from tests.factories import PASSWORD, actor_of, make_dealer_user, make_distributor, make_hq_user
from tests.web import Browser

START = datetime(2026, 3, 9, 8, tzinfo=UTC)
NEW = "the ferry leaves at seven"


def ask_for_link(app: Flask, email: str) -> str:
    """Ask for a new password through the page; return the path of the mailed link, or nothing."""
    browser = Browser(app)
    browser.page("/forgot")
    browser.send({"email": email}, button="Send the link")
    run_due()
    db.session.remove()
    mail = db.session.scalars(sa.select(Mail).order_by(Mail.id.desc())).first()
    return mail.facts["link"] if mail else ""


def test_a_forgotten_password_is_replaced_and_all_sessions_end(app: Flask) -> None:
    user = make_dealer_user()
    signed_in = Browser(app).sign_in(user)
    link = ask_for_link(app, user.email)

    browser = Browser(app)
    browser.page(link)
    page = browser.send({"password": NEW, "repeat": NEW}, button="Set the password")

    assert page.path == "/login"
    assert page.has("Your password is changed")
    assert signed_in.open("/account").status_code == 303
    assert browser.post("/login", {"email": user.email, "password": NEW}).status_code == 303
    assert browser.post("/login", {"email": user.email, "password": PASSWORD}).status_code == 422
    actions = list(db.session.scalars(sa.select(AuditRow.action).order_by(AuditRow.id)))
    assert actions == ["account.reset_requested", "account.password_reset", "account.signed_in"]


def test_the_answer_is_the_same_for_known_and_unknown_addresses(app: Flask) -> None:
    make_dealer_user(email="known@nile.example")
    make_dealer_user(email="gone@nile.example", state=UserState.DISABLED)
    answers = set()

    for who in ("known", "gone", "unknown"):
        browser = Browser(app)
        browser.page("/forgot")
        answers.add(browser.send({"email": f"{who}@nile.example"}, button="Send the link").main)
    run_due()

    assert len(answers) == 1
    db.session.remove()
    assert [mail.to_address for mail in db.session.scalars(sa.select(Mail))] == ["known@nile.example"]


def test_a_mailed_link_opens_in_the_language_of_whom_it_was_sent_to(app: Flask) -> None:
    link = ask_for_link(app, make_hq_user(locale="zh").email)
    browser = Browser(app, language="en")

    page = browser.page(link)
    assert "设置密码" in page.buttons() and 'lang="zh-Hans"' in page.html
    done = browser.send({"password": NEW, "repeat": NEW}, button="设置密码")
    assert done.has("密码已更改") and 'lang="zh-Hans"' in done.html


def test_whoever_chose_a_language_in_the_browser_reads_a_mailed_link_in_it(app: Flask) -> None:
    link = ask_for_link(app, make_hq_user(locale="zh").email)
    browser = Browser(app, language="en")
    browser.open("/language/ar")

    assert 'lang="ar"' in browser.page(link).html


def test_asking_again_and_again_must_wait(app: Flask) -> None:
    browser = Browser(app)
    with time_machine.travel(START, tick=False):
        for _ in range(5):
            assert browser.post("/forgot", {"email": "nobody@nile.example"}).status_code == 200
        assert browser.post("/forgot", {"email": "nobody@nile.example"}).status_code == 429


@pytest.mark.both_engines
def test_a_stranger_who_asks_for_links_neither_floods_the_owner_nor_keeps_the_owner_from_asking(app: Flask) -> None:
    user = make_dealer_user()
    with time_machine.travel(START, tick=False) as clock:
        stranger = Browser(app, address="198.51.100.7")
        answers = {stranger.post("/forgot", {"email": user.email}).get_data(as_text=True) for _ in range(5)}
        assert stranger.post("/forgot", {"email": user.email}).status_code == 429
        run_due()
        db.session.remove()
        links = [mail.facts["link"] for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))]
        assert len(links) == 3 and len({text.split("csrf_token")[0] for text in answers}) == 1

        owner = Browser(app)
        owner.page("/forgot")
        assert owner.send({"email": user.email}, button="Send the link").status == 200
        assert owner.page(links[-1]).status == 200
        clock.shift(timedelta(minutes=61))
        assert ask_for_link(app, user.email) not in links


def test_a_link_works_once(app: Flask) -> None:
    link = ask_for_link(app, make_dealer_user().email)
    browser = Browser(app)
    browser.page(link)
    browser.send({"password": NEW, "repeat": NEW})

    page = browser.page(link, status=404)

    assert "This link does not work any more" in page.main


def test_a_link_is_too_old_after_two_hours(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        link = ask_for_link(app, make_dealer_user().email)
        clock.shift(timedelta(minutes=119))
        Browser(app).page(link)
        clock.shift(timedelta(minutes=1))
        Browser(app).page(link, status=404)


def test_a_newer_link_ends_the_older_one(app: Flask) -> None:
    user = make_dealer_user()
    older = ask_for_link(app, user.email)
    newer = ask_for_link(app, user.email)

    Browser(app).page(older, status=404)
    Browser(app).page(newer)


def test_a_link_opens_only_what_it_is_for(app: Flask) -> None:
    link = ask_for_link(app, make_dealer_user().email)
    token = link.rsplit("/", 1)[1]

    for path in (f"/invite/{token}", f"/first-admin/{token}", "/reset/guessed", "/reset/" + "x" * 500):
        Browser(app).page(path, status=404)


def test_tokens_are_kept_as_hashes_only(app: Flask) -> None:
    token = ask_for_link(app, make_dealer_user().email).rsplit("/", 1)[1]

    stored = db.session.scalars(sa.select(OneTimeToken.token_hash)).one()

    assert len(stored) == 64
    assert stored != token


@pytest.mark.parametrize(
    ("password", "repeat", "words"),
    [
        ("short", "short", "Use at least 12 characters."),
        (NEW, NEW + "!", "The two passwords differ."),
        ("mona adel mona adel", "mona adel mona adel", "contains the name"),
    ],
)
def test_a_weak_password_stands_beside_its_field_and_the_link_still_works(
    app: Flask, password: str, repeat: str, words: str
) -> None:
    link = ask_for_link(app, make_dealer_user(name="Mona Adel").email)
    browser = Browser(app)

    browser.page(link)
    page = browser.send({"password": password, "repeat": repeat}, status=422)

    assert words in page.main
    assert page.select("//input[@aria-invalid='true']")
    browser.send({"password": NEW, "repeat": NEW})


def invited(app: Flask, **values: Any) -> tuple[int, str]:
    """Invite somebody and return the account and the path of the mailed link."""
    admin = make_hq_user(role="hq_admin", name="Wei Zhang")
    given = {"email": "new@siam.example", "name": "Somchai Dee", "roles": frozenset({"hq_clerk"}), **values}
    user_id = perform(service_invitations.invite, actor_of(admin), service_invitations.Invitation(**given), utc_now())
    run_due()
    db.session.remove()
    return user_id, db.session.scalars(sa.select(Mail.facts).order_by(Mail.id.desc())).first()["link"]


def test_an_invited_person_joins_through_the_link(app: Flask) -> None:
    user_id, link = invited(app)
    browser = Browser(app)

    page = browser.page(link)
    assert "Somchai Dee" in page.main and "new@siam.example" in page.main
    page = browser.send({"password": NEW, "repeat": NEW}, button="Set the password")

    assert page.path == "/hq/login"
    assert db.session.get(UserAccount, user_id).state is UserState.ACTIVE
    assert browser.post("/hq/login", {"email": "new@siam.example", "password": NEW}).status_code == 303
    browser.page(link, status=404)


def test_an_invitation_ends_after_a_week_and_can_be_sent_again(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        user_id, link = invited(app)
        clock.shift(timedelta(days=7))
        Browser(app).page(link, status=404)

        admin = actor_of(make_hq_user(role="hq_admin"))
        perform(service_invitations.invite_again, admin, user_id, utc_now())
        run_due()
        db.session.remove()
        newest = db.session.scalars(sa.select(Mail.facts).order_by(Mail.id.desc())).first()
        Browser(app).page(newest["link"])


def test_a_disabled_person_cannot_use_an_open_invitation(app: Flask) -> None:
    user_id, link = invited(app)

    perform(service.disable_user, actor_of(make_hq_user(role="hq_admin")), user_id, utc_now())

    Browser(app).page(link, status=404)


def test_the_first_administrator_is_created_with_a_printed_address(app: Flask) -> None:
    address = first_admin_address("https://portal.example/")
    assert address.startswith("https://portal.example/first-admin/")
    path = address.removeprefix("https://portal.example")
    browser = Browser(app)

    browser.page(path)
    fields = {"name": "Wei Zhang", "email": "wei@hq.example", "password": NEW, "repeat": NEW}
    page = browser.send(fields | {"zone": "Europe/Berlin"}, button="Create the administrator")

    assert page.path == "/hq/login"
    user = db.session.scalars(sa.select(UserAccount)).one()
    assert (user.roles, user.state.value, user.door.value) == ("hq_admin", "active", "hq")
    assert (user.locale, user.zone) == ("en", "Europe/Berlin")
    browser.page(path, status=404)
    with pytest.raises(Refused) as refusal:
        first_admin_address("https://portal.example")
    assert refusal.value.code == "accounts.admin_exists"


def test_a_first_administrators_address_is_dead_once_there_is_one(app: Flask) -> None:
    token = first_admin_address("https://portal.example").rsplit("/", 1)[1]
    make_hq_user(role="hq_admin")

    with pytest.raises(Refused):
        perform(service_first_admin.create_first_admin, token, "a@hq.example", "Wei Zhang", NEW, "zh", utc_now())

    assert db.session.scalar(sa.select(sa.func.count()).select_from(UserAccount)) == 1


def test_a_printed_address_ends_when_a_newer_one_is_printed_or_after_a_day(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        older = first_admin_address("").rsplit("/", 1)[1]
        newer = first_admin_address("").rsplit("/", 1)[1]
        Browser(app).page(f"/first-admin/{older}", status=404)
        Browser(app).page(f"/first-admin/{newer}")
        clock.shift(timedelta(hours=24))
        with pytest.raises(NotVisible):
            perform(service_first_admin.create_first_admin, newer, "a@hq.example", "Wei", NEW, "zh", utc_now())


def test_an_invitation_is_written_in_the_companys_language(app: Flask) -> None:
    cairo = make_distributor(locale="ar", zone="Africa/Cairo")
    invited(app, distributor_id=cairo.id, roles=frozenset({"dealer_owner"}))

    mail = db.session.scalars(sa.select(Mail)).one()

    assert (mail.locale, mail.zone) == ("ar", "Africa/Cairo")
    assert 'dir="rtl"' in mail.html
