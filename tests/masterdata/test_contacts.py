"""Contacts by files: whom they are of, how they are reached, and where they are shown."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models_contacts import Contact
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_partners import every, found, same_again, undo, wrong
from tests.stock.factories import make_depot

pytestmark = pytest.mark.both_engines
PEOPLE = ("company", "company_is", "name", "contact_role", "phone", "email", "language")
MONA = ("NILE", "distributor", "Mona Adel", "purchasing", "+20 66 555 0142", "Mona@Nile.example", "ar")
LI = ("CN01", "seller", "李娜", "finance", "+86 23 6555 0134", "", "zh")


def test_contacts_come_in_are_changed_taken_back_and_come_out_the_same(app: Flask) -> None:
    make_depot("CKG", 1)
    browser = steward(app)
    found(browser)
    gate = ("CKG", "depot", "Gate", "warehouse", "", "gate@hq.example", "")
    apply(browser, send(browser, "contacts", PEOPLE, MONA, LI, gate))

    page = apply(browser, send(browser, "contacts", PEOPLE, (*MONA[:4], "+20665550143", *MONA[5:])))

    numbers = {one.name: (one.phone, one.email, one.locale) for one in every(sa.select(Contact))}
    assert numbers["Mona Adel"] == ("+20665550143", "mona@nile.example", "ar")
    assert (numbers["李娜"][0], numbers["Gate"][2]) == ("+862365550134", "en")
    assert same_again(app, browser, "contacts") == ("3", "0", "0")
    assert undo(browser, page).has("Taken back")
    assert "+20665550142" in every(sa.select(Contact.phone))


def test_what_is_nobodys_unreachable_or_no_number_is_told_by_row_and_column(app: Flask) -> None:
    browser = steward(app)
    found(browser)

    page = send(
        browser, "contacts", PEOPLE,
        MONA,
        ("NILE", "seller", *MONA[2:]),
        ("NILE", "distributor", "A", "purchasing", "", "", "en"),
        ("NILE", "distributor", "B", "purchasing", "066 555 0142", "", "en"),
        ("NILE", "distributor", "C", "boss", "", "c@nile.example", "en"),
        ("NILE", "distributor", "D", "finance", "", "d at nile", "en"),
        MONA,
    )  # fmt: skip

    assert [row[:2] for row in wrong(page)] == [
        ["3", "Company or depot (code)"],
        ["4", "Phone"],
        ["5", "Phone"],
        ["6", "Asked about"],
        ["7", "E-mail"],
        ["8", "Company or depot (code)"],
    ]
    assert every(sa.select(Contact.id)) == []


def test_distributors_without_anybody_to_ring_are_work_and_a_step_of_the_set_up(app: Flask) -> None:
    browser = steward(app)
    found(browser)
    page = browser.page("/hq/setup")
    assert next(row[1:3] for row in page.rows(0) if row[0].startswith("Contacts")) == ["As usual", "0 of 2"]

    apply(browser, send(browser, "contacts", PEOPLE, MONA))

    page = browser.page("/hq/setup")
    assert next(row[1:3] for row in page.rows(0) if row[0].startswith("Contacts")) == ["Begun", "1 of 2"]
    assert [row[0] for row in browser.page("/hq/data/distributors?gap=contacts").rows(0)] == ["DELTA"]
    company = browser.page(browser.page("/hq/companies").links()["NILE"])
    assert company.has("Mona Adel") and company.has("+20 66 5550142") and company.has("Purchasing")
