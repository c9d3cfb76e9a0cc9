"""A draft as a sheet: what the page is told while it is typed, buttons of rows, blocks pasted into cells, its foot."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import etree
from werkzeug.test import TestResponse

from portal.core.data.sessions import db, transaction
from portal.core.locales import OFFERED
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rules_head import needed_for
from portal.orders.types.states import USUAL_TERMS, OrderType
from portal.stock.models import Stock
from tests.orders.entry.test_draft_keeping import HTMX, begun, keep, row_texts, version_in
from tests.orders.factories import Market, make_draft, order_of, sell, sell_many
from tests.queries import counted
from tests.web import Browser
from tests.web_checks import parsed


def words(tree: Any, path: str) -> str:
    """The words at one place of a page, spaces made one."""
    return " ".join(" ".join(tree.xpath(f"{path}//text()")).split())


def pressed(browser: Browser, number: str, fields: dict[str, Any], do: str, **typed: str) -> TestResponse:
    """Press a button of the rows with script."""
    data = fields | {"do": do} | {name.replace("__", "-"): text for name, text in typed.items()}
    return browser.open(f"/orders/new?draft={number}", method="POST", data=data, headers=HTMX)


def page_of(answer: TestResponse) -> Any:
    tree, _errors = parsed(answer.get_data(as_text=True))
    return tree


def cells_in(answer: TestResponse) -> Any:
    """The cells an answer brings: a browser reads what stands in a template as it is."""
    body = answer.get_data(as_text=True)
    _before, _tag, inside = body.partition("<template>")
    inside = inside.partition("</template>")[0]
    return etree.fromstring(f"<table><tr>{inside}</tr></table>", etree.HTMLParser()).getroottree()


def test_a_typed_quantity_brings_its_row_the_tally_and_the_sums_and_no_other_row(browser: Browser) -> None:
    number, fields = begun(browser)

    answer = keep(browser, number, fields, quantity__1="two")

    tree, cells = page_of(answer), cells_in(answer)
    assert cells.xpath("//td/@id") == ["answer-1", "price-1", "amount-1"]
    assert set(cells.xpath("//td/@hx-swap-oob")) == {"true"} and cells.xpath("//td[@id='answer-1']/@data-needs") == [""]
    assert "Quantity not understood" in words(cells, "//td[@id='answer-1']")
    assert words(tree, "//*[@id='rows-bad_quantity']") == "Quantity not understood 1"
    assert words(tree, "//*[@id='first-problem']") == "1 row cannot be ordered yet"
    assert tree.xpath("//*[@id='first-problem']/@href") == [f"/orders/new?draft={number}&row=1#row-1"]
    assert "USD" in words(tree, "//*[@id='orders-sum']") and order_of(number).line_count == 1


def test_rows_of_the_same_part_are_answered_with_the_one_that_was_typed(browser: Browser) -> None:
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")
    fields = browser.send({"lines": "21029627 3"}, button="Check lines").fields(id="draft")

    answer = keep(browser, number, fields, part__3="21047102")

    assert sorted(set(cells_in(answer).xpath("//td/@id"))) == sorted(
        f"{cell}-{at}" for cell in ("answer", "price", "amount") for at in (1, 2, 3)
    )
    order = order_of(number)
    assert (order.line_count, order.pieces) == (2, 6)
    saved = browser.open(f"/orders/new?draft={number}", method="POST", data=_with(fields, answer) | {"do": "save"})
    assert saved.status_code == 303
    again = order_of(number)
    assert (again.line_count, again.pieces, again.total) == (2, 6, order.total)


def _with(fields: dict[str, Any], answer: TestResponse) -> dict[str, Any]:
    return fields | {"version": version_in(answer), "part-3": "21047102"}


def test_a_word_in_the_head_brings_no_rows(browser: Browser) -> None:
    number, fields = begun(browser)

    body = keep(browser, number, fields, note="careful").get_data(as_text=True)

    assert "<td" not in body and "orders-sum" not in body and "Kept at" in body


@pytest.mark.both_engines
def test_rows_of_other_parts_keep_their_answers_until_a_button_is_pressed(browser: Browser) -> None:
    number, fields = begun(browser)
    assert answers(number) == ["found", "later"]
    with transaction():
        db.session.execute(sa.update(Stock).values(on_hand=0))

    answer = keep(browser, number, fields, quantity__2="5")

    assert cells_in(answer).xpath("//td/@id") == ["answer-2", "price-2", "amount-2"]
    assert answers(number) == ["found", "later"] and order_of(number).pieces == 7
    saved = fields | {"version": version_in(answer), "quantity-2": "5", "do": "save"}
    assert browser.open(f"/orders/new?draft={number}", method="POST", data=saved).status_code == 303
    assert answers(number) == ["later", "later"]


def answers(number: str) -> list[str]:
    """What the rows of a draft were answered."""
    db.session.expire_all()
    return [row.answer for row in rows_of(order_of(number).id)]


@pytest.mark.both_engines
def test_keeping_one_row_of_many_asks_no_more_than_keeping_one_of_few(browser: Browser, market: Market) -> None:
    numbers = sell_many(market, 300)
    asked = []
    for count in (110, 300):
        draft = make_draft(market, *((one, 1) for one in numbers[:count]))
        fields = browser.page(f"/orders/new?draft={draft.number}").fields(id="draft")
        with counted() as statements:
            keep(browser, draft.number, fields, quantity__2="5")
        asked.append(len(statements))
        assert order_of(draft.number).pieces == count + 4

    assert asked[0] == asked[1]


def test_another_order_type_answers_all_rows_anew(browser: Browser) -> None:
    number, fields = begun(browser)

    answer = keep(browser, number, fields, order_type="vor")

    assert {"amount-1", "amount-2"} <= set(cells_in(answer).xpath("//td/@id"))


def test_a_button_of_a_row_draws_the_rows_and_the_sums_in_the_same_view(browser: Browser, market: Market) -> None:
    sell(market, "PACK10", stock=100, pack=10, minimum=20)
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")
    browser.send({"lines": "PACK10 23"}, button="Check lines")
    fields = browser.page(f"/orders/new?draft={number}&answer=not_whole_packs").fields(id="draft")

    answer = pressed(browser, number, fields, "accept:3")

    tree = page_of(answer)
    assert answer.status_code == 200 and row_texts(number)[2] == ("PACK10", "30")
    assert tree.xpath("//*[@id='orders-preview']//input[@name='view']/@value") == ["not_whole_packs:1"]
    assert tree.xpath("//*[@id='orders-preview']//tr[starts-with(@id, 'row-')]") == []
    assert set(tree.xpath("//*[@hx-swap-oob='true']/@id")) >= {"draft-version", "draft-key", "orders-sum"}
    fields |= {"version": version_in(answer), "idempotency_key": tree.xpath("//*[@id='draft-key']/@value")[0]}
    fields |= {"view": "", "quantity-3": "30"}
    assert pressed(browser, number, fields, "remove:1").status_code == 200
    assert row_texts(number) == [("21047102", "1"), ("PACK10", "30")]


def test_without_script_a_button_leads_back_to_its_row_in_the_same_view(browser: Browser) -> None:
    number, fields = begun(browser)

    sent = fields | {"do": "remove:1", "view": "found:1"}
    answer = browser.open(f"/orders/new?draft={number}", method="POST", data=sent)

    assert answer.headers["Location"] == f"/orders/new?draft={number}&answer=found#row-1"
    assert browser.page(f"/orders/new?draft={number}").select("//tr[@id='row-1']")


def test_a_refused_button_changes_nothing_and_says_why(browser: Browser) -> None:
    number, fields = begun(browser)
    keep(browser, number, fields, note="newer")

    answer = pressed(browser, number, fields, "remove:1")

    assert answer.status_code == 409 and len(row_texts(number)) == 2
    assert "drawn from an older version" in answer.get_data(as_text=True)


def test_a_block_goes_over_the_rows_shown_from_there_and_its_rest_behind_all(browser: Browser) -> None:
    number, fields = begun(browser)
    fields |= {"note-2": "blue"}

    answer = pressed(
        browser, number, fields, "paste:2", block="21047102\t4\n21029627\t5\nXX99\t6\r\n", lines="never read"
    )

    assert row_texts(number) == [("21029627", "2"), ("21047102", "4"), ("21029627", "5"), ("XX99", "6")]
    said = words(page_of(answer), "//*[@id='components-later']")
    assert "1 row was filled, from row 2 on." in said and "2 more rows were added at the end." in said
    assert page_of(answer).xpath("//input[@name='note-2']/@value") == ["blue"]


def test_quantities_are_pasted_line_by_line_and_an_empty_line_leaves_its_row(browser: Browser) -> None:
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")
    fields = browser.send({"lines": "XX99 3"}, button="Check lines").fields(id="draft")

    answer = pressed(browser, number, fields, "paste_quantities:3", block="7\n\n9\n10")

    assert [quantity for _part, quantity in row_texts(number)] == ["2", "9", "7"], "row 3 is shown first: it is unknown"
    said = words(page_of(answer), "//*[@id='components-later']")
    assert "2 rows were filled, from row 3 on." in said and "1 quantity was left out" in said


def test_several_columns_are_no_quantities(browser: Browser) -> None:
    number, fields = begun(browser)

    answer = pressed(browser, number, fields, "paste_quantities:1", block="21047102\t4")

    assert answer.status_code == 409 and "Only one column" in answer.get_data(as_text=True)
    assert row_texts(number) == [("21029627", "2"), ("21047102", "1")]


@pytest.mark.parametrize("do", ["paste", "paste:", "paste:x", "paste:999999999999", "paste_quantities:-1"])
def test_a_block_for_no_row_is_added_or_left_out_and_nothing_breaks(browser: Browser, do: str) -> None:
    number, fields = begun(browser)

    answer = pressed(browser, number, fields, do, block="21047102 4")

    assert answer.status_code in {200, 409} and row_texts(number)[0][0] in {"21029627", "21047102"}


def test_the_empty_row_is_taken_by_whatever_button_is_pressed(browser: Browser) -> None:
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")

    page = browser.send({"new_part": "21029627", "new_quantity": "4"}, button="Submit order")

    assert page.has("Look at the lines just added") and row_texts(number)[2] == ("21029627", "4")
    page = browser.send({"new_part": "21047102", "new_quantity": "1"}, button="Add row")
    assert len(row_texts(number)) == 4 and page.fields(id="draft")["new_part"] == ""


def test_the_foot_has_rows_problems_total_and_the_buttons(browser: Browser) -> None:
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")

    page = browser.send({"lines": "XX99 1"}, button="Check lines")

    foot = page.select("//*[@id='orders-foot']")[0]
    said = " ".join(" ".join(foot.itertext()).split())
    assert "Rows 3" in said and "1 row cannot be ordered yet" in said and "Total USD" in said
    assert said.endswith("Save draft Submit order")
    assert page.select("//details[@id='orders-more'][not(@open)]//textarea[@name='lines']")
    led = browser.page(str(foot.xpath(".//a[@id='first-problem']/@href")[0]))
    assert led.select("//tr[@id='row-3']//input[@autofocus][@name='part-3']")


def test_fields_are_marked_as_needed_by_the_chosen_type(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 1), order_type=OrderType.VOR)

    page = browser.page(f"/orders/new?draft={draft.number}")

    marked = {str(one)[: -len("-needed")] for one in page.select("//*[contains(@id, '-needed')][not(@hidden)]/@id")}
    assert marked == set(needed_for(USUAL_TERMS[OrderType.VOR])) and {"po_number", "vin"} <= marked
    assert "reason-needed" in page.select("//*[@hidden]/@id")
    assert set(page.select("//form[@id='draft']//*[@aria-required='true']/@name")) == marked


def test_an_empty_spreadsheet_is_read_in_every_language(browser: Browser, market: Market) -> None:
    from openpyxl import load_workbook

    for language in OFFERED:
        given = browser.open("/orders/template", headers={"Accept-Language": language})
        assert given.mimetype.endswith("spreadsheetml.sheet") and "attachment" in given.headers["Content-Disposition"]
        book = load_workbook(io.BytesIO(given.get_data()))
        book.active.append(["21029627", 4, "blue"])
        filled = io.BytesIO()
        book.save(filled)
        filled.seek(0)
        browser.page("/orders/new")

        page = browser.send({}, button="Check lines", extra={"sheet": (filled, "lines.xlsx")})

        fields = page.fields(id="draft")
        assert (fields["part-1"], fields["quantity-1"], fields["note-1"]) == ("21029627", "4", "blue"), language


def test_parts_are_offered_as_lines_of_a_list(browser: Browser) -> None:
    answer = browser.open("/orders/parts?find=2102&shape=list", headers=HTMX)

    assert page_of(answer).xpath("//li[@role='option']/@data-part") == ["21029627"]
