"""The pages of the record."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.audit.service import record
from portal.core.actor import Actor, Door
from portal.core.data.sessions import perform
from portal.core.jobs.queue import run_due
from tests.audit.test_chain import without_triggers
from tests.conftest import Engine
from tests.factories import make_dealer_user, make_hq_user
from tests.web import Browser

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)


def fill(count: int = 3) -> None:
    """Record some actions of two people."""
    for number in range(count):
        actor = Actor(user_id=number % 2 + 1, name=("Mona Adel", "Karim Said")[number % 2], door=Door.DISTRIBUTOR)
        action = ("order.submitted", "user.invited")[number % 2]
        before = {"roles": "hq_clerk", "same": 1}
        perform(
            record,
            actor,
            action,
            "order" if number % 2 == 0 else "user",
            f"SO-{number}",
            before=before,
            after={"roles": "hq_manager", "same": 1, "on": True},
            now=NOW + timedelta(minutes=number),
        )


@pytest.mark.both_engines
def test_the_record_is_listed_searched_filtered_sorted_and_paged(app: Flask) -> None:
    fill(60)
    browser = Browser(app).sign_in(make_hq_user(role="hq_auditor"))

    page = browser.page("/hq/audit")
    assert "The chain of the newest 500 rows is whole." in page.main
    assert [row[0] for row in page.rows()][:2] == ["60", "59"]
    assert len(page.rows()) == 50
    assert len(browser.page("/hq/audit?page=2").rows()) == 10
    assert len(browser.page("/hq/audit?action=user.invited").rows()) == 30
    assert {row[2] for row in browser.page("/hq/audit?actor=1").rows()} == {"Mona Adel"}
    assert len(browser.page("/hq/audit?subject=user&q=SO-1").rows()) == 6
    assert browser.page("/hq/audit?q=nothing").has("Nothing found")
    assert browser.page("/hq/audit?sort=at").rows()[0][0] == "1"
    for hostile in ("actor=x", "actor=99999999999999", "action=%27%3B--", "sort=--", "page=-1", "q=%25"):
        browser.page(f"/hq/audit?{hostile}")


def test_signing_in_is_told_where_it_is_asked_for_and_people_by_their_names(app: Flask) -> None:
    mona = make_dealer_user(name="Mona Adel")
    for action in ("account.signed_in", "user.disabled"):
        perform(record, Actor(user_id=9, name="Wei", door=Door.HQ), action, "user", str(mona.id), now=NOW)
    browser = Browser(app).sign_in(make_hq_user(role="hq_auditor"))

    def actions(query: str) -> list[list[str]]:
        return [row[3:5] for row in browser.page(f"/hq/audit{query}").rows()]

    assert actions("") == [["Person disabled", "Person Mona Adel"]]
    assert actions("?action=account.signed_in") == [["Signed in", "Person Mona Adel"]]
    assert len(actions("?action=all")) == 2
    assert browser.page("/hq/audit/2").has("Mona Adel")


def test_one_row_shows_what_changed_and_only_that(app: Flask) -> None:
    fill(1)
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))

    page = browser.page("/hq/audit/1")

    assert page.rows() == [["on", "–", "yes"], ["Roles", "hq_clerk", "hq_manager"]]
    browser.page("/hq/audit/999", status=404)


@pytest.mark.both_engines
def test_the_record_is_exported(app: Flask) -> None:
    fill(2)
    browser = Browser(app).sign_in(make_hq_user(role="hq_auditor", zone="Asia/Shanghai"))

    text = browser.open("/hq/audit?export=csv&action=user.invited").get_data(as_text=True)

    assert "2026-03-09T16:01:00+08:00" in text
    assert text.count("\n") == 2
    assert browser.open("/hq/audit?export=xlsx").data.startswith(b"PK")


@pytest.mark.both_engines
def test_the_whole_record_is_checked_by_a_job(app: Flask, engine: Engine) -> None:
    fill(3)
    browser = Browser(app).sign_in(make_hq_user(role="hq_auditor"))

    browser.page("/hq/audit")
    assert browser.send(button="Check the whole record").has("The whole record is being checked.")
    run_due()
    assert browser.page("/hq/audit").has("and is whole.")

    without_triggers(engine, "UPDATE audit_row SET actor_name = 'Somebody' WHERE id = 2")
    page = browser.page("/hq/audit")
    assert page.has("The chain is broken at row 2")
    browser.send(button="Check the whole record")
    run_due()
    assert "it is broken at row 2." in browser.page("/hq/audit").main


@pytest.mark.parametrize("role", ["hq_clerk", "hq_manager", "hq_finance"])
def test_others_do_not_see_the_record(app: Flask, role: str) -> None:
    assert Browser(app).sign_in(make_hq_user(role=role)).open("/hq/audit").status_code == 403
    assert Browser(app).sign_in(make_dealer_user(role="dealer_owner")).open("/hq/audit/1").status_code == 403
