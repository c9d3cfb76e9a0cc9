"""Rows entered twice: found, shown side by side, made one with what refers to them, or refused and told why."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Address, AddressKind
from portal.catalogue.lists.models import PartList, PartListRow
from portal.catalogue.models import Part, PartAlias, PartFitment, PartState, PartText
from portal.catalogue.queries_part import PageReader, part_page
from portal.catalogue.queries_resolution import resolve
from portal.catalogue.search.queries import Reader, parts_found
from portal.core.data.sessions import db, transaction
from portal.core.errors import NotVisible
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import list_state
from portal.masterdata.duplicates.queries import pairs_of
from portal.masterdata.duplicates.rules import Known, looks_like, pairs_among
from portal.masterdata.models import ChangedRow, MergedRow
from portal.orders.models import DraftRow, OrderLine, SalesOrder
from portal.pricing.models import ListPrice
from tests import factories
from tests.catalogue.factories import fitted, make_distributor, make_part, own_number, replace
from tests.masterdata.factories import sign_in, steward
from tests.orders.factories import NOW, make_draft, make_market, make_released, sell
from tests.stock.factories import make_depot, put_in_stock
from tests.web import Browser, Page

ENGINES = pytest.mark.both_engines


@pytest.mark.parametrize(
    ("one", "other"), [("0O15", "0015"), ("A1L0", "AII0"), ("0023410", "23410"), ("B5", "85")], ids=str
)
def test_numbers_that_are_taken_for_each_other_look_alike(one: str, other: str) -> None:
    assert looks_like(one) == looks_like(other)


def test_pairs_are_found_within_a_group_the_most_alike_first() -> None:
    rows = [
        Known(1, "A", "x", "Nile Motors, 12 Corniche Street"),
        Known(2, "B", "x", "12 Corniche Street – NILE MOTORS"),
        Known(3, "C", "x", "Nile Motor, 12 Corniche Street"),
        Known(4, "D", "y", "Nile Motors, 12 Corniche Street"),
        Known(5, "E", "x", "Somebody else"),
    ]

    found = [(pair.one.key, pair.other.key) for pair in pairs_among(rows)]

    assert found[0] == ("A", "B")
    assert set(found) == {("A", "B"), ("A", "C"), ("B", "C")}


def side_by_side(browser: Browser, kind: str, one: int, other: int, stays: str = "one") -> Page:
    return browser.page(f"/hq/duplicates/{kind}/{one}/{other}?stays={stays}")


def make_one(browser: Browser, kind: str, ids: tuple[int, int], button: str = "Make them one", **typed: Any) -> Page:
    side_by_side(browser, kind, *ids)
    return browser.send(typed, button=button)


def told(*columns: Any) -> list[Any]:
    db.session.remove()
    with scoped(EVERYONE):
        return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(*columns))]


@ENGINES
def test_two_parts_are_one_and_all_that_is_told_of_the_other_follows(app: Flask) -> None:
    owner = make_distributor("OWN")
    kept = make_part("48815-0E010", names={"en": "Brake pad"}, weight_g=0)
    gone = make_part("48815-OE010", names={"en": "Brake pads", "ar": "تيل"}, weight_g=250)
    for part, model in ((kept, "E5"), (gone, "E5"), (gone, "E7")):
        fitted(part, model, 2022)
    own_number(owner, "NM-1", gone)
    market = make_market()
    draft = make_draft(market, ("48815-OE010", 2))
    assert [(pair.one.id, pair.other.id) for pair in pairs_of("parts")] == [(kept, gone)]

    steward_there = steward(app)
    sides = {row[0].split(" ·")[0]: row[1:] for row in side_by_side(steward_there, "parts", kept, gone).rows()}
    assert (sides["Weight (g)"], sides["Name"]) == (["–", "250"], ["Brake pad", "Brake pads"])
    page = make_one(steward_there, "parts", (kept, gone), **{"take-6": "other"})

    assert page.has("The two are one now") and page.has("48815-OE010")
    assert told(Part.number, Part.state, Part.weight_g, Part.merged_into_id) == [
        ("48815-0E010", PartState.ACTIVE, 250, None),
        ("48815-OE010", PartState.DISCONTINUED, 250, kept),
    ]
    assert told(PartFitment.part_id, PartFitment.model) == [(kept, "E5"), (kept, "E7")]
    assert told(PartText.locale, PartText.name) == [("ar", "تيل"), ("en", "Brake pad")]
    assert told(PartAlias.part_id) == [(kept,)]
    assert told(DraftRow.part_id) == [(kept,)]
    assert (resolve(["48815OE010"], owner)["48815OE010"].part_id, draft.number) == (kept, draft.number)
    assert part_page("48815-OE010", PageReader(owner, "NO", "en"), NOW.date()).facts.number == "48815-0E010"
    found: Any = parts_found(list_state({"q": "48815-OE010"}, sorts=["number"], filters={}), Reader(owner, "en")).page
    assert "48815-0E010" in [part.number for part in found.rows]
    (one,) = told(MergedRow.gone_key, MergedRow.kept_key, MergedRow.merged_by_name)
    assert one[:2] == ("48815-OE010", "48815-0E010")
    assert [key for (key,) in told(ChangedRow.key)] == ["48815-0E010", "48815-OE010"]
    assert pairs_of("parts") == []


@ENGINES
def test_parts_with_prices_are_made_one_once_a_second_person_agrees(app: Flask) -> None:
    market = make_market()
    kept, gone = sell(market, "48815-0E010", stock=0), sell(market, "48815-OE010", stock=0)
    browser, manager = steward(app), sign_in(app, factories.make_hq_user(role="hq_manager"))

    side_by_side(browser, "parts", kept, gone)
    assert browser.send(button="Ask for it", status=422).has("Say why.")
    page = make_one(browser, "parts", (kept, gone), "Ask for it", reason="entered twice")
    assert page.has("waits for a second person")
    assert told(Part.merged_into_id) == [(None,), (None,)]

    approvals = manager.page("/hq/approvals")
    assert approvals.has("Two parts that are one") and approvals.has("48815-0E010")
    manager.send(button="Approve")
    assert dict(told(Part.number, Part.merged_into_id)) == {
        "48815-0E010": None,
        "48815-OE010": kept,
    }
    assert sorted(part for (part,) in told(ListPrice.part_id)) == sorted([kept, gone])


@ENGINES
def test_a_part_that_is_still_in_use_does_not_go_and_lines_that_were_sent_stay(app: Flask) -> None:
    market = make_market()
    kept, gone = sell(market, "48815-0E010", stock=5), sell(market, "48815-OE010", stock=0)
    third = make_part("48815-QE010")
    make_released(market, ("48815-OE010", 2))
    replace(third, gone)
    browser = steward(app)

    page = side_by_side(browser, "parts", kept, gone)
    assert page.has("Order lines not finished: 1") and page.has("Supersessions: 1")
    assert "Make them one" not in page.buttons() and "Ask for it" not in page.buttons()
    page = side_by_side(browser, "parts", kept, gone, stays="other")
    assert page.has("Pieces on hand: 5")
    forged = {
        "stays": "one",
        "seen-one": "{}",
        "seen-other": "{}",
        "reason": "x",
        "csrf_token": browser.csrf_token(),
    }
    answer = browser.post(f"/hq/duplicates/parts/{kept}/{gone}", forged)
    assert answer.status_code == 409
    assert "still in use" in answer.get_data(as_text=True)
    assert [part for (part,) in told(OrderLine.part_id)] == [gone]


@ENGINES
def test_addresses_of_one_distributor_are_made_one_and_drafts_follow(app: Flask) -> None:
    company = factories.make_distributor()
    kept, gone = (
        factories.make_address(company, label=label, name="Nile Motors", street=street)
        for label, street in (("Warehouse", "12 Corniche Street"), ("Depot", "12, Corniche street"))
    )
    with transaction() as session:
        for number, state in (("SO-1", "draft"), ("SO-2", "approved")):
            session.add(
                SalesOrder(
                    distributor_id=company.id, number=number, state=state, currency="USD", created_at=NOW,
                    ship_to_id=gone.id,
                )
            )  # fmt: skip
    assert [(pair.one.id, pair.other.id) for pair in pairs_of("addresses")] == [(kept.id, gone.id)]

    page = make_one(steward(app), "addresses", (kept.id, gone.id), **{"take-4": "other"})

    assert page.has("The two are one now")
    assert told(Address.label, Address.street, Address.active, Address.merged_into_id) == [
        ("Depot", "12, Corniche street", False, kept.id),
        ("Warehouse", "12, Corniche street", True, None),
    ]
    assert told(SalesOrder.number, SalesOrder.ship_to_id) == [("SO-1", kept.id), ("SO-2", gone.id)]


def test_addresses_of_two_distributors_and_distributors_themselves_stay_two(app: Flask) -> None:
    one, other = (factories.make_distributor(name="Nile Motors", country="EG") for _ in range(2))
    here, there = factories.make_address(one), factories.make_address(other)
    elsewhere = factories.make_address(one, kind=AddressKind.CONSIGNEE)
    browser = steward(app)

    for pair in ((here.id, there.id), (here.id, elsewhere.id)):
        side_by_side(browser, "addresses", *pair)
        assert browser.send(button="Make them one", status=409).has("each stays")
    assert [(pair.one.id, pair.other.id) for pair in pairs_of("distributors")] == [(one.id, other.id)]
    page = side_by_side(browser, "distributors", one.id, other.id)
    assert page.has("Distributors are not made one") and "Make them one" not in page.buttons()
    forged = {"stays": "one", "csrf_token": browser.csrf_token()}
    answer = browser.post(f"/hq/duplicates/distributors/{one.id}/{other.id}", forged)
    assert answer.status_code == 409


@ENGINES
def test_a_part_on_a_kept_list_twice_stands_there_once(app: Flask) -> None:
    person = factories.make_dealer_user()
    kept, gone = make_part("48815-0E010"), make_part("48815-OE010")
    with transaction() as session:
        made = PartList(distributor_id=person.distributor_id, user_id=person.id, name="A", changed_at=NOW)
        session.add(made)
        session.flush()
        for part, pieces in ((kept, 3), (gone, 5)):
            session.add(
                PartListRow(distributor_id=person.distributor_id or 0, list_id=made.id, part_id=part, quantity=pieces)
            )

    make_one(steward(app), "parts", (kept, gone))

    assert told(PartListRow.part_id, PartListRow.quantity) == [(kept, 3)]


def test_what_changed_since_the_page_was_drawn_is_looked_at_again(app: Flask) -> None:
    kept, gone = make_part("48815-0E010"), make_part("48815-OE010")
    browser = steward(app)
    side_by_side(browser, "parts", kept, gone)
    with transaction() as session:
        session.execute(sa.update(Part).where(Part.id == gone).values(weight_g=7))

    assert browser.send(button="Make them one", status=409).has("drawn from an older version")
    assert told(Part.merged_into_id) == [(None,), (None,)]


def test_a_part_is_made_one_once(app: Flask) -> None:
    kept, gone = make_part("48815-0E010"), make_part("48815-OE010")
    browser = steward(app)
    make_one(browser, "parts", (kept, gone))

    page = side_by_side(browser, "parts", kept, gone)

    assert page.has("One of these was made one with another row before") and "Make them one" not in page.buttons()
    put_in_stock(make_depot(), kept, 1)
    with pytest.raises(NotVisible):
        part_page("NOTHING", PageReader(1, "NO", "en"), NOW.date())


@ENGINES
def test_the_history_of_both_parts_tells_of_their_merge(app: Flask) -> None:
    kept, gone = make_part("48815-0E010"), make_part("48815-OE010")
    browser = steward(app)
    make_one(browser, "parts", (kept, gone), reason="entered twice")

    stays, went = (browser.page(f"/hq/data/parts/row?key={number}").text for number in ("48815-0E010", "48815-OE010"))

    assert "Merged with 48815-OE010, which went" in stays and "entered twice" in stays
    assert "Merged with 48815-0E010, which stays" in went and "Active" in went


def test_what_stops_a_part_from_going_is_a_link_to_it(app: Flask) -> None:
    kept, gone = make_part("48815-0E010"), make_part("48815-OE010")
    put_in_stock(make_depot(), gone, 4)
    replace(make_part("OLD"), gone)

    page = side_by_side(steward(app), "parts", kept, gone)

    links = {"".join(one.itertext()): one.get("href") for one in page.select("//a")}
    assert links["Pieces on hand: 4"] == "/hq/stock?q=48815-OE010"
    assert links["Supersessions: 1"] == "/hq/data/supersessions?q=48815-OE010"


def test_two_parts_are_named_to_be_looked_at_and_none_with_itself(app: Flask) -> None:
    one, other = make_part("48815-0E010"), make_part("PF-7")
    browser = steward(app)

    browser.page("/hq/duplicates?kind=parts")
    page = browser.send({"one": "48815 0e010", "other": "pf7"}, button="Look at both")
    assert page.path == f"/hq/duplicates/parts/{one}/{other}"
    page = browser.page("/hq/duplicates?kind=parts&one=48815-0E010&other=NONE", status=422)
    assert page.has("There is no part NONE.")
    page = browser.page("/hq/duplicates?kind=parts&one=PF-7&other=PF7", status=422)
    assert page.has("These are one row already.")
    assert browser.open(f"/hq/duplicates/parts/{one}/{one}").status_code == 404
    forged = {"stays": "one", "csrf_token": browser.csrf_token()}
    assert browser.post(f"/hq/duplicates/parts/{one}/{one}", forged).status_code == 404
