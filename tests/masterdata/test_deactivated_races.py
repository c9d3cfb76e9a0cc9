"""What begins to use a row while it goes out of use: one of the two waits, and then sees the other. With controls."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Distributor, SellingEntity
from portal.core.actor import Actor, Turn
from portal.core.data.engines import write_engine
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.masterdata.ports import kind_named
from portal.masterdata.queries import row_of
from portal.masterdata.rows import service_rows
from portal.masterdata.rows.service_rows import RowChange, change_row
from portal.orders.decisions import service_submit
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from portal.returns import service_decision
from portal.returns.states import Outcome, Reason
from portal.stock import service, service_shelves
from portal.stock.models import Depot
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Place
from tests import factories
from tests.catalogue.factories import make_part
from tests.conftest import ON_POSTGRESQL
from tests.masterdata.test_hq_partners import every
from tests.orders.factories import Market, hq_actor, make_draft, make_market, sell
from tests.race import together
from tests.returns.factories import Counted, received
from tests.returns.test_deciding import answers, clerk, filed
from tests.stock.factories import NOW, make_depot

pytestmark = [pytest.mark.race, pytest.mark.both_engines]
WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
Command = Callable[[], Any]


def in_turn(app: Flask, first: Command, second: Command) -> list[Any]:
    """Let a second command begin once a first has done all but commit, which it does when the second waits or is done.

    Return what became of either.
    """
    begun, done = threading.Event(), threading.Event()

    def run(index: int) -> Any:
        if index:
            assert begun.wait(timeout=30)
            try:
                return perform(second)
            finally:
                done.set()
        with transaction():
            found = first()
            begun.set()
            with write_engine(db.engine).connect() as looking:
                while not done.is_set() and not looking.scalar(WAITING):
                    looking.rollback()
        return found

    return together(app, 2, run)


def changed(steward: Actor, kind: str, code: str, **values: Any) -> None:
    """Change a row from its page."""
    known = kind_named(kind, steward)
    seen = row_of(known, code)
    change_row(known, RowChange(code, seen, {**seen, **values}), steward, NOW)


def ends(steward: Actor, kind: str, code: str) -> Command:
    return lambda: changed(steward, kind, code, active=False, inactive_because="Ended")


def hands_in(market: Market, draft: SalesOrder) -> Command:
    return lambda: service_submit.submit(draft.id, Turn(market.actor, draft.version, NOW))


def code_of(result: Any) -> str:
    return result.code if isinstance(result, Refused) else ""


def handed_in_by_a_company_in_use() -> tuple[bool, bool]:
    """Return whether the one order is handed in, and whether its company is in use."""
    db.session.remove()
    (state,), (active,) = every(sa.select(SalesOrder.state)), every(sa.select(Distributor.active))
    return state is OrderState.SUBMITTED, active


def one_draft() -> tuple[Market, SalesOrder]:
    market = make_market(code="NILE")
    sell(market, "P1")
    return market, make_draft(market, ("P1", 2))


@ON_POSTGRESQL
def test_an_order_handed_in_meanwhile_keeps_its_company_in_use(app: Flask) -> None:
    market, draft = one_draft()
    steward = hq_actor("hq_steward")

    _number, late = in_turn(app, hands_in(market, draft), ends(steward, "distributors", "NILE"))

    assert code_of(late) == "masterdata.stops_open_orders" and late.facts["names"] == draft.number
    assert handed_in_by_a_company_in_use() == (True, True)


@ON_POSTGRESQL
def test_no_order_is_handed_in_once_its_company_goes_out_of_use(app: Flask) -> None:
    market, draft = one_draft()
    steward = hq_actor("hq_steward")

    _ended, late = in_turn(app, ends(steward, "distributors", "NILE"), hands_in(market, draft))

    assert code_of(late) == "accounts.company_inactive"
    assert handed_in_by_a_company_in_use() == (False, False)


@ON_POSTGRESQL
@pytest.mark.parametrize("order_first", [True, False])
def test_control_a_company_that_is_not_held_goes_out_of_use_with_an_open_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch, order_first: bool
) -> None:
    market, draft = one_draft()
    both = [hands_in(market, draft), ends(hq_actor("hq_steward"), "distributors", "NILE")]
    monkeypatch.setattr(service_submit, "hold_in_use", lambda _distributor_id: None)

    in_turn(app, *(both if order_first else both[::-1]))

    assert handed_in_by_a_company_in_use() == (True, False)


@ON_POSTGRESQL
@pytest.mark.parametrize("held", [True, False])
def test_a_depot_something_is_put_into_meanwhile_stays_in_use_and_would_not_unless_it_were_held(
    app: Flask, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    place = Place(make_depot("CKG"), make_part("A1"))
    steward, entry = hq_actor("hq_steward"), Entry(MovementReason.RECEIPT, NOW)
    if not held:
        for module in (service, service_shelves):
            monkeypatch.setattr(module, "refuse_shut", lambda _depots: None)

    _put, late = in_turn(app, lambda: service_shelves.put_away(place, 3, entry), ends(steward, "depots", "CKG"))

    assert code_of(late) == ("masterdata.stops_stock" if held else "")
    assert every(sa.select(Depot.active)) == [held]


@ON_POSTGRESQL
@pytest.mark.parametrize("held", [True, False])
def test_a_depot_goods_are_approved_to_come_back_to_meanwhile_stays_in_use_and_would_not_unless_it_were_held(
    app: Flask, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    number = filed(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))
    code = every(sa.select(Depot.code))[0]
    answer, reviewer, steward = answers(number, 2, outcome=Outcome.RETURN), clerk(), hq_actor("hq_steward")
    if not held:
        monkeypatch.setattr(service_decision, "hold_in_use", lambda _depots: {})

    _decided, late = in_turn(
        app, lambda: service_decision.decide(number, answer, reviewer, NOW), ends(steward, "depots", code)
    )

    assert code_of(late) == ("masterdata.stops_claims" if held else "")
    assert every(sa.select(Depot.active)) == [held]


@ON_POSTGRESQL
def test_no_goods_are_approved_to_come_back_to_a_depot_once_it_goes_out_of_use(app: Flask) -> None:
    number = filed(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))
    code = every(sa.select(Depot.code))[0]
    answer, reviewer, steward = answers(number, 2, outcome=Outcome.RETURN), clerk(), hq_actor("hq_steward")

    _ended, late = in_turn(
        app, ends(steward, "depots", code), lambda: service_decision.decide(number, answer, reviewer, NOW)
    )

    assert code_of(late) == "claim.depot_shut"
    assert every(sa.select(Depot.active)) == [False]


@ON_POSTGRESQL
@pytest.mark.parametrize("held", [True, False])
def test_a_seller_given_to_somebody_meanwhile_stays_in_use_and_would_not_unless_it_were_held(
    app: Flask, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    old, _new = factories.make_selling_entity(code="CN01"), factories.make_selling_entity(code="DE01")
    factories.make_distributor(code="NILE", country="EG", selling_entity_id=old.id)
    steward = hq_actor("hq_steward")
    if not held:
        monkeypatch.setattr(service_rows, "hold", lambda _kind: None)

    _given, late = in_turn(
        app, lambda: changed(steward, "distributors", "NILE", seller="DE01"), ends(steward, "sellers", "DE01")
    )

    assert code_of(late) == ("masterdata.stops_buyers" if held else "")
    assert every(sa.select(SellingEntity.active).where(SellingEntity.code == "DE01")) == [held]
