"""Two at once: the same pieces are claimed once, and one decision is taken. Each with its control."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.scope import EVERYONE, scoped
from portal.returns import queries, queries_receipt, service, service_decision
from portal.returns.models import Claim, ClaimLine
from portal.returns.rules_claims import Pool
from portal.returns.service import ClaimRequest, WantedLine
from portal.returns.states import ClaimState, Reason
from portal.shipping.models import ShipmentLine
from tests import factories
from tests.race import together
from tests.returns.factories import NOW, Counted, Received, received
from tests.returns.test_deciding import answers, filed

pytestmark = pytest.mark.race


def shortage(made: Received, quantity: int) -> ClaimRequest:
    return ClaimRequest(made.number, "", (WantedLine("0", made.line_ids[0], Reason.SHORT, quantity),))


def claimed_in_all() -> int:
    return int(db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(ClaimLine.quantity), 0))) or 0)


def test_six_claims_at_once_on_three_missing_pieces_take_three(app: Flask) -> None:
    made = received(Counted(shipped=10, counts={"short": 3}))
    buyer = factories.actor_of(factories.make_dealer_user(made.distributor))

    results = together(app, 6, lambda _: perform(service.file_claim, shortage(made, 1), buyer, NOW))

    db.session.remove()
    refused = [each for each in results if isinstance(each, Refused)]
    assert sorted(each.code for each in refused) == ["claim.over_left"] * 3
    assert claimed_in_all() == 3
    assert db.session.scalar(sa.select(ShipmentLine.claimed)) == 3


def test_control_without_the_lock_the_same_pieces_are_claimed_twice(app: Flask) -> None:
    """Looking first and writing later, as the service does not: both see the pieces free."""
    made = received(Counted(shipped=10, counts={"short": 3}))
    looked = threading.Barrier(2)

    def careless(index: int) -> None:
        line = queries_receipt.received_shipment(made.number, "en").lines[0]
        held = queries_receipt.held_pieces([line.id]).get((line.id, Pool.MISSING), 0)
        assert line.short - held >= 3
        db.session.remove()
        looked.wait(timeout=30)
        with transaction() as session:
            claim = Claim(
                distributor_id=made.distributor.id,
                number=f"RMA-X-{index}",
                state=ClaimState.SUBMITTED,
                shipment_id=made.shipment_id,
                currency="USD",
                created_at=NOW,
            )
            session.add(claim)
            session.flush()
            session.add(
                ClaimLine(
                    distributor_id=made.distributor.id,
                    claim_id=claim.id,
                    shipment_line_id=line.id,
                    reason=Reason.SHORT,
                    quantity=3,
                )
            )

    assert together(app, 2, careless) == [None, None]

    db.session.remove()
    assert claimed_in_all() == 6


def test_four_deciders_at_once_take_one_decision_and_the_others_are_told(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    seen = answers(number, 2)
    people = [factories.actor_of(factories.make_hq_user()) for _ in range(4)]

    def act(index: int) -> ClaimState:
        if index % 2:
            return perform(service_decision.reject, number, "No", Turn(people[index], 1, NOW))
        return perform(service_decision.decide, number, seen, people[index], NOW)

    results = together(app, 4, act)

    db.session.remove()
    states = [each for each in results if isinstance(each, ClaimState)]
    told = [each for each in results if isinstance(each, Refused)]
    claim = queries.claim_for(number)
    assert len(states) == 1 and claim.state is states[0]
    assert [each.code for each in told] == ["claim.already_decided"] * 3
    assert {each.facts["who"] for each in told} == {claim.decided_by_name}
    held = 0 if claim.state is ClaimState.REJECTED else 2
    assert db.session.scalar(sa.select(ShipmentLine.claimed)) == held


def test_control_without_the_condition_both_decisions_are_taken(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    looked = threading.Barrier(2)

    def careless(index: int) -> bool:
        with scoped(EVERYONE):
            open_still = queries.claim_for(number).state is ClaimState.SUBMITTED
            db.session.remove()
            looked.wait(timeout=30)
            with transaction() as session:
                state = (ClaimState.APPROVED, ClaimState.REJECTED)[index]
                session.execute(sa.update(Claim).where(Claim.number == number).values(state=state))
            return open_still

    assert together(app, 2, careless) == [True, True]
