"""What comes back under a claim lies in quarantine at its depot, under the claim's number, and is no order's."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, Refused
from portal.masterdata.queries_uses import of_depot
from portal.masterdata.rules_active import Using
from portal.returns import queries, service_goods
from portal.returns.models import ClaimLine
from portal.returns.states import ClaimState, Outcome, Reason
from portal.shipping.models import Shipment, ShipmentLine
from portal.stock import service_shelves
from portal.stock.models import Depot, Stock, StockMovement
from portal.stock.queries import availability
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Place
from tests import factories
from tests.catalogue.factories import make_part
from tests.race import together
from tests.returns.factories import NOW, Counted, Received, received
from tests.returns.test_deciding import answers, clerk, decide, filed
from tests.stock.test_quarantine import stands, summed
from tests.web import Browser

pytestmark = pytest.mark.both_engines


def authorised(made: Received, *lines: tuple[Reason, int], outcome: Outcome = Outcome.RETURN) -> str:
    """File and approve a claim in full; return its number."""
    number = filed(made, *lines)
    decide(number, answers(number, *(pieces for _reason, pieces in lines), outcome=outcome))
    return number


def delivered_wrong() -> None:
    """Let the claimed lines be of parts that were delivered instead of others."""
    with transaction() as session:
        session.execute(sa.update(ClaimLine).values(reason=Reason.WRONG))


def place_of(made: Received, line: int = 0) -> Place:
    """Return the shelf a shipped line came from."""
    depot = db.session.scalars(sa.select(Shipment.depot_id).where(Shipment.id == made.shipment_id)).one()
    part = db.session.scalars(sa.select(ShipmentLine.part_id).where(ShipmentLine.id == made.line_ids[line])).one()
    return Place(depot, part)


def moved() -> list[tuple[str, str, int, int]]:
    """Return the ledger in order: why, under which number, pieces, pieces of the quarantine."""
    columns = (StockMovement.reason, StockMovement.reference, StockMovement.quantity, StockMovement.quarantined)
    return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(StockMovement.id))]  # type: ignore[misc]


def test_what_was_returned_lies_in_quarantine_under_the_claims_number_and_no_order_gets_it(app: Flask) -> None:
    made = received(Counted(shipped=4, price="10.00"), Counted("06-5181", 5))
    number = authorised(made, (Reason.DEFECT, 2), (Reason.SURPLUS, 3))

    state = perform(service_goods.take_back, number, clerk("hq_warehouse", name="Wu Gang"), NOW)

    first, second = place_of(made), place_of(made, 1)
    assert state is ClaimState.CREDIT_PENDING
    assert (stands(first), stands(second), summed()) == ((2, 0, 2), (3, 0, 3), (5, 5))
    assert moved() == [("returned", number, 2, 2), ("returned", number, 3, 3)]
    assert db.session.scalars(sa.select(StockMovement.by_name)).all() == ["Wu Gang"] * 2
    assert [availability([one.part_id], NOW.date())[one.part_id].free for one in (first, second)] == [0, 0]
    history = queries.history_of(queries.claim_for(number).id, internal=True)
    code = db.session.scalar(sa.text("SELECT code FROM depot"))
    assert [one.note for one in history if one.kind == "received"] == [f"06-5180 × 2, 06-5181 × 3 · {code}"]


def test_a_decision_lets_it_out_or_scraps_it_under_the_same_number(app: Flask) -> None:
    made = received(Counted(shipped=4, price="10.00"))
    place = place_of(made)
    number = authorised(made, (Reason.DEFECT, 3))
    perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW)

    perform(service_shelves.release, place, 2, Entry(MovementReason.RELEASED, NOW, reference=number, note="sound"))
    perform(service_shelves.scrap_quarantined, place, 1, Entry(MovementReason.SCRAPPED, NOW, reference=number))

    assert (stands(place), summed()) == ((2, 0, 0), (2, 0))
    assert moved() == [
        ("returned", number, 3, 3),
        ("released", number, 0, -2),
        ("scrapped", number, -1, -1),
    ]
    assert availability([place.part_id], NOW.date())[place.part_id].free == 2


def test_nothing_comes_into_the_stock_of_what_is_repaired_scrapped_or_kept(app: Flask) -> None:
    for outcome in (Outcome.REPAIR, Outcome.SCRAP, Outcome.CREDIT_ONLY, Outcome.REPLACE):
        number = authorised(received(Counted(shipped=4)), (Reason.DEFECT, 2), outcome=outcome)
        if queries.claim_for(number).state is ClaimState.AWAITING_RETURN:
            perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW)

    assert moved() == []


def test_a_wrong_part_comes_back_as_what_it_is(app: Flask) -> None:
    made = received(Counted(shipped=4, price="10.00", counts={"wrong": 2}), Counted("06-5181", 5))
    number = authorised(made, (Reason.DEFECT, 2))
    delivered_wrong()
    line = queries.lines_of(queries.claim_for(number).id, "en")[0].id

    with pytest.raises(FieldRefused) as refused:
        perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW, {line: "NO-SUCH"})
    assert (refused.value.code, refused.value.field) == ("part.unknown", f"part-{line}")
    assert (moved(), queries.claim_for(number).state) == ([], ClaimState.AWAITING_RETURN)

    perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW, {line: " 065181 "})

    there = place_of(made, 1)
    assert stands(there) == (2, 0, 2)
    assert db.session.scalars(sa.select(Stock.part_id)).all() == [there.part_id]


def test_a_part_that_turned_out_to_be_another_lies_on_the_shelf_of_that(app: Flask) -> None:
    made = received(Counted(shipped=4, price="10.00"), Counted("06-5181", 5, counts={"wrong": 2}))
    number = authorised(made, (Reason.DEFECT, 2), (Reason.SURPLUS, 1))
    kept = make_part("07-0001")
    with transaction() as session:
        session.execute(sa.update(Part).where(Part.id != kept).values(merged_into_id=kept))
        session.execute(sa.update(ClaimLine).where(ClaimLine.reason == Reason.SURPLUS).values(reason=Reason.WRONG))
    line = queries.lines_of(queries.claim_for(number).id, "en")[1].id

    perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW, {line: " 06 5180 "})

    assert db.session.execute(sa.select(Stock.part_id, Stock.on_hand, Stock.quarantined)).all() == [(kept, 3, 3)]
    history = queries.history_of(queries.claim_for(number).id, internal=True)
    code = db.session.scalar(sa.text("SELECT code FROM depot"))
    assert [one.note for one in history if one.kind == "received"] == [f"07-0001 × 2, 07-0001 × 1 · {code}"]


def test_the_history_names_the_part_that_came_as_the_catalogue_writes_it(app: Flask) -> None:
    made = received(Counted(shipped=4, price="10.00", counts={"wrong": 2}), Counted("06-5181", 5))
    number = authorised(made, (Reason.DEFECT, 2))
    delivered_wrong()
    line = queries.lines_of(queries.claim_for(number).id, "en")[0].id

    perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW, {line: " 065181 "})

    history = queries.history_of(queries.claim_for(number).id, internal=True)
    assert [one.note.split(" · ")[0] for one in history if one.kind == "received"] == ["06-5181 × 2"]


def test_a_depot_goods_are_to_come_back_to_is_in_use_and_one_that_is_not_takes_none_in(app: Flask) -> None:
    number = authorised(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))
    code = db.session.scalar(sa.select(Depot.code)) or ""
    (claims,) = (one for one in of_depot(code) if one.what is Using.CLAIMS)
    assert (claims.count, claims.names, claims.stops) == (1, (number,), True)
    with transaction() as session:
        session.execute(sa.update(Depot).values(active=False))

    with pytest.raises(Refused) as refused:
        perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW)
    assert (refused.value.code, moved()) == ("stock.depot_shut", [])
    assert queries.claim_for(number).state is ClaimState.AWAITING_RETURN
    browser = Browser(app).sign_in(factories.make_hq_user(role="hq_warehouse"))
    browser.page(f"/hq/returns/{number}")
    page = browser.send({}, button="Goods came back", status=422)
    assert page.has(f"The depot {code} is not in use any more: nothing comes in there.")

    with transaction() as session:
        session.execute(sa.update(Depot).values(active=True))
    perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW)

    assert [one.count for one in of_depot(code) if one.what is Using.CLAIMS] == [0]


@pytest.mark.parametrize("outcome", [Outcome.RETURN, Outcome.REPAIR])
def test_nothing_is_to_come_back_to_a_depot_out_of_use_and_its_line_says_so(app: Flask, outcome: Outcome) -> None:
    number = filed(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))
    line = queries.lines_of(queries.claim_for(number).id, "en")[0].id
    code = db.session.scalar(sa.select(Depot.code)) or ""
    with transaction() as session:
        session.execute(sa.update(Depot).values(active=False))

    with pytest.raises(FieldRefused) as refused:
        decide(number, answers(number, 2, outcome=outcome))
    assert (refused.value.code, refused.value.field) == ("claim.depot_shut", f"outcome-{line}")
    assert (queries.claim_for(number).state, refused.value.facts) == (ClaimState.SUBMITTED, {"depot": code})
    browser = Browser(app).sign_in(factories.make_hq_user())
    browser.page(f"/hq/returns/{number}")
    page = browser.send({f"outcome-{line}": outcome.value}, button="Approve", status=422)
    assert page.has(f"The depot {code} is not in use any more: choose an outcome without goods coming back.")

    page = browser.send({f"outcome-{line}": "credit_only"}, button="Approve")

    assert queries.claim_for(number).state is ClaimState.CREDIT_PENDING


def test_goods_that_came_are_not_received_twice(app: Flask) -> None:
    number = authorised(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))
    perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW)

    with pytest.raises(Refused, match=r"claim\.move_not_allowed"):
        perform(service_goods.take_back, number, clerk("hq_warehouse"), NOW)

    assert moved() == [("returned", number, 2, 2)]


@pytest.mark.race
def test_six_who_receive_the_same_goods_at_once_receive_them_once(app: Flask) -> None:
    number = authorised(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))
    people = [factories.actor_of(factories.make_hq_user(email=f"g{n}@hq.example")) for n in range(6)]

    results = together(app, 6, lambda index: perform(service_goods.take_back, number, people[index], NOW))

    db.session.remove()
    assert [one for one in results if not isinstance(one, Exception)] == [ClaimState.CREDIT_PENDING]
    assert moved() == [("returned", number, 2, 2)]
