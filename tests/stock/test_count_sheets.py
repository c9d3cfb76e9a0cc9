"""Count sheets: chosen, filled in by several people, judged against what moved, counted again, booked by the ledger."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core import storage
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform
from portal.core.errors import FieldRefused, Refused, Stale
from portal.core.jobs.queue import enqueue, run_due
from portal.settings.rules import USUAL
from portal.stock import queries_count_sheets as queries
from portal.stock import service, service_count_sheets, service_places, service_shelves
from portal.stock.models import StockMovement
from portal.stock.rules_count_sheets import CountedLine, SheetOrder, SheetState, Verdict, is_large, verdict_of
from portal.stock.rules_movements import MovementReason
from portal.stock.service_count_sheets import Entered, SheetWish
from portal.stock.service_movements import Entry
from portal.stock.service_places import Standing
from portal.stock.service_shelves import Place
from tests.catalogue.factories import make_part
from tests.factories import actor_of, make_hq_user
from tests.race import together
from tests.stock.factories import NOW, make_depot, put_in_stock
from tests.stock.test_ledger import standing, tie

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def depot(app: Flask) -> int:
    """A depot with three shelves: A1 of 10, A2 of 100 and B1 of 40, in the areas A and B."""
    depot = make_depot()
    for number, pieces, area in (("A1", 10, "A"), ("A2", 100, "A"), ("B1", 40, "B")):
        part = make_part(number)
        put_in_stock(depot, part, pieces)
        perform(service_places.set_places, [Standing(Place(depot, part), area, f"{area}-0{pieces}")])
    return depot


def clerk() -> Actor:
    return actor_of(make_hq_user(role="hq_warehouse"))


def made(depot: int, actor: Actor, area: str = "", lines: int = 50) -> int:
    wish = SheetWish(depot, area, lines, SheetOrder.LONGEST_AGO, "en")
    return queries.sheet(perform(service_count_sheets.make_sheet, wish, actor, NOW, 2026)).id


def write(sheet: int, actor: Actor, **counted: int | None) -> int:
    there = {line.part_number: line for line in queries.lines_of(sheet, "en")}
    entered = [Entered(there[number].id, pieces, there[number].counted) for number, pieces in counted.items()]
    return perform(service_count_sheets.enter_counts, sheet, entered, actor, LATER).counts


def verdicts(sheet: int) -> dict[str, Verdict]:
    db.session.remove()
    return {line.part_number: line.verdict for line in queries.lines_of(sheet, "en")}


def turn(sheet: int, actor: Actor) -> Turn:
    db.session.remove()
    return Turn(actor, queries.sheet_of_id(sheet).version, LATER)


def place(depot: int, number: str) -> Place:
    return Place(depot, db.session.scalars(sa.select(Part.id).where(Part.number == number)).one())


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (CountedLine(10, None, 10), Verdict.OPEN),
        (CountedLine(10, 10, 10), Verdict.AGREES),
        (CountedLine(10, 8, 10), Verdict.DIFFERS),
        (CountedLine(10, 2, 10), Verdict.LARGE),
        (CountedLine(10, 2, 10, earlier=-8), Verdict.DIFFERS),
        (CountedLine(10, 2, 10, earlier=-7), Verdict.LARGE),
        (CountedLine(10, 10, 7, moved=True), Verdict.AGREES),
        (CountedLine(10, 7, 7, moved=True), Verdict.AGREES),
        (CountedLine(10, 8, 7, moved=True), Verdict.MOVED),
        (CountedLine(10, 8, 10, kept=9), Verdict.BELOW),
        (CountedLine(10, 8, 10, booked=True), Verdict.BOOKED),
    ],
    ids=str,
)
def test_a_line_stands_by_what_was_counted_and_what_moved(line: CountedLine, verdict: Verdict) -> None:
    assert verdict_of(line, USUAL) is verdict


def test_a_difference_is_large_by_pieces_and_by_part() -> None:
    assert [is_large(*each, USUAL) for each in ((5, 10), (6, 10), (-6, 60), (-7, 60), (6, 0))] == [
        False,
        True,
        False,
        True,
        True,
    ]


@pytest.mark.both_engines
def test_a_sheet_is_of_an_area_in_the_order_of_its_bins_and_never_of_shelves_on_another(depot: int) -> None:
    actor = clerk()

    first = made(depot, actor, "A", 1)
    rest = made(depot, actor)

    assert [line.part_number for line in queries.lines_of(first, "en")] == ["A1"]
    assert [line.part_number for line in queries.lines_of(rest, "en")] == ["A2", "B1"]
    with pytest.raises(FieldRefused, match=r"stock\.nothing_to_count"):
        made(depot, actor)


@pytest.mark.both_engines
def test_what_is_picked_most_or_was_counted_longest_ago_comes_first(depot: int) -> None:
    line = tie(place(depot, "B1"), 5)
    perform(service.consume, line, depot, 5, "SH-1", NOW)
    counted = Entry(MovementReason.COUNTED, NOW)
    perform(service_shelves.count_shelf, service_shelves.Count(place(depot, "A1"), 10, 10), counted)

    wish = SheetWish(depot, "", 1, SheetOrder.MOST_PICKED, "en")
    picked = queries.sheet(perform(service_count_sheets.make_sheet, wish, clerk(), NOW, 2026)).id
    ago = made(depot, clerk(), lines=1)

    assert [line.part_number for line in queries.lines_of(picked, "en")] == ["B1"]
    assert [line.part_number for line in queries.lines_of(ago, "en")] == ["A2"]


@pytest.mark.both_engines
def test_counts_are_booked_once_as_movements_and_the_sheet_closes_with_its_last_line(depot: int) -> None:
    actor, sheet = clerk(), made(depot, clerk())
    assert write(sheet, actor, A1=9, A2=100) == 2

    with pytest.raises(FieldRefused, match=r"stock\.note_missing"):
        perform(service_count_sheets.book_counts, sheet, "", turn(sheet, actor))
    first = turn(sheet, actor)
    assert perform(service_count_sheets.book_counts, sheet, "one was broken", first) == 2
    with pytest.raises(Stale):
        perform(service_count_sheets.book_counts, sheet, "one was broken", first)
    assert (standing(place(depot, "A1")), standing(place(depot, "A2"))) == ((9, 0), (100, 0))
    assert queries.sheet_of_id(sheet).state is SheetState.OPEN

    write(sheet, actor, B1=40)
    perform(service_count_sheets.book_counts, sheet, "", turn(sheet, actor))

    closed = queries.sheet_of_id(sheet)
    assert (closed.state, closed.closed_by_name) == (SheetState.CLOSED, actor.name)
    kept = db.session.execute(
        sa.select(StockMovement.quantity, StockMovement.note)
        .where(StockMovement.reference == closed.number)
        .order_by(StockMovement.id)
    )
    assert [tuple(row) for row in kept] == [(-1, "one was broken"), (0, "one was broken"), (0, "")]
    with pytest.raises(Refused, match=r"stock\.sheet_closed"):
        write(sheet, actor, B1=41)


@pytest.mark.both_engines
def test_pieces_that_left_between_print_and_entry_are_accounted_for(depot: int) -> None:
    actor, sheet = clerk(), made(depot, clerk())
    for number in ("A1", "A2", "B1"):
        line = tie(place(depot, number), 3)
        perform(service.consume, line, depot, 3, "SH-1", LATER)

    write(sheet, actor, A1=10, A2=97, B1=39)

    assert verdicts(sheet) == {"A1": Verdict.AGREES, "A2": Verdict.AGREES, "B1": Verdict.MOVED}
    perform(service_count_sheets.book_counts, sheet, "", turn(sheet, actor))
    assert (standing(place(depot, "A1")), standing(place(depot, "A2"))) == ((7, 0), (97, 0))
    perform(service_count_sheets.count_again, sheet, turn(sheet, actor))
    assert verdicts(sheet)["B1"] is Verdict.OPEN
    write(sheet, actor, B1=36)
    perform(service_count_sheets.book_counts, sheet, "found two less", turn(sheet, actor))
    assert standing(place(depot, "B1")) == (36, 0)


@pytest.mark.both_engines
def test_a_large_difference_counts_once_it_was_found_twice(depot: int) -> None:
    actor, sheet = clerk(), made(depot, clerk())
    write(sheet, actor, A2=60, A1=10, B1=40)

    perform(service_count_sheets.book_counts, sheet, "", turn(sheet, actor))
    assert (standing(place(depot, "A2")), verdicts(sheet)["A2"]) == ((100, 0), Verdict.LARGE)
    with pytest.raises(Refused, match=r"stock\.nothing_to_book"):
        perform(service_count_sheets.book_counts, sheet, "why", turn(sheet, actor))
    assert perform(service_count_sheets.count_again, sheet, turn(sheet, actor)) == 1
    write(sheet, actor, A2=60)

    assert verdicts(sheet)["A2"] is Verdict.DIFFERS
    perform(service_count_sheets.book_counts, sheet, "stolen", turn(sheet, actor))
    assert standing(place(depot, "A2")) == (60, 0)


@pytest.mark.both_engines
def test_two_people_fill_in_one_sheet_and_neither_overwrites_the_other(app: Flask, depot: int) -> None:
    one, other, sheet = clerk(), clerk(), made(depot, clerk())
    lines = {line.part_number: line.id for line in queries.lines_of(sheet, "en")}

    entered = [(Entered(lines["A1"], 10, None), one), (Entered(lines["A2"], 99, None), other)]

    def work(index: int) -> int:
        line, who = entered[index]
        return perform(service_count_sheets.enter_counts, sheet, [line], who, LATER).counts

    both = together(app, 2, work)
    assert both == [1, 1]
    again = [Entered(lines["A1"], 10, None)]
    assert perform(service_count_sheets.enter_counts, sheet, again, other, LATER).counts == 0
    with pytest.raises(FieldRefused) as refused:
        perform(service_count_sheets.enter_counts, sheet, [Entered(lines["A1"], 8, None)], other, LATER)

    assert (refused.value.code, refused.value.field) == ("stock.counted_by_other", f"count-{lines['A1']}")
    assert refused.value.facts == {"who": one.name, "counted": 10}
    assert verdicts(sheet) == {"A1": Verdict.AGREES, "A2": Verdict.DIFFERS, "B1": Verdict.OPEN}


@pytest.mark.both_engines
def test_nothing_goes_below_what_is_tied_or_in_quarantine(depot: int) -> None:
    actor, sheet = clerk(), made(depot, clerk())
    tie(place(depot, "A1"), 8)
    perform(service_shelves.quarantine, place(depot, "A1"), 1, Entry(MovementReason.QUARANTINED, NOW))

    write(sheet, actor, A1=8)

    assert verdicts(sheet)["A1"] is Verdict.BELOW
    assert standing(place(depot, "A1")) == (10, 8)


def test_a_sheet_is_printed_once_and_what_no_open_sheet_names_is_swept(depot: int) -> None:
    actor, sheet = clerk(), made(depot, clerk())
    run_due()

    first = queries.sheet_of_id(sheet)
    assert first.is_printed and first.printed_key.endswith(".pdf")
    write(sheet, actor, A1=10, A2=1)
    perform(service_count_sheets.count_again, sheet, turn(sheet, actor))
    assert not queries.sheet_of_id(sheet).is_printed
    run_due()
    second = queries.sheet_of_id(sheet)
    assert second.printed_key != first.printed_key
    perform(service_count_sheets.give_up_rest, sheet, turn(sheet, actor))
    perform(enqueue, "stock.count_sheets", {}, now=LATER)
    run_due()
    db.session.remove()
    assert queries.sheet_of_id(sheet).printed_key == ""
    assert list(storage.keys("count-sheets")) == []
