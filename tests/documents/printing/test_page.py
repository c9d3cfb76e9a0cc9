"""What is printed stays on its page and in its column: no word beyond the margins, none over another."""

import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from markupsafe import Markup

from portal.accounts.rules_latin import LONGEST
from portal.core import locales
from portal.core.money import rounded
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing import figures
from portal.documents.printing.columns import Column, fitting, width_of
from portal.documents.printing.pdf import render_pdf
from portal.documents.rules_papers import problems_of
from tests.documents.printing.test_pdf import text_of
from tests.documents.samples import MAKERS
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.packing_list import make as make_packing_list

POINT = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 13 * POINT, 197 * POINT, 5 * POINT, 292 * POINT
HAIR = 1.0
"""Points by which the box of a word may reach over an edge that its ink keeps."""


class Word(NamedTuple):
    """A word on a page, its box in points from the upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def words_on(pdf: bytes, folder: Path) -> list[Word]:
    """Return every word of a paper with its place."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    words, page = [], 0
    for line in told.splitlines():
        page += "<page " in line
        if found := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)</word>', line):
            *box, text = found.groups()
            left, top, right, bottom = map(float, box)
            words.append(Word(page, left, top, right, bottom, text))
    return words


def faults_of(words: list[Word]) -> Iterator[str]:
    """Name words that leave the page, and words in Latin letters or digits that lie over others."""
    for word in words:
        if word.left < LEFT - HAIR or word.right > RIGHT + HAIR or word.top < TOP or word.bottom > BOTTOM:
            yield f"{word.text} leaves page {word.page}"
    plain = [word for word in words if word.text.isascii()]
    for one, other in pairwise(sorted(plain, key=lambda word: (word.page, round(word.top), word.left))):
        if one.page == other.page and round(one.top) == round(other.top) and one.right > other.left + HAIR:
            yield f"{one.text} lies over {other.text}"


def dear(amounts: tuple[str, ...], currency: str, locale: str) -> dict[str, Any]:
    """Return an invoice with lines of these amounts, and a deposit."""
    exact = [rounded(Decimal(amount), currency) for amount in amounts]
    lines = make_invoice(len(exact), locale)["lines"]
    for line, amount in zip(lines, exact, strict=True):
        line |= {"quantity": "1", "unit_price": f"{amount:.4f}", "amount": f"{amount:f}"}
    whole = sum(exact, Decimal(0))
    prepaid = rounded(whole / 3, currency)
    return make_invoice(
        currency=currency,
        lines=lines,
        charges=[],
        taxes=[{"category": "O", "base": f"{whole:f}"}],
        totals={"lines": f"{whole:f}", "total": f"{whole:f}", "prepaid": f"{prepaid:f}", "due": f"{whole - prepaid:f}"},
    )


SMALL, LARGE = ("0.01", "999.99", "1000000"), ("99999999.99", "999999999999.99", "333333333333.33")
CURRENCIES = ("USD", "KWD", "JPY", "CNY", "EUR")


@pytest.mark.parametrize("locale", locales.SUPPORTED)
def test_no_figure_wraps_or_leaves_its_column_however_large(locale: str, tmp_path: Path) -> None:
    currency = CURRENCIES[list(locales.SUPPORTED).index(locale) % len(CURRENCIES)]
    snapshot = dear(SMALL[1:] + LARGE, currency, locale)
    assert problems_of(COMMERCIAL_INVOICE, snapshot) == []

    words = words_on(render_pdf(COMMERCIAL_INVOICE, snapshot, locale), tmp_path)

    assert list(faults_of(words)) == []
    shown = [figures.unit_price(line["unit_price"], locale) for line in snapshot["lines"]]
    shown += [figures.amount(line["amount"], currency, locale) for line in snapshot["lines"]]
    shown += [figures.amount(snapshot["totals"][name], currency, locale) for name in ("total", "prepaid", "due")]
    printed = _joined(words)
    assert [figure for figure in shown if _plain(figure) not in printed] == []


@pytest.mark.parametrize("currency", CURRENCIES[1:3])
def test_a_total_takes_the_room_it_needs_in_every_currency(currency: str, tmp_path: Path) -> None:
    for amounts in (SMALL, LARGE):
        words = words_on(render_pdf(COMMERCIAL_INVOICE, dear(amounts, currency, "en"), "en"), tmp_path)

        assert list(faults_of(words)) == []


def _plain(figure: str) -> str:
    return re.sub(r"\s", " ", figure)


def _joined(words: list[Word]) -> str:
    """Return the words in the order of their lines, so that a figure grouped by spaces is found whole."""
    ordered = sorted(words, key=lambda word: (word.page, round(word.top), word.left))
    return re.sub(r"\s", " ", " ".join(word.text for word in ordered))


