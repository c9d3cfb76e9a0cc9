"""The moves of an order, the terms of its types, and how far it has come."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.errors import Refused
from portal.orders.states import (
    EDITABLE,
    MOVES,
    Action,
    OrderState,
    Side,
    open_actions,
    state_after,
)
from portal.orders.states_progress import MAY_BE_OPEN, MAY_WAIT, Progress, Quantities, progress_of
from portal.orders.types.states import USUAL_TERMS, OrderType, PackRule, Proof
from portal.pricing.rules_price_steps import PROPOSED_TERMS

S, A = OrderState, Action
TABLE = {
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.DRAFT, A.HAND_UP): S.WITH_GENERAL,
    (S.WITH_GENERAL, A.TAKE_BACK): S.DRAFT,
    (S.WITH_GENERAL, A.GATHER): S.GATHERED,
    (S.GATHERED, A.LET_GO): S.WITH_GENERAL,
    (S.SUBMITTED, A.WITHDRAW): S.DRAFT,
    (S.SUBMITTED, A.TAKE): S.IN_REVIEW,
    (S.IN_REVIEW, A.HAND_BACK): S.SUBMITTED,
    (S.IN_REVIEW, A.REQUEST_CHANGES): S.CHANGES_REQUESTED,
    (S.CHANGES_REQUESTED, A.RESUBMIT): S.SUBMITTED,
    (S.IN_REVIEW, A.APPROVE): S.APPROVED,
    (S.IN_REVIEW, A.REJECT): S.REJECTED,
    (S.APPROVED, A.RELEASE): S.RELEASED,
    (S.DRAFT, A.CANCEL): S.CANCELLED,
    (S.SUBMITTED, A.CANCEL): S.CANCELLED,
    (S.IN_REVIEW, A.CANCEL): S.CANCELLED,
    (S.CHANGES_REQUESTED, A.CANCEL): S.CANCELLED,
    (S.APPROVED, A.CANCEL): S.CANCELLED,
    (S.RELEASED, A.CANCEL_RELEASED): S.CANCELLED,
    (S.RELEASED, A.COMPLETE): S.COMPLETED,
    (S.COMPLETED, A.CLOSE): S.CLOSED,
}


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize("action", list(Action))
def test_every_state_and_action_moves_as_the_table_says_or_is_refused(state: OrderState, action: Action) -> None:
    target = TABLE.get((state, action))

    if target is None:
        with pytest.raises(Refused) as caught:
            state_after(state, action)
        assert caught.value.code == "order.move_not_allowed"
        assert caught.value.facts == {"state": state.value, "action": action.value}
    else:
        assert state_after(state, action) is target


def test_a_hold_stops_release_and_all_after_it_and_nothing_before() -> None:
    for (state, action), target in TABLE.items():
        if action in {A.RELEASE, A.COMPLETE, A.CLOSE}:
            with pytest.raises(Refused) as caught:
                state_after(state, action, held=True)
            assert caught.value.code == "order.on_hold"
        else:
            assert state_after(state, action, held=True) is target


def test_a_wrong_move_is_called_wrong_even_when_held() -> None:
    with pytest.raises(Refused) as caught:
        state_after(S.DRAFT, A.RELEASE, held=True)

    assert caught.value.code == "order.move_not_allowed"


def test_buttons_are_the_moves_of_ones_own_side() -> None:
    assert open_actions(S.SUBMITTED, side=Side.DISTRIBUTOR) == (A.WITHDRAW, A.CANCEL)
    assert open_actions(S.SUBMITTED, side=Side.HQ) == (A.TAKE,)
    assert open_actions(S.APPROVED) == (A.RELEASE, A.CANCEL)
    assert open_actions(S.APPROVED, held=True) == (A.CANCEL,)
    assert open_actions(S.RELEASED) == (A.CANCEL_RELEASED,)
    assert open_actions(S.CLOSED) == ()


@given(st.sampled_from(OrderState), st.booleans())
def test_an_offered_action_is_never_refused(state: OrderState, held: bool) -> None:
    for action in open_actions(state, held):
        assert state_after(state, action, held) is MOVES[action].target


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {S.DRAFT}
    for _ in OrderState:
        reached |= {target for (state, _), target in TABLE.items() if state in reached}

    assert reached == set(OrderState)


def test_lines_are_editable_in_draft_and_when_changes_are_asked_for() -> None:
    assert {S.DRAFT, S.CHANGES_REQUESTED} == EDITABLE


@pytest.mark.parametrize(
    ("kind", "priority", "percent", "mode", "review", "always", "packs", "pieces", "vin"),
    [
        (OrderType.VOR, 1, 10, Mode.COURIER, 10, True, PackRule.EXEMPT, 2, True),
        (OrderType.CAMPAIGN, 2, 0, None, 240, False, PackRule.EXEMPT, None, True),
        (OrderType.URGENT, 3, 5, Mode.AIR, 10, True, PackRule.WARN, None, False),
        (OrderType.DAILY, 4, 0, None, 450, False, PackRule.WARN, None, False),
        (OrderType.STOCK, 5, -5, Mode.SEA, 450, False, PackRule.BLOCK, None, False),
        (OrderType.INITIAL, 6, 0, Mode.SEA, 900, False, PackRule.BLOCK, None, False),
    ],
)
def test_each_type_has_its_terms(
    kind: OrderType,
    priority: int,
    percent: int,
    mode: Mode | None,
    review: int,
    always: bool,
    packs: PackRule,
    pieces: int | None,
    vin: bool,
) -> None:
    terms = USUAL_TERMS[kind]

    assert (terms.priority, PROPOSED_TERMS[kind].adjustment_percent) == (priority, Decimal(percent))
    assert (terms.default_mode, terms.pack_rule) == (mode, packs)
    assert (terms.review_minutes, terms.around_the_clock) == (review, always)
    assert (terms.max_pieces_per_part, terms.vin_mandatory) == (pieces, vin)


def test_a_stopped_vehicle_needs_four_proofs_and_an_urgent_order_a_reason() -> None:
    assert USUAL_TERMS[OrderType.VOR].proofs == (
        Proof.VIN,
        Proof.REPAIR_ORDER,
        Proof.ODOMETER,
        Proof.STOPPED_ON,
    )
    assert USUAL_TERMS[OrderType.URGENT].proofs == (Proof.REASON,)
    assert set(USUAL_TERMS) == set(OrderType)


Q = Quantities


@pytest.mark.parametrize(
    ("lines", "progress"),
    [
        ([], Progress.NONE),
        ([Q(open=5)], Progress.NONE),
        ([Q(open=3, allocated=2)], Progress.PARTLY_ALLOCATED),
        ([Q(allocated=2), Q(backordered=1)], Progress.PARTLY_ALLOCATED),
        ([Q(allocated=2), Q(allocated=1)], Progress.ALLOCATED),
        ([Q(allocated=2), Q(cancelled=1)], Progress.ALLOCATED),
        ([Q(backordered=2), Q(open=1)], Progress.BACKORDERED),
        ([Q(backordered=2)], Progress.BACKORDERED),
        ([Q(allocated=1, picked=1)], Progress.PICKING),
        ([Q(picked=2)], Progress.PICKING),
        ([Q(packed=1, picked=1)], Progress.PICKING),
        ([Q(packed=1, allocated=1)], Progress.PICKING),
        ([Q(packed=2)], Progress.PACKED),
        ([Q(packed=2, backordered=1)], Progress.PACKED),
        ([Q(shipped=1, backordered=1)], Progress.PARTLY_SHIPPED),
        ([Q(delivered=1, packed=1)], Progress.PARTLY_SHIPPED),
        ([Q(shipped=2)], Progress.SHIPPED),
        ([Q(shipped=1, delivered=1)], Progress.SHIPPED),
        ([Q(delivered=2, cancelled=3)], Progress.DELIVERED),
        ([Q(delivered=2), Q(substituted=3)], Progress.DELIVERED),
        ([Q(cancelled=3)], Progress.CANCELLED),
        ([Q(cancelled=1, substituted=2)], Progress.CANCELLED),
        ([Q(substituted=2)], Progress.NONE),
    ],
)
def test_progress_is_read_off_the_lines(lines: list[Quantities], progress: Progress) -> None:
    assert progress_of(lines) is progress


def test_an_order_that_may_have_open_pieces_is_known_by_its_progress() -> None:
    with_open = {progress_of([Quantities(*place)]) for place in product((1,), *[(0, 1)] * 8)}

    waiting = {progress_of([Quantities(0, place[0], 1, *place[1:])]) for place in product((0, 1), repeat=7)}

    assert with_open == MAY_BE_OPEN
    assert with_open | waiting == MAY_WAIT


QUANTITIES = st.builds(Quantities, *([st.integers(0, 5)] * 9))


@given(st.lists(QUANTITIES, max_size=5))
def test_progress_does_not_depend_on_how_lines_are_split(lines: list[Quantities]) -> None:
    pieces = [
        Quantities(**{name: 1})
        for line in lines
        for name in Quantities.__dataclass_fields__
        for _ in range(getattr(line, name))
    ]

    assert progress_of(pieces) is progress_of(lines) is progress_of(reversed(lines))
    assert sum(line.ordered for line in lines) == len(pieces)
