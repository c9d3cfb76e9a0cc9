"""The page of what waits for a second person: who asked may withdraw it there, and nobody decides it twice."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.approvals import service
from portal.approvals.labels import APPROVED_WORDS
from portal.approvals.models import PAST, Approval, ApprovalKind, Outcome
from portal.approvals.ports import maker_of
from portal.approvals.service import Change
from portal.core.data.sessions import db, perform
from portal.telling.changes import CHANGED
from tests import factories
from tests.orders.factories import NOW, make_market, sell
from tests.web import Browser

OLD, NEW = {"price": "10", "currency": "USD"}, {"price": "12", "currency": "USD"}


def test_who_asked_withdraws_and_a_page_drawn_before_is_told_so(app: Flask) -> None:
    asker, other = factories.make_hq_user(role="hq_finance"), factories.make_hq_user(role="hq_manager")
    change = Change(ApprovalKind.PRICE, "1:999", "P1", OLD, NEW, "moved")
    perform(service.ask, change, factories.actor_of(asker), NOW)
    mine, theirs = Browser(app).sign_in(asker), Browser(app).sign_in(other)
    assert theirs.page("/hq/approvals").rows() == [["List price", "USD 10.0000", "USD 12.0000"]]

    mine.page("/hq/approvals")
    assert mine.send({}, button="Withdraw").has("Withdrawn: nothing was changed.")
    page = theirs.send({}, button="Approve", status=409)

    assert page.has(f"{asker.name} has decided this already")
    assert db.session.scalars(sa.select(Approval.outcome)).all() == [Outcome.WITHDRAWN]


def test_a_steward_withdraws_where_the_change_waits_and_nobody_elses_is_seen(app: Flask) -> None:
    steward, colleague = (factories.make_hq_user(role="hq_steward") for _ in range(2))
    market = make_market()
    part_id = sell(market, "P1", price="10")
    for asker, subject in ((steward, f"{market.price_list_id}:{part_id}"), (colleague, "1:999")):
        change = Change(ApprovalKind.PRICE, subject, "P1", OLD, NEW, "steel")
        perform(service.ask, change, factories.actor_of(asker), NOW)
    browser = Browser(app).sign_in(steward)
    mine, theirs = db.session.scalars(sa.select(Approval.id).order_by(Approval.id)).all()

    browser.page(f"/hq/prices/{market.price_list_id}/{part_id}")
    page = browser.send({}, button="Withdraw")

    assert page.path == f"/hq/prices/{market.price_list_id}/{part_id}" and page.has("Withdrawn: nothing was changed.")
    assert browser.post(f"/hq/approvals/{theirs}/withdraw", {}).status_code == 404
    assert db.session.get_one(Approval, mine).outcome is Outcome.WITHDRAWN


def test_the_start_page_of_who_decides_says_how_many_changes_of_others_wait(app: Flask) -> None:
    asker, other = factories.make_hq_user(role="hq_finance"), factories.make_hq_user(role="hq_manager")
    words = "Changes that wait for a second person"
    assert not Browser(app).sign_in(other).page("/hq/").has(words)

    change = Change(ApprovalKind.PRICE, "1:999", "P1", OLD, NEW, "moved")
    perform(service.ask, change, factories.actor_of(asker), NOW)

    (tile,) = Browser(app).sign_in(other).page("/hq/").select(f"//a[contains(., '{words}')]")
    assert (tile.get("href"), "".join(tile.find("b").itertext())) == ("/hq/approvals", "1")
    assert not Browser(app).sign_in(asker).page("/hq/").has(words)


def test_what_was_decided_of_kinds_nobody_asks_about_any_more_is_still_read(app: Flask) -> None:
    asker, other = factories.make_hq_user(role="hq_finance"), factories.make_hq_user(role="hq_manager")
    kept = {"subject": "1", "name": "CN01", "before": {"iban": "DE01"}, "after": {"iban": "DE02"}, "reason": "moved"}
    asked = {"asked_by": asker.id, "asked_by_name": asker.name, "asked_at": NOW}
    decided = {"outcome": Outcome.APPROVED, "decided_by": other.id, "decided_by_name": other.name, "decided_at": NOW}
    factories.saved(Approval(kind=ApprovalKind.BANK, **kept, **asked, **decided))

    page = Browser(app).sign_in(other).page("/hq/approvals")

    assert page.has("Bank details") and page.has("Account or IBAN") and page.has("DE02")


@pytest.mark.parametrize("kind", sorted(set(ApprovalKind) - PAST))
def test_what_may_be_asked_is_made_told_and_shown(app: Flask, kind: ApprovalKind) -> None:
    assert callable(maker_of(kind)) and kind in APPROVED_WORDS and CHANGED[kind].startswith("/hq/")


@pytest.mark.parametrize("kind", sorted(PAST))
def test_nobody_asks_about_what_stands_in_the_past(app: Flask, kind: ApprovalKind) -> None:
    asker = factories.actor_of(factories.make_hq_user(role="hq_finance"))

    with pytest.raises(LookupError):
        perform(service.ask, Change(kind, "1", "CN01", {"iban": "1"}, {"iban": "2"}, "moved"), asker, NOW)

    assert kind not in APPROVED_WORDS and kind not in CHANGED
    assert db.session.scalars(sa.select(Approval)).all() == []
