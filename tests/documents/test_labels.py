"""Why a paper cannot be issued is told by the names its fields have for people."""

import pytest
from flask import Flask

from portal.core.errors import Refused
from portal.core.web.refusals import words_of
from portal.documents.labels_problems import field_text
from portal.documents.printing.glyphs import MissingGlyph


@pytest.fixture
def request_context(app: Flask) -> object:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("lines[0].hs_code", "Line 1: HS code"),
        ("cartons[1].lines[0].quantity", "Carton 2: Line 1: Quantity"),
        ("seller.tax_id", "Seller: Tax number"),
        ("marks", "Shipping marks"),
        ("taxes", "VAT"),
        ("something.else", "something: else"),
    ],
)
def test_a_place_is_told_in_words(request_context: object, path: str, words: str) -> None:
    assert field_text(path) == words


def test_a_place_is_told_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert field_text("cartons[1].lines[0].quantity") != "Carton 2: Line 1: Quantity"
        assert field_text("marks") == "唛头"


def test_a_refused_paper_names_what_it_lacks(request_context: object) -> None:
    problems = ["lines[0].hs_code is missing", "bank.swift is missing", "totals.total is 1.00, but adds up to 2.00"]

    told = words_of(Refused("document.incomplete", problems=problems, count=3))

    assert "Line 1: HS code (missing), Bank details: SWIFT (missing), and the data do not agree (totals.total" in told


def test_a_character_without_a_glyph_is_placed_in_words(request_context: object) -> None:
    assert "in Consignee: Name." in words_of(MissingGlyph("\u1234", "consignee.name"))
