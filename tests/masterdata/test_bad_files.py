"""Files that went wrong on their way are told by row and column, or as a whole; nothing of them is applied."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core.data.sessions import db
from portal.core.jobs.queue import run_due
from portal.masterdata.rules_limits import LIMITS
from portal.pricing.models import ListPrice, PriceList
from tests.catalogue.factories import make_part
from tests.masterdata.corpus import Bad, bad_files
from tests.masterdata.factories import apply, send, steward


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
    assert again.has("1 row is the same") or "Apply" not in again.buttons()


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
