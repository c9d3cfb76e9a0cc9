"""Pages that people print stay tables: heads on every page, the total once, at least 25 lines a page."""

import io
import re
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
MARGINS: Any = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
GROWN = """([table, lines]) => {
  const body = document.querySelector(table + ' tbody'), rows = [...body.rows]
  for (let at = 0; body.rows.length < lines; at += 1) body.append(rows[at % rows.length].cloneNode(true))
  for (const row of body.rows) row.cells[0].textContent = `ROW${row.rowIndex}`
}"""
"""Repeats a table's rows until it has as many lines as a large order, and numbers them."""
LINES = 90


@pytest.mark.parametrize(
    ("email", "path", "table", "head", "totals", "above"),
    [
        ("buyer@nile.example", "/orders/{NM-7755}", "#orders-lines", "Promised date", 1, 0),
        ("finance@nile.example", "/invoices/{invoice:NM-7731}", "#billing-lines", "Unit price", 2, 0),
        ("buyer@nile.example", "/shipments/{shipment:NM-7731}", "#shipping-lines", "HS code", 0, 1),
        ("finance@hq.example", "/hq/credit/{account:NM-7731}", "#finance-entries", "Open amount", 0, 0),
    ],
)
def test_a_printed_page_is_a_table(
    site: Any, person: Any, email: str, path: str, table: str, head: str, totals: int, above: int
) -> None:
    """`totals` are those of the whole page, its panels included; `above` counts the pages the table begins under."""
    page: Page = person(email).open(address_of(path, numbers_in(site.app)))
    page.evaluate(GROWN, [table, LINES])

    printed = PdfReader(io.BytesIO(page.pdf(format="A4", margin=MARGINS)))

    pages = [re.sub(r"\s+", " ", one.extract_text()) for one in printed.pages]
    lines = [len(re.findall(r"\bROW\d+", text)) for text in pages]
    carrying = [text for text, count in zip(pages, lines, strict=True) if count]
    assert (sum(lines), min(lines[above : len(carrying) - 1]) >= 25) == (LINES, True), lines
    assert [head in text for text in carrying] == [True] * len(carrying)
    assert sum(len(re.findall(r"\bTotal (?:[A-Z]{3} )?[A-Z]{0,3} ?\d", text)) for text in pages) == totals
