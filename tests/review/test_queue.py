"""The queue follows what orders and returns tell, and its list finds, filters and counts."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.holding import mark_told
from portal.core.data.sessions import db, perform
from portal.core.tables import ListState
from portal.orders.decisions import service_holds, service_review
from portal.orders.events import OrderSubmitted
from portal.orders.states import HoldKind
from portal.returns import service_decision
from portal.review import queries, service
from portal.review.labels import finding_words
from portal.review.labels_due_clock import due_clock, due_words
from portal.review.models import ItemKind, ItemState, ReviewItem
from portal.review.pages_queue import QUEUE
from portal.review.rules import subjects_of, summary_of, worst_of
from tests import factories
from tests.orders.factories import NOW, VOR, Market, hq_actor, make_market, make_submitted, order_of, sell
from tests.queries import counted
from tests.returns.factories import received
from tests.returns.test_deciding import filed
from tests.review.factories import queue_rows


def item(number: str) -> ReviewItem:
    db.session.remove()
    return db.session.scalars(sa.select(ReviewItem).where(ReviewItem.number == number)).one()


def market() -> Market:
    made = make_market()
    sell(made, "21029627", price="184.5")
    return made


def test_a_submitted_order_waits_with_its_due_time_value_and_findings(app: Flask) -> None:
    made = market()

    order = make_submitted(made, ("21029627", 2), po_number="NM 7790", **VOR)

    row = item(order.number)
    assert (row.kind, row.state, row.order_type, row.po_number) == (
        ItemKind.ORDER,
        ItemState.WAITING,
        "vor",
        "NM 7790",
    )
    assert (row.due_at, row.opened_at) == (NOW + timedelta(minutes=10), NOW)
    assert (row.line_count, row.value, row.currency) == (1, order.total, "USD")
    assert (row.distributor_name, row.country, row.zone) == (made.distributor.name, "EG", "Africa/Cairo")
    assert "VIN_FLEET" in [finding["code"] for finding in row.findings]
    assert row.worst == worst_of(row.findings) != ""


def test_the_row_is_taken_handed_back_paused_and_done_with_its_order(app: Flask) -> None:
    order, reviewer = make_submitted(market(), ("21029627", 2)), hq_actor("hq_manager", name="Li Na")

    perform(service_review.take, order.id, Turn(reviewer, order.version, NOW))
    taken = item(order.number)
    assert (taken.state, taken.owner_id, taken.owner_name) == (ItemState.TAKEN, reviewer.user_id, "Li Na")
    perform(service_review.hand_back, order.id, Turn(reviewer, order.version + 1, NOW))
    free = item(order.number)
    assert (free.state, free.owner_id, free.taken_at) == (ItemState.WAITING, None, None)
    perform(service_review.take, order.id, Turn(reviewer, order.version + 2, NOW))
    perform(service_review.reject, order.id, "duplicate", "Ordered twice", Turn(reviewer, order.version + 3, NOW))
    assert item(order.number).state is ItemState.DONE


def test_changes_asked_for_pause_it_and_the_answer_opens_it_again(app: Flask) -> None:
    order, reviewer = make_submitted(market(), ("21029627", 2)), hq_actor("hq_manager")
    perform(service_review.take, order.id, Turn(reviewer, order.version, NOW))

    asks = [service_review.NewAsk("Fewer, please", line_no=1)]
    perform(service_review.request_changes, order.id, asks, NOW.date(), Turn(reviewer, order.version + 1, NOW))

    assert item(order.number).state is ItemState.PAUSED
    perform(service.open_order, OrderSubmitted(order.id, order.number, order.distributor_id, again=True), NOW)
    assert (item(order.number).state, item(order.number).owner_name) == (ItemState.WAITING, "")


def test_a_hold_shows_among_the_findings_until_it_is_released(app: Flask) -> None:
    order, finance = make_submitted(market(), ("21029627", 2)), hq_actor("hq_finance")
    words = item(order.number).search_text

    perform(service_holds.place_hold, order.id, HoldKind.FINANCE, "slip missing", finance, NOW)
    held = item(order.number)
    hold = next(row for row in held.findings if row["code"] == "HOLD")

    assert (hold["evidence"], held.worst) == ({"kind": "finance"}, "hold")
    assert "21029627" in held.search_text
    hold_id = db.session.scalar(sa.text("SELECT id FROM order_hold"))
    perform(service_holds.release_hold, hold_id, "slip came", finance, NOW)
    assert item(order.number).search_text == words


def test_a_claim_waits_and_leaves_when_it_is_decided(app: Flask) -> None:
    from portal.returns.states import Reason

    number = filed(received(), (Reason.SHORT, 2))
    row = item(number)

    perform(service_decision.reject, number, "No", Turn(hq_actor(), 1, NOW))

    assert (row.kind, row.state, row.line_count, row.value) == (
        ItemKind.CLAIM,
        ItemState.WAITING,
        1,
        Decimal("25.00"),
    )
    assert item(number).state is ItemState.DONE


def state(search: str = "", **filters: str) -> ListState:
    return ListState(search=search, sort="due", filters=filters)


def found(search: str = "", user_id: int = 0, **filters: str) -> list[str]:
    page, _figures = queries.queue_page(QUEUE.wanted(), state(search, **filters), user_id, NOW)
    return [row.number for row in page.rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("search", ["po 1204", "21-029 627", "21029627", "harbour", "0296", "%"])
def test_an_order_is_found_by_po_part_and_distributor_and_by_nothing_else(app: Flask, search: str) -> None:
    order = make_submitted(market(), ("21029627", 2), po_number="PO 1204")

    assert found(search) == ([] if search == "%" else [order.number])


def test_filters_narrow_by_type_region_finding_and_owner(app: Flask) -> None:
    made = make_market(region="LATAM")
    sell(made, "21029627")
    vor = make_submitted(made, ("21029627", 2), **VOR).number
    rows = queue_rows(factories.make_distributor(region="EU"), [NOW], order_type="stock")
    mine = queue_rows(factories.make_distributor(region="EU"), [NOW], state=ItemState.TAKEN, order_type="daily")
    db.session.remove()

    assert (found(type="vor"), found(type="stock")) == ([vor], rows)
    assert found(region="LATAM") == [vor]
    assert found(finding="vin") == [vor]
    assert set(found(finding="clean")) == {*rows, *mine}
    assert set(found(owner="unassigned")) == {vor, *rows}
    assert queries.choices().regions == ("EU", "LATAM")


def test_the_queue_is_narrowed_to_a_distributor_and_to_a_colleague_and_offers_only_those_it_has(app: Flask) -> None:
    nile, siam = (factories.make_distributor(name=name, region="Asia") for name in ("nile", "Siam"))
    colleague = factories.make_hq_user(name="Wang Wei")
    [waits] = queue_rows(nile, [NOW])
    [taken] = queue_rows(siam, [NOW], state=ItemState.TAKEN, owner_id=colleague.id, owner_name="Wang Wei")
    queue_rows(factories.make_distributor(name="Gone", region="Europe"), [NOW], state=ItemState.DONE)

    assert (found(distributor=str(nile.id)), found(distributor=str(siam.id))) == ([waits], [taken])
    assert (found(owner=str(colleague.id)), found(owner="999999")) == ([taken], [])
    choices = queries.choices()
    assert (choices.regions, choices.owners) == (("Asia",), ((colleague.id, "Wang Wei"),))
    assert choices.distributors == ((nile.id, "nile"), (siam.id, "Siam"))


def test_the_queue_runs_by_due_time_and_counts_late_soon_and_mine(app: Flask) -> None:
    me = factories.make_hq_user()
    later, late, soon = queue_rows(
        factories.make_distributor(),
        [NOW + timedelta(minutes=11), NOW - timedelta(seconds=1), NOW + timedelta(minutes=10)],
    )
    own = queue_rows(
        factories.make_distributor(),
        [NOW - timedelta(hours=1)],
        state=ItemState.TAKEN,
        owner_id=me.id,
    )
    queue_rows(factories.make_distributor(), [NOW - timedelta(hours=2)], state=ItemState.DONE)

    assert found() == [*own, late, soon, later]
    assert queries.counts(NOW, me.id) == queries.Counts(rows=4, unassigned=3, due_soon=1, late=2, mine=1)


def test_five_and_five_hundred_rows_take_the_same_statements(app: Flask) -> None:
    distributor = factories.make_distributor()
    queue_rows(distributor, [NOW] * 5)
    figures = []
    mark_told("")

    for extra in (0, 495):
        queue_rows(distributor, [NOW] * extra) if extra else None
        db.session.remove()
        with counted() as statements:
            queries.queue_page(QUEUE.wanted(), state(), 1, NOW)
            queries.choices()
        figures.append(len(statements))

    assert figures == [3, 3]


def test_findings_are_summed_up_by_code_worst_first() -> None:
    rows = summary_of(
        [("MOQ", "warn", {"q": 1}), ("CREDIT_LIMIT", "hold", {}), ("MOQ", "block", {"q": 2})], ["credit", "credit"]
    )

    assert [(row["code"], row["severity"], row["count"]) for row in rows] == [
        ("MOQ", "block", 2),
        ("CREDIT_LIMIT", "hold", 1),
        ("HOLD", "hold", 1),
    ]
    assert subjects_of(rows) == ("quantity", "credit", "hold")
    assert (worst_of(rows), worst_of(())) == ("block", "")


def test_a_finding_is_told_with_its_figure_and_due_times_in_two_zones(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        over = finding_words({"code": "CREDIT_LIMIT", "evidence": {"over_by": "4120.00"}, "count": 1}, "en")
        air = finding_words({"code": "DG_AIR", "evidence": {"un_number": "UN3480"}, "count": 2}, "en")
        late = due_words(NOW - timedelta(minutes=4), NOW, 10, "en")
        soon = due_words(NOW + timedelta(minutes=6), NOW, 10, "en")

    assert (over, air) == ("Credit: 4,120 over", "Air + UN3480 ×2")
    assert (late, soon) == (("late 4 min", "text-bad"), ("6 min", "text-warn"))
    today, other = NOW.date(), NOW.date() - timedelta(days=1)
    clocks = [due_clock(NOW, day, "Asia/Shanghai", "en").replace("\u202f", " ") for day in (today, other)]
    assert clocks == ["9:00 AM", "Mar 9 9:00 AM"]


def test_an_order_without_a_row_changes_nothing(app: Flask) -> None:
    order = order_of(make_submitted(market(), ("21029627", 1)).number)
    perform(lambda: db.session.execute(sa.text("DELETE FROM review_item")))

    perform(service.close, OrderSubmitted(order.id, order.number, order.distributor_id), NOW)

    assert db.session.scalar(sa.select(sa.func.count(ReviewItem.id))) == 0
