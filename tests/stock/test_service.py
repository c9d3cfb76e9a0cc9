"""Stock is never promised twice, and what is on hand is the sum of its movements."""

import threading
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import SYSTEM
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.stock import service, service_records
from portal.stock.models import Allocation, AllocationRun, Share, Stock, StockMovement
from portal.stock.queries import Level, availability, depots, promises_of, receipts_of, shares_of
from portal.stock.rules_movements import MovementReason
from portal.stock.service import Demand, Received, Taken
from portal.stock.service_movements import Entry
from portal.stock.service_records import Decided, Promised
from tests.catalogue.factories import make_distributor, make_part
from tests.queries import counted
from tests.race import together
from tests.stock.factories import NOW, expect, make_depot, make_lines, put_in_stock

TODAY = date(2026, 3, 9)


def shelves() -> list[tuple[int, ...]]:
    rows = sa.select(Stock.depot_id, Stock.part_id, Stock.on_hand, Stock.allocated)
    return [tuple(row) for row in db.session.execute(rows.order_by(Stock.part_id, Stock.depot_id))]


def check_stock() -> None:
    """Assert that stock is the sum of its movements, and tied stock the sum of what lines hold."""
    moved = sa.select(StockMovement.depot_id, StockMovement.part_id, sa.func.sum(StockMovement.quantity))
    sums = {(d, p): q for d, p, q in db.session.execute(moved.group_by(StockMovement.depot_id, StockMovement.part_id))}
    assert {(d, p): on_hand for d, p, on_hand, _ in shelves()} == sums
    tied = sa.select(Allocation.depot_id, Allocation.part_id, sa.func.sum(Allocation.quantity))
    rows = db.session.execute(tied.group_by(Allocation.depot_id, Allocation.part_id))
    held = {(d, p): int(q) for d, p, q in rows if q}
    assert {(d, p): tied for d, p, _, tied in shelves() if tied} == held


