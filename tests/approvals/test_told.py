"""Who asked for what needs a second person hears what became of it, in the inbox and by mail, in their own language."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import UserAccount
from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.core.actor import Actor
from portal.core.data.sessions import db, perform, transaction
from portal.masterdata.ports import kinds_there_are
from portal.notifications.labels_notices import CHANGES
from portal.notifications.models import Mail, Notice
from tests.approvals.test_four_eyes import ASKED, asked_for
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

    facts = {"change": "bank", "name": "CN01", "decided_by": other.name, "reason": "the letter is missing"}
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
    facts = {"change": "bank", "name": "CN01", "asked_by": asker.name, "reason": "moved"}
    assert found == [("second_person_asked", boss.user_id, "/hq/approvals", facts)]
