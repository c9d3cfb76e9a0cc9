"""Goods that come back under a return authorisation: received, inspected, and on to the credit."""

from datetime import datetime

import sqlalchemy as sa

from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.returns.models import Claim, ClaimLine
from portal.returns.service_decision import move_on
from portal.returns.states import Action, ClaimState
from portal.shipping.arrival.service_claims import free_from_claim

_STEPS = (Action.RECEIVE, Action.INSPECT)


def take_back(number: str, actor: Actor, now: datetime) -> ClaimState:
    """Record that goods came back as they were approved; return where the claim stands then.

    It goes on to its credit, or is closed where nothing is credited. Refuses
    `claim.move_not_allowed` for a claim that awaits no goods.
    """
    claim = db.session.scalar(sa.select(Claim).where(Claim.number == number).with_for_update())
    if claim is None:
        raise NotVisible
    before, state = claim.state, claim.state
    last = Action.SEND_TO_CREDIT if claim.approved_amount else Action.CLOSE
    for action in (*_STEPS, last):
        state = move_on(claim.id, claim.distributor_id, state, action, actor, now)
    if state is ClaimState.CLOSED:
        free_refused(claim.id)
    audit.record(
        actor,
        "claim.goods_taken_back",
        "claim",
        number,
        distributor_id=claim.distributor_id,
        now=now,
        before={"state": before.value},
        after={"state": state.value},
    )
    return state


def free_refused(claim_id: int) -> None:
    """Give back the pieces a closed claim asked for and did not get."""
    rows = db.session.execute(
        sa.select(ClaimLine.shipment_line_id, sa.func.sum(ClaimLine.quantity - ClaimLine.approved))
        .where(ClaimLine.claim_id == claim_id, ClaimLine.quantity > ClaimLine.approved)
        .group_by(ClaimLine.shipment_line_id)
        .order_by(ClaimLine.shipment_line_id)
    ).all()
    for line_id, pieces in rows:
        free_from_claim(line_id, int(pieces))