FREE = {
    **dict.fromkeys(("po_number", "order_number", "shipment_number", "bill_number", "part_number"), 60),
    **dict.fromkeys(("place", "loading_place", "discharge_place", "destination", "conveyance", "account"), 80),
    **dict.fromkeys(("name", "carrier", "contact", "bank_name", "account_holder", "address", "position"), 120),
    **dict.fromkeys(("tax_id", "phone", "registration_id", "code", "swift", "hs_code", "contract_number"), 60),
    **dict.fromkeys(("email", "shipping_name", "packing_instruction", "net_quantity", "emergency_phone"), 120),
    **dict.fromkeys(("claim_number", "invoice_number", "verify_url", "hazard_class", "state_of_charge"), 60),
    **dict.fromkeys(("description", "description_local"), 200),
    "latin_name": LONGEST["name"],
    "own_script": 300,
    "latin_lines": LONGEST["street"],
    **dict.fromkeys(("lines", "marks", "containers", "remarks", "references"), 180),
}
"""The most signs of what people or other systems write, by the name it has in a snapshot."""
CODES = {"charges": ("code",), "application": ("code",)}
"""Fields of these names that are codes of the portal in these places."""


def overfull(value: Any, name: str = "") -> Any:
    """Return a snapshot whose texts are as long as they may be, without one place to break."""
    if isinstance(value, dict):
        return {
            key: item if key in ("number", "totals", *CODES.get(name, ())) else overfull(item, key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [overfull(item, name) for item in value]
    return "W" * FREE[name] if isinstance(value, str) and name in FREE else value


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("kind", MAKERS, ids=str)
def test_the_longest_values_wrap_inside_their_boxes(kind: Any, locale: str, tmp_path: Path) -> None:
    parties = {
        who: {**party, "latin_name": "name", "latin_lines": ["street", "city"]}
        for who, party in MAKERS[kind](2).items()
        if who in ("buyer", "consignee", "notify")
    }
    parties["seller"] = {**MAKERS[kind](2)["seller"], "own_script": "name and address"}
    snapshot = overfull(MAKERS[kind](2, locale=locale, **parties))

    words = words_on(render_pdf(kind, snapshot, locale), tmp_path)

    assert list(faults_of(words)) == []
    printed = sum(word.text.count("W") for word in words)
    assert printed >= sum(len(text) for text in _distinct(snapshot))


def _distinct(value: Any, path: str = "") -> Iterator[str]:
    """Yield the long texts of a snapshot that a paper must show at least once."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _distinct(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _distinct(item, path)
    elif isinstance(value, str) and set(value) == {"W"} and not path.startswith((".consignee", ".notify")):
        yield value


def test_a_planted_overflow_is_found() -> None:
    inside = Word(1, 50, 100, 80, 108, "inside")

    assert list(faults_of([inside, Word(1, 90, 100, 120, 108, "beside")])) == []
    assert list(faults_of([inside, Word(1, 540, 100, 580, 108, "1,000,000.00")])) == ["1,000,000.00 leaves page 1"]
    assert list(faults_of([inside, Word(1, 70, 100, 90, 108, "7")])) == ["inside lies over 7"]


def test_columns_give_figures_their_room_and_the_description_the_rest() -> None:
    figure = Column(Markup("Amount"), ("Amount",), ("999,999,999.99",))
    words = Column(Markup("Description"), ("Description",), grows=True)

    small, large = fitting([words, figure]), fitting([words, *[figure] * 9])

    assert small.columns[1] > width_of("999,999,999.99", 7.4) and sum(small.columns) == pytest.approx(184, abs=0.1)
    assert small.size == 7.4 and large.size < 7.4 and large.columns[0] >= 30


def test_a_carton_that_goes_on_over_the_page_says_so(tmp_path: Path) -> None:
    packing = make_packing_list(90, 2)

    words = words_on(render_pdf(PACKING_LIST, packing, "en"), tmp_path)

    pages = {word.page: "" for word in words}
    for word in words:
        pages[word.page] += f"{word.text} "
    told = [re.findall(r"Carton \d/2 \(continued\)", text) for text in pages.values()]
    assert told == [[], ["Carton 1/2 (continued)"], ["Carton 2/2 (continued)"]]


def test_the_rounding_of_part_deliveries_is_told_once() -> None:
    parted = make_invoice(2)
    parted["lines"][1] |= {"earlier": {"quantity": "1", "amount": "129.98"}}
    parted["lines"][1]["amount"] = f"{Decimal(parted['lines'][1]['amount']) + Decimal('0.01')}"

    told = text_of(render_pdf(COMMERCIAL_INVOICE, parted, "en"))
    whole = text_of(render_pdf(COMMERCIAL_INVOICE, make_invoice(2), "en"))

    assert told.count("Rounding of part deliveries in 1 line: USD 0.01 in all") == 1
    assert "Rounding" not in whole
