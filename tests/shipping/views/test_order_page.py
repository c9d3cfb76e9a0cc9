"""An order's page while its goods travel: what is next, who has it, when they come, and what may be done."""

import pytest
from flask import Flask

from portal.catalogue.models import PartText
from portal.core.data.sessions import db, transaction
from portal.shipping.models import Shipment
from portal.shipping.states import ShipmentState
from tests.factories import make_dealer_user, make_hq_user, saved
from tests.queries import counted
from tests.shipping import factories as made
from tests.shipping.desks import buyer, field
from tests.shipping.factories import Ground, make_ground
from tests.web import Browser, Page


def next_step(page: Page) -> str:
    (notice,) = page.select("//*[@id='orders-next']")
    return " ".join(" ".join(notice.itertext()).split())


def order_of(ground: Ground) -> str:
    return f"/orders/{ground.orders[0].number}"


def arrive(number: str) -> None:
    shipment_id = made.shipment(number).id
    with transaction() as session:
        session.get_one(Shipment, shipment_id).state = ShipmentState.ARRIVED
    db.session.remove()


def test_goods_on_the_way_tell_who_has_them_when_they_come_and_their_papers(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(order_of(ground))

    with counted() as statements:
        page = browser.page(order_of(ground))

    assert len(statements) <= 8, statements
    told = next_step(page)
    assert "The goods are on their way. Expected to arrive" in told and "With the carrier" in told
    assert "Commercial invoice" in told and "Packing list" in told
    assert page.links()["Confirm receipt"] == f"/shipments/{number}/receive"
    (delivered,) = page.select("//ol[@class='milestones']/li[last()]")
    assert "expected" in " ".join(delivered.itertext()) and delivered.get("class") == "planned"


@pytest.mark.both_engines
def test_arrived_goods_are_the_distributors_to_count_and_then_to_claim(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    arrive(number)
    browser = buyer(app, ground)
    assert "Count them and confirm the receipt" in next_step(browser.page(order_of(ground)))
    browser.page(f"/shipments/{number}/receive")

    browser.send({field(number, "received"): "8"}, button="Confirm receipt", status=422)
    browser.send(button="Confirm receipt")  # two are missing, and that was meant

    page = browser.page(order_of(ground))
    assert "File a claim for what is missing" in next_step(page) and "With you" in next_step(page)
    assert page.links()["File claim"] == f"/returns/new?shipment={number}"
    assert "Confirm receipt" not in page.links()


def test_goods_received_as_shipped_leave_nothing_to_do(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")
    browser.send({"carton-1": "good"}, button="Confirm receipt")

    told = next_step(browser.page(order_of(ground)))

    assert "Everything was received." in told and "With" not in told


def test_who_may_not_receive_or_order_is_offered_neither(app: Flask) -> None:
    ground = make_ground(((10,),))
    made.on_its_way(ground)
    browser = Browser(app).sign_in(make_dealer_user(ground.distributor, role="dealer_finance"))

    page = browser.page(order_of(ground))

    assert "Confirm receipt" not in page.links() and "Reorder" not in page.buttons()


def test_headquarters_reads_the_same_step_in_its_own_words(app: Flask) -> None:
    ground = make_ground(((10,),))
    arrive(made.on_its_way(ground))
    browser = Browser(app).sign_in(make_hq_user(role="hq_manager"))

    told = next_step(browser.page(f"/hq{order_of(ground)}"))

    assert "The distributor confirms the receipt." in told and "With the distributor" in told


@pytest.mark.parametrize(("language", "name"), [("en", "Brake pad"), ("ar", "تيل فرامل")])
def test_lines_stand_in_the_language_of_the_page_not_of_the_account(app: Flask, language: str, name: str) -> None:
    ground = make_ground(((10,),))
    with transaction():
        saved(PartText(part_id=ground.parts[0].id, locale="ar", name="تيل فرامل"))
        saved(PartText(part_id=ground.parts[0].id, locale="th", name="ผ้าเบรก"))
    browser = Browser(app, language=language).sign_in(make_dealer_user(ground.distributor, locale="th"))

    page = browser.page(order_of(ground))
    sheet = browser.open(f"{order_of(ground)}?export=csv").get_data(as_text=True)

    assert page.tree.getroot().get("lang") == language
    assert page.has(name) and not page.has("ผ้าเบรก")
    assert name in sheet and "ผ้าเบรก" not in sheet


def test_the_list_of_shipments_adds_up(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    first, second = made.planned(ground, ground.orders[0]), made.planned(ground, ground.orders[1])
    browser = buyer(app, ground)

    page = browser.page("/shipments")
    (foot,) = page.select("//main//tfoot/tr")

    assert page.has(first) and page.has(second)
    assert " ".join(" ".join(foot.itertext()).split()).startswith("2 shipments 0 19")
