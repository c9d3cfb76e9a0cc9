"""Headquarters' answer to a claim: one decision line by line, and the way it then goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.audit import service as audit
from portal.core.actor import Actor, Turn
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.money import Money
from portal.core.permissions import Permission
from portal.returns.events import ClaimDecided
from portal.returns.models import Claim, ClaimLine
from portal.returns.queries_credit import AnsweredLine, credits_of
from portal.returns.rules import GOODS_COME_BACK, Credit
from portal.returns.rules_claims import next_action
from portal.returns.service import add_history
from portal.returns.service_hands import already_decided, not_with_others, undecided
from portal.returns.states import (
    WAITING,
    Action,
    ClaimState,
    Liability,
    Outcome,
    state_after,
    verdict_of,
)
from portal.shipping.arrival.service_claims import free_from_claim
from portal.shipping.models import Shipment, ShipmentLine
from portal.stock.service import hold_in_use

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to one claim line; `fee_percent` is held back from its credit."""

    line_id: int
    approved: int
    outcome: Outcome = Outcome.CREDIT_ONLY
    liability: Liability = Liability.HQ
    fee_percent: Decimal = _NOTHING
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a whole claim, as drawn from one version of it."""

    judgements: tuple[Judgement, ...]
    note: str = ""
    seen_version: int = 1


def decide(number: str, decision: Decision, actor: Actor, now: datetime) -> ClaimState:
    """Decide a claim once: approved, partially approved or rejected; return where it stands then.

    Whoever decides a claim nobody has takes it by that. Refused: `claim.already_decided` (who, when),
    `claim.not_in_your_hands` (who), `claim.filed_by_you`, `core.stale`, `claim.late_manager_only`,
    `claim.above_limit`, `claim.no_limit`, `claim.judge_each_line`, `claim.reason_needed`, and beside a line what
    `verdict_of` and `credits_of` refuse, and `claim.depot_shut` where its pieces would come back to a depot out of use.
    """
    claim = _undecided(number, decision.seen_version, actor)
    lines = _lines(claim.id)
    judged = _judged(decision, lines)
    verdict = verdict_of((line.quantity, judged[line.id].approved) for line in lines)
    _check_person(claim, verdict, actor)
    _check_reasons(decision, judged.values(), verdict)
    credits = _credits(claim, lines, judged)
    total = sum((each.amount for each in credits.values()), _NOTHING)
    _check_limit(total, claim.currency, actor)
    _check_depots(lines, judged)
    state = state_after(claim.state, verdict)
    _settle(claim, state, decision, total, actor, now)
    _answer_lines(lines, judged, credits)
    _record(claim, state, decision.note, actor, now)
    publish(ClaimDecided(claim.id, number, claim.distributor_id, state.value, actor.user_id), now)
    return _go_on(claim, state, lines, judged, actor, now)


def reject(number: str, note: str, turn: Turn) -> ClaimState:
    """Reject a claim as a whole, with a reason; its pieces may be claimed again."""
    claim_id = db.session.scalar(sa.select(Claim.id).where(Claim.number == number))
    if claim_id is None:
        raise NotVisible
    ids = db.session.scalars(sa.select(ClaimLine.id).where(ClaimLine.claim_id == claim_id))
    none = tuple(Judgement(line_id, 0, Outcome.REJECT) for line_id in ids)
    return decide(number, Decision(none, note, turn.seen), turn.actor, turn.now)


def _undecided(number: str, seen_version: int, actor: Actor) -> Claim:
    claim = undecided(number)
    not_with_others(claim, actor)
    if claim.version != seen_version:
        raise Stale
    return claim


def _lines(claim_id: int) -> Sequence[ClaimLine]:
    return db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id == claim_id).order_by(ClaimLine.id)).all()


def _judged(decision: Decision, lines: Sequence[ClaimLine]) -> dict[int, Judgement]:
    judged = {each.line_id: each for each in decision.judgements}
    if len(judged) != len(decision.judgements) or set(judged) != {line.id for line in lines}:
        raise Refused("claim.judge_each_line")
    for line in lines:
        if not 0 <= judged[line.id].approved <= line.quantity:
            code = "claim.approved_over_asked"
            raise FieldRefused(
                code, field=f"approved-{line.id}", asked=line.quantity, approved=judged[line.id].approved
            )
    return judged


def _check_person(claim: Claim, verdict: Action, actor: Actor) -> None:
    if actor.user_id is None or actor.user_id == claim.created_by:
        raise Refused("claim.filed_by_you")
    if claim.late and verdict is not Action.REJECT and not actor.may(Permission.FINDING_WAIVE):
        raise Refused("claim.late_manager_only")


def _check_reasons(decision: Decision, judged: Any, verdict: Action) -> None:
    if verdict is Action.REJECT:
        if not decision.note.strip():
            raise FieldRefused("claim.reason_needed", field="note")
        return
    for each in judged:
        if each.approved == 0 and not (each.note.strip() or decision.note.strip()):
            raise FieldRefused("claim.reason_needed", field=f"answer-{each.line_id}")
        if each.approved and each.outcome is Outcome.REJECT:
            raise FieldRefused("claim.outcome_rejects", field=f"outcome-{each.line_id}")


def _check_limit(amount: Decimal, currency: str, actor: Actor) -> None:
    limit = actor.limit_in(currency)
    if amount == 0 or actor.may(Permission.ORDER_APPROVE_ABOVE):
        return
    if limit is None:
        raise Refused("claim.no_limit", currency=currency)
    asked = Money(amount, currency)
    if asked > limit:
        raise Refused("claim.above_limit", amount=asked, limit=limit)


def _check_depots(lines: Sequence[ClaimLine], judged: Mapping[int, Judgement]) -> None:
    """Refuse pieces that would come back to a depot which is not in use any more; none goes out of use meanwhile."""
    back = [line for line in lines if judged[line.id].approved and judged[line.id].outcome in GOODS_COME_BACK]
    left_from = sa.select(ShipmentLine.id, Shipment.depot_id).join(Shipment, Shipment.id == ShipmentLine.shipment_id)
    asked = left_from.where(among(ShipmentLine.id, [line.shipment_line_id for line in back]))
    depots = {row.id: row.depot_id for row in db.session.execute(asked)}
    shut = hold_in_use(depots.values())
    for line in back:
        if code := shut.get(depots[line.shipment_line_id]):
            raise FieldRefused("claim.depot_shut", field=f"outcome-{line.id}", depot=code)


def _credits(claim: Claim, lines: Sequence[ClaimLine], judged: Mapping[int, Judgement]) -> dict[int, Credit]:
    """Return what each line is credited; raises the first thing that stands against it."""
    answered = [_answered(line, judged[line.id]) for line in lines]
    credits: dict[int, Credit] = {}
    for line_id, credit in credits_of(claim.id, claim.currency, answered).items():
        if isinstance(credit, FieldRefused):
            raise credit
        credits[line_id] = credit
    return credits


def _answered(line: ClaimLine, answer: Judgement) -> AnsweredLine:
    return AnsweredLine(
        line.id, line.shipment_line_id, line.reason, answer.approved, answer.outcome, answer.fee_percent
    )


def _settle(claim: Claim, state: ClaimState, decision: Decision, amount: Decimal, actor: Actor, now: datetime) -> None:
    """Take the decision, if nobody else has: one conditional update, the same on both engines."""
    taken = (
        sa.update(Claim)
        .where(Claim.id == claim.id, Claim.state.in_(WAITING), Claim.version == decision.seen_version)
        .values(
            state=state,
            version=Claim.version + 1,
            reviewer_id=actor.user_id,
            decided_by=actor.user_id,
            decided_at=now,
            decision_note=decision.note.strip(),
            approved_amount=amount,
        )
        .execution_options(synchronize_session=False)
    )
    if changed(taken) != 1:
        raise already_decided(claim.id)


def _answer_lines(lines: Sequence[ClaimLine], judged: Mapping[int, Judgement], credits: Mapping[int, Credit]) -> None:
    for line in lines:
        answer, credit = judged[line.id], credits[line.id]
        line.approved, line.amount, line.fee_amount = answer.approved, credit.amount, credit.fee
        line.outcome = answer.outcome if answer.approved else Outcome.REJECT
        line.liability = answer.liability if answer.approved else None
        line.fee_percent = answer.fee_percent if credit.gross else _NOTHING
        line.answer_note = answer.note.strip()
    db.session.flush()


def _record(claim: Claim, state: ClaimState, note: str, actor: Actor, now: datetime) -> None:
    add_history(claim.id, claim.distributor_id, state.value, actor, now, note.strip())
    audit.record(
        actor,
        "claim.decided",
        "claim",
        claim.number,
        distributor_id=claim.distributor_id,
        now=now,
        before={"state": claim.state.value},
        after={"state": state.value, "note": note.strip()},
    )


def _go_on(
    claim: Claim,
    state: ClaimState,
    lines: Sequence[ClaimLine],
    judged: Mapping[int, Judgement],
    actor: Actor,
    now: datetime,
) -> ClaimState:
    """Free what was rejected as a whole, or lead an approved claim on to goods or to money."""
    if state is ClaimState.REJECTED:
        for line in sorted(lines, key=lambda each: each.shipment_line_id):
            free_from_claim(line.shipment_line_id, line.quantity)
        return state
    outcomes = frozenset(each.outcome for each in judged.values() if each.approved)
    action = next_action(outcomes, credited=any(line.amount for line in lines))
    return move_on(claim.id, claim.distributor_id, state, action, actor, now) if action else state


def move_on(
    claim_id: int,
    distributor_id: int,
    state: ClaimState,
    action: Action,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> ClaimState:
    """Take a claim one step on, if it still stands where it was seen; return where it stands then."""
    target = state_after(state, action)
    step = (
        sa.update(Claim)
        .where(Claim.id == claim_id, Claim.state == state)
        .values(state=target, version=Claim.version + 1)
        .execution_options(synchronize_session=False)
    )
    if changed(step) != 1:
        raise Stale
    add_history(claim_id, distributor_id, target.value, actor, now, note)
    return target
