"""Four eyes: the database itself refuses that one person asks and approves, and the commands say why; both engines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models_sellers import SellerAccount
from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.approvals.service import Change
from portal.audit.models import AuditRow
from portal.billing.models import CreditNote
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, Refused, Stale
from portal.finance import service_credit_limit
from portal.finance.models import CreditAccount
from portal.finance.rules_credit_limit import Terms
from portal.finance.service_credit_limit import CreditChange
from portal.orders.decisions import service_holds, service_review
from portal.orders.models import OrderHold, SalesOrder
from portal.orders.states import HoldKind, OrderState
from portal.pricing import service_prices
from portal.pricing.models import ListPrice
from portal.pricing.service_prices import PriceChange
from portal.returns import service_credit, service_decision
from portal.returns.models import Claim, ClaimLine
from portal.returns.service_decision import Decision, Judgement
from portal.returns.states import Reason
from tests import factories
from tests.orders.factories import NOW, Market, hq_actor, make_market, make_submitted, order_of, sell
from tests.returns.factories import Counted, received
from tests.returns.test_deciding import answers, decide
from tests.returns.test_deciding import filed as filed_on

D = Decimal
OLD, NEW = {"price": "10", "currency": "USD"}, {"price": "12", "currency": "USD"}


@dataclass(frozen=True)
class Seen:
    """A thing with the two people of its change: what one may not be both of, as one statement writes it."""

    table: str
    row_id: int
    asked: str
    approved: str


def asked_for(actor: Actor) -> int:
    change = Change(ApprovalKind.PRICE, "1:999", "P1", OLD, NEW, "moved")
    return perform(approvals.ask, change, actor, NOW)


def an_approval() -> Seen:
    asker = hq_actor("hq_steward")
    return Seen("approval", asked_for(asker), "asked_by", "decided_by")


def a_credit_account() -> Seen:
    make_market()
    return Seen("credit_account", db.session.scalars(sa.select(CreditAccount.id)).one(), "raised_by", "approved_by")


def a_price() -> Seen:
    market = make_market()
    part_id = sell(market, "P1")
    return Seen("list_price", part_id, "changed_by", "approved_by")


def bank_details() -> Seen:
    factories.make_selling_entity()
    return Seen("seller_account", db.session.scalars(sa.select(SellerAccount.id)).one(), "changed_by", "approved_by")


def held(market: Market) -> OrderHold:
    sell(market, "P1", price="10")
    order = make_submitted(market, ("P1", 4))
    if not db.session.scalars(sa.select(OrderHold)).all():
        perform(service_holds.place_hold, order.id, HoldKind.CREDIT, "late", hq_actor("hq_finance"), NOW)
    return db.session.scalars(sa.select(OrderHold).where(OrderHold.kind == HoldKind.CREDIT)).one()


def a_hold() -> Seen:
    return Seen("order_hold", held(make_market()).id, "limit_raised_by", "released_by")


def a_filed_claim() -> Seen:
    return Seen("claim", claim_of(filed()).id, "created_by", "decided_by")


def a_credited_claim() -> Seen:
    return Seen("claim", claim_of(filed()).id, "decided_by", "credited_by")


def a_credit_note() -> Seen:
    number = filed()
    decide(number, answers(number, 2))
    perform(service_credit.issue_credit, number, hq_actor("hq_finance"), NOW)
    return Seen("credit_note", db.session.scalars(sa.select(CreditNote.id)).one(), "approved_by", "issued_by")


def filed() -> str:
    return filed_on(received(Counted(shipped=10, price="12.50", counts={"short": 2})), (Reason.SHORT, 2))


def claim_of(number: str) -> Claim:
    return db.session.scalars(sa.select(Claim).where(Claim.number == number)).one()


THINGS: list[Callable[[], Seen]] = [
    an_approval,
    a_credit_account,
    a_price,
    bank_details,
    a_hold,
    a_filed_claim,
    a_credited_claim,
    a_credit_note,
]


@pytest.mark.parametrize("make", THINGS, ids=lambda make: make.__name__)
def test_the_database_refuses_one_person_for_both_and_takes_two(app: Flask, make: Callable[[], Seen]) -> None:
    seen = make()
    first, second = factories.make_hq_user().id, factories.make_hq_user().id
    key = "part_id" if seen.table == "list_price" else "id"
    decided = ", outcome = 'approved'" if seen.table == "approval" else ""
    write = sa.text(
        f"UPDATE {seen.table} SET {seen.asked} = :asked, {seen.approved} = :approved{decided} WHERE {key} = :row"
    )

    with pytest.raises(sa.exc.IntegrityError, match="four_eyes"), transaction() as session:
        session.execute(write, {"asked": first, "approved": first, "row": seen.row_id})
    with transaction() as session:
        session.execute(write, {"asked": first, "approved": second, "row": seen.row_id})


def raised(actor: Actor, limit: str = "200") -> int:
    make_market(credit="100")
    account = db.session.scalars(sa.select(CreditAccount)).one()
    change = CreditChange(Terms(D(limit), False), Terms(D(100), False), "guarantee")
    assert perform(service_credit_limit.change_credit, account.id, change, actor, NOW)
    return account.id


def new_price(actor: Actor) -> int:
    market = make_market()
    part_id = sell(market, "P1", price="10")
    change = PriceChange(D("12.3456"), D(10), "steel")
    assert perform(service_prices.ask_for_price, market.price_list_id, part_id, change, actor, NOW)
    return part_id


def in_force() -> dict[str, Any]:
    db.session.remove()
    return {
        "credit": db.session.scalars(sa.select(CreditAccount.credit_limit)).all(),
        "price": db.session.scalars(sa.select(ListPrice.price)).all(),
    }


ASKED = [
    ("credit", "hq_finance", raised, D(200)),
    ("price", "hq_steward", new_price, D("12.3456")),
]


@pytest.mark.parametrize(("kind", "role", "ask", "wanted"), ASKED, ids=[each[0] for each in ASKED])
def test_nothing_changes_before_somebody_else_approves_and_each_step_is_recorded_once(
    app: Flask, kind: str, role: str, ask: Callable[[Actor], int], wanted: Any
) -> None:
    asker, other = hq_actor(["hq_finance", role]), hq_actor("hq_manager")
    ask(asker)
    (approval,) = db.session.scalars(sa.select(Approval)).all()
    assert wanted not in in_force()[kind]

    own: list[Callable[[], object]] = [
        lambda: approvals.approve(approval.id, asker, NOW),
        lambda: approvals.refuse(approval.id, "no", asker, NOW),
    ]
    for command in own:
        with pytest.raises(Refused) as refused:
            perform(command)
        assert refused.value.code == "approval.four_eyes" and wanted not in in_force()[kind]

    perform(approvals.approve, approval.id, other, NOW)

    assert in_force()[kind] == [wanted]
    done = db.session.scalars(sa.select(AuditRow.action).order_by(AuditRow.id)).all()
    changed = {"credit": "credit.changed", "price": "price.changed"}[kind]
    assert [each for each in done if each.startswith(("approval", changed))] == [
        "approval.asked",
        "approval.approved",
        changed,
    ]
    with pytest.raises(Refused) as again:
        perform(approvals.approve, approval.id, hq_actor("hq_finance"), NOW)
    assert (again.value.code, again.value.facts["who"]) == ("approval.already_decided", other.name)


@pytest.mark.parametrize(("kind", "role", "ask", "wanted"), ASKED, ids=[each[0] for each in ASKED])
def test_what_changed_meanwhile_is_not_approved_away(
    app: Flask, kind: str, role: str, ask: Callable[[Actor], int], wanted: Any
) -> None:
    ask(hq_actor(role))
    (approval,) = db.session.scalars(sa.select(Approval)).all()
    with transaction() as session:
        session.execute(sa.text("UPDATE credit_account SET credit_limit = 10000"))
        session.execute(sa.text("UPDATE list_price SET price = 110000"))

    with pytest.raises(Refused) as refused:
        perform(approvals.approve, approval.id, hq_actor("hq_manager"), NOW)

    assert refused.value.code == "approval.changed_meanwhile"
    assert wanted not in in_force()[kind]


def test_a_refused_and_a_withdrawn_change_leave_all_as_it_was_and_make_room_for_the_next(app: Flask) -> None:
    asker, other = hq_actor("hq_steward"), hq_actor("hq_manager")
    first = asked_for(asker)
    with pytest.raises(Refused) as waits:
        asked_for(other)
    assert (waits.value.code, waits.value.facts["who"]) == ("approval.already_asked", asker.name)
    with pytest.raises(FieldRefused) as silent:
        perform(approvals.refuse, first, "  ", other, NOW)
    assert (silent.value.code, silent.value.field) == ("approval.without_note", f"note-{first}")
    with pytest.raises(Refused) as strange:
        perform(approvals.withdraw, first, other, NOW)
    assert strange.value.code == "approval.not_yours"

    perform(approvals.refuse, first, "the letter is missing", other, NOW)
    second = asked_for(asker)
    perform(approvals.withdraw, second, asker, NOW)

    outcomes = db.session.execute(sa.select(Approval.outcome, Approval.note).order_by(Approval.id)).all()
    assert [tuple(row) for row in outcomes] == [("refused", "the letter is missing"), ("withdrawn", "")]


def test_less_credit_and_a_block_hold_at_once_and_the_end_of_a_block_waits(app: Flask) -> None:
    make_market(credit="100")
    account = db.session.scalars(sa.select(CreditAccount)).one()
    finance = hq_actor("hq_finance")

    def change(wanted: Terms, seen: Terms) -> bool:
        return perform(service_credit_limit.change_credit, account.id, CreditChange(wanted, seen, "x"), finance, NOW)

    assert not change(Terms(D(50), True), Terms(D(100), False))
    assert change(Terms(D(50), False), Terms(D(50), True))
    with pytest.raises(Stale):
        change(Terms(D(40), True), Terms(D(100), False))
    assert db.session.execute(sa.select(CreditAccount.credit_limit, CreditAccount.blocked)).one() == (D(50), True)


def test_who_asked_for_more_credit_does_not_release_the_hold_it_was_asked_for(app: Flask) -> None:
    market = make_market(credit="10")
    hold = held(market)
    raiser, other = hq_actor("hq_finance"), hq_actor("hq_finance")
    account = db.session.scalars(sa.select(CreditAccount.id)).one()
    change = CreditChange(Terms(D(100), False), Terms(D(10), False), "guarantee")
    perform(service_credit_limit.change_credit, account, change, raiser, NOW)

    with pytest.raises(Refused) as refused:
        perform(service_holds.release_hold, hold.id, "it is fine", raiser, NOW)
    assert refused.value.code == "order.hold_four_eyes"

    perform(service_holds.release_hold, hold.id, "guarantee seen", other, NOW)
    kept = db.session.execute(sa.select(OrderHold.limit_raised_by, OrderHold.released_by)).one()
    assert kept == (raiser.user_id, other.user_id)


def test_a_hold_placed_while_more_credit_is_asked_for_knows_who_asked(app: Flask) -> None:
    market = make_market(credit="10")
    raiser = hq_actor("hq_finance")
    account = db.session.scalars(sa.select(CreditAccount.id)).one()
    change = CreditChange(Terms(D(100), False), Terms(D(10), False), "for the order that comes")
    perform(service_credit_limit.change_credit, account, change, raiser, NOW - timedelta(hours=1))

    hold = held(market)

    with pytest.raises(Refused) as refused:
        perform(service_holds.release_hold, hold.id, "it is here", raiser, NOW)
    assert refused.value.code == "order.hold_four_eyes"


def test_whoever_asks_for_more_credit_after_another_does_not_release_the_hold_either(app: Flask) -> None:
    market = make_market(credit="10")
    hold = held(market)
    first, second, third = (hq_actor("hq_finance") for _ in range(3))
    account = db.session.scalars(sa.select(CreditAccount.id)).one()
    change = CreditChange(Terms(D(100), False), Terms(D(10), False), "guarantee")
    perform(service_credit_limit.change_credit, account, change, first, NOW)
    perform(approvals.withdraw, db.session.scalars(sa.select(Approval.id)).one(), first, NOW)
    perform(service_credit_limit.change_credit, account, change, second, NOW + timedelta(hours=1))

    codes = []
    for asker in (first, second):
        with pytest.raises(Refused) as refused:
            perform(service_holds.release_hold, hold.id, "it is fine", asker, NOW + timedelta(hours=2))
        codes.append(refused.value.code)

    assert codes == ["order.hold_four_eyes"] * 2
    perform(service_holds.release_hold, hold.id, "guarantee seen", third, NOW + timedelta(hours=2))


def test_an_order_that_is_rejected_by_who_asked_for_credit_ends_its_holds(app: Flask) -> None:
    market = make_market(credit="100")
    hold = held(market)
    both = hq_actor(["hq_finance", "hq_manager"])
    account = db.session.scalars(sa.select(CreditAccount.id)).one()
    change = CreditChange(Terms(D(200), False), Terms(D(100), False), "guarantee")
    perform(service_credit_limit.change_credit, account, change, both, NOW)
    order = order_of(db.session.scalars(sa.select(SalesOrder.number)).one())
    perform(service_review.take, order.id, Turn(both, order.version, NOW))
    order = order_of(order.number)

    perform(service_review.reject, order.id, "other", "no licence", Turn(both, order.version, NOW))

    db.session.remove()
    ended = db.session.get_one(OrderHold, hold.id)
    assert order_of(order.number).state is OrderState.REJECTED
    assert (ended.released_by, ended.released_by_name) == (None, both.name)


def test_who_filed_a_claim_does_not_decide_it_and_who_decided_it_does_not_credit_it(app: Flask) -> None:
    number = filed()
    claim = claim_of(number)
    decider = hq_actor("hq_manager")
    with transaction() as session:
        session.execute(sa.update(Claim).values(created_by=decider.user_id))
    line = db.session.scalars(sa.select(ClaimLine.id)).one()
    decision = Decision((Judgement(line, 2),), "", claim.version)
    with pytest.raises(Refused) as filed_it:
        perform(service_decision.decide, number, decision, decider, NOW)
    assert filed_it.value.code == "claim.filed_by_you"

    other = hq_actor(["hq_manager", "hq_finance"])
    perform(service_decision.decide, number, decision, other, NOW)
    with pytest.raises(Refused) as decided_it:
        perform(service_credit.issue_credit, number, other, NOW)
    assert decided_it.value.code == "claim.four_eyes"
    issuer = hq_actor("hq_finance")
    perform(service_credit.issue_credit, number, issuer, NOW)
    assert db.session.execute(sa.select(Claim.decided_by, Claim.credited_by)).one() == (other.user_id, issuer.user_id)
