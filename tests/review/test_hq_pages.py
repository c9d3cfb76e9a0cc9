"""The queue as a page: rows by due time in two zones, Take, filters, refresh, export, constant statements."""

from datetime import timedelta
from typing import Any

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


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


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
    assert page.has("2 waiting · 0 due soon · 1 late")


def test_the_head_counts_the_very_rows_of_its_view_taken_ones_too(app: Flask) -> None:
    now, me = utc_now(), factories.make_hq_user()
    distributor = make_distributor()
    queue_rows(distributor, [now + timedelta(hours=1)] * 2)
    queue_rows(distributor, [now - timedelta(hours=1)], state=ItemState.TAKEN, owner_id=me.id, owner_name="Li Na")
    queue_rows(distributor, [now], state=ItemState.PAUSED)
    queue_rows(make_distributor(region="EU"), [now + timedelta(minutes=5)] * 60, order_type="stock")
    browser = Browser(app).sign_in(me)

    def told(query: str) -> tuple[str, str]:
        page = browser.page(f"/hq/review{query}")
        (head,) = page.select("//*[@id='review-counts']")
        return words(head), words(page.select("//nav[@class='pager']/span")[0])

    assert told("") == ("63 waiting · 60 due soon · 1 late", "1–50 of 63")
    assert told("?type=vor") == ("3 waiting · 0 due soon · 1 late", "1–3 of 3")
    assert told("?type=stock&page=2") == ("60 waiting · 60 due soon · 0 late", "51–60 of 60")
    assert told("?owner=unassigned&type=vor")[1] == "1–2 of 2"
    assert browser.page("/hq/").select("//a[@href='/hq/review?owner=unassigned']/b[normalize-space()='62']")


def test_filters_fold_and_a_set_one_is_left_out_by_its_link(app: Flask) -> None:
    queue_rows(make_distributor(name="Nile"), [utc_now()], order_type="stock")
    browser = hq(app)

    page = browser.page("/hq/review?type=vor&owner=unassigned")
    assert len(page.select("//details[not(@open)]//select")) == 6 and page.has("Nothing in the queue fits")
    chips = {words(chip): chip.get("href") for chip in page.select("//a[@class='chip']")}

    assert chips.keys() == {"VOR", "Unassigned"}
    assert len(browser.page(f"/hq/review{chips['VOR']}").rows()) == 1


def test_a_filter_names_a_distributor_and_a_colleague_who_have_nothing_here_any_more(app: Flask) -> None:
    gone, colleague = make_distributor(name="Nile"), factories.make_hq_user(name="Wang Wei")

    page = hq(app).page(f"/hq/review?distributor={gone.id}&owner={colleague.id}")

    assert [words(chip) for chip in page.select("//a[@class='chip']")] == ["Nile", "Wang Wei"]
    (strange,) = hq(app).page("/hq/review?distributor=999999").select("//a[@class='chip']")
    assert words(strange) == "999999"


def test_columns_are_left_out_kept_in_a_view_and_stay_in_the_file(app: Flask) -> None:
    [number] = queue_rows(make_distributor(name="Nile"), [utc_now()])
    browser = hq(app)
    page = browser.page("/hq/review")
    heads = ["Due", "What", "Distributor", "Type", "Lines", "Value", "Findings", "Owner", "Actions"]
    assert [words(head) for head in page.select("//thead//th")][1:] == heads

    page = browser.page("/hq/review" + page.select("//a[@class='on'][contains(., 'Findings')]/@href")[0])

    left = [words(head) for head in page.select("//thead//th")][1:]
    assert left == [head for head in heads if head != "Findings"]
    assert len(page.rows()[0]) == len(left) + 1 and page.rows()[0][2].startswith(number)
    assert "hide=findings" in page.select("//div[@id='review-queue']/@hx-get")[0]
    kept = browser.send({"name": "Short"}, action="/hq/views")
    assert "hide=findings" in kept.path
    assert "Findings" in browser.open("/hq/review?hide=findings&export=csv").get_data(as_text=True).splitlines()[0]


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
    figures: list[int] = []
    browser.page("/hq/review")  # what is kept in memory is read once

    for extra in (5, 495):
        queue_rows(distributor, [utc_now()] * (extra - 1))
        queue_rows(distributor, [utc_now()], state=ItemState.TAKEN, owner_id=user.id)
        db.session.remove()
        with counted() as statements:
            browser.page("/hq/review?size=200")
        figures.append(len(statements))

    assert figures[0] == figures[1] <= 7, str(statements)


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
