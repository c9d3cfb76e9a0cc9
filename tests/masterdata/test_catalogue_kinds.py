"""Kinds of the catalogue's master data: fitments, supersessions, substitutes, markets, dangerous goods, own numbers."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import (
    Bulletin,
    BulletinPart,
    DangerousGoods,
    MarketRestriction,
    Part,
    PartAlias,
    PartFitment,
    PartSubstitute,
    SoldVehicle,
    Supersession,
)
from portal.catalogue.queries_part import PageReader, part_page
from portal.catalogue.queries_resolution import Match, resolve
from portal.catalogue.search.queries import FILTERS, SORTS, Reader, parts_list
from portal.catalogue.service_rows import follow_replacements
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import enqueue, run_due
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import list_state
from tests.catalogue.factories import make_distributor, make_part, make_parts, part_ids, replace
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_pages import facts
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
P1, P2, P3, P4 = "P-0001", "P-0002", "P-0003", "P-0004"
VIN_FROM, VIN_TO = "LZZABCDE7SA000001", "LZZABCDE9SA000002"
FITMENT = ("Part number", "Model", "Model year from", "Model year to", "VIN from", "VIN to")
LINK = ("Old part number", "New part number", "Kind", "New pieces for one old piece", "Valid from")
SUBSTITUTE = ("Part number", "Substitute", "Rank", "Both ways")
OWN = ("Distributor (code)", "Own part number", "Part number")


@pytest.fixture
def browser(app: Flask) -> Browser:
    make_parts([P1, P2, P3, P4])
    return steward(app)


def taken_back(browser: Browser, page: Page) -> None:
    browser.page(page.path)
    browser.send(button="Take it back")
    run_due()


def kept(*columns: Any) -> list[Any]:
    """What a table holds, in order."""
    db.session.remove()
    with scoped(EVERYONE):
        return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(*columns))]


def comes_in_again(browser: Browser, kind: str, rows: int) -> None:
    """An export comes in again without a change."""
    exported = browser.open(f"/hq/data/{kind}?export=xlsx").get_data()
    browser.page(f"/hq/data/{kind}/file")
    sent = browser.send({"sheet": (io.BytesIO(exported), "again.xlsx")}, button="Check the file")
    run_due()
    page = browser.page(sent.path)
    assert (facts(page)["As they are"], facts(page)["Wrong"], facts(page)["New"]) == (str(rows), "0", "0")


def wrong(browser: Browser, kind: str, *rows: Sequence[Any]) -> list[tuple[str, str, str]]:
    """What is wrong with a file: row, column, why."""
    page = send(browser, kind, *rows)
    assert "Apply" not in page.buttons()
    return [(row[0], row[1], row[3]) for row in page.rows(0)]


def test_fitments_come_in_with_vins_change_and_go_again(browser: Browser) -> None:
    columns = (PartFitment.model, PartFitment.year_from, PartFitment.year_to, PartFitment.vin_from, PartFitment.vin_to)

    first = apply(
        browser,
        send(
            browser, "fitments", FITMENT, (P1, "E5", 2022, 2024, "", ""),
            (P1, "E7", 2023, "", "lzzabcde-7sa 000001", VIN_TO),
        ),
    )  # fmt: skip
    assert kept(*columns) == [("E5", 2022, 2024, "", ""), ("E7", 2023, None, VIN_FROM, VIN_TO)]
    comes_in_again(browser, "fitments", 2)

    changed = apply(browser, send(browser, "fitments", FITMENT[:4], (P1, "E5", 2022, 2025), (P1, "E7", 2023, "")))
    assert kept(*columns)[0] == ("E5", 2022, 2025, "", "")
    taken_back(browser, changed)
    assert kept(*columns)[0] == ("E5", 2022, 2024, "", "")
    taken_back(browser, first)
    assert kept(*columns) == []


def test_sold_vehicles_come_in_find_their_parts_and_go_again(browser: Browser) -> None:
    vehicle = ("VIN", "Model", "Model year", "Country")
    columns = (SoldVehicle.vin, SoldVehicle.model, SoldVehicle.model_year, SoldVehicle.country)
    first = apply(browser, send(browser, "sold_vehicles", vehicle, ("lzzabcde-7sa 000001", "E5", 2023, "CN")))
    assert kept(*columns) == [(VIN_FROM, "E5", 2023, "CN")]
    comes_in_again(browser, "sold_vehicles", 1)
    assert wrong(browser, "sold_vehicles", vehicle, ("LZZABCDE7SA", "E5", 2023, "EG")) == [
        ("2", "VIN", "A whole VIN has 17 signs, and neither I, O nor Q.")
    ]

    taken_back(browser, first)
    assert kept(*columns) == []


def test_a_range_of_vins_that_came_in_or_was_changed_is_found(browser: Browser) -> None:
    def found() -> list[str]:
        state = list_state({"q": "LZZABCDE3SA000002"}, sorts=SORTS, filters=FILTERS)
        rows: Any = parts_list(state, Reader(0, "en")).rows
        return [part.number for part in rows]

    apply(browser, send(browser, "fitments", FITMENT, (P1, "E5", 2022, "", VIN_FROM, "LZZABCDE0SA000001")))
    assert found() == []
    apply(browser, send(browser, "fitments", FITMENT, (P1, "E5", 2022, "", VIN_FROM, VIN_TO)))
    assert found() == [P1]


def test_wrong_fitments_are_told_by_row_and_column(browser: Browser) -> None:
    found = wrong(
        browser, "fitments", FITMENT, ("X", "E5", 2022, "", "", ""), (P1, "E5", 2022, 2021, "", ""),
        (P1, "E6", 2022, "", "LZZO1", ""), (P1, "E7", 2022, "", VIN_TO, VIN_FROM), (P1, "E8", 22, "", "", ""),
    )  # fmt: skip

    assert found == [
        ("2", "Part number", "There is no such “X” here."),
        ("3", "Model year to", "The last model year is before the first, 2022."),
        ("4", "VIN from", "A VIN has 17 signs, its beginning at least 3, and neither I, O nor Q."),
        ("5", "VIN to", f"Both VINs begin with the same three signs, and the last is not before the first, {VIN_TO}."),
        ("6", "Model year from", "From 1900 to 2100."),
    ]


def states() -> dict[str, str]:
    return {number: state.value for number, state in kept(Part.number, Part.state)}


def test_a_replaced_part_is_superseded_until_its_last_replacement_goes(browser: Browser) -> None:
    make_part("P-0005", state="discontinued")
    page = send(
        browser, "supersessions", LINK, (P1, P2, "kit", 1, "2026-01-01"), (P1, P3, "kit", 2, "2026-01-01"),
        ("P-0005", P4, "", "", "2026-02-01"),
    )  # fmt: skip

    done = apply(browser, page)
    links = kept(Supersession.kind, Supersession.ratio)
    assert [(kind.value, ratio) for kind, ratio in links] == [("kit", 1), ("kit", 2), ("one_way", 1)]
    assert states() == {P1: "superseded", P2: "active", P3: "active", P4: "active", "P-0005": "discontinued"}
    comes_in_again(browser, "supersessions", 3)

    browser.page(f"/hq/data/supersessions/row?key={P1}|{P2}")
    browser.send(button="Remove")
    assert states()[P1] == "superseded"
    browser.page(f"/hq/data/supersessions/row?key={P1}|{P3}")
    browser.send({"ratio": "3"}, button="Save")
    browser.page(f"/hq/data/supersessions/row?key={P1}|{P3}")
    browser.send(button="Remove")
    assert (states()[P1], states()["P-0005"]) == ("active", "discontinued")
    taken_back(browser, done)
    assert len(kept(Supersession.id)) == 1


def test_a_part_is_superseded_from_the_day_of_its_replacement_on(browser: Browser) -> None:
    apply(browser, send(browser, "supersessions", LINK, (P1, P2, "one_way", 1, "2099-01-01")))
    assert states()[P1] == "active"

    assert perform(follow_replacements, date(2098, 12, 31)) == 0
    assert perform(follow_replacements, date(2099, 1, 1)) == 1

    assert states() == {P1: "superseded", P2: "active", P3: "active", P4: "active"}


def test_the_day_of_replacements_comes_round_as_a_job(browser: Browser) -> None:
    replace(*part_ids(P1, P2))
    with transaction():
        enqueue("catalogue.replacements", {}, now=utc_now())

    run_due()

    assert states()[P1] == "superseded"


def test_supersessions_are_taken_back(browser: Browser) -> None:
    done = apply(browser, send(browser, "supersessions", LINK, (P1, P2, "two_way", 1, "2026-01-01")))
    assert states()[P1] == "superseded"

    taken_back(browser, done)

    assert (states()[P1], kept(Supersession.id)) == ("active", [])


def test_a_loop_over_the_file_and_what_is_there_is_refused(browser: Browser) -> None:
    replace(*part_ids(P1, P2))
    replace(*part_ids(P3, P4))

    found = wrong(
        browser, "supersessions", LINK, (P2, P3, "one_way", 1, "2026-01-01"), (P4, P1, "one_way", 1, "2026-01-01"),
    )  # fmt: skip
    browser.page("/hq/data/supersessions/row")
    form = browser.send({"old_part": P2, "new_part": P1, "valid_from": "2026-01-01"}, button="Save", status=422)

    assert [(row, column) for row, column, _why in found] == [("2", "New part number"), ("3", "New part number")]
    assert all(why.startswith("This goes round in a circle: ") and why.count("→") == 4 for _row, _column, why in found)
    assert form.has("This goes round in a circle")
    assert len(kept(Supersession.id)) == 2


def test_a_loop_over_two_files_is_refused_when_the_second_is_applied(browser: Browser) -> None:
    first = send(browser, "supersessions", LINK, (P1, P2, "one_way", 1, "2026-01-01"))
    second = send(browser, "supersessions", LINK, (P3, P4, "one_way", 1, "2026-01-01"), (P2, P1, "", 1, "2026-01-01"))
    assert [facts(page)["Wrong"] for page in (first, second)] == ["0", "0"]

    apply(browser, first)
    refused = apply(browser, second)

    assert refused.has(f"{P2} · {P1} · New part number: This goes round in a circle: \u2066{P2} → {P1} → {P2}\u2069.")
    assert len(kept(Supersession.id)) == 1
    assert states()[P3] == "active"


def test_what_is_taken_back_is_judged_anew(browser: Browser) -> None:
    apply(browser, send(browser, "supersessions", LINK, (P1, P2, "one_way", 1, "2026-01-01")))
    browser.page(f"/hq/data/supersessions/row?key={P1}|{P2}")
    browser.send(button="Remove")
    gone = browser.page("/hq/data-changes/2")
    apply(browser, send(browser, "supersessions", LINK, (P2, P1, "one_way", 1, "2026-01-01")))

    taken_back(browser, gone)

    assert browser.page(gone.path).has("This goes round in a circle")
    assert kept(Supersession.old_part_id, Supersession.new_part_id) == [tuple(part_ids(P2, P1))]


def test_wrong_supersessions_are_told_by_row_and_column(browser: Browser) -> None:
    replace(*part_ids(P1, P2))

    found = wrong(
        browser, "supersessions", LINK, (P1, P3, "one_way", 1, "2026-01-01"), (P2, "X", "one_way", 1, "2026-01-01"),
        (P3, P4, "perhaps", 1, "2026-01-01"), (P4, P4, "one_way", 1, "2026-01-01"),
        (P2, P4, "one_way", 0, "2026-01-01"), (P2, P3, "one_way", 1, ""),
    )  # fmt: skip

    assert found == [
        ("2", "Kind", f"Several parts replace {P1}: then all of its rows are a kit, or all are a choice."),
        ("3", "New part number", "There is no such “X” here."),
        (
            "4",
            "Kind",
            "One of: One way (one_way), Both ways (two_way), Kit: all are needed (kit), or Choice: any one (choice).",
        ),
        ("5", "New part number", f"This goes round in a circle: \u2066{P4} → {P4}\u2069."),
        ("6", "New pieces for one old piece", "From 1 to 1000."),
        ("7", "Valid from", "This may not be empty."),
    ]


def test_substitutes_come_in_change_and_go_again(browser: Browser) -> None:
    columns = (PartSubstitute.rank, PartSubstitute.both_ways)

    first = apply(browser, send(browser, "substitutes", SUBSTITUTE, (P1, P2, 1, "yes"), (P1, P3, "", "")))
    assert kept(*columns) == [(1, False), (1, True)]
    comes_in_again(browser, "substitutes", 2)
    changed = apply(browser, send(browser, "substitutes", SUBSTITUTE[:3], (P1, P2, 2), (P1, P3, 1)))
    assert kept(*columns) == [(1, False), (2, True)]
    taken_back(browser, changed)
    taken_back(browser, first)
    assert kept(*columns) == []


def test_wrong_substitutes_are_told_by_row_and_column(browser: Browser) -> None:
    apply(browser, send(browser, "substitutes", SUBSTITUTE, (P1, P2, 1, "yes")))

    found = wrong(
        browser, "substitutes", SUBSTITUTE, (P2, P1, 1, ""), (P3, P3, 1, ""), ("X", P3, 1, ""), (P3, "Y", 1, ""),
        (P3, P4, 0, ""),
    )  # fmt: skip

    assert found == [
        ("2", "Both ways", f"{P1} has {P2} as its substitute already: one row for both ways, or one for each."),
        ("3", "Substitute", "A part is no substitute of itself."),
        ("4", "Part number", "There is no such “X” here."),
        ("5", "Substitute", "There is no such “Y” here."),
        ("6", "Rank", "From 1 to 99."),
    ]


def test_market_restrictions_come_in_and_go_again(browser: Browser) -> None:
    heading = ("Part number", "Country")

    done = apply(browser, send(browser, "market_restrictions", heading, (P1, "eg"), (P1, "NO")))
    assert kept(MarketRestriction.country) == [("EG",), ("NO",)]
    comes_in_again(browser, "market_restrictions", 2)
    found = wrong(browser, "market_restrictions", heading, ("X", "EG"), (P1, "Atlantis"))
    taken_back(browser, done)

    assert [(row, column) for row, column, _why in found] == [("2", "Part number"), ("3", "Country")]
    assert kept(MarketRestriction.country) == []


def test_dangerous_goods_come_in_change_and_go_again(browser: Browser) -> None:
    columns = (DangerousGoods.un_number, DangerousGoods.hazard_class, DangerousGoods.net_g, DangerousGoods.watt_hours)
    heading = ("Part", "UN", "Class", "PG", "Wh", "SOC", "Net g", "UN 38.3 test summary", "Emergency phone")

    done = apply(
        browser,
        send(
            browser, "dangerous_goods", heading, (P1, 3480, 9, "", 520, 30, 4000, "UN38.3-1", "+86 23 6310 1234"),
            (P2, "un 1950", "2.1", "iii", "", "", "", "", ""),
        ),
    )  # fmt: skip
    assert kept(*columns) == [("UN1950", "2.1", 0, None), ("UN3480", "9", 4000, 520)]
    assert kept(DangerousGoods.packing_group) == [("",), ("III",)]
    comes_in_again(browser, "dangerous_goods", 2)
    changed = apply(browser, send(browser, "dangerous_goods", ("Part", "UN", "Class"), (P1, "UN3481", 9)))
    assert kept(*columns)[1] == ("UN3481", "9", 4000, 520)
    taken_back(browser, changed)
    taken_back(browser, done)
    assert kept(*columns) == []


def test_wrong_dangerous_goods_are_told_by_row_and_column(browser: Browser) -> None:
    found = wrong(
        browser, "dangerous_goods", ("Part", "UN", "Class", "PG", "SOC"), (P1, 348, 9, "", ""),
        (P2, 3480, "12", "", ""), (P3, 3480, 9, "IV", ""), (P4, 3480, 9, "", 101), ("X", 3480, 9, "", ""),
    )  # fmt: skip

    assert found == [
        ("2", "UN number", "A UN number has four digits, as in UN3480."),
        ("3", "Hazard class", "A hazard class is written as 9, 2.2 or 1.4S."),
        ("4", "Packing group", "One of: I, II, III."),
        ("5", "State of charge (%)", "From 0 to 100."),
        ("6", "Part number", "There is no such “X” here."),
    ]
    assert wrong(browser, "dangerous_goods", ("Part", "UN", "Class"), (P1, 3480, 3), (P2, 9999, 9)) == [
        ("2", "Hazard class", "UN3480 is of class 9."),
        ("3", "UN number", "No UN number is beyond UN3599."),
    ]


def test_own_numbers_come_in_lead_to_their_part_and_go_again(browser: Browser) -> None:
    owner, other = make_distributor("NILE"), make_distributor("DELTA")

    done = apply(browser, send(browser, "own_numbers", OWN, ("NILE", "nm 00-001", P1), ("DELTA", "NM00001", P2)))
    told = (PartAlias.distributor_id, PartAlias.norm, PartAlias.written)
    assert kept(*told) == [(owner, "NM00001", "nm 00-001"), (other, "NM00001", "NM00001")]
    with scoped(EVERYONE):
        found = {one: resolve(["NM-00001"], one)["NM-00001"] for one in (owner, other)}
    assert {one: (each.match, each.number) for one, each in found.items()} == {
        owner: (Match.OWN_NUMBER, P1),
        other: (Match.OWN_NUMBER, P2),
    }
    comes_in_again(browser, "own_numbers", 2)
    changed = apply(browser, send(browser, "own_numbers", OWN, ("NILE", "NM 00001", P3)))
    with scoped(EVERYONE):
        assert resolve(["NM-00001"], owner)["NM-00001"].number == P3
    assert kept(*told)[0] == (owner, "NM00001", "NM 00001")
    taken_back(browser, changed)
    taken_back(browser, done)
    assert kept(PartAlias.id) == []


def test_wrong_own_numbers_are_told_by_row_and_column(browser: Browser) -> None:
    make_distributor("NILE")

    found = wrong(
        browser, "own_numbers", OWN, ("NOBODY", "A1", P1), ("NILE", "A2", "X"), ("NILE", "P0002", P1),
        ("NILE", "--", P1), ("NILE", "A3", P1), ("NILE", "a-3", P2), ("NILE", "p 0004", P4),
        ("NILE", "A-" * 40 + "1", P1),
    )  # fmt: skip

    assert found == [
        ("2", "Distributor (code)", "There is no such “NOBODY” here."),
        ("3", "Part number", "There is no such “X” here."),
        ("4", "Own part number", f"This is the maker's number of another part, {P2}, which goes before."),
        ("5", "Own part number", "A part number has letters or digits, at most 40."),
        ("7", "Distributor (code)", "The same stands in row 6 already."),
        ("9", "Own part number", "At most 40 signs; there are 41."),
    ]


def test_an_empty_number_or_choice_is_what_a_new_row_has(browser: Browser) -> None:
    apply(browser, send(browser, "parts", ("Part number", "Name", "State", "Weight (g)"), ("N1", "Nut", "", "")))

    with transaction() as session:
        made = session.scalars(sa.select(Part).where(Part.number == "N1")).one()
        assert (made.state.value, made.weight_g) == ("active", 0)


def test_a_part_leads_to_its_rows_of_other_kinds(browser: Browser) -> None:
    replace(*part_ids(P1, P2))
    replace(*part_ids(P3, P2))
    apply(browser, send(browser, "fitments", FITMENT[:3], (P1, "E5", 2022), (P1, "E7", 2022), (P2, "E5", 2022)))

    page = browser.page(f"/hq/data/parts/row?key={P2}")
    counts = {
        " ".join("".join(row[0].itertext()).split()): "".join(row[1].itertext())
        for row in page.select("//*[@id='masterdata-related']//tbody/tr")
    }
    new_row = browser.page(f"/hq/data/fitments/row?part={P2}")

    assert (counts["Fitments"], counts["Supersessions New part number"]) == ("1", "2")
    assert counts["Supersessions Old part number"] == "0"
    shown = browser.page(f"/hq/data/fitments?part={P1}").rows()
    assert [row[:3] for row in shown] == [[P1, "E5", "2022"], [P1, "E7", "2022"]]
    assert new_row.select("//input[@name='part']")[0].get("value") == P2


BULLETIN = ("Bulletin number", "Issued on", "Title", "Link")
TITLE = ("Bulletin number", "Language", "Title")
NAMES = ("Bulletin number", "Part number")


def test_bulletins_come_in_with_titles_and_parts_and_are_told_on_the_part_page(app: Flask, browser: Browser) -> None:
    new, old = ("TB-26-014", "2026-02-03", "Pads", ""), ("TB-25-002", "2025-06-01", "Old", "https://example.org/tb")
    first = apply(browser, send(browser, "bulletins", BULLETIN, new, old))
    titles = apply(browser, send(browser, "bulletin_titles", TITLE, ("TB-26-014", "zh", "前制动片")))
    named = apply(browser, send(browser, "bulletin_parts", NAMES, ("TB-26-014", P1), ("TB-25-002", P1)))
    for kind, rows in (("bulletins", 2), ("bulletin_titles", 1), ("bulletin_parts", 2)):
        comes_in_again(browser, kind, rows)

    told = part_page(P1, PageReader(make_distributor(), "NO", "zh"), date(2026, 3, 9)).bulletins
    assert [(one.number, one.issued_on, one.title, one.link) for one in told] == [
        ("TB-26-014", date(2026, 2, 3), "前制动片", ""),
        ("TB-25-002", date(2025, 6, 1), "Old", "https://example.org/tb"),
    ]
    for done in (named, titles, first):
        taken_back(browser, done)
    assert (kept(Bulletin.number), kept(BulletinPart.part_id)) == ([], [])


def test_wrong_bulletins_are_told_by_row_and_column(browser: Browser) -> None:
    found = wrong(browser, "bulletins", BULLETIN, ("TB-1", "2026-02-03", "A", "javascript:alert(1)"),
                  ("TB-2", "x", "B", ""), ("TB-3", "2026-02-03", "C", "https://a b"))  # fmt: skip
    assert found == [
        ("2", "Link", "A link begins with https:// and has no spaces."),
        ("3", "Issued on", "Write the day as 2026-11-30."),
        ("4", "Link", "A link begins with https:// and has no spaces."),
    ]
    unknown = wrong(browser, "bulletin_parts", NAMES, ("TB-9", P1), ("TB-9", "X"))
    assert [(row, column) for row, column, _why in unknown] == [
        ("2", "Bulletin number"),
        ("3", "Bulletin number"),
        ("3", "Part number"),
    ]
