"""Lists of parts: one's own and shared ones, filled from a part's page, emptied, handed out, none of another's."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from portal.accounts.models import Distributor
from portal.catalogue.lists.models import PartList, PartListRow
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from tests.catalogue.factories import make_part
from tests.factories import make_dealer_user, make_distributor
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(app: Flask) -> Distributor:
    make_part("48815-0E010")
    make_part("0023410011", names={"en": "Oil filter"})
    return make_distributor(locale="en")


@pytest.fixture
def browser(app: Flask, company: Distributor) -> Browser:
    return Browser(app).sign_in(make_dealer_user(company, name="Amal"))


def save(browser: Browser, number: str, status: int = 200, **fields: Any) -> Page:
    browser.page(f"/catalogue/{number}")
    return browser.send(fields, action=f"/catalogue/save-to-list/{number}", status=status)


def filled(browser: Browser, name: str = "Service 20,000") -> int:
    """Make a list of both parts, and return its id."""
    save(browser, "48815-0E010", list="new", list_name=name, list_quantity="4")
    with scoped(EVERYONE):
        list_id = db.session.scalar(sa.select(PartList.id).where(PartList.name == name))
    db.session.remove()
    save(browser, "0023410011", list=str(list_id), list_quantity="1")
    assert list_id is not None
    return list_id


def counts() -> tuple[int, int]:
    db.session.remove()
    with scoped(EVERYONE):
        tables = (PartList, PartListRow)
        lists, rows = (db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables)
    return lists, rows


def test_a_list_is_made_from_a_parts_page_and_filled_from_others(browser: Browser) -> None:
    list_id = filled(browser)

    assert browser.page("/catalogue/lists").rows()[0][:4] == ["Service 20,000", "2", "Amal", "Only its owner"]
    page = browser.page(f"/catalogue/lists/{list_id}?sort=-quantity")
    assert [row[:3] for row in page.rows()] == [["48815-0E010", "Brake pad", "4"], ["0023410011", "Oil filter", "1"]]
    assert [row[0] for row in browser.page(f"/catalogue/lists/{list_id}?q=filter").rows()] == ["0023410011"]
    assert browser.page(f"/catalogue/lists/{list_id}?q=nothing").has("No part on this list fits")

    save(browser, "48815-0E010", list=str(list_id), list_quantity="6")
    assert browser.page(f"/catalogue/lists/{list_id}").rows()[1][2] == "6" and counts() == (1, 2)


def test_a_part_is_taken_off_and_the_list_removed(browser: Browser) -> None:
    list_id = filled(browser)
    browser.page(f"/catalogue/lists/{list_id}")
    browser.send(action=f"/catalogue/lists/{list_id}/off/0023410011")
    assert counts() == (1, 1)

    browser.page(f"/catalogue/lists/{list_id}")
    page = browser.send(button="Remove the list")

    assert counts() == (0, 0) and page.has("No lists yet")


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(browser: Browser) -> None:
    nameless = save(browser, "0023410011", 422, list="new", list_name="", list_quantity="3")
    assert nameless.has("Give the list a name.") and nameless.select("//*[@id='save-quantity']/@value") == ["3"]
    wrong = save(browser, "0023410011", 422, list="new", list_name="Mine", list_quantity="many")
    assert wrong.has("“many” is not a number.") and wrong.select("//*[@id='list_name']/@value") == ["Mine"]
    assert counts() == (0, 0)

    filled(browser, "Mine")
    browser.page("/catalogue/lists")
    taken = browser.send({"list_name": "Mine"}, button="Make", status=422)
    assert taken.has("You have a list of this name already.")
    assert (
        browser.post(
            "/catalogue/save-to-list/none", {"list": "new", "list_name": "x", "list_quantity": "1"}
        ).status_code
        == 404
    )


def test_colleagues_see_a_list_that_is_shared_and_cannot_change_it(
    app: Flask, browser: Browser, company: Distributor
) -> None:
    colleague = Browser(app, address="192.0.2.11").sign_in(make_dealer_user(company))
    stranger = Browser(app, address="192.0.2.12").sign_in(make_dealer_user(make_distributor(locale="en")))
    list_id = filled(browser)
    path = f"/catalogue/lists/{list_id}"
    assert colleague.open(path).status_code == 404 and colleague.page("/catalogue/lists").has("No lists yet")

    browser.page(path)
    browser.send({"list_name": "Service", "shared": "yes"}, button="Save")

    page = colleague.page(path)
    assert page.has("Kept by Amal") and "Remove the list" not in page.buttons() and "Take off" not in page.buttons()
    assert colleague.page("/catalogue/lists").rows()[0][:4] == ["Service", "2", "Amal", "All of the company"]
    for action in ("", "/remove", "/off/0023410011"):
        assert colleague.post(path + action, {"list_name": "theirs"}).status_code == 404
        assert stranger.post(path + action, {"list_name": "theirs"}).status_code == 404
    assert stranger.open(path).status_code == 404 and counts() == (1, 2)


def test_both_lists_are_handed_out_as_files(browser: Browser) -> None:
    list_id = filled(browser)

    rows = list(load_workbook(io.BytesIO(browser.open(f"/catalogue/lists/{list_id}?export=xlsx").data)).active.values)
    assert [row[:3] for row in rows if row[0] in ("48815-0E010", "0023410011")] == [
        ("0023410011", "Oil filter", 1),
        ("48815-0E010", "Brake pad", 4),
    ]
    told = browser.open("/catalogue/lists?export=csv").get_data(as_text=True)
    assert "Service 20,000" in told
