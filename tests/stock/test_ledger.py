"""What people do at shelves adds up: every change is a movement, and nothing goes below what is tied."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.data.sessions import db, perform
from portal.core.errors import FieldRefused, Refused
from portal.stock import service, service_receipts, service_shelves
from portal.stock.models import PlannedReceipt, Stock, StockMovement
from portal.stock.queries import availability, receipts_of
from portal.stock.rules_movements import MovementReason
from portal.stock.service import Demand
from portal.stock.service_movements import Entry
from portal.stock.service_receipts import Arrival, Came, Planned
from portal.stock.service_shelves import Count, Place
from tests.catalogue.factories import make_distributor, make_part
from tests.factories import actor_of, make_hq_user
from tests.queries import counted
from tests.race import together
from tests.stock.factories import NOW, expect, make_depot, make_lines, put_in_stock

TODAY = date(2026, 3, 9)


def standing(place: Place) -> tuple[int, int]:
    """What is on hand and tied on a shelf; fails where its movements say otherwise."""
    db.session.remove()
    here = Stock.depot_id == place.depot_id, Stock.part_id == place.part_id
    row = db.session.execute(sa.select(Stock.on_hand, Stock.allocated, Stock.quarantined).where(*here)).one_or_none()
    sums = (sa.func.coalesce(sa.func.sum(each), 0) for each in (StockMovement.quantity, StockMovement.quarantined))
    moved = sa.select(*sums).where(StockMovement.depot_id == place.depot_id, StockMovement.part_id == place.part_id)
    on_hand, tied, quarantined = tuple(row) if row else (0, 0, 0)
    assert tuple(db.session.execute(moved).one()) == (on_hand, quarantined)
    assert 0 <= quarantined <= on_hand - tied
    return on_hand, tied


def entry(reason: MovementReason, **told: Any) -> Entry:
    return Entry(reason, NOW, **told)


def tie(place: Place, pieces: int) -> int:
    """Tie pieces of a shelf to a line; return the line."""
    owner = make_distributor()
    (line,) = make_lines(owner, place.part_id, pieces)
    demand = Demand(line, owner, place.part_id, pieces, (place.depot_id,))
    perform(service.take_stock, [demand], NOW)
    return line


@pytest.fixture
def shelf(app: Flask) -> Place:
    place = Place(make_depot(), make_part("A1"))
    put_in_stock(place.depot_id, place.part_id, 10)
    return place


def test_each_movement_tells_who_when_why_and_under_which_paper(shelf: Place) -> None:
    warehouse = actor_of(make_hq_user(role="hq_warehouse"))
    told = Entry(MovementReason.RETURNED, NOW, warehouse, "RMA-7", "unused")

    perform(service_shelves.put_away, shelf, 3, told)

    last = db.session.scalars(sa.select(StockMovement).order_by(StockMovement.id.desc())).first()
    assert last is not None
    assert (last.quantity, last.reason, last.reference, last.note) == (3, "returned", "RMA-7", "unused")
    assert (last.by_id, last.by_name, last.at) == (warehouse.user_id, warehouse.name, NOW)
    assert standing(shelf) == (13, 0)


@pytest.mark.parametrize(("counted_pieces", "difference"), [(12, 2), (7, -3), (10, 0)])
def test_the_difference_of_a_count_is_a_movement(shelf: Place, counted_pieces: int, difference: int) -> None:
    tie(shelf, 4)

    found = perform(service_shelves.count_shelf, Count(shelf, 10, counted_pieces), entry(MovementReason.COUNTED))

    assert found == difference
    assert standing(shelf) == (counted_pieces, 4)
    kept = db.session.scalars(sa.select(StockMovement.quantity).order_by(StockMovement.id.desc())).first()
    assert kept == difference


def test_a_count_below_what_is_tied_is_refused_beside_its_field(shelf: Place) -> None:
    tie(shelf, 4)

    with pytest.raises(FieldRefused) as refused:
        perform(service_shelves.count_shelf, Count(shelf, 10, 3), entry(MovementReason.COUNTED))

    assert (refused.value.code, refused.value.field) == ("stock.below_tied", "counted")
    assert refused.value.facts == {"tied": 4, "counted": 3}
    assert standing(shelf) == (10, 4)


def test_a_count_begun_before_pieces_left_is_refused(shelf: Place) -> None:
    line = tie(shelf, 4)
    perform(service.consume, line, shelf.depot_id, 4, "SH-1", NOW)

    with pytest.raises(Refused) as refused:
        perform(service_shelves.count_shelf, Count(shelf, 10, 10), entry(MovementReason.COUNTED))

    assert (refused.value.code, refused.value.facts) == ("stock.moved_since", {"seen": 10, "on_hand": 6})
    assert standing(shelf) == (6, 0)


def test_a_transfer_is_two_movements_under_one_reference(shelf: Place) -> None:
    other = Place(make_depot("DXB", 2), shelf.part_id)

    given_number = perform(service_shelves.transfer, shelf, other.depot_id, 4, entry(MovementReason.TRANSFERRED), 2026)
    named = entry(MovementReason.TRANSFERRED, reference="VAN 3")
    perform(service_shelves.transfer, other, shelf.depot_id, 1, named, 2026)

    assert (given_number, standing(shelf), standing(other)) == ("TR-2026-000001", (7, 0), (3, 0))
    moves = sa.select(StockMovement.reference, StockMovement.depot_id, StockMovement.quantity)
    rows = db.session.execute(moves.where(StockMovement.reason == "transferred").order_by(StockMovement.id)).all()
    assert sorted(tuple(row) for row in rows) == sorted(
        [
            ("TR-2026-000001", shelf.depot_id, -4),
            ("TR-2026-000001", other.depot_id, 4),
            ("VAN 3", shelf.depot_id, 1),
            ("VAN 3", other.depot_id, -1),
        ]
    )


def test_only_free_pieces_leave_by_transfer_or_as_scrap(shelf: Place) -> None:
    tie(shelf, 8)
    other = make_depot("DXB", 2)
    tries: list[Callable[[], Any]] = [
        lambda: perform(service_shelves.transfer, shelf, other, 3, entry(MovementReason.TRANSFERRED), 2026),
        lambda: perform(service_shelves.scrap, shelf, 3, entry(MovementReason.SCRAPPED)),
    ]
    for attempt in tries:
        with pytest.raises(FieldRefused) as refused:
            attempt()
        assert (refused.value.code, refused.value.field) == ("stock.only_free", "quantity")
        assert refused.value.facts == {"quantity": 3, "free": 2, "tied": 8}

    perform(service_shelves.scrap, shelf, 2, entry(MovementReason.SCRAPPED))
    assert standing(shelf) == (8, 8)
    with pytest.raises(FieldRefused, match=r"stock\.same_depot"):
        perform(service_shelves.transfer, shelf, shelf.depot_id, 1, entry(MovementReason.TRANSFERRED), 2026)


SERIAL = itertools.count()
VERBS = ["receive", "count", "transfer", "back", "scrap", "tie", "return", "release", "scrap kept"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "count", "transfer", "back", "scrap", "tie", "return", "release", "scrap kept"]),
        st.integers(0, 12),
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stock_is_the_sum_of_its_movements_whatever_people_do(app: Flask, steps: list[tuple[str, int]]) -> None:
    serial = next(SERIAL)
    part = make_part(f"P{serial}X")
    here = Place(make_depot(f"A{serial}"), part)
    there = Place(make_depot(f"B{serial}"), part)
    commands: dict[str, Callable[[int], Any]] = {
        "receive": lambda n: service_shelves.put_away(here, n, entry(MovementReason.RECEIPT)),
        "count": lambda n: service_shelves.count_shelf(
            Count(here, standing_now(here), n), entry(MovementReason.COUNTED)
        ),
        "transfer": lambda n: service_shelves.transfer(
            here, there.depot_id, n, entry(MovementReason.TRANSFERRED), 2026
        ),
        "back": lambda n: service_shelves.transfer(there, here.depot_id, n, entry(MovementReason.TRANSFERRED), 2026),
        "scrap": lambda n: service_shelves.scrap(here, n, entry(MovementReason.SCRAPPED)),
        "return": lambda n: service_shelves.put_away(here, n, entry(MovementReason.RETURNED), quarantine=True),
        "release": lambda n: service_shelves.release(here, n, entry(MovementReason.RELEASED)),
        "scrap kept": lambda n: service_shelves.scrap_quarantined(here, n, entry(MovementReason.SCRAPPED)),
    }
    for name, pieces in steps:
        before = standing(here), standing(there)
        try:
            tie(here, pieces or 1) if name == "tie" else perform(commands[name], pieces)
        except Refused:
            assert (standing(here), standing(there)) == before
        for place in (here, there):
            on_hand, tied = standing(place)
            assert 0 <= tied <= on_hand


def standing_now(place: Place) -> int:
    """What a page would show as on hand."""
    query = sa.select(Stock.on_hand).where(Stock.depot_id == place.depot_id, Stock.part_id == place.part_id)
    return db.session.scalar(query) or 0


@pytest.fixture
def planned(shelf: Place) -> int:
    expect(shelf.depot_id, shelf.part_id, 20, TODAY + timedelta(days=5))
    return db.session.scalars(sa.select(PlannedReceipt.id)).one()


def receive(receipt_id: int, arrival: Arrival) -> Came:
    return perform(service_receipts.receive_planned, receipt_id, arrival, actor_of(make_hq_user()), NOW)


def test_a_planned_receipt_is_received_in_part_and_then_beyond_the_plan(shelf: Place, planned: int) -> None:
    assert receive(planned, Arrival(8, 0, reference="DN-1")) == Came(12, 0)
    there = availability([shelf.part_id], TODAY)[shelf.part_id]
    assert (there.free, there.next_quantity) == (18, 12)

    assert receive(planned, Arrival(15, 8)) == Came(0, 3)

    assert standing(shelf) == (33, 0)
    assert receipts_of([shelf.part_id], TODAY)[shelf.part_id] == ()
    moves = sa.select(StockMovement.quantity, StockMovement.reference).where(StockMovement.receipt_id == planned)
    row = db.session.get(PlannedReceipt, planned)
    assert row is not None and row.closed_at == NOW
    assert [tuple(one) for one in db.session.execute(moves.order_by(StockMovement.id))] == [
        (8, "DN-1"),
        (15, row.reference),
    ]


def test_nothing_more_may_be_said_to_come(shelf: Place, planned: int) -> None:
    with pytest.raises(FieldRefused, match=r"stock\.nothing_came"):
        receive(planned, Arrival(0, 0))

    assert receive(planned, Arrival(0, 0, last=True)) == Came(0, 0)

    assert standing(shelf) == (10, 0)
    with pytest.raises(Refused, match=r"stock\.receipt_closed"):
        receive(planned, Arrival(5, 0))


def test_files_plan_receipts_anew_and_open_what_was_closed(shelf: Place, planned: int) -> None:
    by = actor_of(make_hq_user())
    reference = db.session.scalars(sa.select(PlannedReceipt.reference)).one()
    plan = Planned(shelf.depot_id, shelf.part_id, reference, TODAY, 20)
    receive(planned, Arrival(8, 0, last=True))

    def after(quantity: int) -> tuple[int, int, bool]:
        changed = Planned(plan.depot_id, plan.part_id, reference, TODAY, quantity)
        perform(service_receipts.plan_receipts, [changed], by, NOW)
        db.session.remove()
        row = db.session.get(PlannedReceipt, planned)
        assert row is not None
        return row.quantity, row.received, row.closed_at is None

    assert [after(20), after(30), after(8)] == [(20, 8, False), (30, 8, True), (8, 8, False)]
    with pytest.raises(Refused, match=r"stock\.receipt_has_come"):
        perform(service_receipts.drop_receipts, [plan], NOW)


def test_many_counts_and_receipts_are_a_handful_of_statements(app: Flask) -> None:
    depot, parts = make_depot(), [make_part(f"A{n}") for n in range(60)]
    counts = [Count(Place(depot, part), 0, 5) for part in parts]
    plans = [Planned(depot, part, "PO-1", TODAY, 5) for part in parts]
    by = actor_of(make_hq_user())

    with counted() as statements:
        perform(service_shelves.apply_counts, counts, entry(MovementReason.COUNTED))
    assert len(statements) <= 8, statements
    with counted() as statements:
        perform(service_receipts.plan_receipts, plans, by, NOW)
    assert len(statements) <= 5, statements
    assert {standing(one.place) for one in counts} == {(5, 0)}


@pytest.mark.race
def test_two_people_who_receive_the_same_planned_receipt_receive_it_once(
    app: Flask, shelf: Place, planned: int
) -> None:
    people = [actor_of(make_hq_user(email=f"w{n}@hq.example")) for n in range(6)]

    def work(index: int) -> Any:
        return perform(service_receipts.receive_planned, planned, Arrival(20, 0), people[index], NOW)

    answers = together(app, 6, work)

    refused = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert [answer for answer in answers if not isinstance(answer, Refused)] == [Came(0, 0)]
    assert set(refused) <= {"stock.receipt_closed", "stock.receipt_moved"} and len(refused) == 5
    assert standing(shelf) == (30, 0)


@pytest.mark.race
def test_a_count_against_picking_loses_no_piece(app: Flask, shelf: Place) -> None:
    lines = [tie(shelf, 1) for _each in range(4)]

    def work(index: int) -> Any:
        if index < 4:
            return perform(service.consume, lines[index], shelf.depot_id, 1, "SH-1", NOW)
        return perform(service_shelves.count_shelf, Count(shelf, 10, 9), entry(MovementReason.COUNTED))

    answers = together(app, 8, work)

    counts = [answer for answer in answers[4:] if not isinstance(answer, Refused)]
    assert answers[:4] == [None] * 4 and counts in ([], [-1])
    assert standing(shelf) == (6 + sum(counts), 0)


@pytest.mark.race
def test_transfers_both_ways_at_once_lose_and_make_no_piece(app: Flask, shelf: Place) -> None:
    other = Place(make_depot("DXB", 2), shelf.part_id)
    put_in_stock(other.depot_id, other.part_id, 10)

    def work(index: int) -> Any:
        from_, to = (shelf, other) if index % 2 else (other, shelf)
        return perform(service_shelves.transfer, from_, to.depot_id, 3, entry(MovementReason.TRANSFERRED), 2026)

    answers = together(app, 8, work)

    assert all(isinstance(answer, str | FieldRefused) for answer in answers), answers
    assert standing(shelf)[0] + standing(other)[0] == 20
