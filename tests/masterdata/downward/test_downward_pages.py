"""Prices for dealers on the pages of a general distributor: from the first list to a file that comes in again."""

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.accounts.models import DistributorKind
from tests.factories import make_dealer_user
from tests.masterdata.factories import workbook
from tests.orders.factories import Market, make_market, sell
from tests.web import Browser, Page

HEADS = ("Part number", "Price", "Currency")


@pytest.fixture
def general(app: Flask) -> Market:
    market = make_market(kind=DistributorKind.GENERAL)
    for number in ("21029627", "21047102", "10002"):
        sell(market, number)
    return market


@pytest.fixture
def owner(app: Flask, general: Market) -> Browser:
    return Browser(app).sign_in(make_dealer_user(general.distributor, role="dealer_owner"))


def begun(owner: Browser) -> str:
    owner.page("/company/prices")
    terms = {"name": "Dealers 2026", "currency": "SAR", "valid_from": "2026-01-01", "valid_to": ""}
    return owner.send(terms, button="Begin the list").path


def sent(owner: Browser, path: str, *rows: Any, **more: Any) -> Page:
    owner.page(path)
    return owner.send({"sheet": workbook(HEADS, *rows), **more}, button="Check the file")


def test_an_owner_begins_a_list_and_sends_its_prices_which_are_seen_before_they_are_set(owner: Browser) -> None:
    assert owner.page("/company").links()["Prices for dealers"] == "/company/prices"
    path = begun(owner)

    page = sent(owner, path, ("21029627", 12.5, "SAR"), ("21047102", "3,25", "SAR"))

    assert page.has("New") and "Apply" in page.buttons()
    file = page.path
    assert owner.page(path).has("No prices yet")
    owner.page(page.path)
    page = owner.send(button="Apply")
    assert page.has("The prices are set") and [row[:3] for row in page.rows(1)] == [
        ["21029627", "12.5000", "SAR"],
        ["21047102", "3.2500", "SAR"],
    ]
    assert owner.page("/company/prices").rows()[0][-1] == "2"
    twice = owner.post(file, {"version": "1"})
    assert twice.status_code == 409 and "Nothing would change" in twice.text


def test_the_file_of_a_list_comes_in_again_without_a_change(owner: Browser) -> None:
    path = begun(owner)
    sent(owner, path, ("21029627", 12.5, "SAR"), ("10002", 3, "SAR"))
    owner.send(button="Apply")
    body = owner.open(f"{path}?export=xlsx").data
    assert [row[0] for row in load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)][-1] == "21029627"

    owner.page(path)
    page = owner.send({"sheet": (io.BytesIO(body), "again.xlsx")}, button="Check the file")

    assert page.has("Nothing would change") and "Apply" not in page.buttons()


def test_a_file_without_currencies_is_in_the_one_of_its_list(owner: Browser) -> None:
    path = begun(owner)
    owner.page(path)
    read = owner.send({"sheet": workbook(HEADS[:2], ("21029627", 12.5))}, button="Check the file")
    assert "Apply" in read.buttons()
    owner.send(button="Apply")
    assert [row[0] for row in owner.page(path).rows(1)] == ["21029627"] and owner.page(path).has("SAR")


def test_rows_that_are_wrong_are_named_and_nothing_is_set(owner: Browser) -> None:
    path = begun(owner)

    page = sent(owner, path, ("21029627", -1, "SAR"), ("NOPART", 3, "SAR"), ("10002", 3, "USD"), ("21047102", 3, "SAR"))

    told = {row[0]: row[1:] for row in page.rows()}
    assert told["2"][:2] == ["Price", "-1"] and told["3"][2] == "There is no such “NOPART” here."
    assert told["4"] == ["Currency", "USD", "This list is in SAR."]
    assert "Apply" not in page.buttons()
    forced = owner.post(page.path, {"version": "1"})
    assert forced.status_code == 409 and "nothing is applied in part" in forced.text
    assert owner.page(path).has("No prices yet")


