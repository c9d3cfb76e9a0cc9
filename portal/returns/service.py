"""Filing a claim: what was asked is judged line by line, its pieces held, and the record made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from secrets import token_urlsafe

import sqlalchemy as sa

from portal.accounts.queries_calendars import hq_calendar
from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.counters import numbered
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, Refused
from portal.returns.events import ClaimSubmitted
from portal.returns.models import Claim, ClaimHistory, ClaimLine, ClaimPhoto
from portal.returns.photos.service import StoredPhoto, held_photos
from portal.returns.queries_receipt import (
    Held,
    InvoicedLine,
    ReceivedLine,
    ReceivedShipment,
    held_pieces,
    invoiced_lines,
    left_to_claim,
    received_shipment,
)
from portal.returns.rules import out_of_time
from portal.returns.rules_claims import (
    MOST_LINES,
    MOST_PHOTOS,
    REVIEW_MINUTES,
    missing_proofs_of,
    pool_of,
)
from portal.returns.states import Action, ClaimState, Reason, state_after
from portal.settings.queries import figures_at
from portal.shipping.arrival.service_claims import hold_for_claim


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One reason for some pieces of a shipped line; `row` is where it stands in the form."""

    row: str
    shipment_line_id: int
    reason: Reason
    quantity: int
    note: str = ""
    photos: tuple[StoredPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A claim as its distributor files it."""

    shipment_number: str
    note: str
    lines: tuple[WantedLine, ...]


def file_claim(request: ClaimRequest, actor: Actor, now: datetime) -> str:
    """File a claim on a received shipment and return its number; late lines make it a late claim.

    Refused: `claim.not_received`, `.no_lines`, `.too_many_lines`, `.too_many_photos`, and beside a
    row `.unknown_line`, `.line_twice`, `.over_left`, `.photo_needed`, `.photo_gone`, `.note_needed`. Pieces are
    held by row lock and judged again, so claims filed at once never rest on the same piece.
    """
    shipment = received_shipment(request.shipment_number, actor.locale)
    known = {line.id: line for line in shipment.lines}
    _check_size(request)
    _check_photos(request.lines)
    _check(request.lines, known)
    _hold(request.lines, known)
    _check(request.lines, known)
    claim = _add_claim(request, shipment, actor, now)
    _add_lines(claim, request, shipment)
    _record_filing(claim, actor, now)
    publish(ClaimSubmitted(claim.id, claim.number, claim.distributor_id), now)
    return claim.number


def _check_size(request: ClaimRequest) -> None:
    if not request.lines:
        raise Refused("claim.no_lines")
    if len(request.lines) > MOST_LINES:
        raise Refused("claim.too_many_lines", most=MOST_LINES)
    if sum(len(line.photos) for line in request.lines) > MOST_PHOTOS:
        raise Refused("claim.too_many_photos", most=MOST_PHOTOS)


def _check_photos(lines: Sequence[WantedLine]) -> None:
    """Hold the photos until the claim names them; refuse one that was swept while its form lay open."""
    held = held_photos({photo.storage_key for line in lines for photo in line.photos}, lock=True)
    for line in lines:
        for photo in line.photos:
            if photo.storage_key not in held:
                raise _beside(line, "photos", Refused("claim.photo_gone", name=photo.name))


def faults_of(lines: Sequence[WantedLine], known: Mapping[int, ReceivedLine], held: Held) -> Iterator[FieldRefused]:
    """Yield all that is wrong with the lines of a claim, each beside its field, in the order of the lines.

    `known` are the counted lines of the shipment, `held` the pieces earlier claims rest on.
    """
    seen: set[tuple[int, Reason]] = set()
    for place, line in enumerate(lines):
        if line.shipment_line_id not in known or line.quantity < 1:
            yield _beside(line, "reason", Refused("claim.unknown_line"))
            continue
        if (line.shipment_line_id, line.reason) in seen:
            yield _beside(line, "reason", Refused("claim.line_twice"))
        seen.add((line.shipment_line_id, line.reason))
        for lacking in missing_proofs_of(line.reason, len(line.photos), line.note):
            where = "photos" if lacking.code == "claim.photo_needed" else "note"
            yield _beside(line, where, lacking)
        resting = _resting(held, lines[:place])
        if line.quantity > left_to_claim(known[line.shipment_line_id], resting, line.reason):
            yield _over_left(line, known, resting)


def _check(lines: Sequence[WantedLine], known: Mapping[int, ReceivedLine]) -> None:
    held = held_pieces({line.shipment_line_id for line in lines})
    for fault in faults_of(lines, known, held):
        raise fault


def _beside(line: WantedLine, column: str, refusal: Refused) -> FieldRefused:
    return FieldRefused(refusal.code, field=f"{column}-{line.row}", **refusal.facts)


def _hold(lines: Sequence[WantedLine], known: Mapping[int, ReceivedLine]) -> None:
    """Hold the pieces: from then on the rows are ours, and what rests on them can be counted."""
    ordered = sorted(lines, key=lambda each: each.shipment_line_id)
    for place, line in enumerate(ordered):
        try:
            hold_for_claim(line.shipment_line_id, line.quantity)
        except Refused:
            held = held_pieces([line.shipment_line_id])
            raise _over_left(line, known, _resting(held, ordered[:place])) from None


def _resting(held: Held, asked: Sequence[WantedLine]) -> Held:
    """Return the pieces earlier claims hold, and those the lines before ask for in this one."""
    pieces = dict(held)
    for line in asked:
        key = (line.shipment_line_id, pool_of(line.reason))
        pieces[key] = pieces.get(key, 0) + line.quantity
    return pieces


def _over_left(line: WantedLine, known: Mapping[int, ReceivedLine], held: Held) -> FieldRefused:
    left = left_to_claim(known[line.shipment_line_id], held, line.reason)
    return _beside(line, "quantity", Refused("claim.over_left", asked=line.quantity, left=left))


def _add_claim(request: ClaimRequest, shipment: ReceivedShipment, actor: Actor, now: datetime) -> Claim:
    today = shipment.today(now)
    late = any(out_of_time(shipment.closes_on(line.reason), today) for line in request.lines)
    invoiced = invoiced_lines({line.shipment_line_id for line in request.lines})
    claim = Claim(
        distributor_id=shipment.distributor_id,
        number=numbered("RMA", now.year),
        shipment_id=shipment.id,
        state=state_after(ClaimState.DRAFT, Action.SUBMIT),
        currency=shipment.currency,
        note=request.note.strip(),
        late=late,
        created_by=actor.user_id,
        created_at=now,
        submitted_at=now,
        due_at=hq_calendar().add_working_minutes(now, figures_at(now).whole(REVIEW_MINUTES)),
        claimed_amount=_claimed_amount(request.lines, invoiced, shipment.currency),
    )
    db.session.add(claim)
    db.session.flush()
    return claim


def _claimed_amount(lines: Sequence[WantedLine], invoiced: Mapping[int, InvoicedLine], currency: str) -> Decimal:
    """Return what the claimed pieces were invoiced at; a surplus was not invoiced."""
    amount = Decimal(0)
    for line in lines:
        charged = invoiced.get(line.shipment_line_id)
        if charged is not None and line.reason is not Reason.OVER:
            amount += charged.share(line.quantity, currency)
    return amount


def _add_lines(claim: Claim, request: ClaimRequest, shipment: ReceivedShipment) -> None:
    for wanted in request.lines:
        line = ClaimLine(
            distributor_id=claim.distributor_id,
            claim_id=claim.id,
            shipment_line_id=wanted.shipment_line_id,
            reason=wanted.reason,
            quantity=wanted.quantity,
            note=wanted.note.strip(),
            window_closes_on=shipment.closes_on(wanted.reason),
        )
        db.session.add(line)
        db.session.flush()
        db.session.add_all(_photo(claim, line, photo) for photo in wanted.photos)
    db.session.flush()


def _photo(claim: Claim, line: ClaimLine, photo: StoredPhoto) -> ClaimPhoto:
    return ClaimPhoto(
        distributor_id=claim.distributor_id,
        claim_id=claim.id,
        claim_line_id=line.id,
        public_id=token_urlsafe(16),
        name=photo.name,
        storage_key=photo.storage_key,
        sha256=photo.sha256,
        size=photo.size,
        width=photo.width,
        height=photo.height,
        added_at=claim.created_at,
    )


def _record_filing(claim: Claim, actor: Actor, now: datetime) -> None:
    add_history(claim.id, claim.distributor_id, "filed", actor, now, claim.note)
    audit.record(
        actor,
        "claim.filed",
        "claim",
        claim.number,
        distributor_id=claim.distributor_id,
        now=now,
        after={"state": claim.state.value, "amount": claim.claimed_amount, "late": claim.late},
    )


def add_history(claim_id: int, distributor_id: int, kind: str, actor: Actor, now: datetime, note: str = "") -> None:
    """Write one thing that happened to a claim into its history."""
    row = {
        "claim_id": claim_id,
        "distributor_id": distributor_id,
        "kind": kind,
        "at": now,
        "note": note[:1000],
        "actor_id": actor.user_id,
        "actor_name": actor.name,
    }
    db.session.execute(sa.insert(ClaimHistory), [row])
