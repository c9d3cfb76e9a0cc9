"""The queue as a page: rows by due time in two zones, Take, filters, refresh, export, constant statements."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.orders.states import OrderState
from portal.review import labels
from portal.review.models import ItemState, ReviewItem
from tests import factories
from tests.factories import make_distributor
from tests.orders.factories import VOR, make_market, make_submitted, order_of, sell
from tests.queries import counted
from tests.review.factories import queue_rows
from tests.web import Browser, Page


def hq(app: Flask, role: str = "hq_clerk", **values: object) -> Browser:
    return Browser(app).sign_in(factories.make_hq_user(role=role, **values))


def submitted(**header: object) -> str:
    market = make_market()
    sell(market, "21029627")
    return make_submitted(market, ("21029627", 2), now=utc_now(), **header).number


def test_a_row_tells_due_time_country_value_findings_and_owner(app: Flask) -> None:
    number = submitted(po_number="NM-7790", **VOR)

    row = hq(app).page("/hq/review").rows()[0][1:]

    assert row[1].startswith(number) and "PO NM-7790" in row[1]
    assert "Cairo" in row[0] and "min" in row[0]
    assert "Egypt" in row[2] and row[3] == "VOR" and row[4] == "1"
    assert "VIN not in the sold fleet" in row[6] and row[7] == "unassigned" and "Take" in row[8]


def test_late_rows_stand_first_and_the_head_counts_them(app: Flask) -> None:
    now = utc_now()
    calm, late = queue_rows(factories.make_distributor(), [now + timedelta(hours=3), now - timedelta(minutes=4)])

    page = hq(app).page("/hq/review")

    assert [row[2].split()[0] for row in page.rows()] == [late, calm]
    assert page.rows()[0][1].startswith("late 4 min")
    assert page.has("2 waiting · 0 due within 10 minutes · 1 late")


def test_take_opens_the_order_and_the_second_reviewer_is_told(app: Flask) -> None:
    number = submitted()
    first, second = hq(app, name="Li Na"), hq(app)
    first.page("/hq/review")
    second.page("/hq/review")

    page = first.send({}, action=f"/review/{number}/take")
    assert page.path == f"/hq/orders/{number}"
    told = second.send({}, action=f"/review/{number}/take", status=409)

    assert told.has("Li Na has taken this already")
    assert order_of(number).state is OrderState.IN_REVIEW


def test_take_next_takes_what_is_due_first_then_says_that_nothing_waits(app: Flask) -> None:
    number, browser = submitted(), hq(app)
    browser.page("/hq/review")

    assert browser.send({}, button="Take next").path == f"/hq/orders/{number}"
    browser.page("/hq/review")
    told = browser.send({}, button="Take next")
    assert told.path == "/hq/review" and told.has("Nothing waits to be taken.")


def test_an_answer_goes_on_to_the_next_order_from_its_message(app: Flask) -> None:
    first, second, browser = submitted(), submitted(), hq(app)
    browser.page("/hq/review")
    browser.send({}, button="Take next")

    page = browser.send(button="Approve")
    assert page.path == f"/hq/orders/{first}" and page.select("//*[@id='components-messages']//form")

    assert browser.send(button="Take next").path == f"/hq/orders/{second}"


def test_what_one_has_is_passed_on_or_put_back(app: Flask) -> None:
    number, colleague = submitted(), factories.make_hq_user(name="Wang Wei")
    browser = hq(app)
    browser.page("/hq/review")
    browser.send({}, button="Take next")

    browser.page("/hq/review?owner=mine")
    page = browser.send({"to": str(colleague.id)}, button="Hand over")
    assert page.rows()[0][8] == "Wang Wei"
    assert browser.post(f"/hq/review/{number}/put-back").status_code == 409


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "query", ["q=harbour", "type=vor", "region=MEA", "finding=clean", "owner=unassigned", "sort=-value", "size=25"]
)
def test_search_and_filters_stand_in_the_address_and_survive_the_refresh(app: Flask, query: str) -> None:
    [number] = queue_rows(factories.make_distributor(), [utc_now()])
    browser = hq(app)

    page = browser.page(f"/hq/review?{query}")
    again = browser.open(page.select("//div[@id='review-queue']/@hx-get")[0], headers={"HX-Request": "true"})

    assert page.rows()[0][2].startswith(number)
    body = again.get_data(as_text=True)
    assert body.lstrip().startswith('<div id="review-queue"') and number in body and "<html" not in body
    assert 'id="review-counts" hx-swap-oob="true"' in body
    assert query.replace("=-", "=-") in page.select("//div[@id='review-queue']/@hx-get")[0]


def test_the_empty_states_say_why_they_are_empty(app: Flask) -> None:
    browser = hq(app)

    assert browser.page("/hq/review").has("The queue is empty")
    assert browser.page("/hq/review?type=stock").has("Nothing in the queue fits")


def test_a_planner_looks_but_takes_nothing(app: Flask) -> None:
    [number] = queue_rows(factories.make_distributor(), [utc_now()])
    browser = hq(app, "hq_planner")

    page = browser.page("/hq/review")

    assert "Take" not in page.buttons() and page.has("Open")
    assert browser.post(f"/hq/review/{number}/take").status_code == 403


def test_the_queue_is_exported_whole(app: Flask) -> None:
    numbers = queue_rows(factories.make_distributor(), [utc_now()] * 60)

    text = hq(app).open("/hq/review?export=csv").get_data(as_text=True)

    assert all(number in text for number in numbers)
    assert hq(app).open("/hq/review?export=xlsx").get_data()[:2] == b"PK"


def test_five_and_five_hundred_rows_take_the_same_few_statements(app: Flask) -> None:
    distributor, user = factories.make_distributor(), factories.make_hq_user()
    browser = Browser(app).sign_in(user)
    figures = []

    for extra in (5, 495):
        queue_rows(distributor, [utc_now()] * (extra - 1))
        queue_rows(distributor, [utc_now()], state=ItemState.TAKEN, owner_id=user.id)
        db.session.remove()
        with counted() as statements:
            browser.page("/hq/review?size=200")
        figures.append(len(statements))

    assert figures[0] == figures[1] <= 8, str(statements)


def test_in_arabic_the_queue_runs_right_to_left_with_arabic_country_names(app: Flask) -> None:
    queue_rows(factories.make_distributor(), [utc_now() - timedelta(minutes=4)])

    page = hq(app, locale="ar").page("/hq/review")

    assert page.tree.getroot().get("dir") == "rtl"
    assert page.has("مصر")


@pytest.mark.both_engines
def test_whoever_is_second_is_told_on_a_page_with_the_menu_and_a_way_back(app: Flask) -> None:
    (number,) = queue_rows(make_distributor(), [utc_now()])
    with transaction() as session:
        session.execute(sa.update(ReviewItem).values(state=ItemState.TAKEN, owner_name="Li Na", taken_at=utc_now()))
    browser = hq(app)

    browser.page("/hq/review")
    answer = browser.post(f"/hq/review/{number}/take", {})

    page = Page(answer, "/hq/review")
    assert answer.status_code == 409 and page.has("Li Na has taken this already")
    assert page.links()["Back to the queue"] == "/hq/review" and "/hq/orders" in page.links().values()


def test_the_queue_is_narrowed_to_what_is_late_or_due_soon_and_never_lies_about_its_pages(app: Flask) -> None:
    now = utc_now()
    late, soon, calm = queue_rows(
        make_distributor(), [now - timedelta(minutes=5), now + timedelta(minutes=5), now + timedelta(days=1)]
    )
    browser = hq(app)

    def shown(query: str) -> set[str]:
        text = browser.page(f"/hq/review?{query}").text
        return {number for number in (late, soon, calm) if number in text}

    assert (shown("due=late"), shown("due=soon")) == ({late}, {soon})
    assert shown("page=9") == {late, soon, calm}
    home = browser.page("/hq/")
    assert home.select("//a[@href='/hq/review?due=late']/b[normalize-space()='1']")


def test_regions_are_told_in_words_and_an_unforeseen_one_as_it_is_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        assert labels.region_text("Asia") == "Asia" and labels.region_text("Oceania") == "Oceania"
    assert not isinstance(labels.REGION_WORDS["Asia"], str)