def test_a_whole_file_tells_what_goes_and_a_list_changed_meanwhile_is_not_overwritten(owner: Browser) -> None:
    path = begun(owner)
    sent(owner, path, ("21029627", 12.5, "SAR"), ("10002", 3, "SAR"))
    owner.send(button="Apply")

    first = sent(owner, path, ("21029627", 13, "SAR"), whole="yes")
    second = sent(owner, path, ("10002", 4, "SAR"))

    assert [row[1:3] for row in first.rows()] == [["21029627", "Changed"], ["10002", "Goes"]]
    owner.page(second.path)
    owner.send(button="Apply")
    late = owner.post(first.path, {"version": "2"})
    assert late.status_code == 409
    owner.page(first.path)
    owner.send(button="Apply")
    assert [row[:2] for row in owner.page(path).rows(1)] == [["21029627", "13.0000"]]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Choose a file first."),
        ((io.BytesIO(b"PK\x03\x04broken"), "broken.xlsx"), ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_its_field(owner: Browser, file: Any, words: str) -> None:
    path = begun(owner)
    owner.page(path)

    page = owner.send({"sheet": file} if file else {}, button="Check the file", status=422)

    assert page.has(words) and page.select("//input[@name='sheet'][contains(@class, 'is-invalid')]")


def test_terms_that_cannot_be_are_told_beside_their_fields_and_nothing_typed_is_lost(owner: Browser) -> None:
    owner.page("/company/prices")
    terms = {"name": "Dealers", "currency": "XYZ", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}

    page = owner.send(terms, button="Begin the list", status=422)

    assert page.has("There is no such currency") and page.fields(action="/company/prices")["name"] == "Dealers"
    page = owner.send({**terms, "currency": "SAR"}, button="Begin the list", status=422)
    assert page.has("It would end before it begins.")


def test_nobody_else_finds_the_pages_or_a_file_that_was_sent(app: Flask, owner: Browser, general: Market) -> None:
    path = begun(owner)
    page = sent(owner, path, ("21029627", 12.5, "SAR"))
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER)
    other = make_market(kind=DistributorKind.GENERAL)
    people = [
        Browser(app).sign_in(make_dealer_user(dealer.distributor, role="dealer_owner")),
        Browser(app).sign_in(make_dealer_user(other.distributor, role="dealer_owner")),
    ]

    for somebody in people:
        assert [somebody.open(one).status_code for one in (path, page.path)] == [404, 404]
    assert people[0].open("/company/prices").status_code == 404
    assert Browser(app).sign_in(general.buyer).open("/company/prices").status_code == 403
    second = Browser(app).sign_in(make_dealer_user(general.distributor, role="dealer_owner"))
    assert second.page(path).has("Dealers 2026") and second.open(page.path).status_code == 404


def test_columns_nobody_could_tell_are_asked_for_once_a_layout(owner: Browser) -> None:
    path = begun(owner)
    odd = ("Ref", "What it is", "Net", "Cur")
    owner.page(path)
    page = owner.send({"sheet": workbook(odd, ("21029627", "Pad", 12.5, "SAR"))}, button="Check the file")
    assert page.has("Choose the columns") and page.rows(0)[1][1:] == ["21029627", "Pad", "12.5", "SAR"]
    assert owner.post(page.path, {"version": "1"}).status_code == 409
    owner.page(page.path)
    empty = owner.send({"column-part": ""}, button="Check the file", status=422)
    assert empty.has("Part number") and empty.has("Choose the columns")

    owner.page(page.path)
    read = owner.send({"column-part": "0", "column-price": "2", "column-currency": "3"}, button="Check the file")
    assert "Apply" in read.buttons() and [row[1:3] for row in read.rows()] == [["21029627", "New"]]
    owner.page(read.path)
    owner.send(button="Apply")

    owner.page(path)
    again = owner.send({"sheet": workbook(odd, ("10002", "Nut", 3, "SAR")), "whole": "yes"}, button="Check the file")
    assert [row[1:3] for row in again.rows()] == [["10002", "New"], ["21029627", "Goes"]]


def test_a_file_of_somebody_else_asks_nobody_for_its_columns(app: Flask, owner: Browser, general: Market) -> None:
    path = begun(owner)
    owner.page(path)
    page = owner.send({"sheet": workbook(("A", "B"), ("x", 1))}, button="Check the file")
    other = Browser(app).sign_in(
        make_dealer_user(general.distributor, role="dealer_owner", email="second@nile.example")
    )

    assert other.open(f"{page.path}/columns").status_code == 404
    assert other.post(f"{page.path}/columns", {"version": "1", "column-part": "0"}).status_code == 404
    assert owner.open(f"{page.path}/columns").status_code == 200
