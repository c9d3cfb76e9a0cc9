"""Who asked for what needs a second person hears what became of it, in the inbox and by mail, in their own language."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import UserAccount
from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.catalogue.dangerous import service
from portal.core.actor import Actor
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.masterdata.ports import kinds_there_are
from portal.notifications.labels_facts import CHANGES
from portal.notifications.models import Mail, Notice
from tests.approvals.test_four_eyes import ASKED, asked_for
from tests.factories import make_hq_user
from tests.masterdata.factories import apply, ask, send, sign_in, steward
from tests.masterdata.test_air_limits import AIRBAG
from tests.masterdata.test_air_limits import HEADINGS as AIR_LIMIT_HEADINGS
from tests.orders.factories import NOW, hq_actor
from tests.web import Browser


def told() -> list[tuple[str, int, dict[str, Any]]]:
    """Return each notice: its kind, whose inbox it is in, its facts."""
    rows = db.session.execute(sa.select(Notice.kind, Notice.user_id, Notice.facts).order_by(Notice.id))
    return [tuple(row) for row in rows if row.kind.startswith("change_")]


def mailed() -> list[tuple[str, str, str]]:
    """Return each mail of a change: its kind, to whom, in which language."""
    rows = db.session.execute(sa.select(Mail.kind, Mail.to_address, Mail.locale).order_by(Mail.id))
    return [tuple(row) for row in rows if row.kind.startswith("change_")]  # type: ignore[misc]


@pytest.mark.parametrize(("kind", "role", "ask", "wanted"), ASKED, ids=[each[0] for each in ASKED])
def test_who_asked_hears_that_it_was_approved_and_is_led_to_it(
    app: Flask, kind: str, role: str, ask: Callable[[Actor], int], wanted: Any
) -> None:
    asker, other = hq_actor(["hq_finance", role]), hq_actor("hq_manager")
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == asker.user_id).values(locale="ar"))
    ask(asker)
    (approval,) = db.session.scalars(sa.select(Approval)).all()
    assert (told(), mailed()) == ([], [])

    perform(approvals.approve, approval.id, other, NOW)

    facts = {"change": kind, "name": approval.name, "decided_by": other.name}
    assert told() == [("change_approved", asker.user_id, facts)]
    assert mailed() == [("change_approved", asker.email, "ar")]
    user = db.session.get_one(UserAccount, asker.user_id)
    link = db.session.scalars(sa.select(Notice.link).where(Notice.user_id == asker.user_id)).one()
    assert Browser(app).sign_in(user).open(link).status_code == 200


def test_who_asked_hears_why_it_was_refused_and_nothing_of_what_was_withdrawn(app: Flask) -> None:
    asker, other = hq_actor("hq_steward"), hq_actor("hq_manager")
    perform(approvals.withdraw, asked_for(asker), asker, NOW)
    assert (told(), mailed()) == ([], [])

    perform(approvals.refuse, asked_for(asker), "the letter is missing", other, NOW)

    facts = {"change": "price", "name": "P1", "decided_by": other.name, "reason": "the letter is missing"}
    assert told() == [("change_refused", asker.user_id, facts)]
    assert mailed() == [("change_refused", asker.email, "en")]


def test_whoever_left_is_not_written_to(app: Flask) -> None:
    asker, other = hq_actor("hq_steward"), hq_actor("hq_manager")
    approval_id = asked_for(asker)
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == asker.user_id).values(state="disabled"))

    perform(approvals.refuse, approval_id, "the letter is missing", other, NOW)

    assert (told(), mailed()) == ([], [])


def test_each_kind_of_change_has_its_word_in_notices() -> None:
    watched = {kind.name for kind in kinds_there_are() if kind.second}
    assert set(CHANGES) == {kind.value for kind in ApprovalKind} | watched


def test_everybody_else_who_decides_hears_that_a_change_waits(app: Flask) -> None:
    asker, boss = hq_actor(["hq_finance", "hq_steward"]), hq_actor("hq_manager")
    hq_actor("hq_clerk")

    asked_for(asker)

    found = db.session.execute(sa.select(Notice.kind, Notice.user_id, Notice.link, Notice.facts)).all()
    facts = {"change": "price", "name": "P1", "asked_by": asker.name, "reason": "moved"}
    assert found == [("second_person_asked", boss.user_id, "/hq/approvals", facts)]


def agreed_file(app: Flask, answer: str, **sent: str) -> tuple[int, str]:
    """Let a steward ask for a limit, and somebody else press a button; return who asked and the page of the change."""
    asker = make_hq_user(role="hq_steward")
    browser = sign_in(app, asker)
    page = ask(browser, send(browser, "air_limits", AIR_LIMIT_HEADINGS, tuple(AIRBAG.values())))
    other = sign_in(app, make_hq_user(role="hq_compliance", name="Qian Li"))
    other.page(page.path)
    other.send(sent, button=answer)
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == asker.id).values(locale="ar"))
    return asker.id, page.path


def test_who_asked_for_a_change_of_master_data_hears_that_it_is_in_force(app: Flask) -> None:
    asker, page = agreed_file(app, "Agree")
    assert told() == [], "nothing is in force before it is applied"

    run_due()

    facts = {"change": "air_limits", "name": "data.xlsx", "decided_by": "Qian Li"}
    assert told() == [("change_approved", asker, facts)]
    assert [(kind, locale) for kind, _to, locale in mailed()] == [("change_approved", "ar")]
    assert db.session.scalars(sa.select(Notice.link).where(Notice.user_id == asker)).all() == [page]


def test_who_asked_for_a_change_of_master_data_hears_why_it_was_refused(app: Flask) -> None:
    asker, _page = agreed_file(app, "Refuse", note="the addendum says 2 kg")

    facts = {"change": "air_limits", "name": "data.xlsx", "decided_by": "Qian Li", "reason": "the addendum says 2 kg"}
    assert told() == [("change_refused", asker, facts)]


def test_who_asked_hears_when_what_was_agreed_to_could_not_be_made(app: Flask) -> None:
    asker, page = agreed_file(app, "Agree")
    row = AIRBAG | {"un_number": "UN3268", "charge_limit": None, "indicated_limit": None}
    perform(service.set_air_limits, [row], [], (None, None))

    run_due()

    assert told() == [
        ("change_not_made", asker, {"change": "air_limits", "name": "data.xlsx", "decided_by": "Qian Li"})
    ]
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.id == asker).values(locale="en"))
    asked = sign_in(app, db.session.get_one(UserAccount, asker))
    assert "has been changed since" in asked.page(page).main
    assert asked.page("/hq/inbox").has("could not be made")


def test_a_change_that_takes_one_person_is_told_to_nobody(app: Flask) -> None:
    browser = steward(app)
    apply(
        browser, send(browser, "bulletins", ("Bulletin number", "Issued on", "Title"), ("B-1", "2026-03-01", "Brakes"))
    )

    assert (told(), mailed()) == ([], [])
