"""The head of a draft on its page: what a type of order brings along, and where what is missing is told."""

import json
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import AddressKind
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.sessions import perform
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.queries_rows import parts_at
from portal.orders.entry.rows.rules_change import DraftChange
from tests.factories import make_address
from tests.orders.desks import opened
from tests.orders.factories import NOW, Market, header_of, make_draft
from tests.web import Browser


def test_a_draft_without_rows_says_so_beside_the_box_and_keeps_its_head(browser: Browser, market: Market) -> None:
    draft = make_draft(market)
    opened(browser, draft.number)

    page = browser.send({"note": "gate 3"}, button="Check lines", status=422)

    assert "has no lines yet" in "".join(page.select("//*[@id='lines-error']")[0].itertext())
    assert page.fields(id="draft")["note"] == "gate 3"
    assert opened(browser, draft.number).fields(id="draft")["note"] == "gate 3"
    assert browser.send({"note": "gate 4"}, button="Save draft").status == 200


def test_an_order_not_begun_says_beside_the_box_that_it_has_no_lines(browser: Browser) -> None:
    browser.page("/orders/new")

    page = browser.send({"po_number": "PO-1"}, button="Check lines", status=422)

    assert page.select("//*[@id='lines'][contains(@aria-describedby, 'lines-error')]")
    assert page.fields(id="draft")["po_number"] == "PO-1"


@pytest.mark.parametrize(("field", "limit"), [("po_number", 60), ("note", 2_000)])
def test_a_pasted_text_that_is_too_long_is_refused_beside_its_field_and_not_cut(
    browser: Browser, market: Market, field: str, limit: int
) -> None:
    draft, pasted = make_draft(market, ("21029627", 2)), "P" * limit + "END"
    page = opened(browser, draft.number)
    assert page.select(f"//*[@name='{field}']") and not page.select(f"//*[@name='{field}']/@maxlength")

    page = browser.send({field: pasted}, button="Save draft", status=422)

    assert page.select(f"//*[@name='{field}']/@aria-invalid") == ["true"]
    assert page.fields(id="draft")[field] == pasted


@pytest.mark.both_engines
def test_addresses_of_one_name_are_told_apart(browser: Browser, market: Market) -> None:
    consignee: dict[str, Any] = {"kind": AddressKind.CONSIGNEE, "label": "Port", "is_default": False}
    for street, postal_code in (("1 Corniche", "11511"), ("7 Corniche", "21500"), ("7 Corniche", "21599")):
        make_address(market.distributor, street=street, postal_code=postal_code, **consignee)
    make_address(market.distributor, kind=AddressKind.CONSIGNEE)
    draft = make_draft(market)

    page = opened(browser, draft.number)

    assert [one.text for one in page.select("//select[@name='consignee_id']/option")] == [
        "Main warehouse · Cairo · Consignee", "Port · Cairo · 1 Corniche", "Port · Cairo · 7 Corniche · 21500",
        "Port · Cairo · 7 Corniche · 21599", "Main warehouse · Cairo · Ship-to",
    ]  # fmt: skip
    assert [one.text for one in page.select("//select[@name='ship_to_id']/option")] == ["Main warehouse · Cairo"]


def test_a_row_without_a_known_part_is_named_as_it_was_typed(market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), ("XX99", 1))

    assert parts_at(draft.id, {1, 2}) == {1: "21029627", 2: "XX99"}
    assert parts_at(draft.id, set()) == {}


def test_the_mode_follows_a_type_chosen_without_a_script_and_says_so(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), mode=Mode.SEA)
    usual = market.distributor.mode
    opened(browser, draft.number)
    browser.send({"mode": usual}, button="Save draft")

    page = browser.send({"order_type": "vor"}, button="Save draft")
    assert page.fields(id="draft")["mode"] == "courier" and page.has("The mode of transport is now Courier")
    chosen = browser.send({"mode": "sea"}, button="Save draft")
    again = browser.send({"note": "as I said"}, button="Save draft")

    assert (chosen.fields(id="draft")["mode"], again.fields(id="draft")["mode"]) == ("sea", "sea")
    assert not again.select("//*[@id='mode-slow'][@hidden]") and page.select("//*[@id='mode-slow'][@hidden]")


def test_a_rule_for_ships_becomes_its_counterpart_when_the_type_flies(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), mode=Mode.SEA, incoterm="CIF", incoterm_place="Port Said")
    opened(browser, draft.number)
    browser.send({"mode": market.distributor.mode}, button="Save draft")

    page = browser.send({"order_type": "vor"}, button="Save draft")

    fields = page.fields(id="draft")
    assert (fields["mode"], fields["incoterm"], fields["incoterm_place"]) == ("courier", "CIP", "Port Said")
    assert page.has("The Incoterms rule is now CIP: check its named place.")


def test_a_mode_the_page_let_follow_and_somebody_changed_back_stays(browser: Browser, market: Market) -> None:
    browser.page("/orders/new")
    usual = market.distributor.mode

    typed = {"order_type": "vor", "mode": usual, "lines": "21029627 1"}
    page = browser.send(typed, button="Check lines", extra={"mode_for": "vor"})

    assert page.fields(id="draft")["mode"] == usual and not page.has("The mode of transport is now")


def test_a_mode_chosen_together_with_a_type_stays_without_a_script(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), mode=Mode.SEA)
    usual = market.distributor.mode
    opened(browser, draft.number)

    page = browser.send({"order_type": "stock", "mode": usual}, button="Save draft")

    assert page.fields(id="draft")["mode"] == usual != "sea" and not page.has("The mode of transport is now")


def test_the_fields_a_type_needs_are_open_once_it_is_known(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2))

    daily = opened(browser, draft.number).select("//*[@id='further-fields']")[0]
    vor = browser.send({"order_type": "vor"}, button="Save draft").select("//*[@id='further-fields']")[0]
    header = header_of(market, repair_order="RO-7")
    perform(service_drafts.save_draft, DraftChange(draft.id, 2, header), market.actor, NOW)
    filled = opened(browser, draft.number).select("//*[@id='further-fields']")[0]

    assert (daily.get("open"), vor.get("open") is not None, filled.get("open") is not None) == (None, True, True)


def test_the_page_tells_its_script_what_every_type_brings(app: Flask, browser: Browser, market: Market) -> None:
    (panel,) = browser.page("/orders/new").select("//*[@data-usual-modes]")

    usual = json.loads(panel.get("data-usual-modes"))
    assert (usual["vor"], usual["urgent"], usual["stock"]) == ("courier", "air", "sea")
    assert usual["daily"] == market.distributor.mode
    assert panel.get("data-needing").split() == ["vor", "campaign", "urgent", "initial"]
    assert (panel.get("data-flying"), panel.get("data-slow-modes")) == ("vor urgent", "rail sea")


@pytest.mark.parametrize("query", ["row=0", "row=999999", "row=x", "row=-1", "faults=x", "faults=submit"])
def test_an_odd_row_or_fault_in_the_address_is_answered(browser: Browser, market: Market, query: str) -> None:
    draft = make_draft(market, ("21029627", 2))

    assert browser.page(f"/orders/new?draft={draft.number}&{query}").has("Answers")
    assert browser.page(f"/orders/new?{query}").has("New order")
