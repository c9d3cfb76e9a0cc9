"""One decision a claim, line by line; money by the invoice; a second person for the credit note."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.billing.models import CreditNote, InvoiceLine
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.money import Money
from portal.finance.models import CreditAccount
from portal.orders.models import OrderLine
from portal.returns import queries, service, service_credit, service_decision, service_goods
from portal.returns.queries_credit import AnsweredLine, credits_of
from portal.returns.service import ClaimRequest, WantedLine
from portal.returns.service_decision import Decision, Judgement
from portal.returns.states import ClaimState, Liability, Outcome, Reason
from portal.shipping.models import ShipmentLine
from tests import factories
from tests.returns.factories import NOW, Counted, Received, received

D = Decimal


def filed(made: Received, *lines: tuple[Reason, int]) -> str:
    buyer = factories.actor_of(factories.make_dealer_user(made.distributor))
    asked = tuple(
        WantedLine(str(index), made.line_ids[min(index, len(made.line_ids) - 1)], reason, quantity, "VIN, code, job")
        for index, (reason, quantity) in enumerate(lines)
    )
    return perform(service.file_claim, ClaimRequest(made.number, "", asked), buyer, NOW)


def clerk(role: str | Sequence[str] = "hq_clerk", **values: Any) -> Actor:
    return factories.actor_of(factories.make_hq_user(role=role, **values))


def answers(number: str, *approved: int, outcome: Outcome = Outcome.CREDIT_ONLY, fee: str = "0") -> Decision:
    claim = queries.claim_for(number)
    lines = queries.lines_of(claim.id, "en")
    judged = tuple(
        Judgement(line.id, pieces, outcome, Liability.HQ, D(fee), "seen")
        for line, pieces in zip(lines, approved, strict=True)
    )
    return Decision(judged, "", claim.version)


def decide(number: str, decision: Decision, actor: Actor | None = None) -> ClaimState:
    return perform(service_decision.decide, number, decision, actor or clerk(), NOW)


def claimed_pieces() -> list[int]:
    return list(db.session.scalars(sa.select(ShipmentLine.claimed).order_by(ShipmentLine.id)))


def test_an_approved_credit_goes_to_finance_and_a_second_person_issues_it(app: Flask) -> None:
    made = received(Counted(shipped=10, price="12.50", counts={"short": 2}))
    number, decider, payer = filed(made, (Reason.SHORT, 2)), clerk(), clerk("hq_finance")

    state = decide(number, answers(number, 2), decider)
    paper = perform(service_credit.issue_credit, number, payer, NOW)

    claim = queries.claim_for(number)
    note = db.session.scalars(sa.select(CreditNote)).one()
    assert state is ClaimState.CREDIT_PENDING
    assert (claim.state, claim.approved_amount, claim.credit_note) == (ClaimState.CREDITED, D("25.00"), paper)
    assert (note.total, note.approved_by, note.issued_by) == (D("25.00"), decider.user_id, payer.user_id)
    assert db.session.scalar(sa.select(InvoiceLine.credited_amount)) == D("25.00")
    assert db.session.scalar(sa.select(CreditAccount.open_items)) == D("100.00")
    kinds = [row.kind for row in queries.history_of(claim.id, internal=True)]
    assert kinds == ["credited", "credit_pending", "approved", "filed"]
    audited = set(db.session.scalars(sa.select(AuditRow.action)))
    assert {"claim.decided", "claim.credited", "credit_note.issued"} <= audited


def test_whoever_decided_cannot_issue_the_credit_note_and_nobody_twice(app: Flask) -> None:
    number, both = filed(received(), (Reason.SHORT, 2)), clerk(["hq_clerk", "hq_finance"])
    decide(number, answers(number, 2), both)

    with pytest.raises(Refused, match=r"claim\.four_eyes"):
        perform(service_credit.issue_credit, number, both, NOW)
    perform(service_credit.issue_credit, number, clerk("hq_finance"), NOW)
    with pytest.raises(Refused, match=r"claim\.move_not_allowed"):
        perform(service_credit.issue_credit, number, clerk("hq_finance"), NOW)

    assert db.session.scalar(sa.select(sa.func.count(CreditNote.id))) == 1


def test_some_pieces_approved_is_a_partial_approval_with_a_fee_held_back(app: Flask) -> None:
    made = received(Counted(shipped=3, price="33.33"), Counted("06-5181", 5, "10.00"))
    number = filed(made, (Reason.SURPLUS, 2), (Reason.SURPLUS, 5))

    state = decide(number, answers(number, 1, 0, outcome=Outcome.SCRAP, fee="15"))

    lines = queries.lines_of(queries.claim_for(number).id, "en")
    assert state is ClaimState.CREDIT_PENDING
    history = queries.history_of(queries.claim_for(number).id, internal=True)
    assert [row.kind for row in history][1] == "partially_approved"
    assert [(line.approved, line.amount, line.outcome) for line in lines] == [
        (1, D("28.33"), Outcome.SCRAP),
        (0, D("0"), Outcome.REJECT),
    ]
    paper = perform(service_credit.issue_credit, number, clerk("hq_finance"), NOW)
    assert db.session.scalar(sa.select(CreditNote.total).where(CreditNote.number == paper)) == D("28.33")


def test_goods_to_come_back_are_credited_after_they_came(app: Flask) -> None:
    number = filed(received(Counted(shipped=4, price="10.00")), (Reason.DEFECT, 2))

    assert decide(number, answers(number, 2, outcome=Outcome.RETURN)) is ClaimState.AWAITING_RETURN
    with pytest.raises(Refused, match=r"claim\.move_not_allowed"):
        perform(service_credit.issue_credit, number, clerk("hq_finance"), NOW)
    assert perform(service_goods.take_back, number, clerk(), NOW) is ClaimState.CREDIT_PENDING
    with pytest.raises(Refused, match=r"claim\.move_not_allowed"):
        perform(service_goods.take_back, number, clerk(), NOW)


def test_a_repair_ends_without_credit_and_its_refused_pieces_are_free_again(app: Flask) -> None:
    number = filed(received(Counted(shipped=4)), (Reason.DEFECT, 3))
    decide(number, answers(number, 2, outcome=Outcome.REPAIR))

    state = perform(service_goods.take_back, number, clerk(), NOW)

    assert (state, claimed_pieces()) == (ClaimState.CLOSED, [2])


def test_a_rejection_needs_a_reason_and_frees_the_pieces(app: Flask) -> None:
    made = received(Counted(shipped=10, counts={"short": 2}))
    number = filed(made, (Reason.SHORT, 2))

    with pytest.raises(FieldRefused, match=r"claim\.reason_needed"):
        perform(service_decision.reject, number, "  ", Turn(clerk(), 1, NOW))
    state = perform(service_decision.reject, number, "The carton was full", Turn(clerk(), 1, NOW))

    assert (state, claimed_pieces()) == (ClaimState.REJECTED, [0])
    assert filed(made, (Reason.SHORT, 2)) != number


def test_whoever_decides_second_is_told_who_was_first_and_when(app: Flask) -> None:
    number, first = filed(received(), (Reason.SHORT, 2)), clerk(name="Li Na")
    seen = answers(number, 2)
    decide(number, seen, first)

    with pytest.raises(Refused) as refused:
        decide(number, seen)

    assert (refused.value.code, refused.value.facts) == ("claim.already_decided", {"who": "Li Na", "when": NOW})


def test_a_stale_page_and_a_forged_line_decide_nothing(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    good = answers(number, 2)

    with pytest.raises(Stale):
        decide(number, Decision(good.judgements, "", 7))
    with pytest.raises(Refused, match=r"claim\.judge_each_line"):
        decide(number, Decision((Judgement(999_999, 1),), "", 1))
    with pytest.raises(FieldRefused, match=r"claim\.approved_over_asked"):
        decide(number, answers(number, 3))
    with pytest.raises(NotVisible):
        decide("RMA-2026-999999", good)
    assert queries.claim_for(number).state is ClaimState.SUBMITTED


def test_a_late_claim_is_approved_by_a_manager_only(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    perform(lambda: db.session.execute(sa.text("UPDATE claim SET late = true")))

    with pytest.raises(Refused, match=r"claim\.late_manager_only"):
        decide(number, answers(number, 2))

    assert decide(number, answers(number, 2), clerk("hq_manager")) is ClaimState.CREDIT_PENDING


def test_above_ones_limit_a_manager_approves(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))

    with pytest.raises(Refused) as refused:
        decide(number, answers(number, 2), clerk(approval_limits={"USD": "24.99"}))

    assert refused.value.facts == {"amount": Money(D("25.00"), "USD"), "limit": Money(D("24.99"), "USD")}
    with pytest.raises(Refused, match=r"claim\.no_limit"):
        decide(number, answers(number, 2), clerk(approval_limits={"EUR": "1000"}))
    assert decide(number, answers(number, 2), clerk("hq_manager")) is ClaimState.CREDIT_PENDING


def test_all_claims_together_never_credit_more_than_was_invoiced(app: Flask) -> None:
    """Three pieces for 100.00 in three claims: the shares add up to the cent."""
    made = received(Counted(shipped=3, price="33.3333"))
    numbers = [filed(made, (Reason.DEFECT, 1)) for _ in range(3)]

    for number in numbers:
        decide(number, answers(number, 1))

    amounts = [queries.claim_for(number).approved_amount for number in numbers]
    assert amounts == [D("33.33"), D("33.34"), D("33.33")]
    assert sum(amounts) == D("100.00")


def test_what_was_not_invoiced_cannot_be_credited_but_may_be_replaced(app: Flask) -> None:
    number = filed(received(invoiced=False), (Reason.SHORT, 2))

    with pytest.raises(FieldRefused, match=r"claim\.not_invoiced"):
        decide(number, answers(number, 2))

    assert decide(number, answers(number, 2, outcome=Outcome.REPLACE)) is ClaimState.APPROVED


def with_deposit(made: Received, amount: str) -> None:
    """Let the lines of a shipment have been charged a deposit for the old unit per piece."""
    with transaction() as session:
        for line in session.scalars(sa.select(OrderLine).where(OrderLine.distributor_id == made.distributor.id)):
            line.price_steps = [{"code": "core_deposit", "percent": "", "amount": amount}]


def credited(made: Received, reason: Reason, pieces: int, outcome: Outcome = Outcome.CREDIT_ONLY) -> Any:
    """What the answer to a line of a shipment is credited, or why it cannot be."""
    return credits_of(0, "USD", [AnsweredLine(1, made.line_ids[0], reason, pieces, outcome, D(0))])[1]


def test_an_old_unit_that_came_back_is_credited_its_deposit_and_no_more(app: Flask) -> None:
    made = received(Counted(shipped=10, price="112.50"))
    with_deposit(made, "25.5000")

    assert credited(made, Reason.CORE, 2).amount == D("51.00")
    assert credited(made, Reason.SHORT, 2).amount == D("225.00")


def test_an_old_unit_without_a_deposit_is_credited_nothing_and_whoever_decides_is_told(app: Flask) -> None:
    made = received(Counted(shipped=10, price="112.50"))

    told = credited(made, Reason.CORE, 2)

    assert (told.code, told.field) == ("returns.no_deposit", "approved-1")
    assert credited(made, Reason.CORE, 2, Outcome.REJECT).amount == 0
