"""Ticking rows of the queue: with plain forms, each row's answer on a page, progress while rows are left."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs.queue import run_one
from portal.orders.decisions import service_holds, service_review
from portal.orders.states import HoldKind, OrderState
from portal.review import hq_bulk_routes
from portal.review.models import ItemKind, ItemState
from tests.factories import make_distributor, make_hq_user
from tests.orders.factories import NOW, hq_actor, make_market, make_submitted, order_of, sell
from tests.review.factories import queue_rows
from tests.review.test_hq_pages import hq
from tests.web import Browser, Page


def submitted(count: int) -> list[str]:
    market = make_market()
    sell(market, "21029627")
    return [make_submitted(market, ("21029627", 2 + index), now=utc_now()).number for index in range(count)]


def ticked(page: Page, *numbers: str) -> list[str]:
    """Return what ticking the boxes of these rows sends."""
    return [str(page.select(f"//input[@aria-label='Choose {number}']/@value")[0]) for number in numbers]


@pytest.mark.both_engines
def test_ticked_orders_are_approved_and_each_answer_stands_in_a_table(app: Flask) -> None:
    clean, held, left = submitted(3)
    perform(service_holds.place_hold, order_of(held).id, HoldKind.FINANCE, "slip", hq_actor("hq_finance"), NOW)
    browser = hq(app, "hq_manager")
    page = browser.page("/hq/review?type=daily&sort=-value")

    answer = browser.send({"chosen": ticked(page, clean, held)}, button="Approve what is clean")

    rows = {row[0].split()[0]: row[3:] for row in answer.rows()}
    assert rows[clean][0] == "Approved and released"
    assert rows[held] == ["Not done", "Not clean: Finance hold. Its owner has to release it first."]
    assert answer.has("1 Approved and released") and answer.has("1 Not done")
    assert answer.links()["Back to the queue"] == "/hq/review?sort=-value&type=daily"
    assert [order_of(one).state for one in (clean, held, left)] == [OrderState.RELEASED, *[OrderState.SUBMITTED] * 2]


def test_the_same_form_sent_twice_leads_to_the_same_answers(app: Flask) -> None:
    [number], browser = submitted(1), hq(app, "hq_manager")
    page = browser.page("/hq/review")
    fields = page.fields(id="review-several") | {"chosen": ticked(page, number), "wish": "approve"}

    first, second = (browser.post("/hq/review/several", fields) for _ in range(2))

    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    fields["idempotency_key"] = "another-press"
    later = browser.page(browser.post("/hq/review/several", fields).headers["Location"])
    assert later.rows()[0][3:] == ["Done already", "You had approved it already."]


def test_several_are_taken_and_what_a_colleague_took_meanwhile_is_told(app: Flask) -> None:
    mine, lost = submitted(2)
    browser = hq(app)
    page = browser.page("/hq/review")
    colleague = hq_actor("hq_manager", name="Wang Wei")
    perform(service_review.take, order_of(lost).id, Turn(colleague, order_of(lost).version, NOW))

    answer = browser.send({"chosen": ticked(page, mine, lost)}, id="review-several", extra={"wish": "take"})

    rows = {row[0].split()[0]: row[3:] for row in answer.rows()}
    assert rows[mine] == ["Taken", ""]
    assert rows[lost][0] == "Not done" and rows[lost][1].startswith("Wang Wei has taken this already")


def test_one_press_approves_what_shows_nothing_against_it_within_ones_limit(app: Flask) -> None:
    numbers = submitted(2)
    browser = hq(app, "hq_manager")
    queue_rows(make_distributor(), [utc_now()], worst="warn")

    answer = browser.page("/hq/review") and browser.send({}, button="Approve 2 clean")

    assert sorted(row[0].split()[0] for row in answer.rows()) == sorted(numbers)
    assert {order_of(number).state for number in numbers} == {OrderState.RELEASED}
    assert not browser.page("/hq/review").has("Approve 2 clean")


def test_a_clerk_without_a_limit_in_the_currency_is_offered_no_such_press(app: Flask) -> None:
    queue_rows(make_distributor(), [utc_now()])

    assert not hq(app, approval_limits={}).page("/hq/review").has("Approve 1 clean")
    assert hq(app, "hq_manager").page("/hq/review").has("Approve 1 clean")


def test_a_long_choice_shows_its_progress_until_the_worker_is_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, browser = submitted(2), hq(app, "hq_manager")
    monkeypatch.setattr(hq_bulk_routes, "AT_ONCE", 1)
    page = browser.page("/hq/review")

    under_way = browser.send({"chosen": ticked(page, *numbers)}, button="Approve what is clean")

    assert under_way.select("//progress[@value='0'][@max='2']")
    assert under_way.select("//div[@id='review-outcomes'][@hx-trigger='every 1s']")
    assert [row[3] for row in under_way.rows()] == ["Waiting"] * 2
    while run_one(utc_now() + timedelta(minutes=1)):
        pass
    done = browser.page(under_way.path)
    assert not done.select("//progress") and done.has("2 Approved and released")


def test_nothing_ticked_leads_back_to_the_queue_with_words(app: Flask) -> None:
    queue_rows(make_distributor(), [utc_now()])
    browser = hq(app)
    browser.page("/hq/review?due=late")

    page = browser.send({}, id="review-several", extra={"wish": "take"})

    assert page.path == "/hq/review?sort=due&due=late" and page.has("Tick at least one row first.")
    browser.page("/hq/review")
    many = [f"SO-2026-{number:06d}:1" for number in range(201)]
    told = browser.send({"chosen": many}, id="review-several", extra={"wish": "take"})
    assert told.has("At most 200 rows can be ticked at once; these are 201.")


def test_boxes_stand_only_by_rows_one_may_take_or_has_and_not_for_who_only_looks(app: Flask) -> None:
    distributor, me = make_distributor(), make_hq_user()
    now = utc_now()
    [free] = queue_rows(distributor, [now])
    [own] = queue_rows(distributor, [now], state=ItemState.TAKEN, owner_id=me.id, owner_name=me.name)
    other = make_hq_user(name="Wang Wei")
    queue_rows(distributor, [now], state=ItemState.TAKEN, owner_id=other.id, owner_name=other.name)

    labels = Browser(app).sign_in(me).page("/hq/review").select("//input[@name='chosen']/@aria-label")

    assert sorted(labels) == sorted([f"Choose {free}", f"Choose {own}"])
    looked = hq(app, "hq_planner").page("/hq/review")
    assert not looked.select("//input[@name='chosen'] | //*[@id='review-several'] | //th[@class='tick']")


def test_a_box_says_what_would_become_of_its_row_for_the_bar_that_sums_them_up(app: Flask) -> None:
    distributor, me, now = make_distributor(), make_hq_user(role="hq_manager"), utc_now()
    [clean] = queue_rows(distributor, [now])
    [warned] = queue_rows(distributor, [now], worst="warn")
    [held] = queue_rows(distributor, [now], worst="hold")
    [own] = queue_rows(distributor, [now], state=ItemState.TAKEN, owner_id=me.id, owner_name=me.name)
    [claim] = queue_rows(distributor, [now], kind=ItemKind.CLAIM, order_type="")

    page = Browser(app).sign_in(me).page("/hq/review")

    becomes = {box.get("value").split(":")[0]: box.get("data-as") for box in page.select("//input[@name='chosen']")}
    assert becomes == {clean: "take approve", warned: "take approve", held: "take", own: "approve", claim: "take"}
    assert page.select("//form[@id='review-several']//*[@data-ticked]/@data-ticked") == [
        "",
        "take",
        "approve",
        "-approve",
    ]


def test_a_colleagues_answers_are_not_ones_own(app: Flask) -> None:
    [number], browser = submitted(1), hq(app, "hq_manager")
    page = browser.page("/hq/review")
    answer = browser.send({"chosen": ticked(page, number)}, button="Approve what is clean")

    assert hq(app, "hq_manager").open(answer.path).status_code == 404


def test_regions_distributors_and_owners_are_filters_of_the_page(app: Flask) -> None:
    nile = make_distributor(name="Nile Motors", region="Middle East & Africa")
    siam = make_distributor(name="Siam EV", region="Asia")
    [here], [there] = queue_rows(nile, [utc_now()]), queue_rows(siam, [utc_now()])
    browser = hq(app)

    page = browser.page("/hq/review")

    selects = page.select("//form[@role='search']//select")
    offered = {str(each.get("name")): [option.text for option in each] for each in selects}
    assert offered["region"] == ["All regions", "Asia", "Middle East & Africa"]
    assert offered["distributor"] == ["All distributors", "Nile Motors", "Siam EV"]
    assert [row[2].split()[0] for row in browser.page(f"/hq/review?distributor={siam.id}").rows()] == [there]
    narrowed = browser.page("/hq/review?region=Middle+East+%26+Africa")
    assert [row[2].split()[0] for row in narrowed.rows()] == [here]
    assert browser.page("/hq/review?owner=-1").has(there)
    unknown = browser.page("/hq/review?distributor=x&owner=-1")
    assert unknown.has("No distributor has “x” in its code or name.") and not unknown.has(there)
