"""A claim moves only along its table."""

import pytest

from portal.core.errors import Refused
from portal.returns.states import (
    LIVE,
    MOVES,
    Action,
    ClaimState,
    open_actions,
    state_after,
    verdict_of,
)


def walked(*actions: Action) -> ClaimState:
    """Return where actions lead a draft."""
    state = ClaimState.DRAFT
    for action in actions:
        state = state_after(state, action)
    return state


def test_goods_come_back_before_they_are_credited() -> None:
    back = (Action.AUTHORISE_RETURN, Action.DISPATCH, Action.RECEIVE, Action.INSPECT)
    credited = (Action.SEND_TO_CREDIT, Action.CREDIT)

    assert walked(Action.SUBMIT, Action.APPROVE, *back, *credited) is ClaimState.CREDITED


def test_goods_that_stay_are_credited_at_once() -> None:
    approved = (Action.SUBMIT, Action.REQUEST_INFO, Action.ANSWER, Action.APPROVE_PARTLY)

    assert walked(*approved, Action.SEND_TO_CREDIT) is ClaimState.CREDIT_PENDING
    assert walked(*approved, Action.SEND_TO_CREDIT, Action.CREDIT, Action.CLOSE) is ClaimState.CLOSED


def test_goods_on_the_way_do_not_expire_and_are_not_credited() -> None:
    on_the_way = walked(Action.SUBMIT, Action.APPROVE, Action.AUTHORISE_RETURN, Action.DISPATCH)

    for action in (Action.EXPIRE, Action.SEND_TO_CREDIT, Action.WITHDRAW):
        with pytest.raises(Refused) as refusal:
            state_after(on_the_way, action)
        assert refusal.value.code == "claim.move_not_allowed"


def test_buttons_and_moves_agree_for_every_pair() -> None:
    for state in ClaimState:
        for action in Action:
            if action in open_actions(state):
                assert state_after(state, action) is MOVES[action].target
            else:
                with pytest.raises(Refused):
                    state_after(state, action)


def test_every_state_is_reached_and_only_closed_is_the_end() -> None:
    reached = {move.target for move in MOVES.values()}

    assert reached == set(ClaimState) - {ClaimState.DRAFT}
    assert [state for state in ClaimState if not open_actions(state)] == [ClaimState.CLOSED]
    assert ClaimState.EXPIRED not in LIVE and ClaimState.CREDITED in LIVE


def test_the_verdict_follows_the_approved_quantities() -> None:
    assert verdict_of([(2, 2), (3, 3)]) is Action.APPROVE
    assert verdict_of([(2, 2), (3, 0)]) is Action.APPROVE_PARTLY
    assert verdict_of([(2, 1)]) is Action.APPROVE_PARTLY
    assert verdict_of([(2, 0), (3, 0)]) is Action.REJECT


def test_more_than_asked_is_never_approved() -> None:
    for lines in ([(2, 3)], [(2, -1)], []):
        with pytest.raises(Refused):
            verdict_of(lines)
