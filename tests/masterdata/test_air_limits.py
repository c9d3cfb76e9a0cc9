"""What may fly is master data with a first day: orders, packing and the gate go by it from that day on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.dangerous.models import AirLimitRow
from portal.catalogue.dangerous.queries import air_limits
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import DangerousGoods
from portal.core.data.sessions import db, perform
from portal.notifications.models import Notice
from portal.orders.decisions import service_submit
from portal.orders.models import OrderFinding
from portal.shipping import queries
from portal.shipping.depot.queries_contents import contents_of
from portal.shipping.journey.queries_gate import gate_of
from portal.shipping.journey.rules_gate import Requirement
from tests.catalogue.dangerous.air_limits import AIR_LIMITS
from tests.factories import make_hq_user, saved
from tests.masterdata.factories import agree, ask, send, sign_in, steward
from tests.masterdata.test_catalogue_kinds import comes_in_again
from tests.masterdata.test_prices import problems
from tests.orders.factories import NOW, make_draft, make_market, sell
from tests.queries import counted
from tests.shipping import factories as made
from tests.shipping.factories import make_ground
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
HEADINGS = (
    "UN number", "Packed", "Energy above (Wh)", "Valid from", "Packing instruction",
    "Passenger aircraft (kg)",
    "Cargo aircraft (kg)", "Charge at most (%)",
    "Charge limit above (Wh)", "Or indicated at most (%)", "Source",
)  # fmt: skip
AIRBAG = {
    "un_number": "3268", "packing": "any", "above_wh": 0, "valid_from": "2026-03-10", "packing_instruction": "PI961",
    "passenger_kg": 1, "cargo_kg": 100, "charge_limit": "", "charge_above_wh": 0, "indicated_limit": "",
    "source": "IATA DGR 67, addendum 1",
}  # fmt: skip
WAITS = "Changes that wait for a second person"
BEFORE, SINCE = NOW, NOW + timedelta(days=1)


def asked(browser: Browser, **changes: Any) -> Page:
    """Let the steward send a row of airbags from 10 March on, and ask for it."""
    return ask(browser, send(browser, "air_limits", HEADINGS, tuple((AIRBAG | changes).values())))


def set_limit(app: Flask, **changes: Any) -> Page:
    """Let the steward ask for a limit and compliance agree to it; return the page that shows it done."""
    page = asked(steward(app), **changes)
    return agree(sign_in(app, make_hq_user(role="hq_compliance")), page)


def test_a_new_database_begins_with_what_held_so_far(app: Flask) -> None:
    assert (len(air_limits()), set(air_limits())) == (12, set(AIR_LIMITS))
    sources = set(db.session.scalars(sa.select(AirLimitRow.source)))
    assert sources == {"IATA DGR 57 (2016)", "IATA DGR 66 (2025)", "IATA DGR 67 (2026)"}


def found(now: datetime) -> list[str]:
    """Say why an order by air for an airbag of 1.5 kg, handed in now, is stopped."""
    market = make_market()
    number = f"A{now:%d%H%M%S}"
    saved(DangerousGoods(part_id=sell(market, number), un_number="UN3268", hazard_class="9", net_g=1_500))
    draft = make_draft(market, (number, 1), now=now, mode=Mode.AIR, incoterm="FCA")
    perform(service_submit.check_draft, draft.id, now)
    db.session.remove()
    rows = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == draft.id))
    return [str(one.evidence["reason"]) for one in rows if one.code == "DG_AIR"]


def test_an_order_goes_by_the_limits_of_headquarters_day_on_which_it_is_handed_in(app: Flask) -> None:
    page = set_limit(app)

    evening = datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
    assert "Applied" in page.main
    assert (found(BEFORE), found(evening)) == ([], [])
    assert found(evening + timedelta(seconds=1)) == found(SINCE) == ["catalogue.dg_package_too_heavy"]


def test_the_gate_goes_by_the_limits_of_the_depots_day_of_departure(app: Flask) -> None:
    ground = make_ground(((1,),), dangerous={"un_number": "UN3268", "hazard_class": "9", "net_g": 1_500})
    number = made.planned(ground, now=BEFORE)
    made.pick_all(ground, number)
    made.add_box(ground, number, made.box(rest=True))
    shipment = queries.shipment_for(number)
    set_limit(app)

    gates = [gate_of(shipment, contents_of(shipment.id), day) for day in (BEFORE, SINCE)]

    met = [{item.requirement: item.met for item in gate}[Requirement.DANGEROUS_GOODS] for gate in gates]
    assert met == [True, False]


def test_a_limit_is_agreed_to_by_who_judges_dangerous_goods_and_by_nobody_else(app: Flask) -> None:
    compliance, manager = make_hq_user(role="hq_compliance"), make_hq_user(role="hq_manager")
    page = asked(steward(app))

    told = db.session.execute(sa.select(Notice.user_id, Notice.link)).all()
    assert told == [(compliance.id, page.path)]
    other = sign_in(app, manager)
    assert "Agree" not in other.page(page.path).main
    assert "Air limits" not in other.page("/hq/approvals").main
    assert other.page("/hq/data-changes").has("Waits for a second person")
    assert other.post(f"{page.path}/approve", {"version": "2"}).status_code == 404
    assert other.post(f"{page.path}/refuse", {"version": "2", "note": "no"}).status_code == 404
    assert "Applied" in agree(sign_in(app, compliance), page).main
    row = db.session.scalars(sa.select(AirLimitRow).where(AirLimitRow.valid_from == date(2026, 3, 10))).one()
    assert (row.approved_by, row.changed_by == row.approved_by) == (compliance.id, False)


def test_the_start_page_of_compliance_counts_the_limits_that_wait_and_leads_to_them(app: Flask) -> None:
    judge, tile = sign_in(app, make_hq_user(role="hq_compliance")), f"//a[contains(., '{WAITS}')]"
    clerk = sign_in(app, make_hq_user(role="hq_clerk"))
    assert judge.page("/hq/").select(tile) == []

    page = asked(steward(app))

    (shown,) = judge.page("/hq/").select(tile)
    assert "".join(shown.find("b").itertext()) == "1"
    listed = judge.page(shown.get("href"))
    assert listed.path == "/hq/data-changes?kind=air_limits&state=waiting" and listed.links()["data.xlsx"] == page.path
    assert clerk.page("/hq/").select(tile) == []
    agree(judge, page)
    assert judge.page("/hq/").select(tile) == []


def test_what_is_wrong_with_a_limit_says_what_is_allowed(app: Flask) -> None:
    rows = [
        AIRBAG | {"un_number": "32"},
        AIRBAG | {"passenger_kg": 101},
        AIRBAG | {"valid_from": "2026-03-11", "indicated_limit": 25},
        AIRBAG | {"valid_from": "2026-03-12", "packing": "box"},
        AIRBAG | {"valid_from": "2026-03-13", "source": ""},
    ]

    page = send(steward(app), "air_limits", HEADINGS, *(tuple(row.values()) for row in rows))

    assert problems(page) == [
        ["2", "UN number", "A UN number has four digits, as in UN3480."],
        ["3", HEADINGS[5], "Passenger aircraft never take more than cargo aircraft."],
        ["4", HEADINGS[9], "This says when a charge limit holds, and there is none."],
        [
            "5",
            "Packed",
            "One of: In any way (any), Alone (alone), With equipment (with_equipment), or In equipment (in_equipment).",
        ],
        ["6", "Source", "This may not be empty."],
    ]


def test_a_limit_is_taken_back_and_its_export_comes_in_without_a_change(app: Flask) -> None:
    page, browser = set_limit(app), steward(app)
    assert found(SINCE) == ["catalogue.dg_package_too_heavy"]

    browser.page(page.path)
    back = browser.page(browser.send({"reason": "of another edition"}, button="Ask to take it back").path)
    agree(sign_in(app, make_hq_user(role="hq_compliance")), back)

    assert found(SINCE + timedelta(hours=1)) == []
    comes_in_again(browser, "air_limits", len(AIR_LIMITS))


def test_reading_limits_asks_nothing_once_a_process_knows(app: Flask) -> None:
    air_limits()

    with app.app_context(), counted() as statements:
        air_limits()

    assert len(statements) == 1, "the mark, which a request reads with its first statement"


def test_a_limit_is_removed_by_its_page_once_compliance_agrees(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/air_limits/row?key=UN3164%7Cany%7C0%7C2025-01-01")
    refused = browser.send({"reason": " "}, button="Remove", status=422)
    assert "decides by it" in refused.main

    browser.page("/hq/data/air_limits/row?key=UN3164%7Cany%7C0%7C2025-01-01")
    browser.send({"reason": "forbidden by the addendum"}, button="Remove")
    agree(sign_in(app, make_hq_user(role="hq_compliance")), browser.page("/hq/data-changes/1"))

    assert [one.un_number for one in air_limits() if one.un_number == "UN3164"] == []