def test_stock_is_taken_from_the_preferred_depot_first(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    first, second = make_depot("CKG"), make_depot("DXB", rank=2)
    put_in_stock(first, part, 3)
    put_in_stock(second, part, 10)
    (line,) = make_lines(owner, part, 5)

    taken = perform(service.take_stock, [Demand(line, owner, part, 5, (second, first))], NOW)
    assert taken == [Taken(line, second, 5)]
    (other,) = make_lines(owner, part, 9)
    taken = perform(service.take_stock, [Demand(other, owner, part, 9, (second, first))], NOW)

    assert taken == [Taken(other, second, 5), Taken(other, first, 3)]
    check_stock()


def test_a_line_that_gets_nothing_is_not_in_the_answer(app: Flask) -> None:
    owner, part, depot = make_distributor(), make_part("A1"), make_depot()
    put_in_stock(depot, part, 2)
    first, second = make_lines(owner, part, 2, 2)

    demands = [Demand(first, owner, part, 2, (depot,)), Demand(second, owner, part, 2, (depot, 999))]
    taken = perform(service.take_stock, demands, NOW)

    assert taken == [Taken(first, depot, 2)]
    assert perform(service.take_stock, [], NOW) == []
    check_stock()


def test_taking_again_adds_to_what_the_line_holds(app: Flask) -> None:
    owner, part, depot = make_distributor(), make_part("A1"), make_depot()
    put_in_stock(depot, part, 2)
    (line,) = make_lines(owner, part, 5)
    perform(service.take_stock, [Demand(line, owner, part, 5, (depot,))], NOW)
    put_in_stock(depot, part, 7)

    perform(service.take_stock, [Demand(line, owner, part, 3, (depot,))], NOW)

    assert db.session.scalars(sa.select(Allocation.quantity).where(Allocation.line_id == line)).all() == [5]
    check_stock()


def test_what_is_given_back_is_free_again_latest_first(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    first, second = make_depot("CKG"), make_depot("DXB", rank=2)
    put_in_stock(first, part, 3)
    put_in_stock(second, part, 3)
    (line,) = make_lines(owner, part, 5)
    perform(service.take_stock, [Demand(line, owner, part, 5, (first, second))], NOW)

    given = perform(service.give_back, line, 3)

    assert given == [Taken(line, second, 2), Taken(line, first, 1)]
    assert availability([part], TODAY)[part].free == 4
    with pytest.raises(Refused, match=r"stock\.not_that_many"):
        perform(service.give_back, line, 3)
    with pytest.raises(Refused, match=r"stock\.quantity_not_positive"):
        perform(service.give_back, line, 0)
    check_stock()


def test_picked_goods_leave_the_depot_with_a_movement(app: Flask) -> None:
    owner, part, depot = make_distributor(), make_part("A1"), make_depot()
    put_in_stock(depot, part, 5)
    (line,) = make_lines(owner, part, 4)
    perform(service.take_stock, [Demand(line, owner, part, 4, (depot,))], NOW)

    perform(service.consume, line, depot, 3, "SH-2026-000001", NOW)

    assert shelves() == [(depot, part, 2, 1)]
    last = db.session.execute(
        sa.select(StockMovement.quantity, StockMovement.reason, StockMovement.reference).order_by(
            StockMovement.id.desc()
        )
    ).first()
    assert last == (-3, "picked", "SH-2026-000001")
    with pytest.raises(Refused, match=r"stock\.not_that_many"):
        perform(service.consume, line, depot, 2, "SH-2026-000001", NOW)
    with pytest.raises(Refused, match=r"stock\.not_that_many"):
        perform(service.consume, line, 999, 1, "SH-2026-000001", NOW)
    check_stock()


def test_tied_pieces_cannot_be_written_off(app: Flask) -> None:
    owner, part, depot = make_distributor(), make_part("A1"), make_depot()
    put_in_stock(depot, part, 5)
    (line,) = make_lines(owner, part, 4)
    perform(service.take_stock, [Demand(line, owner, part, 4, (depot,))], NOW)

    with pytest.raises(Refused) as refused:
        perform(service.write_off, depot, part, 2, Entry(MovementReason.COUNTED, NOW))
    assert refused.value.facts == {"quantity": 2, "held": 1}
    perform(service.write_off, depot, part, 1, Entry(MovementReason.COUNTED, NOW))

    assert shelves() == [(depot, part, 4, 4)]
    check_stock()


def test_goods_received_twice_in_one_command_are_both_counted(app: Flask) -> None:
    part, depot = make_part("A1"), make_depot()

    perform(service.receive_stock, [Received(depot, part, 2), Received(depot, part, 3)], NOW)

    assert shelves() == [(depot, part, 5, 0)]
    with pytest.raises(Refused, match=r"stock\.quantity_not_positive"):
        perform(service.receive_stock, [Received(depot, part, 0)], NOW)
    check_stock()


def test_availability_tells_each_depot_and_the_next_receipt(app: Flask) -> None:
    full, low, none = make_part("A1"), make_part("A2"), make_part("A3")
    first, second = make_depot("CKG"), make_depot("DXB", rank=2)
    put_in_stock(first, full, 50)
    put_in_stock(second, low, 5)
    expect(first, none, 7, date(2026, 3, 8))
    expect(first, none, 20, date(2026, 4, 1))
    expect(first, none, 4, date(2026, 4, 1))
    expect(second, none, 30, date(2026, 3, 20))

    with counted() as statements:
        found = availability([full, low, none], TODAY)

    assert len(statements) == 1, statements
    assert [found[part].level for part in (full, low, none)] == [Level.IN_STOCK, Level.LOW, Level.NONE]
    assert (found[none].next_on, found[none].next_quantity) == (date(2026, 3, 20), 30)
    assert [(p.code, p.free, p.next_on, p.next_quantity) for p in found[none].by_depot] == [
        ("CKG", 0, date(2026, 4, 1), 24),
        ("DXB", 0, date(2026, 3, 20), 30),
    ]
    assert receipts_of([none], TODAY)[none][0][:2] == (date(2026, 3, 20), 30)
    assert [depot.code for depot in depots()] == ["CKG", "DXB"]


def test_promises_of_a_line_are_numbered_and_kept(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    line, other = make_lines(owner, part, 5, 5)

    first = Promised(owner, line, date(2026, 4, 1), 5, "planned_receipt")
    assert perform(service_records.promise_all, [first], actor=SYSTEM, now=NOW) == [1]
    later = [
        Promised(owner, line, date(2026, 4, 9), 5, "lead_time"),
        Promised(owner, other, date(2026, 5, 1), 2, "fallback"),
    ]
    assert perform(service_records.promise_all, later, actor=SYSTEM, now=NOW) == [2, 1]

    told = promises_of([line, other])
    assert [(p.sequence, p.promised_on) for p in told[line]] == [(1, date(2026, 4, 1)), (2, date(2026, 4, 9))]
    assert told[other][0].made_by == "system"
    with pytest.raises(Refused, match=r"stock\.quantity_not_positive"):
        perform(service_records.promise_all, [Promised(owner, line, date(2026, 4, 1), 0, "x")], actor=SYSTEM, now=NOW)


def test_a_run_keeps_each_decision_and_its_sums(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    line, other = make_lines(owner, part, 5, 5)
    decided = [
        Decided(owner, line, part, 5, 5, 1, 2, "in_full", {"stock": 7}),
        Decided(owner, other, part, 5, 2, 2, 2, "stock_ran_out", {"stock": 2}),
    ]

    run_id = perform(service_records.record_run, decided, actor=SYSTEM, now=NOW, input_hash="0" * 64)

    run = db.session.get(AllocationRun, run_id)
    assert (run.lines, run.pieces_allocated, run.pieces_short) == (2, 7, 3)
    assert shares_of([other])[other][0].rule == "stock_ran_out"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Share)) == 2


def test_a_thousand_lines_are_served_by_a_handful_of_statements(app: Flask) -> None:
    owner, part, depot = make_distributor(), make_part("A1"), make_depot()
    put_in_stock(depot, part, 600)
    lines = make_lines(owner, part, *[1] * 1000)
    demands = [Demand(line, owner, part, 1, (depot,)) for line in lines]

    with transaction(), counted() as statements:
        taken = service.take_stock(demands, NOW)

    assert len(taken) == 600
    assert len(statements) <= 3, statements
    check_stock()


@pytest.mark.race
def test_the_last_pieces_go_to_exactly_as_many_lines_round_after_round(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    first, second = make_depot("CKG"), make_depot("DXB", rank=2)
    demands: list[Demand] = []

    def take(index: int) -> list[Taken]:
        return perform(service.take_stock, [demands[index]], NOW)

    for _round in range(5):
        put_in_stock(first, part, 1)
        put_in_stock(second, part, 2)
        lines = make_lines(owner, part, *[1] * 16)
        demands = [Demand(line, owner, part, 1, (first, second)) for line in lines]
        answers = together(app, 16, take)
        assert [answer for answer in answers if not isinstance(answer, list)] == []
        assert sum(len(answer) for answer in answers) == 3
        check_stock()


@pytest.mark.race
def test_taking_and_giving_back_at_once_loses_and_makes_no_piece(app: Flask) -> None:
    owner, part, depot = make_distributor(), make_part("A1"), make_depot()
    put_in_stock(depot, part, 8)
    holding = make_lines(owner, part, *[1] * 8)
    perform(service.take_stock, [Demand(line, owner, part, 1, (depot,)) for line in holding], NOW)
    waiting = make_lines(owner, part, *[1] * 8)

    def work(index: int) -> Any:
        if index < 8:
            return perform(service.give_back, holding[index], 1)
        return perform(service.take_stock, [Demand(waiting[index - 8], owner, part, 1, (depot,))], NOW)

    answers = together(app, 16, work)

    assert [answer for answer in answers if not isinstance(answer, list)] == []
    taken = sum(len(answer) for answer in answers[8:])
    assert shelves() == [(depot, part, 8, taken)]
    check_stock()


@pytest.mark.race
def test_negative_control_reading_first_and_writing_later_gives_the_last_piece_twice(app: Flask) -> None:
    part, depot = make_part("A1"), make_depot()
    put_in_stock(depot, part, 1)
    everybody_has_read = threading.Barrier(8)

    def read_check_write(_index: int) -> bool:
        free = availability([part], TODAY)[part].free
        db.session.remove()
        everybody_has_read.wait(timeout=30)
        if free < 1:
            return False
        careless = sa.update(Stock).where(Stock.part_id == part).values(allocated=1)
        perform(lambda: db.session.execute(careless.execution_options(synchronize_session=False)))
        return True

    answers = together(app, 8, read_check_write)

    assert sum(answer is True for answer in answers) > 1
