"""A difference that a claim speaks of is not offered again: not on the shipment, the form, the order, or at home."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, on_postgresql, transaction
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.returns.queries_claimed import claimable_of, differences_of, unclaimed_shipments
from portal.returns.rules_claims import Difference
from portal.returns.states import Reason
from portal.shipping.models import ShipmentLine
from tests import factories
from tests.plans import planned
from tests.queries import counted
from tests.returns.factories import Counted, Received, received
from tests.returns.test_deciding import answers, decide, filed
from tests.web import Browser


def just_received(*lines: Counted) -> Received:
    return received(*lines, at=utc_now() - timedelta(hours=1))


def buyer(app: Flask, made: Received, **values: Any) -> Browser:
    return Browser(app).sign_in(factories.make_dealer_user(made.distributor, **values))


def order_number(made: Received) -> str:
    db.session.remove()
    line = db.session.get_one(ShipmentLine, made.line_ids[0])
    return db.session.get_one(SalesOrder, line.order_id).number


def all_delivered(made: Received) -> str:
    """Let the order stand as it does once all of it was received; return its number."""
    number = order_number(made)
    with transaction() as session:
        values = {"state": OrderState.COMPLETED, "progress": Progress.DELIVERED}
        session.execute(sa.update(SalesOrder).where(SalesOrder.number == number).values(values))
    return number


def left(made: Received) -> dict[Difference, int]:
    return {one.difference: one.left for one in differences_of([made.shipment_id])[made.shipment_id].found}


def test_only_what_no_claim_speaks_of_is_left(app: Flask) -> None:
    made = just_received(Counted(counts={"short": 3}), Counted("06-5181", counts={"over": 2}))
    assert left(made) == {Difference.SHORT: 3, Difference.OVER: 2}

    number = filed(made, (Reason.SHORT, 1), (Reason.OVER, 2))

    assert left(made) == {Difference.SHORT: 2, Difference.OVER: 0}
    found = differences_of([made.shipment_id])[made.shipment_id]
    assert found.claims == (number,) and found.to_claim
    assert claimable_of([made.shipment_id]) == {made.shipment_id}
    assert [one.number for one in unclaimed_shipments(5)] == [made.number]


def test_a_defect_is_no_difference_and_a_rejected_claim_is_an_answer(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2}))
    filed(made, (Reason.DEFECT, 2))
    assert left(made) == {Difference.SHORT: 2}

    number = filed(made, (Reason.SHORT, 2))
    decide(number, replace(answers(number, 0), note="Counted again: nothing is missing."))

    assert left(made) == {Difference.SHORT: 0}
    assert claimable_of([made.shipment_id]) == frozenset() and unclaimed_shipments(5) == []


def test_a_shipment_asks_for_a_claim_once_and_links_it_afterwards(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2}))
    browser = buyer(app, made)
    page = browser.page(f"/shipments/{made.number}")
    assert page.has("A claim brings back") and len(page.select("//main//a[contains(@href, '/returns/new')]")) == 1
    number = filed(made, (Reason.SHORT, 2))

    with counted() as statements:
        page = browser.page(f"/shipments/{made.number}")

    assert len(statements) <= 8, statements
    assert not page.has("A claim brings back") and page.links()[number] == f"/returns/{number}"
    assert len(page.select("//main//a[contains(@href, '/returns/new')]")) == 1


def test_the_form_proposes_only_the_rest_and_names_the_claim(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 3}))
    number = filed(made, (Reason.SHORT, 1))
    browser, name = buyer(app, made), f"quantity-{made.line_ids[0]}-short"

    page = browser.page(f"/returns/new?shipment={made.number}")
    assert page.fields(button="File claim")[name] == "2" and page.links()[number] == f"/returns/{number}"

    filed(made, (Reason.SHORT, 2))
    page = browser.page(f"/returns/new?shipment={made.number}")
    assert name not in page.fields(button="File claim")


def test_the_order_and_the_start_page_ask_for_the_claim_until_it_is_filed(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2}))
    browser, order = buyer(app, made), order_number(made)
    page = browser.page(f"/orders/{order}")
    assert page.has("File a claim for what is missing or damaged") and page.has("With you")
    assert page.links()["File claim"] == f"/returns/new?shipment={made.number}"
    home = browser.page("/")
    assert [row[1] for row in home.rows() if row[0] == "File a claim for the difference"] == [made.number]

    filed(made, (Reason.SHORT, 2))

    assert "File claim" not in browser.page(f"/orders/{order}").links()
    assert not browser.page("/").has("File a claim for the difference")


def test_an_order_says_that_its_damage_is_under_claim_and_later_that_the_claim_is_decided(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2}))
    browser, order = buyer(app, made), all_delivered(made)
    number = filed(made, (Reason.SHORT, 2))

    page = browser.page(f"/orders/{order}")
    assert page.has("is under claim; headquarters settles it") and not page.has("Everything was received")
    assert page.links()[number] == f"/returns/{number}"
    decide(number, replace(answers(number, 0), note="Counted again: nothing is missing."))

    page = browser.page(f"/orders/{order}")
    assert page.has("the claims on them are decided") and not page.has("under claim")


def test_an_order_received_whole_says_so(app: Flask) -> None:
    made = just_received(Counted(shipped=10))

    page = buyer(app, made).page(f"/orders/{all_delivered(made)}")

    assert page.has("Everything was received")


def test_what_nobody_claimed_is_found_from_the_lines_that_differ(app: Flask) -> None:
    just_received(Counted(counts={"short": 2}))

    with planned() as plans:
        assert len(unclaimed_shipments(5)) == 1

    assert "ix_shipment_line_differs" in plans[-1]
    assert not on_postgresql() or "CTE Scan on found" in plans[-1]
