"""A claim in somebody's hands: nobody else decides it, it is given on or taken over with a reason; with the control."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.actor import Actor, Doer, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, Refused, Stale
from portal.notifications.models import Notice
from portal.returns import queries, service_decision
from portal.returns import service_hands as hands
from portal.returns.models import Claim
from portal.returns.states import ClaimState, Reason
from portal.review.models import ItemState
from tests.race import together
from tests.returns.factories import NOW, received
from tests.returns.test_deciding import answers, clerk, decide, filed
from tests.review.test_queue import item


def turn(number: str, actor: Actor) -> Turn:
    return Turn(actor, queries.claim_for(number).version, NOW)


def take(number: str, actor: Actor) -> None:
    perform(hands.take, number, turn(number, actor))


ACTING: dict[str, Callable[[str, Actor], object]] = {
    "approve": lambda number, actor: decide(number, answers(number, 2), actor),
    "reject": lambda number, actor: perform(service_decision.reject, number, "no", turn(number, actor)),
    "hand_back": lambda number, actor: perform(hands.hand_back, number, turn(number, actor)),
    "hand_over": lambda number, actor: perform(hands.hand_over, number, actor.user_id or 0, "Me", turn(number, actor)),
}


@pytest.mark.parametrize("name", list(ACTING))
def test_only_whoever_has_a_claim_acts_on_it_and_taking_over_tells_why(app: Flask, name: str) -> None:
    number, first, second = filed(received(), (Reason.SHORT, 2)), clerk(name="Li Na"), clerk(name="Wang Wei")
    take(number, first)

    with pytest.raises(Refused, match=r"claim\.not_in_your_hands") as caught:
        ACTING[name](number, second)
    assert caught.value.facts == {"number": number, "who": Doer("Li Na", "hq")}
    assert queries.claim_for(number).state is ClaimState.SUBMITTED
    perform(hands.take_over, number, " She is away ", turn(number, second))
    with pytest.raises(Refused, match=r"claim\.not_in_your_hands"):
        ACTING[name](number, first)
    assert (queries.claim_for(number).reviewer_name, item(number).owner_name) == ("Wang Wei", "Wang Wei")
    ACTING[name](number, second)

    told = db.session.scalars(sa.select(Notice).where(Notice.kind == "work_taken_over")).one()
    facts = {"number": number, "name": "Wang Wei", "reason": "She is away"}
    assert (told.user_id, told.facts, told.link) == (first.user_id, facts, f"/hq/returns/{number}")
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "review.claim_taken_over")).one()
    assert (row.before, row.after) == ({"owner": "Li Na"}, {"owner": "Wang Wei", "reason": "She is away"})


def test_who_decides_a_claim_nobody_has_takes_it_by_that(app: Flask) -> None:
    number, decider = filed(received(), (Reason.SHORT, 2)), clerk(name="Li Na")

    decide(number, answers(number, 2), decider)

    claim = queries.claim_for(number)
    assert (claim.reviewer_name, claim.decided_by_name) == ("Li Na", "Li Na")


def test_the_history_tells_headquarters_all_and_the_distributor_that_it_is_looked_at(app: Flask) -> None:
    number, first, second = filed(received(), (Reason.SHORT, 2)), clerk(name="Li Na"), clerk(name="Wang Wei")
    take(number, first)
    perform(hands.take_over, number, "She is away", turn(number, second))
    perform(hands.hand_over, number, first.user_id or 0, "Li Na", turn(number, second))
    perform(hands.hand_back, number, turn(number, first))

    claim_id = queries.claim_for(number).id
    own, shown = (queries.history_of(claim_id, internal=internal) for internal in (True, False))

    told = [(row.kind, row.note, row.actor_name) for row in own][:-1]
    assert told == [
        ("handed_back", "", "Li Na"),
        ("handed_over", "Li Na", "Wang Wei"),
        ("taken_over", "Li Na: She is away", "Wang Wei"),
        ("taken", "", "Li Na"),
    ]
    assert [row.kind for row in shown] == ["taken", "filed"]
    assert (item(number).state, item(number).owner_name) == (ItemState.WAITING, "")


def test_what_cannot_be_is_refused_in_words(app: Flask) -> None:
    number, first, second = filed(received(), (Reason.SHORT, 2)), clerk(name="Li Na"), clerk()
    for command in (hands.hand_back, lambda *asked: hands.take_over(asked[0], "why", asked[1])):
        with pytest.raises(Refused, match=r"claim\.not_taken"):
            perform(command, number, turn(number, second))
    seen = queries.claim_for(number).version
    take(number, first)
    with pytest.raises(Refused, match=r"claim\.already_taken") as taken:
        perform(hands.take, number, Turn(second, seen, NOW))
    assert taken.value.facts == {"number": number, "who": Doer("Li Na", "hq"), "when": NOW}
    with pytest.raises(Refused, match=r"claim\.already_yours"):
        perform(hands.take_over, number, "why", turn(number, first))
    with pytest.raises(FieldRefused, match=r"order\.take_over_without_reason"):
        perform(hands.take_over, number, "  ", turn(number, second))
    with pytest.raises(Stale):
        perform(hands.take_over, number, "why", Turn(second, seen, NOW))
    decide(number, answers(number, 2), first)
    for again in (hands.take, hands.hand_back):
        with pytest.raises(Refused, match=r"claim\.already_decided"):
            perform(again, number, turn(number, first))


@pytest.mark.race
def test_two_take_and_two_decide_one_claim_at_once_and_one_person_has_it(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    people, seen = [clerk(name=f"Clerk {index}") for index in range(4)], answers(number, 2)

    def act(index: int) -> None:
        if index % 2:
            perform(service_decision.decide, number, seen, people[index], NOW)
        else:
            perform(hands.take, number, Turn(people[index], seen.seen_version, NOW))

    results = together(app, 4, act)

    db.session.remove()
    claim = queries.claim_for(number)
    assert [each for each in results if each is None] == [None]
    refused = {each.code for each in results if isinstance(each, Refused)}
    assert refused <= {"claim.already_taken", "claim.not_in_your_hands", "claim.already_decided"}
    assert claim.reviewer_name == people[results.index(None)].name
    assert claim.decided_by in (None, claim.reviewer_id)


@pytest.mark.race
def test_control_without_the_condition_a_claim_is_decided_out_of_anothers_hands(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    first, second = clerk(), clerk()
    looked = threading.Barrier(2)

    def careless(index: int) -> bool:
        free = db.session.scalar(sa.select(Claim.reviewer_id)) is None
        db.session.remove()
        looked.wait(timeout=30)
        with transaction() as session:
            values = {"decided_by": second.user_id} if index else {"reviewer_id": first.user_id}
            session.execute(sa.update(Claim).where(Claim.number == number).values(**values))
        return free

    assert together(app, 2, careless) == [True, True]
    claim = queries.claim_for(number)
    assert (claim.reviewer_id, claim.decided_by) == (first.user_id, second.user_id)
