"""Handing a draft in: all that stands against it at once, at an address that may be loaded again, row by row."""

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.entry.rows.queries_rows import page_of
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from tests.orders.desks import opened
from tests.orders.factories import Market, make_draft, order_of, sell, sell_many
from tests.web import Browser, Page


def findings(page: Page) -> list[tuple[str, str, str]]:
    """Return the findings of a page: their name, line and part number."""
    rows = page.select("//*[@id='orders-findings-draft']//tbody/tr")
    cells = [["".join(cell.itertext()).strip() for cell in row.xpath("./td")] for row in rows]
    return [(row[1], row[2], row[3]) for row in cells]


def test_all_that_stands_against_a_draft_is_told_at_once_and_a_reload_tells_it_again(
    browser: Browser, market: Market
) -> None:
    draft = make_draft(market, ("21029627", 2), ("XX99", 1), incoterm="EXW")
    opened(browser, draft.number)

    page = browser.send({"order_type": "vor", "po_number": ""}, button="Submit order")
    page = browser.send({"mode": "courier"}, button="Submit order")

    assert page.path == f"/orders/new?draft={draft.number}&faults=submit"
    for shown in (page, browser.page(page.path)):
        assert len([link for link in shown.links() if "needed for this order type" in link]) == 5
        assert shown.has("1 row cannot be ordered yet.")
        assert shown.has("Terms differ from the contract") and not shown.has("No vehicle named")
    assert order_of(draft.number).state is OrderState.DRAFT


def test_what_was_mended_is_no_longer_told(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), po_number="")
    opened(browser, draft.number)
    page = browser.send({"note": "kept"}, button="Submit order")
    assert page.has("Please check") and page.select("//*[@id='po_number'][@aria-invalid]")

    browser.send({"po_number": "PO-1"}, button="Save draft")
    page = browser.page(page.path)

    assert not page.select("//*[@aria-invalid]") and not page.has("Please check")
    assert page.fields(id="draft")["note"] == "kept"


def test_a_field_that_was_not_understood_stays_as_typed_beside_everything_else(
    browser: Browser, market: Market
) -> None:
    draft = make_draft(market, ("XX99", 2), po_number="")
    opened(browser, draft.number)

    page = browser.send({"odometer_km": "12 thousand"}, button="Submit order", status=422)

    assert page.fields(id="draft")["odometer_km"] == "12 thousand"
    assert page.has("is not a number") and page.has("1 row cannot be ordered yet.")
    assert page.select("//*[@id='po_number'][@aria-invalid]")


def test_a_finding_names_the_part_and_leads_to_its_row_wherever_it_stands(browser: Browser, market: Market) -> None:
    numbers = sell_many(market, 150)
    sell(market, "PACK10", stock=100, pack=10)
    rows = [(number, 1) for number in numbers[:120]] + [("PACK-10", 23)] + [(number, 1) for number in numbers[120:]]
    draft = make_draft(market, *rows, order_type=OrderType.STOCK, incoterm="EXW")
    opened(browser, draft.number)

    browser.send(button="Submit order")
    page = browser.page(f"/orders/new?draft={draft.number}&order=sheet")

    assert ("Not in whole packs", "121", "PACK10") in findings(page)
    assert page.links()["PACK10"] == f"/orders/new?draft={draft.number}&row=121&order=sheet#part-121"
    assert page.links()["Terms differ from the contract"] == "#incoterm"
    assert [page_of(draft.id, row, sheet=True) for row in (100, 101, 121)] == [1, 2, 2]
    assert [page_of(draft.id, row) for row in (99, 100, 121)] == [1, 2, 1], "a row that needs something comes first"
    there = browser.page(f"/orders/new?draft={draft.number}&row=121&order=sheet")
    (field,) = there.select("//*[@id='orders-preview']//input[@autofocus]")
    assert (field.get("id"), field.get("value")) == ("part-121", "PACK-10")
    assert there.has("Page 2 of 2") and findings(there) == findings(page)


def test_a_draft_whose_mode_followed_is_shown_before_it_is_handed_in(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), order_type=OrderType.STOCK, mode=Mode.SEA)
    opened(browser, draft.number)

    page = browser.send({"order_type": "urgent", "reason": "He waits"}, button="Submit order")

    assert page.has("The mode of transport is now Air") and order_of(draft.number).state is OrderState.DRAFT
    assert browser.send(button="Submit order").has("was submitted")


def test_what_stands_against_a_draft_leads_to_where_it_is_mended(browser: Browser, market: Market) -> None:
    numbers = sell_many(market, 130)
    rows = [(number, 1) for number in numbers[:120]] + [("XX99", 1)] + [(number, 1) for number in numbers[120:]]
    draft = make_draft(market, *rows, incoterm="EXW", mode=Mode.COURIER)
    opened(browser, draft.number)

    page = browser.send(button="Submit order")

    (row,) = page.select("//*[@class='summary']//a[@data-row]")
    assert (row.get("data-row"), row.get("href")) == ("121", f"/orders/new?draft={draft.number}&row=121#part-121")
    assert "1 row cannot be ordered yet." in "".join(row.itertext())
    (field,) = browser.page(row.get("href")).select("//*[@autofocus]")
    assert field.get("id") == "part-121"


def test_a_draft_without_rows_leads_to_the_box_for_lines(browser: Browser, market: Market) -> None:
    draft = make_draft(market)
    opened(browser, draft.number)

    page = browser.send(button="Submit order")

    (box,) = page.select("//*[@class='summary']//a[@href='#lines']")
    assert "The order has no lines yet." in "".join(box.itertext()) and page.select("//textarea[@id='lines']")
