"""The rows of a draft as a sheet: answers and total while one types, keys from cell to cell, blocks in cells."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from portal.catalogue.models import Part, PartState
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from tests.journeys.conftest import press
from tests.journeys.test_look import violations
from tests.journeys.test_nothing_typed_is_lost import is_kept, stored

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
BUYER = "buyer@nile.example"
PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.focus();
    cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""

DROP = """(place, text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "lines.csv", {type: "text/csv"}));
    place.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
}"""


def parts(site: Any, *conditions: Any, count: int) -> list[str]:
    with site.app.app_context(), scoped(EVERYONE):
        wanted = sa.select(Part.number).where(Part.state == PartState.ACTIVE, *conditions).order_by(Part.number)
        numbers = list(db.session.scalars(wanted.limit(count)))
        db.session.remove()
    return numbers


def begun(somebody: Any, lines: list[str], po_number: str) -> tuple[Page, str]:
    """Begin a draft and return its page and its number."""
    page: Page = somebody.open("/orders/new")
    page.locator("[name=po_number]").fill(po_number)
    page.locator("[name=lines]").fill("\n".join(lines))
    press(page, "button[name=do][value=check]")
    found = re.search(r"SO-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert found
    return page, found.group()


def cell(page: Page, name: str) -> Locator:
    return page.locator(f"#orders-rows [name={name}]")


def rows_in(page: Page) -> list[str]:
    """The rows of the sheet as they are shown, from the first on."""
    ids: list[str] = page.locator("#orders-rows tbody tr").evaluate_all("rows => rows.map((row) => row.id)")
    return ids


def seen_at(page: Page, selector: str) -> float:
    """Where on the screen something is, in pixels from its top."""
    top: float = page.locator(selector).evaluate("one => one.getBoundingClientRect().top")
    return round(top)


def drawn_anew(page: Page) -> Any:
    """What waits until rows drawn anew have come."""
    return page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_answer_and_total_follow_what_is_typed_and_the_row_stays_where_it_is(
    site: Any, person: Any, language: str
) -> None:
    plain = parts(site, Part.minimum == 1, Part.pack == 1, count=30)
    packs = parts(site, Part.pack > 1, count=2)
    lines = [f"{number}\t2" for number in plain]
    lines[20:20] = [f"{number}\t1" for number in packs]
    page, number = begun(person(BUYER, language), lines, f"SHEET-{language}")
    total = page.locator("#orders-sum .total dd")
    before = total.inner_text()
    assert violations(page) == []

    cell(page, "quantity-2").fill("two")
    expect(page.locator("#answer-2 .pill.bad")).to_be_visible()
    expect(page.locator("#first-problem")).to_have_attribute("data-row", "2")
    assert total.inner_text() != before
    expect(cell(page, "quantity-2")).to_be_focused()
    expect(cell(page, "quantity-2")).to_have_value("two")
    cell(page, "quantity-2").fill("2")
    expect(page.locator("#first-problem")).to_have_count(0)
    expect(total).to_have_text(before)

    is_kept(page)
    page.reload()
    button = page.locator("#answer-21 button[value='accept:21']")
    page.locator("#row-21").evaluate("row => row.scrollIntoView({block: 'start', behavior: 'instant'})")
    place = seen_at(page, "#row-21")
    with drawn_anew(page):
        button.click()
    expect(page.locator("#answer-22 button[value='accept:22']")).to_be_focused()
    assert seen_at(page, "#row-21") == place and page.evaluate("scrollY") > 0
    assert rows_in(page)[:3] == ["row-21", "row-22", "row-1"], "what needs something comes first, and stays there"
    with drawn_anew(page):
        page.keyboard.press("Enter")
    expect(page.locator("[data-needs]")).to_have_count(0)
    expect(cell(page, "quantity-22")).to_be_focused()
    expect(page.locator("#orders-sum-told")).to_contain_text(total.inner_text())
    assert rows_in(page)[:3] == ["row-21", "row-22", "row-1"]

    press(page, f"button[formaction$='/orders/{number}/submit']")
    expect(page.locator("h1")).to_contain_text(number)
    assert stored(site, number).line_count == 32


@pytest.mark.parametrize("language", ["en", "ar"])
def test_keys_lead_from_cell_to_cell_and_a_block_fills_the_rows_from_there(
    site: Any, person: Any, language: str
) -> None:
    plain = parts(site, Part.minimum == 1, Part.pack == 1, count=9)
    page, number = begun(person(BUYER, language), [f"{one}\t2" for one in plain[:3]], f"BLOCK-{language}")
    cell(page, "part-1").focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "part-2")).to_be_focused()
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    expect(cell(page, "quantity-2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, "quantity-3")).to_be_focused()

    block = "\n".join(f"{one}\t{count}" for count, one in enumerate(plain[3:7], 5)) + "\r\n"
    with drawn_anew(page):
        cell(page, "part-2").evaluate(PASTE, block)
    expect(page.locator("#orders-rows [id^=row-]:not(#row-new)")).to_have_count(5)
    expect(cell(page, "part-2")).to_be_focused()
    found = [(cell(page, f"part-{at}").input_value(), cell(page, f"quantity-{at}").input_value()) for at in range(1, 6)]
    assert found == [(plain[0], "2"), *((one, str(count)) for count, one in enumerate(plain[3:7], 5))]
    expect(page.locator("#components-messages")).to_contain_text("2")

    with drawn_anew(page):
        cell(page, "quantity-4").evaluate(PASTE, "11\n12\n13")
    expect(cell(page, "quantity-5")).to_have_value("12")
    expect(cell(page, "quantity-4")).to_be_focused()
    cell(page, "new_part").type(plain[7][:5])
    expect(page.locator("#orders-offered li").first).to_be_visible()
    cell(page, "new_part").fill(plain[7])
    expect(page.locator("#orders-offered")).to_be_hidden()
    cell(page, "new_quantity").fill("3")
    with drawn_anew(page):
        page.keyboard.press("Enter")
    expect(cell(page, "part-6")).to_have_value(plain[7])
    expect(cell(page, "new_part")).to_be_focused()
    cell(page, "note-6").fill("typed after a button, kept with its version")
    is_kept(page)
    assert stored(site, number).line_count == 6


def test_a_row_stays_in_its_place_on_a_phone_too(site: Any, person: Any) -> None:
    plain = parts(site, Part.minimum == 1, Part.pack == 1, count=12)
    packs = parts(site, Part.pack > 1, count=2)
    lines = [f"{one}\t2" for one in plain] + [f"{one}\t1" for one in packs]
    page, _number = begun(person(BUYER, width=360), lines, "SHEET-PHONE")
    with drawn_anew(page):
        page.locator("#round-up-all").click()
    expect(page.locator("#orders-rows [id^=row-]:not(#row-new)")).to_have_count(14)
    expect(page.locator("[data-needs], #round-up-all")).to_have_count(0)
    page.locator("#row-8").evaluate("row => row.scrollIntoView({block: 'center', behavior: 'instant'})")
    place = seen_at(page, "#row-8")

    with drawn_anew(page):
        page.locator("#row-8 button[value='remove:8']").click()

    expect(cell(page, "part-8")).to_have_value(plain[8])
    expect(cell(page, "quantity-8")).to_be_focused()
    assert seen_at(page, "#row-8") == place
    foot = page.locator("#orders-foot")
    assert "USD" in foot.inner_text() and foot.bounding_box()["y"] > 500


def test_what_stops_a_draft_leads_into_its_row_and_offline_the_foot_stays_in_sight(site: Any, person: Any) -> None:
    plain = parts(site, Part.minimum == 1, Part.pack == 1, count=3)
    buyer = person(BUYER)
    page, number = begun(buyer, [f"{one}\t2" for one in (*plain, "XX99")], "STOPPED")
    press(page, f"button[formaction$='/orders/{number}/submit']")

    page.locator(".summary a[data-row='4']").click()

    expect(cell(page, "part-4")).to_be_focused()
    page.context.set_offline(True)
    cell(page, "quantity-1").fill("7")
    expect(page.locator("#orders-kept")).to_contain_text("Not kept just now")
    page.locator(f"button[formaction$='/orders/{number}/submit']").click()
    expect(page.locator("[data-said=offline]")).to_be_visible()
    said, foot = (page.locator(one).bounding_box() for one in ("[data-said=offline]", "#orders-foot"))
    assert foot["y"] + foot["height"] <= said["y"]
    middles = [page.locator(f"#orders-foot {one}").bounding_box() for one in (".sum", ".kept-line", ".buttons")]
    assert len({round(box["y"] + box["height"] / 2) for box in middles}) == 1, "all of the foot stands in one row"
    page.context.set_offline(False)
    buyer.errors.clear()


def test_a_file_dropped_anywhere_is_read(site: Any, person: Any) -> None:
    plain = parts(site, Part.minimum == 1, Part.pack == 1, count=2)
    page: Page = person(BUYER).open("/orders/new")
    text = "Part number,Quantity\n" + "".join(f"{one},3\n" for one in plain)

    with page.expect_navigation():
        page.locator("h1").evaluate(DROP, text)

    expect(cell(page, "part-2")).to_have_value(plain[1])
    expect(cell(page, "quantity-2")).to_have_value("3")
