"""Why a paper cannot be issued is told by the names its fields have for people."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
from flask import Flask

from portal.core.errors import Refused
from portal.core.web.refusals import words_of
from portal.documents.kinds import KINDS
from portal.documents.labels_problems import FIELD_WORDS, PLACE_WORDS, field_text, problems_text
from portal.documents.printing.glyphs import MissingGlyph
from portal.documents.rules_kinds import Check, PaperKind
from portal.documents.rules_papers import problems_of
from tests.documents.samples import maker_of


@pytest.fixture
def request_context(app: Flask) -> object:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("lines[0].hs_code", "Line 1: HS code"),
        ("cartons[1].lines[0].quantity", "Carton 2: Line 1: Quantity"),
        ("seller.tax_id", "Seller: VAT id"),
        ("lines[0].po_number", "Line 1: Purchase order number"),
        ("marks", "Shipping marks"),
        ("taxes", "VAT"),
        ("something.else", "a further field: a further field"),
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

    assert "Line 1: HS code (missing), Bank details: SWIFT (missing), and Total: Total says 1.00 where its" in told


def test_a_paper_that_would_be_too_long_says_how_long(request_context: object) -> None:
    told = words_of(Refused("document.too_long", paper=KINDS["packing_list"], rows=12_345, most=6_000))

    assert told.startswith("The paper cannot be issued: Packing list would have 12,345 rows, and at most 6,000 fit")


def test_a_character_without_a_glyph_is_placed_in_words(request_context: object) -> None:
    told = words_of(MissingGlyph("\u1234", "transport.carrier"))

    assert told.endswith("in Transport: Carrier. Write it in Latin letters.")


@pytest.mark.parametrize(
    ("path", "words"),
    [("consignee.name", "Consignee: Name"), ("lines[0].description", "Line 1: Description"), ("bank.name", "Name")],
)
def test_a_character_that_master_data_brought_is_told_with_whose_work_it_is(
    request_context: object, path: str, words: str
) -> None:
    told = words_of(MissingGlyph("\u1234", path))

    assert f"{words}. It stands in the master data: a master data steward writes it in Latin letters" in told


def fields_of(shape: Any) -> Iterator[str]:
    """Yield the name of every field of a snapshot and of its parts."""
    for name, kind in get_type_hints(shape).items():
        yield name
        for part in (kind, *get_args(kind)):
            if isinstance(part, type) and hasattr(part, "__required_keys__"):
                yield from fields_of(part)


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_field_of_every_paper_has_words_of_people(kind: PaperKind) -> None:
    assert sorted(name for name in fields_of(kind.snapshot) if name not in {**FIELD_WORDS, **PLACE_WORDS}) == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_no_refusal_of_a_paper_shows_a_name_of_code(request_context: object, kind: PaperKind) -> None:
    snapshot = broken(maker_of(kind)(2))
    problems = [*problems_of(kind, {}), *problems_of(kind, snapshot), *told_by(kind.sums, maker_of(kind)(2))]

    told = [problems_text([problem]) for problem in problems]

    assert len(told) > 20
    assert [text for text in told if re.search(r"[a-z]_[a-z]|\w\.[a-z]|\[\d", text) or "further field" in text] == []


def told_by(sums: Iterable[Check], snapshot: Any) -> Iterator[str]:
    """Yield what sums find in a snapshot whose amounts are all one too high."""
    for each in sums:
        yield from each(broken(snapshot, figure=lambda value: str(Decimal(value) + 1)))


def broken(value: Any, figure: Callable[[str], str] = lambda value: f"{value}?") -> Any:
    """Return a snapshot in which each figure is changed."""
    if isinstance(value, dict):
        return {key: broken(item, figure) for key, item in value.items()}
    if isinstance(value, list):
        return [broken(item, figure) for item in value]
    return figure(value) if isinstance(value, str) and re.fullmatch(r"\d+\.\d+", value) else value
