"""Goods that come back under a return authorisation: into quarantine at the depot, and on to the credit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.audit import service as audit
from portal.catalogue.models import Part
from portal.catalogue.queries_resolution import resolve
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible
from portal.returns.models import Claim, ClaimLine
from portal.returns.service_decision import move_on
from portal.returns.states import Action, ClaimState, Outcome, Reason, state_after
from portal.shipping.arrival.service_claims import free_from_claim
from portal.shipping.models import Shipment, ShipmentLine
from portal.stock.models import Depot
from portal.stock.rules_movements import MovementReason
from portal.stock.service import Received, put_on_shelves
from portal.stock.service_movements import Entry

_STEPS = (Action.RECEIVE, Action.INSPECT)
NOBODY = 0
"""No distributor, whose own numbers would be meant: a depot reads the maker's off what came."""
AS_SHIPPED: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Back:
    """Pieces of a claim line that are ours again: which part, in which depot."""

    line_id: int
    reason: Reason
    part_id: int
    part_number: str
    quantity: int
    depot_id: int
    depot_code: str


def take_back(number: str, actor: Actor, now: datetime, instead: Mapping[int, str] = AS_SHIPPED) -> ClaimState:
    """Record that goods came back as they were approved; return where the claim stands then.

    What was returned goes into quarantine at the depot it left from, under the claim's number, until somebody releases
    or scraps it there; what came for repair stays the distributor's and is no stock. `instead` names, by claim line,
    the part that came where another one than was shipped had been delivered. A part that turned out to be another one
    lies on the shelf of that. The claim goes on to its credit, or is closed where nothing is credited. Refuses
    `claim.move_not_allowed` for a claim that awaits no goods, `stock.depot_shut` where its depot is not in use any
    more, and beside `part-<line>` `part.unknown` (number).
    """
    claim = db.session.scalar(sa.select(Claim).where(Claim.number == number).with_for_update())
    if claim is None:
        raise NotVisible
    before, state = claim.state, claim.state
    state_after(state, Action.RECEIVE)
    back = [_as_it_came(one, instead.get(one.line_id, "")) for one in _returned(claim.id)]
    last = Action.SEND_TO_CREDIT if claim.approved_amount else Action.CLOSE
    for action in (*_STEPS, last):
        note = _told(back) if action is Action.RECEIVE else ""
        state = move_on(claim.id, claim.distributor_id, state, action, actor, now, note)
    if state is ClaimState.CLOSED:
        free_refused(claim.id)
    put_on_shelves(
        [Received(one.depot_id, one.part_id, one.quantity) for one in back],
        Entry(MovementReason.RETURNED, now, actor, number),
        quarantine=True,
    )
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


def _returned(claim_id: int) -> list[_Back]:
    kept = aliased(Part)
    rows = db.session.execute(
        sa.select(
            ClaimLine.id,
            ClaimLine.reason,
            kept.id,
            kept.number,
            ClaimLine.approved,
            Shipment.depot_id,
            Depot.code,
        )
        .join(ShipmentLine, ShipmentLine.id == ClaimLine.shipment_line_id)
        .join(Part, Part.id == ShipmentLine.part_id)
        .join(kept, kept.id == sa.func.coalesce(Part.merged_into_id, Part.id))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .join(Depot, Depot.id == Shipment.depot_id)
        .where(ClaimLine.claim_id == claim_id, ClaimLine.outcome == Outcome.RETURN, ClaimLine.approved > 0)
        .order_by(ClaimLine.id)
    )
    return [_Back(*row) for row in rows]


def _as_it_came(one: _Back, number: str) -> _Back:
    """What came of a line: the part that was shipped, or where a wrong one was delivered, the one that is named."""
    written = number.strip()
    if one.reason is not Reason.WRONG or not written or written == one.part_number:
        return one
    meant = resolve([written], NOBODY)[written]
    if meant.part_id is None:
        raise FieldRefused("part.unknown", field=f"part-{one.line_id}", number=written)
    return replace(one, part_id=meant.part_id, part_number=meant.number)


def _told(back: Sequence[_Back]) -> str:
    """What the claim's history keeps: pieces, parts and the depot, as shelves name them."""
    listed = ", ".join(f"{one.part_number} × {one.quantity}" for one in back)
    return f"{listed} · {back[0].depot_code}"[:1_000] if back else ""


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
