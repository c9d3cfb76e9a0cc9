"""A receipt and a claim on a phone: a carton in one tap, the difference while one types, one line more."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import press
from tests.journeys.site import address_of, numbers_in
from tests.journeys.test_look import faults
from tests.journeys.test_nothing_typed_is_lost import speak

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
BUYER, PHONE = "buyer@nile.example", 360


def opened(site: Any, somebody: Any, path: str) -> Page:
    page: Page = somebody.open(address_of(path, numbers_in(site.app)))
    return page


def figure(page: Page, name: str) -> Locator:
    return page.locator(f"#shipping-foot [data-sum={name}]")


def test_a_carton_is_received_in_one_tap_and_the_foot_follows_what_is_typed(site: Any, person: Any) -> None:
    page = opened(site, person(BUYER, "ar", PHONE), "/shipments/{shipment:NM-7755}/receive")
    received = page.locator("#shipping-carton-2 [name^=received-]").first
    line = page.locator("#shipping-carton-2 tr[data-shipped]").first
    shipped, first = int(received.input_value()), int(figure(page, "received").inner_text().replace(",", ""))
    of_carton = int(page.locator("#shipping-carton-1 [data-arrived]").inner_text())

    page.locator("label[for=carton-1-good]").click()
    expect(page.locator("#shipping-carton-1 .counting")).to_be_hidden()
    expect(figure(page, "answered")).to_have_text("1")
    received.fill("٠")
    expect(line.locator("[data-difference]")).to_have_text(f"-{shipped}")
    expect(figure(page, "answered")).to_have_text("2")
    expect(figure(page, "difference")).to_have_text(f"-{shipped}")
    received.fill(str(shipped + 2))
    expect(figure(page, "difference")).to_have_text("+2")
    received.fill("x")
    expect(figure(page, "difference")).to_have_text("–")
    received.fill(str(shipped + 2))
    page.locator("label[for=carton-1-missing]").click()
    expect(figure(page, "difference")).to_have_text(f"-{of_carton} +2")
    expect(figure(page, "received")).to_have_text(f"{first - of_carton + 2:,}")
    assert faults(page, "ar") == []

    press(page, "#shipping-foot button")
    expect(page.locator(".summary li")).to_have_count(3)
    assert faults(page, "ar") == []
    page.go_back()
    expect(page.locator("#carton-1-missing")).to_be_checked()
    expect(figure(page, "difference")).to_have_text(f"-{of_carton} +2")
    press(page, "#shipping-foot button")
    press(page, "#shipping-question button[value=count]")
    expect(received).to_have_value(str(shipped + 2))
    expect(figure(page, "difference")).to_have_text(f"-{of_carton} +2")


def test_another_line_of_a_claim_moves_nothing_and_outlives_a_change_of_language(site: Any, person: Any) -> None:
    page = opened(site, person(BUYER, "en", PHONE), "/returns/new?shipment={shipment:NM-7731}")
    page.locator("[name=photos-n1]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"x"})
    page.locator("[name=quantity-n1]").fill("3")

    page.locator("#returns-add-row button").click()
    expect(page.locator("[name=line-n2]")).to_be_focused()
    assert page.locator("[name=photos-n1]").evaluate("one => one.files.length") == 1
    page.locator("[name=line-n2]").select_option(index=1)
    page.locator("[name=note-n2]").fill("cracked")
    assert faults(page, "en") == []
    speak(page, "ar")

    expect(page.locator("[name=quantity-n1]")).to_have_value("3")
    expect(page.locator("[name=note-n2]")).to_have_value("cracked")
    assert page.locator("[name=line-n2]").input_value() != ""
    page.locator("[data-keep-discard]").click()
