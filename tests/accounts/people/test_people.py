"""A distributor's team and headquarters' users: who may be seen, invited, changed and disabled."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from openpyxl import load_workbook

from portal.accounts.models import UserAccount, UserState
from portal.accounts.people import service, service_invitations
from portal.accounts.people.service import RoleChange
from portal.accounts.people.service_invitations import Invitation
from portal.audit.models import AuditRow
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.notifications.labels_notices import NOTICES
from portal.notifications.models import Mail
from portal.notifications.pages_mail_text import message, write
from tests.conftest import rows_in
from tests.factories import actor_of, make_dealer_user, make_distributor, make_hq_user
from tests.web import Browser

START = datetime(2026, 3, 9, 8, tzinfo=UTC)


def stored(user_id: int) -> UserAccount:
    """Return an account as it is now."""
    db.session.remove()
    user = db.session.get(UserAccount, user_id)
    assert user is not None
    return user


def test_an_owner_sees_the_own_tree_and_nobody_else(app: Flask) -> None:
    region = make_distributor(name="Nile Motors")
    branch = make_distributor(parent=region, name="Nile Giza")
    owner = make_dealer_user(region, role="dealer_owner", name="Mona Adel")
    make_dealer_user(branch, name="Karim Said")
    foreign = make_dealer_user(make_distributor(), name="CANARY STRANGER")
    hq = make_hq_user(name="CANARY CLERK")
    browser = Browser(app).sign_in(owner)

    page = browser.page("/team")

    assert [row[0] for row in page.rows()] == ["Karim Said", "Mona Adel"]
    assert "CANARY" not in page.html
    assert "CANARY" not in browser.open("/team?export=csv").get_data(as_text=True)
    for user in (foreign, hq):
        browser.page(f"/team/{user.id}", status=404)
        for action in ("disable", "enable", "invite_again", "end_sessions", "roles"):
            assert (
                browser.post(f"/team/{user.id}/{action}", {"roles": "dealer_buyer", "version": "1"}).status_code == 404
            )
        assert stored(user.id).state is UserState.ACTIVE


@pytest.mark.parametrize("role", ["dealer_buyer", "dealer_approver", "dealer_finance"])
def test_only_owners_manage_a_team(app: Flask, role: str) -> None:
    browser = Browser(app).sign_in(make_dealer_user(role=role))

    assert browser.open("/team").status_code == 403
    assert browser.post("/team/invite", {"email": "x@y.example"}).status_code == 403


def test_companies_of_one_name_are_told_apart_where_people_are_invited(app: Flask) -> None:
    for code in ("NILE1", "NILE2"):
        make_distributor(code=code, name="Nile Motors")
    make_distributor(code="SIAM", name="Siam EV")

    page = Browser(app).sign_in(make_hq_user(role="hq_admin")).page("/hq/users/invite")

    offered = [one.text for one in page.select("//select[@name='distributor']/option")]
    assert offered[-3:] == ["Nile Motors · NILE1", "Nile Motors · NILE2", "Siam EV"]


def test_an_owner_invites_somebody_through_the_form(app: Flask) -> None:
    company = make_distributor(name="Nile Motors", locale="en")
    browser = Browser(app).sign_in(make_dealer_user(company, role="dealer_owner"))

    page = browser.page("/team/invite")
    assert [label.text for label in page.select("//fieldset[@id='roles']//label")] == [
        "Buyer",
        "Approver",
        "Finance",
        "Owner",
    ]
    fields = {
        "email": "Karim@Nile.example",
        "name": "Karim Said",
        "roles": ["dealer_buyer", "dealer_finance"],
        "approval_limit": "5000",
        "zone": "Africa/Cairo",
    }
    page = browser.send(fields, button="Send the invitation")

    assert page.has("The invitation is on its way.")
    user = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == "karim@nile.example")).one()
    assert (user.roles, user.state, user.distributor_id) == (
        "dealer_buyer dealer_finance",
        UserState.INVITED,
        company.id,
    )
    assert (user.approval_limits, user.zone) == ({"USD": "5000"}, "Africa/Cairo")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(app: Flask) -> None:
    owner = make_dealer_user(role="dealer_owner")
    browser = Browser(app).sign_in(owner)

    browser.page("/team/invite")
    fields = {"email": owner.email, "name": "Karim Said", "roles": ["dealer_buyer"], "approval_limit": "1000"}
    page = browser.send(fields, button="Send the invitation", status=422)

    assert "Somebody already has an account with this e-mail address." in page.main
    assert page.fields(button="Send the invitation")["name"] == "Karim Said"
    assert page.fields(button="Send the invitation")["roles"] == "dealer_buyer"
    page = browser.send({"email": "k@nile.example", "approval_limit": "lots"}, button="Send the invitation", status=422)
    assert "Give a currency and an amount of zero or more" in page.main


def test_an_owner_cannot_invite_into_another_company_or_to_headquarters(app: Flask) -> None:
    owner, foreign = make_dealer_user(role="dealer_owner"), make_distributor()
    actor = actor_of(owner)
    browser = Browser(app).sign_in(owner)

    fields = {"email": "x@y.example", "name": "X Y", "roles": "dealer_buyer", "locale": "en"}
    for company in (str(foreign.id), ""):
        assert browser.post("/team/invite", {**fields, "distributor": company}).status_code == 422
    for company_id in (foreign.id, None):
        role = "dealer_buyer" if company_id else "hq_clerk"
        invitation = Invitation("x@y.example", "X Y", frozenset({role}), company_id)
        with pytest.raises(NotVisible):
            perform(service_invitations.invite, actor, invitation, utc_now())


def test_limits_are_typed_shown_and_kept_with_the_decimals_of_their_currency(app: Flask) -> None:
    company = make_distributor()
    user = make_dealer_user(company)
    browser = Browser(app).sign_in(make_dealer_user(company, role="dealer_owner"))
    browser.page(f"/team/{user.id}")

    page = browser.send({"approval_limit": "KWD 500.125\nJPY 120,000"}, button="Save", status=422)
    assert page.has("“500.125” may be 500125 or 500.1250. Write the one you mean like this.")

    page = browser.send({"approval_limit": "KWD 500.1250\nJPY 120000"}, button="Save")
    assert stored(user.id).approval_limits == {"JPY": "120000", "KWD": "500.125"}
    assert page.fields(button="Save")["approval_limit"].split() == ["JPY", "120000", "KWD", "500.1250"]

    page = browser.send({"approval_limit": "JPY 1000.50"}, button="Save", status=422)
    assert page.has("JPY has 0 decimals at most.")
    assert page.fields(button="Save")["approval_limit"].strip() == "JPY 1000.50"


ASKED = {"name": "Karim Said", "roles": "dealer_buyer", "locale": "en"}


def invited(app: Flask, email: str) -> list[str]:
    """Invite an address as the owner of a new company, walk on as one would, and return what every page said."""
    owner = make_dealer_user(make_distributor(name="Nile Motors"), role="dealer_owner", name="Omar Nabil")
    browser = Browser(app).sign_in(owner)
    browser.page("/team/invite")
    person = browser.send({**ASKED, "email": email}, button="Send the invitation")
    said = [person.text, browser.page(f"/team?q={email}").main, browser.page("/team?sort=email").main]
    said.append(browser.open(f"/team?export=csv&q={email}").get_data(as_text=True))
    browser.page(person.path)
    said += [browser.send({}, button=button).text for button in ("Invite again", "Disable", "Enable")]
    return [text.replace(email, "EMAIL").replace(owner.email, "OWNER") for text in said]


@pytest.mark.both_engines
def test_an_owner_never_learns_whether_an_address_has_an_account_elsewhere(app: Flask) -> None:
    make_dealer_user(make_distributor(), email="a.taken@other.example", name="Mona Adel")

    with time_machine.travel(START, tick=False):
        taken, fresh = invited(app, "a.taken@other.example"), invited(app, "a.fresh@other.example")

    assert taken == fresh
    assert "The invitation is on its way." in taken[0] and "EMAIL" in taken[1]
    db.session.remove()
    told = db.session.scalars(sa.select(Mail).where(Mail.to_address == "a.taken@other.example")).all()
    assert {mail.kind for mail in told} == {"invitation_elsewhere"} and "link" not in told[0].facts
    owner = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == "a.taken@other.example")).one()
    assert (owner.name, owner.state) == ("Mona Adel", UserState.ACTIVE)


def test_one_address_is_invited_once_a_company_and_headquarters_sees_what_became_of_it(app: Flask) -> None:
    make_dealer_user(make_distributor(), email="a.taken@other.example")
    owner = Browser(app).sign_in(make_dealer_user(role="dealer_owner"))
    owner.page("/team/invite")
    path = owner.send({**ASKED, "email": "a.taken@other.example"}, button="Send the invitation").path

    owner.page("/team/invite")
    page = owner.send({**ASKED, "email": "a.taken@other.example"}, button="Send the invitation", status=422)
    assert "Somebody already has an account with this e-mail address." in page.main

    admin = Browser(app).sign_in(make_hq_user(role="hq_admin"))
    assert admin.page(f"/hq/users/{path.rsplit('/', 1)[1]}").has("This address has an account already")


@pytest.mark.both_engines
def test_a_company_sends_so_many_invitations_a_day_and_no_more(app: Flask) -> None:
    owner = actor_of(make_dealer_user(role="dealer_owner"))

    def one_more(number: int) -> int:
        asked = Invitation(f"p{number}@nile.example", "P Q", frozenset({"dealer_buyer"}), owner.distributor_id)
        return perform(service_invitations.invite, owner, asked, START, most=3)

    ids = [one_more(number) for number in range(2)]
    perform(service_invitations.invite_again, owner, ids[0], START, most=3)
    for refused in (
        lambda: one_more(9),
        lambda: perform(service_invitations.invite_again, owner, ids[1], START, most=3),
    ):
        with pytest.raises(Refused) as enough:
            refused()
        assert (enough.value.code, enough.value.facts["most"]) == ("accounts.invited_enough", 3)
    assert rows_in("mail") == 3


def test_no_subject_or_sender_of_a_mail_says_what_somebody_typed_about_themselves(app: Flask) -> None:
    with app.test_request_context():
        subjects = {notice.name: str(notice.subject) for notice in NOTICES.values()}
    for name, subject in subjects.items():
        assert not {"%(name)s", "%(inviter)s", "%(company)s"} & set(re.findall(r"%\(\w+\)s", subject)), name
    owner = actor_of(make_dealer_user(role="dealer_owner", name="Prize Office"))
    asked = Invitation("p@nile.example", "You Won", frozenset({"dealer_buyer"}), owner.distributor_id)
    perform(service_invitations.invite, owner, asked, START)
    mail = db.session.scalars(sa.select(Mail)).one()
    settings = app.extensions["settings"]

    written = write(mail.kind, mail.facts, "en", "UTC", settings)
    head = message(mail.to_address, written, mail.message_id, START, settings)

    assert (head["Subject"], head["From"]) == ("You are invited", "Parts Portal <portal@localhost>")


def test_no_one_gets_roles_of_the_other_door(app: Flask) -> None:
    admin = actor_of(make_hq_user(role="hq_admin"))
    buyer, clerk = make_dealer_user(), make_hq_user()

    for user, role in ((buyer, "hq_admin"), (clerk, "dealer_owner")):
        with pytest.raises(FieldRefused):
            perform(service.set_roles, admin, user.id, RoleChange(frozenset({role}), {}, 1), utc_now())
        with pytest.raises(sa.exc.IntegrityError), transaction() as session:
            session.execute(sa.update(UserAccount).where(UserAccount.id == user.id).values(roles=role))


def test_roles_are_changed_through_the_page_and_recorded_with_before_and_after(app: Flask) -> None:
    admin, user = make_hq_user(role="hq_admin"), make_hq_user(role="hq_clerk", name="Li Na", approval_limits={})
    browser = Browser(app).sign_in(admin)

    browser.page(f"/hq/users/{user.id}")
    page = browser.send({"roles": ["hq_manager"], "approval_limit": "USD 250000\nEUR 200000"}, button="Save")

    assert page.has("The roles are saved")
    assert stored(user.id).roles == "hq_manager"
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "user.roles_changed")).one()
    assert (row.actor_id, row.before["roles"], row.after["roles"]) == (admin.id, "hq_clerk", "hq_manager")
    assert (row.before["approval_limit"], row.after["approval_limit"]) == (None, "EUR 200000, USD 250000")


def test_two_people_changing_one_account_do_not_overwrite_each_other(app: Flask) -> None:
    admin, user = actor_of(make_hq_user(role="hq_admin")), make_hq_user()
    perform(service.set_roles, admin, user.id, RoleChange(frozenset({"hq_planner"}), {}, 1), utc_now())

    with pytest.raises(Stale):
        perform(service.set_roles, admin, user.id, RoleChange(frozenset({"hq_finance"}), {}, 1), utc_now())

    assert stored(user.id).roles == "hq_planner"


def test_nobody_changes_or_disables_oneself_and_the_last_administrator_stays(app: Flask) -> None:
    first, second = make_hq_user(role="hq_admin"), make_hq_user(role="hq_admin")
    now = utc_now()

    clerk = RoleChange(frozenset({"hq_clerk"}), {}, 1)
    for command, code in (
        (lambda: service.disable_user(actor_of(first), first.id, now), "accounts.not_oneself"),
        (lambda: service.set_roles(actor_of(first), first.id, clerk, now), "accounts.not_oneself"),
    ):
        with pytest.raises(Refused) as refusal:
            perform(command)
        assert refusal.value.code == code
    perform(service.disable_user, actor_of(first), second.id, now)
    with pytest.raises(Refused) as refusal:
        perform(service.disable_user, actor_of(second), first.id, now)
    assert refusal.value.code == "accounts.last_admin"


def test_a_person_is_disabled_and_enabled_through_the_page(app: Flask) -> None:
    user = make_dealer_user()
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))

    browser.page(f"/hq/users/{user.id}")
    page = browser.send(button="Disable")
    assert page.has("Disabled")
    assert stored(user.id).state is UserState.DISABLED

    page = browser.send(button="Enable")
    assert page.has("This person may sign in again.")
    assert stored(user.id).state is UserState.ACTIVE


def test_users_are_searched_filtered_sorted_paged_and_exported(app: Flask) -> None:
    company = make_distributor(name="Siam EV Distribution")
    for number in range(60):
        make_dealer_user(company, name=f"Buyer {number:02d}")
    admin = make_hq_user(role="hq_admin", name="Wei Zhang")
    make_hq_user(role="hq_planner", name="=cmd()", state=UserState.DISABLED)
    browser = Browser(app).sign_in(admin)

    assert len(browser.page("/hq/users").rows()) == 50
    assert len(browser.page("/hq/users?page=2").rows()) == 12
    assert [row[0] for row in browser.page("/hq/users?door=hq&sort=-name").rows()] == ["Wei Zhang", "=cmd()"]
    assert [row[0] for row in browser.page("/hq/users?role=hq_planner").rows()] == ["=cmd()"]
    assert [row[0] for row in browser.page("/hq/users?state=disabled").rows()] == ["=cmd()"]
    assert len(browser.page("/hq/users?q=siam&size=100").rows()) == 60
    assert browser.page("/hq/users?q=%25").has("Nobody found")
    for sort in ("name", "-email", "company", "state", "seen", "-seen", "nonsense"):
        browser.page(f"/hq/users?sort={sort}")

    csv = browser.open("/hq/users?q=cmd&export=csv")
    assert csv.headers["Content-Disposition"] == "attachment; filename=people.csv; filename*=UTF-8''Users.csv"
    assert "'=cmd()" in csv.get_data(as_text=True)
    book = load_workbook(io.BytesIO(browser.open("/hq/users?door=hq&export=xlsx").data))
    assert book.active.max_row == 3


def test_only_administrators_see_users(app: Flask) -> None:
    for role in ("hq_clerk", "hq_manager", "hq_finance", "hq_steward", "hq_auditor"):
        assert Browser(app).sign_in(make_hq_user(role=role)).open("/hq/users").status_code == 403


def test_an_address_beyond_ascii_is_for_who_has_a_mail_server_that_takes_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = actor_of(make_dealer_user(make_distributor(), role="dealer_owner"))
    settings = app.extensions["settings"]

    def invite(email: str, **changes: Any) -> int:
        monkeypatch.setitem(app.extensions, "settings", replace(settings, **changes))
        asked = Invitation(email, "P Q", frozenset({"dealer_buyer"}), owner.distributor_id)
        return perform(service_invitations.invite, owner, asked, START)

    served = {"smtp_url": "smtp://mail.example"}
    with pytest.raises(FieldRefused, match="email_beyond_ascii"):
        invite("müller@nile.example", **served)
    ids = [
        invite("a@bücher.example", **served),
        invite("MÜLLER@nile.example", **served, mail_beyond_ascii=True),
        invite("用户@nile.example", smtp_url=""),
    ]

    found = sa.select(UserAccount.email).where(UserAccount.id.in_(ids)).order_by(UserAccount.id)
    assert list(db.session.scalars(found)) == ["a@bücher.example", "müller@nile.example", "用户@nile.example"]
