"""A promise is revised: a new date with its reason, every earlier one kept, the distributor told in its language."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation
from portal.allocation.service_promise import Revision, revise_promise
from portal.audit.models import AuditRow
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, Refused
from portal.core.jobs.queue import run_due
from portal.notifications.labels_facts import CAUSES
from portal.notifications.models import Mail, Notice
from portal.orders.models import OrderHistory, OrderLine, SalesOrder
from portal.stock.labels_revision import DEPARTMENT_WORDS, PROMISE_WORDS, REVISION_WORDS
from portal.stock.models import Promise
from portal.stock.queries import promises_of
from portal.stock.rules_revision import DEPARTMENTS, RevisionCause, check_revision
from tests import factories
from tests.conftest import rows_in
from tests.orders.factories import NOW, Market, hq_actor, lines_of, make_market, make_released, sell
from tests.race import together
from tests.stock.factories import expect, make_depot
from tests.web import Browser

RECEIPT, LATER = date(2026, 3, 20), date(2026, 4, 2)


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", stock=5)
    expect(market.depot_ids[0], market.parts["P1"], 50, RECEIPT)
    return market


def backordered(market: Market, **header: Any) -> SalesOrder:
    """Return an order of which three pieces wait, promised for the planned receipt."""
    order = make_released(market, ("P1", 8), **header)
    perform(run_allocation, hq_actor("hq_planner"), NOW)
    return order


def line_of(order: SalesOrder) -> OrderLine:
    db.session.remove()
    return lines_of(order)[0]


def revised(order: SalesOrder, on: date = LATER, *, seen: int = 1, actor: Any = None, **values: Any) -> str:
    given = {"cause": RevisionCause.SUPPLIER_LATE, "note": "", **values}
    actor = actor or hq_actor("hq_planner", name="Li Na")
    return perform(revise_promise, line_of(order).id, Revision(on, seen=seen, **given), actor, NOW)


def test_the_first_promise_stays_and_the_latest_holds_with_cause_and_department(market: Market) -> None:
    order = backordered(market)

    assert revised(order, note="Strike at the supplier") == order.number

    line = line_of(order)
    assert (line.first_promised_on, line.promised_on) == (RECEIPT, LATER)
    first, second = promises_of([line.id])[line.id]
    assert (first.promised_on, first.cause) == (RECEIPT, "planned_receipt")
    assert (second.sequence, second.promised_on, second.quantity) == (2, LATER, 3)
    assert (second.cause, second.department, second.made_by) == ("supplier_late", "purchasing", "Li Na")


def test_history_audit_inbox_and_mail_tell_of_it_in_the_receivers_language(market: Market) -> None:
    with transaction() as session:
        session.execute(sa.text("UPDATE user_account SET locale = 'ar' WHERE id = :id"), {"id": market.buyer.id})
    order = backordered(market)

    revised(order, note="Strike")
    run_due()

    told = db.session.scalars(sa.select(OrderHistory).where(OrderHistory.kind == "promise_revised")).one()
    assert told.shown and (told.facts["before_on"], told.facts["promised_on"]) == ("2026-03-20", "2026-04-02")
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "order.promise_revised")).one()
    assert (row.before, row.after["cause"]) == ({"promised_on": "2026-03-20"}, "supplier_late")
    notice = db.session.scalars(sa.select(Notice).where(Notice.kind == "order_promise_revised")).one()
    assert (notice.user_id, notice.link) == (market.buyer.id, f"/orders/{order.number}/lines/1")
    assert notice.facts["promised_before"] == "2026-03-20"
    mail = db.session.scalars(sa.select(Mail).where(Mail.kind == "order_promise_revised")).one()
    assert (mail.to_address, mail.locale) == (market.buyer.email, "ar")
    assert "Strike" in mail.body


@pytest.mark.parametrize(
    ("on", "cause", "note", "code", "field"),
    [
        (date(2026, 3, 8), "supplier_late", "", "promise.in_past", "promised_on"),
        (date(2028, 3, 9), "supplier_late", "", "promise.too_far", "promised_on"),
        (RECEIPT, "supplier_late", "", "promise.same_day", "promised_on"),
        (LATER, "other", "", "promise.note_missing", "note"),
    ],
)
def test_what_is_no_revision_is_refused_beside_its_field(
    on: date, cause: str, note: str, code: str, field: str
) -> None:
    with pytest.raises(FieldRefused) as refused:
        check_revision(on, RECEIPT, date(2026, 3, 9), RevisionCause(cause), note)

    assert (refused.value.code, refused.value.field) == (code, field)
    check_revision(date(2026, 3, 9), RECEIPT, date(2026, 3, 9), RevisionCause.OTHER, "Said by phone")


def test_the_past_begins_with_the_day_it_is_at_the_depot(app: Flask) -> None:
    make_depot("LAX", 1, "US", "America/Los_Angeles")
    market = make_market()
    sell(market, "P1", stock=5)
    order = backordered(market)

    evening_there = datetime(2026, 3, 10, 3, tzinfo=UTC)  # the 9th in Los Angeles, the 10th in Chongqing
    revision = Revision(date(2026, 3, 9), RevisionCause.CORRECTION, "", 0)
    line = line_of(order)
    assert line.promised_on is None or line.promised_on != date(2026, 3, 9)
    seen = len(promises_of([line.id]).get(line.id, ()))

    perform(revise_promise, line.id, Revision(revision.on, revision.cause, "", seen), hq_actor(), evening_there)

    assert line_of(order).promised_on == date(2026, 3, 9)


def test_a_page_drawn_before_somebody_elses_revision_is_refused_and_the_same_press_is_done_once(
    market: Market,
) -> None:
    order, planner = backordered(market), hq_actor("hq_planner", name="Li Na")

    revised(order, actor=planner)
    revised(order, actor=planner)
    with pytest.raises(Refused) as refused:
        revised(order, date(2026, 5, 1), actor=hq_actor("hq_planner", name="Wang Wei"))

    assert refused.value.code == "promise.revised_meanwhile"
    assert (refused.value.facts["who"].name, refused.value.facts["day"]) == ("Li Na", LATER)
    assert rows_in("promise") == 2


def test_what_does_not_wait_has_no_promise_to_revise(market: Market) -> None:
    order = make_released(market, ("P1", 2))
    perform(run_allocation, hq_actor("hq_planner"), NOW)

    with pytest.raises(Refused, match=r"promise\.nothing_waits"):
        revised(order)


def test_the_next_run_leaves_a_persons_date_alone_until_it_has_passed(market: Market) -> None:
    order = backordered(market)
    revised(order)

    perform(run_allocation, hq_actor("hq_planner"), NOW)
    assert line_of(order).promised_on == LATER
    expect(market.depot_ids[0], market.parts["P1"], 50, date(2026, 4, 20))
    perform(run_allocation, hq_actor("hq_planner"), NOW + timedelta(days=30))

    assert line_of(order).promised_on == date(2026, 4, 20)
    assert line_of(order).first_promised_on == RECEIPT


@pytest.mark.race
def test_two_planners_revise_at_once_and_one_date_holds(app: Flask, market: Market) -> None:
    order = backordered(market)
    line_id = line_of(order).id
    people = [hq_actor("hq_planner", name=f"Planner {index}") for index in range(4)]
    db.session.remove()

    def revise(index: int) -> str:
        revision = Revision(LATER + timedelta(days=index), RevisionCause.QUALITY, "", 1)
        return perform(revise_promise, line_id, revision, people[index], NOW)

    answers = together(app, 4, revise)

    lost = [one for one in answers if isinstance(one, Refused)]
    assert answers.count(order.number) == 1
    assert [one.code for one in lost] == ["promise.revised_meanwhile"] * 3
    assert rows_in("promise") == 2


@pytest.mark.race
def test_control_without_the_promise_seen_both_believe_theirs_holds(app: Flask, market: Market) -> None:
    line_id = line_of(backordered(market)).id
    looked = threading.Barrier(2)
    db.session.remove()

    def careless(index: int) -> bool:
        seen = db.session.scalar(sa.select(sa.func.max(Promise.sequence)).where(Promise.line_id == line_id))
        db.session.remove()
        looked.wait(timeout=30)
        with transaction() as session:
            change = sa.update(OrderLine).where(OrderLine.id == line_id)
            session.execute(change.values(promised_on=LATER + timedelta(days=index)))
        return seen == 1

    assert together(app, 2, careless) == [True, True]


def test_every_cause_has_words_a_department_and_words_in_notices() -> None:
    assert set(REVISION_WORDS) == set(DEPARTMENTS) == set(RevisionCause)
    assert {cause.value: str(words) for cause, words in REVISION_WORDS.items()} == {
        code: str(words) for code, words in CAUSES.items()
    }
    assert set(DEPARTMENTS.values()) <= set(DEPARTMENT_WORDS)
    assert {cause.value for cause in RevisionCause} <= set(PROMISE_WORDS)


def planner(app: Flask, role: str = "hq_planner") -> Browser:
    return Browser(app).sign_in(factories.make_hq_user(role=role, name="Li Na"))


def test_a_planner_revises_on_the_lines_page_and_the_distributor_sees_every_date(app: Flask, market: Market) -> None:
    order, browser = backordered(market), planner(app)
    soon = (datetime.now(UTC) + timedelta(days=40)).date()
    where = f"/hq/backorders/{order.number}/1"
    assert where in browser.page("/hq/backorders").links().values()
    links = browser.page(f"/hq/orders/{order.number}").select(
        "//tr[@id='line-1']//a[.//*[@aria-label='Revise promise']]"
    )
    assert [link.get("href") for link in links] == [where]

    browser.page(where)
    browser.send({"promised_on": soon.isoformat(), "cause": "transport", "note": "Rolled"}, button="Revise promise")

    assert browser.shown is not None and browser.shown.has("is promised; the distributor is told.")
    assert [row[3] for row in browser.shown.rows()] == ["Planned receipt", "Delayed on the way to the depot"]
    buyer = Browser(app).sign_in(market.buyer)
    page = buyer.page(f"/orders/{order.number}")
    assert page.has("(was 20 Mar 2026)") and page.has("Delayed on the way to the depot: Rolled")
    line = buyer.page(f"/orders/{order.number}/lines/1")
    assert [row[3] for row in line.rows()] == ["Planned receipt", "Delayed on the way to the depot"]
    assert not line.has("Li Na") and not page.has("Li Na")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(app: Flask, market: Market) -> None:
    order, browser = backordered(market), planner(app)
    browser.page(f"/hq/backorders/{order.number}/1")

    def wrong(button: str = "Revise promise", **typed: str) -> dict[str, str]:
        page = browser.send(typed, button=button, status=422)
        assert page.has("Rolled")
        return {each.get("id"): "".join(each.itertext()).strip() for each in page.select("//*[@class='error']")}

    past = wrong(promised_on="2026-03-01", cause="transport", note="Rolled")
    assert past.keys() == {"promised_on-error"} and past["promised_on-error"].startswith("This day has passed")
    assert wrong(promised_on="soon") == {"promised_on-error": "Give the new date."}
    assert wrong(promised_on="2026-12-31", cause="") == {"cause-error": "Choose a reason."}
    assert rows_in("promise") == 1


def test_a_page_drawn_too_early_says_who_was_first_and_others_only_look(app: Flask, market: Market) -> None:
    order, browser = backordered(market), planner(app)
    where = f"/hq/backorders/{order.number}/1"
    soon = (datetime.now(UTC) + timedelta(days=40)).date()
    browser.page(where)
    revised(order, actor=hq_actor("hq_planner", name="Wang Wei"))

    told = browser.send({"promised_on": soon.isoformat(), "cause": "quality"}, button="Revise promise", status=409)

    assert told.has("Wang Wei has revised this promise to 2 Apr 2026")
    clerk = planner(app, "hq_clerk")
    assert not clerk.page(where).has("Revise promise")
    assert clerk.post(where, {"promised_on": soon.isoformat()}).status_code == 403
    assert browser.open(f"/hq/backorders/{order.number}/9").status_code == 404
