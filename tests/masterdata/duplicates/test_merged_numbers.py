"""The number of a part that turned out to be another one: files, forms and shelves name the one that stays."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part, PartState
from portal.catalogue.search.queries import FILTERS, Reader, parts_found
from portal.catalogue.search.queries_nearest import nearest_numbers
from portal.catalogue.service_merge import merge_parts
from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import list_state
from portal.masterdata.ports import kinds_there_are
from portal.pricing.models import PriceList
from portal.stock.models import PlannedReceipt, Stock
from tests import factories
from tests.catalogue.factories import make_distributor, make_part
from tests.masterdata.factories import apply, ask, send, steward
from tests.orders.factories import make_market, sell
from tests.stock.factories import expect, make_depot, put_in_stock
from tests.web import Browser

ENGINES = pytest.mark.both_engines
DAY = "2027-03-01"
STAYS, GONE = "WX-100-A", "WX-1OO-A"
TOLD = f"{GONE} became {STAYS}: write that number."


def merged(gone: int, kept: int) -> None:
    with transaction() as session:
        session.execute(sa.update(Part).where(Part.id == gone).values(state=PartState.DISCONTINUED))
        merge_parts(gone, kept)


def one_of_two() -> tuple[int, int]:
    """Two parts, of which the second turned out to be the first."""
    kept, gone = make_part(STAYS), make_part(GONE)
    merged(gone, kept)
    return kept, gone


def only(column: Any) -> Any:
    db.session.remove()
    with scoped(EVERYONE):
        return db.session.scalars(sa.select(column)).one()


def on_hand(part_id: int) -> int:
    db.session.remove()
    with scoped(EVERYONE):
        return db.session.scalar(sa.select(sa.func.sum(Stock.on_hand)).where(Stock.part_id == part_id)) or 0


@ENGINES
@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("parts", [("Part number", "Name", "Minimum", "Pack"), (GONE, "Horn", 5, 5)]),
        ("part_names", [("Part", "Language", "Name"), (GONE, "ar", "بوق")]),
        ("fitments", [("Part", "Model", "Year from"), (GONE, "E5", 2024)]),
        ("supersessions", [("Old part", "New part", "Valid from"), ("OTHER", GONE, DAY)]),
        ("supersessions", [("Old part", "New part", "Valid from"), ("wx1ooa", "OTHER", DAY)]),
        ("list_prices", [("Price list", "Part", "Price"), ("EXW", GONE, "12.50")]),
        ("substitutes", [("Part", "Substitute"), ("OTHER", GONE)]),
    ],
    ids=["parts", "names", "fitments", "new", "old", "prices", "substitutes"],
)
def test_a_file_that_names_a_merged_part_is_told_which_number_stays(
    app: Flask, kind: str, rows: list[tuple[Any, ...]]
) -> None:
    make_part("OTHER")
    one_of_two()

    page = send(steward(app), kind, *rows)

    written = "wx1ooa" if rows[1][0] == "wx1ooa" else GONE
    assert page.has(f"{written} became {STAYS}: write that number.") and page.text.count("became") == 1


@ENGINES
def test_stock_of_a_merged_part_is_counted_away_and_never_more(app: Flask) -> None:
    depot = make_depot("CKG")
    kept, gone = make_part(STAYS), make_part(GONE)
    put_in_stock(depot, gone, 3)
    merged(gone, kept)
    browser = steward(app)
    head = ("Depot", "Part number", "On hand")

    assert send(browser, "stock_counts", head, ("CKG", GONE, 4)).has(TOLD)
    planned = ("Depot", "Part number", "Reference", "Expected on", "Quantity")
    assert send(browser, "planned_receipts", planned, ("CKG", GONE, "PO-1", DAY, 4)).has(TOLD)
    apply(browser, send(browser, "stock_counts", head, ("CKG", GONE, 1), ("CKG", STAYS, 2)))

    assert (on_hand(gone), on_hand(kept)) == (1, 2)


@ENGINES
def test_nothing_comes_to_the_shelf_of_a_merged_part(app: Flask) -> None:
    depot = make_depot("CKG")
    kept, gone = make_part(STAYS), make_part(GONE)
    put_in_stock(depot, gone, 3)
    expect(depot, gone, 5, date(2027, 3, 1))
    merged(gone, kept)
    browser = Browser(app).sign_in(factories.make_hq_user(role="hq_warehouse"))

    for form, fields, status in (
        ("receive", {"quantity": "2"}, 409),
        ("count", {"counted": "4", "note": "found one"}, 409),
        ("count", {"counted": "2", "note": "one is lost"}, 200),
    ):
        browser.page(f"/hq/stock/shelf/CKG/{GONE}")
        page = browser.send(fields, action=f"/hq/stock/{form}/CKG/{GONE}", status=status)
        assert page.has(TOLD) is (status == 409)
    receipt = only(PlannedReceipt.id)
    browser.page(f"/hq/stock/receipts/{receipt}")
    assert browser.send({"quantity": "5"}, action=f"/hq/stock/receipts/{receipt}", status=409).has(TOLD)

    assert (on_hand(gone), on_hand(kept), only(PlannedReceipt.received)) == (2, 0, 0)


@ENGINES
def test_what_waits_for_a_second_person_is_held_once_its_part_was_merged(app: Flask) -> None:
    market = make_market()
    kept, gone = sell(market, STAYS, stock=0), sell(market, GONE, stock=0)
    browser, manager = steward(app), Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))
    code = only(PriceList.code)
    page = ask(browser, send(browser, "list_prices", ("Price list", "Part number", "Price"), (code, GONE, "99")))
    merged(gone, kept)

    manager.page(page.path)
    sent = manager.send(button="Agree")
    run_due()

    assert manager.page(sent.path).has(TOLD)


@ENGINES
def test_the_catalogue_leads_from_a_merged_number_to_the_one_that_stays(app: Flask) -> None:
    owner = make_distributor("OWN")
    kept, gone = make_part(STAYS, hs_code="85123090"), make_part(GONE, hs_code="85123090")
    put_in_stock(make_depot("CKG"), gone, 3)
    merged(gone, kept)

    def found(**asked: str) -> list[str]:
        state = list_state(asked, sorts=["number", "name"], filters=FILTERS)
        page: Any = parts_found(state, Reader(owner, "en")).page
        return [part.number for part in page.rows]

    for text in (GONE, "WX-1O", "WX-1", "1OO-A", "85123090"):
        assert found(q=text) == ([STAYS] if text != "1OO-A" else []), text
    assert found() == found(sort="name") == [STAYS]
    assert (found(state="discontinued"), found(availability="free")) == ([], [])
    assert nearest_numbers(["WX-1OO-B"]) == {"WX-1OO-B": []}
    hits = Browser(app).sign_in(factories.make_dealer_user()).page("/search?q=WX-1O").text
    assert STAYS in hits and GONE not in hits


def test_every_field_of_a_part_is_known_as_one() -> None:
    names = {"part", "old_part", "new_part", "substitute"}
    fields = [(kind.name, one) for kind in kinds_there_are() for one in kind.fields.all]

    assert {(kind, one.name) for kind, one in fields if one.name in names and not one.of_part} == {
        ("sheet_counts", "part")
    }
