"""Whoever is shut out, alone or with a company, is written to no more, and no link opens anything."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.door.service import request_reset
from portal.accounts.models import Distributor, UserState
from portal.accounts.people.service import disable_user, enable_user
from portal.accounts.people.service_invitations import Invitation, invite
from portal.accounts.queries_people import active_person, people_of
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.jobs.queue import run_due
from portal.core.permissions import Permission
from portal.notifications.models import Mail, MailState
from tests.factories import actor_of, make_dealer_user, make_distributor, make_hq_user
from tests.web import Browser

BUYER = frozenset({"dealer_buyer"})


def put_in_use(company: Distributor, active: bool) -> None:
    """Take a company out of use, or back into it, behind everybody's back."""
    with transaction() as session:
        session.execute(sa.update(Distributor).where(Distributor.id == company.id).values(active=active))


def mails() -> list[Mail]:
    """Return all mails, oldest first."""
    db.session.remove()
    return list(db.session.scalars(sa.select(Mail).order_by(Mail.id)))


def test_nobody_of_a_shut_company_gets_a_link_for_a_password_and_the_page_says_the_same(app: Flask) -> None:
    shut = make_distributor(code="NILE")
    make_dealer_user(shut, email="mona@nile.example")
    make_dealer_user(make_distributor(code="FJORD"), email="ola@fjord.example")
    put_in_use(shut, active=False)

    answers = set()
    for email in ("mona@nile.example", "ola@fjord.example", "nobody@nile.example"):
        browser = Browser(app)
        browser.page("/forgot")
        answers.add(browser.send({"email": email}, button="Send the link").main)
    run_due()

    assert len(answers) == 1
    assert [mail.to_address for mail in mails()] == ["ola@fjord.example"]


def test_links_that_went_out_before_open_nothing_while_a_company_is_shut(app: Flask) -> None:
    company, now = make_distributor(code="NILE"), utc_now()
    mona = make_dealer_user(company, email="mona@nile.example")
    perform(request_reset, mona.email, now)
    perform(
        invite, actor_of(make_hq_user(role="hq_admin")), Invitation("w@nile.example", "Wim", BUYER, company.id), now
    )
    reset, joined = (mail.facts["link"] for mail in mails())
    typed = {"password": "the ferry leaves at seven", "repeat": "the ferry leaves at seven"}
    browser = Browser(app)
    browser.page(reset)
    put_in_use(company, active=False)

    assert browser.send(typed, button="Set the password", status=404).has("This link does not work any more")
    for link in (reset, joined):
        Browser(app).page(link, status=404)

    put_in_use(company, active=True)
    for link in (reset, joined):
        browser = Browser(app)
        browser.page(link)
        assert browser.send(typed, button="Set the password").path == "/login"


def test_nobody_of_a_shut_company_is_told_of_anything(app: Flask) -> None:
    company = make_distributor(code="NILE")
    buyer, clerk = make_dealer_user(company), make_hq_user()
    assert [one.id for one in people_of(company.id, Permission.ORDER_SUBMIT)] == [buyer.id]

    put_in_use(company, active=False)

    assert (people_of(company.id, Permission.ORDER_SUBMIT), active_person(buyer.id)) == ([], [])
    assert [one.id for one in active_person(clerk.id)] == [clerk.id]


def test_who_never_came_is_not_invited_by_being_let_in_again_to_a_shut_company(app: Flask) -> None:
    company, admin, now = make_distributor(code="NILE"), actor_of(make_hq_user(role="hq_admin")), utc_now()
    wim = perform(invite, admin, Invitation("w@nile.example", "Wim", BUYER, company.id), now)
    perform(disable_user, admin, wim, now)
    put_in_use(company, active=False)

    with pytest.raises(Refused) as refused:
        perform(enable_user, admin, wim, now)

    assert refused.value.code == "accounts.company_inactive"
    assert len(mails()) == 1


def test_the_owner_of_an_address_hears_of_no_invitation_elsewhere_while_shut_out(app: Flask) -> None:
    shut, inviting, now = make_distributor(code="NILE"), make_distributor(code="FJORD"), utc_now()
    make_dealer_user(shut, email="mona@nile.example")
    admin = actor_of(make_dealer_user(inviting, role="dealer_owner"))
    asked = Invitation("mona@nile.example", "Mona", BUYER, inviting.id)
    perform(invite, admin, asked, now)
    assert [mail.kind for mail in mails()] == ["invitation_elsewhere"]
    make_dealer_user(shut, email="nour@nile.example")
    put_in_use(shut, active=False)

    perform(invite, admin, replace(asked, email="nour@nile.example"), now)

    assert [mail.kind for mail in mails()] == ["invitation_elsewhere"]


@pytest.mark.parametrize("how", ["disabled", "company"])
def test_a_letter_that_waits_is_withheld_from_who_was_shut_out_meanwhile(app: Flask, how: str) -> None:
    company, other = make_distributor(code="NILE"), make_distributor(code="FJORD")
    mona = make_dealer_user(company, email="mona@nile.example")
    make_dealer_user(other, email="ola@fjord.example")
    for email in ("mona@nile.example", "ola@fjord.example"):
        perform(request_reset, email, utc_now())

    if how == "company":
        put_in_use(company, active=False)
    else:
        with transaction() as session:
            session.execute(sa.update(type(mona)).where(type(mona).id == mona.id).values(state=UserState.DISABLED))
    run_due()

    hers, his = mails()
    assert (hers.state, hers.facts["link"], hers.sent_at) == (MailState.WITHHELD, "", None)
    assert "/reset/" not in hers.body and his.state is MailState.KEPT
    admin = Browser(app).sign_in(make_hq_user(role="hq_admin"))
    assert admin.page("/hq/outbox?state=withheld").has("Not sent, receiver shut out")
