"""A hold on the pages of a shipment: what it stops cannot be pressed, and says why before it is."""

import pytest
from flask import Flask

from portal.core.clock import utc_now
from portal.orders.models import OrderHold
from portal.orders.states import HoldKind
from portal.shipping.states import ShipmentState
from tests.factories import saved
from tests.shipping import factories as made
from tests.shipping.desks import group_path, logistics, warehouse
from tests.shipping.factories import Ground, make_ground
from tests.shipping.journey.test_hq_pages import booking_fields
from tests.web import Page

pytestmark = pytest.mark.usefixtures("room_alone")


def hold(ground: Ground, kind: HoldKind) -> None:
    order = ground.orders[0]
    saved(
        OrderHold(distributor_id=order.distributor_id, order_id=order.id, kind=kind, reason="list", placed_at=utc_now())
    )


def stopped(page: Page) -> list[str]:
    """Return the buttons of the main part that cannot be pressed and say why."""
    assert not page.select("//button[@disabled and not(@aria-describedby)]")
    found = page.select("//main//button[@aria-describedby='shipping-held']")
    return ["".join(button.itertext()).strip() for button in found]


def test_a_compliance_hold_stops_packing_and_the_page_says_so_beforehand(app: Flask) -> None:
    ground = make_ground(((3,),))
    number, order = made.planned(ground), ground.orders[0].number
    made.pick_all(ground, number)
    browser = warehouse(app, ground)
    page = browser.page(f"/hq/shipments/{number}")
    assert stopped(page) == [] and "Confirm packing" in page.buttons()
    seen = page.fields(id="shipping-pick")

    hold(ground, HoldKind.COMPLIANCE)
    refused = browser.send(id="shipping-pick", status=409)
    page = browser.page(f"/hq/shipments/{number}")

    assert seen["version"] and refused.has(f"{order} is under a compliance hold; only compliance can lift it.")
    assert page.has("only compliance can lift it") and page.has("A hold has to be lifted.")
    pack_all = "Pack everything left into this carton"
    assert stopped(page) == ["Record pick", "Add carton", pack_all, "Confirm packing"]
    assert browser.send(button="Cancel shipment").has("its lines stand ready again")


def test_a_hold_stops_booking_and_departure_on_their_pages(app: Flask) -> None:
    ground = make_ground(((3,),))
    number = made.planned(ground)
    made.packed(ground, number)
    browser = logistics(app, ground)
    browser.page(f"/hq/shipments/{number}/book")

    hold(ground, HoldKind.LOGISTICS)
    refused = browser.send(booking_fields(), id="shipping-book", status=409)
    page = browser.page(f"/hq/shipments/{number}")

    assert refused.has("only logistics can lift it.") and stopped(refused) == ["Book"]
    assert stopped(page) == ["Book"] and "Book" not in page.links()
    assert made.shipment(number).state is ShipmentState.PACKED


def test_a_hold_placed_after_the_booking_stops_the_departure(app: Flask) -> None:
    ground = make_ground(((3,),))
    number = made.planned(ground)
    made.packed(ground, number)
    made.booked(ground, number)
    made.papers_ready(number)
    hold(ground, HoldKind.FINANCE)

    page = logistics(app, ground).page(f"/hq/shipments/{number}")

    assert stopped(page) == ["Dispatch"] and page.has("An order is on hold.")
    assert page.has("is under a finance hold; only finance can lift it.")


def test_what_is_on_hold_is_not_offered_for_picking(app: Flask) -> None:
    ground = make_ground(((3,),))
    hold(ground, HoldKind.CREDIT)
    line = made.order_lines(ground.orders[0])[0]
    browser = warehouse(app, ground)

    page = browser.page(group_path(ground))
    sent = browser.post(group_path(ground), {"line": str(line.id), f"quantity-{line.id}": "3", "mode": "air"})

    assert page.has("is under a credit hold; only finance can lift it.") and not page.select(
        f"//*[@id='take-{line.id}']"
    )
    assert sent.status_code == 409 and "only finance can lift it" in sent.get_data(as_text=True)
