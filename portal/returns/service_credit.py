"""The credit note of a decided claim: issued by a second person, once, for what was approved."""

from datetime import datetime

import sqlalchemy as sa

from portal.audit import service as audit
from portal.billing.rules_credit import ClaimToCredit, CreditedLine
from portal.billing.service_credit_notes import issue_credit_note
from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.returns.events import ClaimCredited
from portal.returns.models import Claim, ClaimLine
from portal.returns.service import add_history
from portal.returns.states import Action, ClaimState, state_after


def issue_credit(number: str, actor: Actor, now: datetime) -> str:
    """Issue the credit note of a claim and return the note's number.

    Refuses `claim.move_not_allowed` (not waiting for credit, or credited meanwhile),
    `claim.four_eyes` (whoever decided it), and what billing refuses.
    """
    claim = db.session.scalar(sa.select(Claim).where(Claim.number == number).with_for_update())
    if claim is None:
        raise NotVisible
    credited = state_after(claim.state, Action.CREDIT)
    if actor.user_id is None or actor.user_id == claim.decided_by:
        raise Refused("claim.four_eyes")
    _mark_credited(claim, credited, actor, now)
    wanted = ClaimToCredit(number, claim.distributor_id, claim.shipment_id, claim.currency, _lines(claim.id))
    if not wanted.lines:
        raise Refused("claim.nothing_to_credit")
    paper = issue_credit_note(wanted, approved_by=claim.decided_by, issuer=actor, now=now)
    add_history(claim.id, claim.distributor_id, credited.value, actor, now, paper)
    audit.record(
        actor,
        "claim.credited",
        "claim",
        number,
        distributor_id=claim.distributor_id,
        now=now,
        before={"state": ClaimState.CREDIT_PENDING.value},
        after={"state": credited.value, "paper": paper},
    )
    publish(ClaimCredited(claim.id, number, claim.distributor_id, paper), now)
    return paper


def _mark_credited(claim: Claim, credited: ClaimState, actor: Actor, now: datetime) -> None:
    step = (
        sa.update(Claim)
        .where(Claim.id == claim.id, Claim.state == ClaimState.CREDIT_PENDING, Claim.decided_by != actor.user_id)
        .values(state=credited, credited_at=now, credited_by=actor.user_id, version=Claim.version + 1)
        .execution_options(synchronize_session=False)
    )
    if changed(step) != 1:
        raise Refused("claim.move_not_allowed")


def _lines(claim_id: int) -> tuple[CreditedLine, ...]:
    rows = db.session.execute(
        sa.select(
            ClaimLine.shipment_line_id,
            ClaimLine.approved,
            ClaimLine.amount,
            ClaimLine.fee_amount,
            ClaimLine.reason,
        )
        .where(ClaimLine.claim_id == claim_id, ClaimLine.amount > 0)
        .order_by(ClaimLine.id)
    )
    return tuple(
        CreditedLine(line_id, approved, amount + fee, fee, reason.value)
        for line_id, approved, amount, fee, reason in rows
    )
