"""Files that went wrong on their way are told by row and column, or as a whole; nothing of them is applied."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import run_due
from portal.masterdata.rules_limits import LIMITS
from portal.pricing.models import ListPrice, PriceList
from tests.catalogue.factories import make_part
from tests.masterdata.corpus import Bad, bad_files
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_pages import facts


@pytest.mark.parametrize("bad", [pytest.param(bad, id=name) for name, bad in bad_files()])
def test_a_bad_file_is_told_by_row_and_column_and_nothing_of_it_is_applied(app: Flask, bad: Bad) -> None:
    make_part("P-0001")
    browser = steward(app)
    lists = ("Code", "Name", "Currency", "Valid from", "Valid to")
    apply(browser, send(browser, "price_lists", lists, ("USD-26", "2026", "USD", "2026-01-01", "")))

    browser.page(f"/hq/data/{bad.kind}/file")
    sent = browser.send({"sheet": (io.BytesIO(bad.body), bad.name)}, button="Check the file")
    run_due()
    page = browser.page(sent.path)

    if isinstance(bad.said, str):
        assert page.has(bad.said)
    else:
        assert [(row[0], row[1], row[3]) for row in page.rows(0)] == bad.said
    assert "Apply" not in page.buttons() and "Ask for the change" not in page.buttons()
    db.session.remove()
    counts = [db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Part, PriceList, ListPrice)]
    assert counts == [1, 1, 0]


def test_signs_nobody_sees_come_in_with_no_file_so_that_every_row_is_found_by_its_key(app: Flask) -> None:
    browser = steward(app)
    heads = ("Part number", "Name", "Minimum order quantity", "Pack quantity")
    page = send(browser, "parts", heads, ("ZW\u200bX-1", "Zero\u200bwidth \u202eRLO\u202c", 1, 1))

    apply(browser, page)

    assert browser.page("/hq/data/parts/row?key=ZWX-1").has("Zerowidth RLO")
    again = send(browser, "parts", heads, ("ZWX-1", "Zerowidth RLO", 1, 1))
    told = facts(again)
    assert (told["New"], told["Changed"], told["As they are"]) == ("0", "0", "1") and "Apply" not in again.buttons()


def test_a_file_as_excel_saves_it_in_chinese_is_read_though_only_its_headings_tell_its_encoding(app: Flask) -> None:
    make_part("P-0001")
    browser = steward(app)
    lists = ("Code", "Name", "Currency", "Valid from", "Valid to")
    apply(browser, send(browser, "price_lists", lists, ("USD-26", "2026", "USD", "2026-01-01", "")))

    browser.page("/hq/data/list_prices/file")
    body = "价目表,零件号,价格\r\nUSD-26,P-0001,0.045\r\n".encode("gbk")
    sent = browser.send({"sheet": (io.BytesIO(body), "prices.csv")}, button="Check the file")
    run_due()

    page = browser.page(sent.path)
    assert "Ask for the change" in page.buttons() and page.has("P-0001")


def test_one_row_more_than_a_file_may_have_is_too_many(app: Flask) -> None:
    browser = steward(app)
    rows = "".join(f"P{at},Clip\n" for at in range(LIMITS.rows + 1))

    browser.page("/hq/data/parts/file")
    sent = browser.send(
        {"sheet": (io.BytesIO(f"Part number,Name\n{rows}".encode()), "parts.csv")}, button="Check the file"
    )
    run_due()

    page = browser.page(sent.path)
    assert (
        page.has("The file has more than 120,000 rows, and nothing of it was read.") and "Apply" not in page.buttons()
    )


def test_a_new_code_has_only_signs_that_stand_everywhere_and_an_old_one_keeps_its_own(app: Flask) -> None:
    browser = steward(app)
    lists = ("Code", "Name", "Currency", "Valid from")
    with transaction() as session:
        session.add(PriceList(code="OLD L", name="Old", currency="USD", valid_from=date(2026, 1, 1)))
    day = "2026-01-01"

    page = send(
        browser, "price_lists", lists, ("NEW L", "a", "USD", day), ("-L", "b", "USD", day), ("价", "c", "USD", day)
    )
    assert [(row[0], row[1]) for row in page.rows(0)] == [("2", "Code"), ("3", "Code"), ("4", "Code")]
    assert page.has("A code begins with a letter or digit and has only Latin letters, digits, dots, dashes")
    browser.page("/hq/data/price_lists/row")
    typed = {"code": "NEW L", "name": "a", "currency": "USD", "valid_from": day}
    assert browser.send(typed, button="Save", status=422).has("A code begins with a letter or digit")

    page = apply(
        browser, send(browser, "price_lists", lists, ("OLD L", "Older", "USD", day), ("N.E-W_1", "n", "USD", day))
    )
    assert page.has("Applied")


def test_what_may_stand_in_a_cell_is_told_by_its_name_and_by_what_is_wrong_only(app: Flask) -> None:
    make_part("P-1")
    page = send(steward(app), "parts", ("number", "unit", "minimum"), ("P-1", "cups", 1), ("P-1|2", "EA", "1.5"))

    told = {(row[0], row[1]): row[3] for row in page.rows(0)}
    assert (
        told["2", "Unit of measure"].startswith("One of: ") and "unit (C62), set (SET)" in told["2", "Unit of measure"]
    )
    assert told["3", "Minimum order quantity"] == "Write a whole number."
    lists = ("Code", "Name", "Currency", "Valid from")
    page = send(steward(app), "price_lists", lists, ("A|1", "Old", "USD", "2026-01-01"))
    assert [row[3] for row in page.rows(0)] == ["The sign | may not stand here."]
