"""How numbers of papers begin: by kind and seller, from a day on, and never two papers alike."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.billing.service import issue_papers_for
from portal.core.data.sessions import db, perform
from portal.core.scope import EVERYONE, scoped
from portal.documents.models import Document, PaperSeries
from portal.documents.rules_series import Beginning, is_prefix, prefix_on
from tests.billing.factories import NOW, make_order, make_trade, part, ship
from tests.factories import make_hq_user, make_selling_entity
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_partners import same_again, wrong
from tests.web import Browser

HEADS = ("Seller (code)", "Paper", "Valid from", "Numbers begin with")
TAKEN = "Other numbers begin so already. No two papers share a number."
INVOICE, PACKING = "commercial_invoice", "packing_list"


@pytest.mark.parametrize(
    ("prefix", "good"),
    [
        ("INV-CN", True), ("EXP2", True), ("A-B-C", True), ("X" * 16, True), ("X" * 17, False), ("INV/CN", False),
        ("INV--CN", False), ("-INV", False), ("INV-", False), ("inv", False), ("2026", False), ("SO", False),
        ("RMA", False), ("Ü", False), ("", False),
    ],
)  # fmt: skip
def test_a_beginning_is_letters_and_digits_in_groups_and_none_of_the_portals_own(prefix: str, good: bool) -> None:
    assert is_prefix(prefix) is good


def test_the_latest_beginning_that_holds_by_a_day_holds_that_day() -> None:
    said = [Beginning("B", date(2026, 6, 1)), Beginning("A", date(2026, 1, 1))]

    found = [prefix_on(day, said, "CI-CN01") for day in (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1))]

    assert found == ["CI-CN01", "A", "B"]


def numbers(after: int = 0) -> list[str]:
    db.session.remove()
    with scoped(EVERYONE):
        found = db.session.scalars(sa.select(Document.number).where(Document.id > after).order_by(Document.id))
        return list(found)


@pytest.mark.both_engines
def test_two_sellers_number_their_papers_each_in_its_own_way_without_a_gap(app: Flask) -> None:
    one, other = make_trade(seller={"code": "CN01"}), make_trade(seller={"code": "DE01"})
    browser = steward(app)
    today = NOW.date()
    apply(
        browser,
        send(
            browser, "paper_series", HEADS, ("CN01", INVOICE, today.isoformat(), "exp-cn"),
            ("CN01", PACKING, (today + timedelta(days=1)).isoformat(), "PACK-CN"),
            ("DE01", INVOICE, today.isoformat(), "RE"),
        ),
    )  # fmt: skip
    lines = {
        trade: make_order(trade, (part(f"A{trade.depot_id}"), f"A{trade.depot_id}", 10, "5"))[0]
        for trade in (one, other)
    }

    for trade, at in ((one, NOW), (one, NOW), (other, NOW), (one, NOW + timedelta(days=1))):
        perform(issue_papers_for, ship(trade, (lines[trade], 2)).id, None, at)

    assert numbers() == [
        "EXP-CN-2026-000001", "PL-CN01-2026-000001", "EXP-CN-2026-000002", "PL-CN01-2026-000002",
        "RE-2026-000001", "PL-DE01-2026-000001", "EXP-CN-2026-000003", "PACK-CN-2026-000001",
    ]  # fmt: skip
    assert same_again(app, browser, "paper_series") == ("3", "0", "0")
    hits = Browser(app).sign_in(make_hq_user()).page("/hq/search?q=EXP-CN-2026-000002")
    assert hits.select("//a[contains(@href, '/hq/invoices/EXP-CN-2026-000002')]")
    browser.page(f"/hq/data/paper_series/row?key=CN01|{INVOICE}|{today.isoformat()}")
    browser.send(button="Remove")
    perform(issue_papers_for, ship(one, (lines[one], 1)).id, None, NOW)
    assert numbers()[:2] == ["EXP-CN-2026-000001", "PL-CN01-2026-000001"] and "CI-CN01-2026-000001" in numbers()
    (gone,) = wrong(send(browser, "paper_series", HEADS, ("DE01", INVOICE, "2027-01-01", "EXP-CN")))
    assert gone == ["2", "Numbers begin with", TAKEN]


@pytest.mark.both_engines
def test_what_another_seller_or_kind_begins_with_is_refused_by_row(app: Flask) -> None:
    make_selling_entity(code="CN01")
    make_selling_entity(code="DE01")
    browser = steward(app)
    apply(browser, send(browser, "paper_series", HEADS, ("CN01", INVOICE, "2026-01-01", "INV")))

    page = send(
        browser, "paper_series", HEADS, ("DE01", INVOICE, "2026-01-01", "INV"), ("CN01", PACKING, "2026-01-01", "INV"),
        ("DE01", PACKING, "2026-01-01", "CI-CN01"), ("DE01", "credit_note", "2026-01-01", "CN-FR01"),
        ("DE01", INVOICE, "2026-02-01", "SO"), ("XX01", INVOICE, "2026-01-01", "XINV"),
        ("DE01", "proforma", "2026-01-01", "PF"), ("DE01", INVOICE, "2026-03-01", "CI-DE01"),
    )  # fmt: skip

    shape = "Numbers begin with capital letters and digits, in groups with a dash between, at most 16 signs, as INV-CN."
    papers = "Commercial invoice (commercial_invoice), Packing list (packing_list), or Credit note (credit_note)"
    assert wrong(page) == [
        ["2", "Numbers begin with", TAKEN],
        ["3", "Numbers begin with", TAKEN],
        ["4", "Numbers begin with", TAKEN],
        ["5", "Numbers begin with", TAKEN],
        ["6", "Numbers begin with", shape],
        ["7", "Seller (code)", "There is no such “XX01” here."],
        ["8", "Paper", f"One of: {papers}."],
    ]
    assert db.session.scalars(sa.select(PaperSeries.prefix)).all() == ["INV"]
    apply(browser, send(browser, "paper_series", HEADS, ("CN01", INVOICE, "2026-06-01", "INV")))
    assert db.session.scalars(sa.select(PaperSeries.prefix)).all() == ["INV", "INV"]
