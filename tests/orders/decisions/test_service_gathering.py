"""Dealers' orders passed to their general distributor, gathered into one of its own, taken back and let go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Distributor, DistributorKind
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import NotVisible, Refused
from portal.notifications.models import Notice
from portal.orders.decisions import service_gathering, service_review, service_submit, service_withdraw
from portal.orders.decisions.rules_gathering import Asked, check_together, gathered_rows
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.models import OrderHistory, SalesOrder
from portal.orders.queries_gathering import gathered_into, to_gather
from portal.orders.states import OrderState
from portal.orders.types.states import USUAL_TERMS, OrderType
from tests import factories
from tests.orders.factories import NOW, VOR, Market, hq_actor, make_draft, make_market, order_of, sell
from tests.race import together

PART, OTHER = "21029627", "21047102"


@dataclass
class Region:
    """A general distributor with two dealers below it, each a market of its own."""

    general: Market
    dealers: tuple[Market, Market]

    @property
    def actor(self) -> Actor:
        """Return the buyer of the general distributor, who sees its dealers too."""
        return factories.actor_of(self.general.buyer, below=[dealer.distributor for dealer in self.dealers])


@pytest.fixture
def region(app: Any) -> Region:
    general = make_market(kind=DistributorKind.GENERAL, code="GEN")
    below: dict[str, Any] = {"parent": general.distributor, "kind": DistributorKind.DEALER}
    first, second = make_market(code="D1", **below), make_market(code="D2", **below)
    for market in (general, first, second):
        sell(market, PART)
        sell(market, OTHER)
    return Region(general, (first, second))


def passed_up(dealer: Market, *lines: tuple[str, str | int], **header: Any) -> SalesOrder:
    draft = make_draft(dealer, *lines, **header)
    return order_of(perform(service_gathering.pass_up, draft.id, Turn(dealer.actor, draft.version, NOW)))


def gather(region: Region, *orders: SalesOrder, key: str = "k") -> SalesOrder:
    ids = [order.id for order in orders]
    return order_of(perform(service_gathering.gather, ids, key, key, region.actor, NOW + timedelta(hours=1)))


def refused(command: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        command()
    db.session.rollback()
    return caught.value.code


def history(order: SalesOrder) -> list[str]:
    kinds = sa.select(OrderHistory.kind).where(OrderHistory.order_id == order.id).order_by(OrderHistory.id)
    return list(db.session.scalars(kinds))


def test_orders_of_two_dealers_become_one_with_all_pieces_of_a_part_in_one_line(region: Region) -> None:
    first, second = region.dealers
    one = passed_up(first, (PART, 2), (OTHER, 5))
    two = passed_up(second, (PART, 3), (PART, 1))
    assert [row.number for row in to_gather(region.general.distributor.id)] == [one.number, two.number]

    made = gather(region, one, two)

    assert (made.distributor_id, made.state, made.currency) == (
        region.general.distributor.id,
        OrderState.DRAFT,
        region.general.distributor.currency,
    )
    assert [(row.part_text, row.quantity, row.note) for row in rows_of(made.id)] == [
        (PART, 6, "D1 2, D2 4"),
        (OTHER, 5, "D1 5"),
    ]
    for order in (order_of(one.number), order_of(two.number)):
        assert (order.state, order.gathered_into) == (OrderState.GATHERED, made.number)
        assert history(order) == ["passed_up", "gathered"]
    assert history(made) == ["gathers"]
    assert [row.number for row in gathered_into(made.number)] == [one.number, two.number]
    assert to_gather(region.general.distributor.id) == []


def test_a_dealer_out_of_use_passes_nothing_up(region: Region) -> None:
    dealer = region.dealers[0]
    draft = make_draft(dealer, (PART, 2))
    with transaction() as session:
        session.execute(sa.update(Distributor).where(Distributor.id == dealer.distributor.id).values(active=False))

    turn = Turn(dealer.actor, draft.version, NOW)

    assert refused(lambda: perform(service_gathering.pass_up, draft.id, turn)) == "accounts.company_inactive"
    assert order_of(draft.number).state is OrderState.DRAFT


def test_the_general_distributor_is_told_of_an_order_and_the_dealer_why_it_comes_back(region: Region) -> None:
    order = passed_up(region.dealers[0], (PART, 2))
    told = sa.select(Notice.kind).where(Notice.user_id == region.general.buyer.id)
    assert list(db.session.scalars(told)) == ["order_passed_up"]
    turn = Turn(region.actor, order.version, NOW)

    assert (
        refused(lambda: perform(service_gathering.take_back, order.id, " ", turn)) == "order.sent_back_without_reason"
    )
    perform(service_gathering.take_back, order.id, "Too many", turn)

    assert order_of(order.number).state is OrderState.DRAFT and history(order)[-1] == "sent_back"
    told = sa.select(Notice.kind).where(Notice.user_id == region.dealers[0].buyer.id)
    assert list(db.session.scalars(told)) == ["order_sent_back"]


def test_a_dealer_takes_back_what_is_not_gathered_yet_and_hands_it_in_to_headquarters(region: Region) -> None:
    dealer = region.dealers[0]
    order = passed_up(dealer, (PART, 2))

    perform(service_gathering.take_back, order.id, "", Turn(dealer.actor, order.version, NOW))
    draft = order_of(order.number)
    perform(service_submit.submit, draft.id, Turn(dealer.actor, draft.version, NOW))

    assert order_of(order.number).state is OrderState.SUBMITTED
    gathered = passed_up(dealer, (PART, 1))
    gather(region, gathered)
    again = order_of(gathered.number)
    turn = Turn(dealer.actor, again.version, NOW)
    assert refused(lambda: perform(service_gathering.take_back, again.id, "", turn)) == "order.move_not_allowed"


def test_what_is_passed_up_is_neither_changed_nor_handed_in(region: Region) -> None:
    dealer = region.dealers[0]
    order = passed_up(dealer, (PART, 2))
    change = DraftChange(order_id=order.id, seen_version=order.version, added=[RowText(OTHER, "1")])
    turn = Turn(dealer.actor, order.version, NOW)

    assert refused(lambda: perform(service_drafts.save_draft, change, dealer.actor, NOW)) == "order.not_editable"
    assert refused(lambda: perform(service_submit.submit, order.id, turn)) == "order.move_not_allowed"
    assert refused(lambda: perform(service_withdraw.cancel, order.id, "x", turn)) == "order.move_not_allowed"


@pytest.mark.parametrize(
    ("lines", "code"),
    [((), "order.no_lines"), ((("NO-SUCH", 1),), "order.rows_open"), (((PART, "x"),), "order.rows_open")],
)
def test_what_nobody_could_order_is_not_passed_up(region: Region, lines: Any, code: str) -> None:
    draft = make_draft(region.dealers[0], *lines)
    turn = Turn(region.dealers[0].actor, draft.version, NOW)

    assert refused(lambda: perform(service_gathering.pass_up, draft.id, turn)) == code


def test_a_dealer_without_a_price_of_headquarters_passes_up_all_the_same(region: Region) -> None:
    dealer = make_market(parent=region.general.distributor, kind=DistributorKind.DEALER, code="D3")

    order = passed_up(dealer, (PART, 2))

    assert order.state is OrderState.WITH_GENERAL


def test_who_has_no_general_distributor_above_passes_nothing_up(region: Region) -> None:
    draft = make_draft(region.general, (PART, 2))
    turn = Turn(region.general.actor, draft.version, NOW)

    assert refused(lambda: perform(service_gathering.pass_up, draft.id, turn)) == "order.no_general"


def test_nobody_gathers_what_is_not_passed_up_to_them(region: Region) -> None:
    order = passed_up(region.dealers[0], (PART, 2))
    stranger = make_market(kind=DistributorKind.GENERAL)
    with pytest.raises(NotVisible):
        perform(service_gathering.gather, [order.id], "k", "k", stranger.actor, NOW)
    db.session.rollback()
    with pytest.raises(NotVisible):
        perform(service_gathering.gather, [order.id], "k", "k", region.dealers[0].actor, NOW)
    db.session.rollback()
    draft = make_draft(region.dealers[1], (PART, 2))

    assert refused(lambda: gather(region, order, draft)) == "order.not_passed_up"
    assert refused(lambda: gather(region)) == "order.gather_none"
    assert order_of(order.number).state is OrderState.WITH_GENERAL


def test_orders_of_several_types_or_vehicles_are_not_mixed(region: Region) -> None:
    first, second = region.dealers
    daily, vor, other = (
        passed_up(first, (PART, 1)),
        passed_up(first, (PART, 1), **VOR),
        passed_up(second, (PART, 1), **VOR),
    )

    assert refused(lambda: gather(region, daily, vor)) == "order.gather_types"
    assert refused(lambda: gather(region, vor, other)) == "order.gather_vehicles"
    made = gather(region, vor)

    assert (made.order_type, made.vin, made.repair_order) == (OrderType.VOR, VOR["vin"], "RO-1")


def test_the_same_form_sent_twice_makes_one_order(region: Region) -> None:
    order = passed_up(region.dealers[0], (PART, 2))

    assert gather(region, order).number == gather(region, order).number
    assert refused(lambda: gather(region, order, key="another")) == "order.not_passed_up"


@pytest.mark.race
def test_two_who_gather_one_order_at_once_gather_it_once(app: Any, region: Region) -> None:
    order, actor = passed_up(region.dealers[0], (PART, 2)), region.actor
    order_id, number = order.id, order.number

    answers = together(
        app, 2, lambda which: perform(service_gathering.gather, [order_id], f"k{which}", "b", actor, NOW)
    )

    db.session.remove()
    numbers = [answer for answer in answers if isinstance(answer, str)]
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["order.not_passed_up"]
    assert [order_of(number).gathered_into] == numbers


def test_what_comes_to_nothing_lets_the_dealers_orders_go(region: Region) -> None:
    order = passed_up(region.dealers[0], (PART, 2))
    draft = gather(region, order)
    perform(service_withdraw.cancel, draft.id, "", Turn(region.actor, draft.version, NOW))
    freed = order_of(order.number)
    assert (freed.state, freed.gathered_into, history(freed)[-1]) == (OrderState.WITH_GENERAL, None, "let_go")

    manager, again = hq_actor("hq_manager"), gather(region, freed, key="again")
    head = service_drafts.header_of(make_draft(region.general, (PART, 1)))
    change = DraftChange(order_id=again.id, seen_version=again.version, header=head)
    perform(service_drafts.save_draft, change, region.actor, NOW)
    perform(service_submit.submit, again.id, Turn(region.actor, again.version + 1, NOW))
    assert order_of(order.number).state is OrderState.GATHERED
    assert history(order_of(order.number))[-1] == "ordered_above"
    handed_in = order_of(again.number)
    perform(service_review.take, handed_in.id, Turn(manager, handed_in.version, NOW))
    perform(service_review.reject, handed_in.id, "other", "No", Turn(manager, handed_in.version + 1, NOW))

    assert order_of(order.number).state is OrderState.WITH_GENERAL


ASKED = st.builds(
    Asked, st.sampled_from(["A", "B", "C"]), st.sampled_from([f"D{n}" * 3 for n in range(90)]), st.integers(1, 9)
)


@given(st.lists(ASKED, max_size=200))
def test_no_piece_is_lost_and_each_part_is_one_row_whose_note_fits(asked: list[Asked]) -> None:
    rows = gathered_rows(asked)

    assert sum(int(row.quantity_text) for row in rows) == sum(one.pieces for one in asked)
    assert [row.part_text for row in rows] == list(dict.fromkeys(one.part for one in asked))
    assert all(len(row.note) <= 400 for row in rows)


def test_orders_of_one_type_fit_together() -> None:
    assert check_together([OrderType.STOCK, OrderType.STOCK], USUAL_TERMS) is OrderType.STOCK
