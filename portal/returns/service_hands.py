"""A claim in somebody's hands: taken, put back, handed over, taken over; meanwhile nobody else decides it."""

import sqlalchemy as sa

from portal.accounts.models import UserAccount
from portal.audit import service as audit
from portal.core.actor import SYSTEM, Actor, Doer, Door, Turn
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale
from portal.orders.rules_taking import taken_over_why
from portal.returns.events import ClaimHandedBack, ClaimTaken
from portal.returns.models import Claim
from portal.returns.service import add_history
from portal.returns.states import WAITING


def take(number: str, turn: Turn) -> None:
    """Take a claim nobody has.

    Refuses `claim.already_taken` (who, when), what `undecided` refuses, and `core.stale`.
    """
    claim = undecided(number)
    if claim.reviewer_id is not None:
        raise Refused("claim.already_taken", number=number, who=holder_of(claim), when=claim.taken_at)
    _pass_to(claim, turn, turn.actor.user_id)
    _record("review.claim_taken", claim, turn, kind="taken", after=turn.actor.name)
    publish(ClaimTaken(*_head(claim), turn.actor.user_id or 0, turn.actor.name), turn.now)


def hand_back(number: str, turn: Turn) -> None:
    """Put a claim one has back into the queue. Refuses what `in_hands` and `undecided` refuse, and `core.stale`."""
    claim = undecided(number)
    in_hands(claim, turn.actor)
    _pass_to(claim, turn, None)
    _record("review.claim_put_back", claim, turn, kind="handed_back", before=turn.actor.name)
    publish(ClaimHandedBack(*_head(claim)), turn.now)


def hand_over(number: str, receiver_id: int, receiver_name: str, turn: Turn) -> None:
    """Give a claim one has to a colleague. Refuses what `in_hands` and `undecided` refuse, and `core.stale`."""
    claim = undecided(number)
    in_hands(claim, turn.actor)
    _pass_to(claim, turn, receiver_id)
    _record(
        "review.claim_handed_over",
        claim,
        turn,
        kind="handed_over",
        note=receiver_name,
        before=turn.actor.name,
        after=receiver_name,
    )
    publish(ClaimTaken(*_head(claim), receiver_id, receiver_name), turn.now)


def take_over(number: str, why: str, turn: Turn) -> None:
    """Take a claim out of a colleague's hands, who is told why.

    Refuses `claim.not_taken` where nobody has it, `claim.already_yours`, a reason that is missing as `taken_over_why`
    does, what `undecided` refuses, and `core.stale`.
    """
    claim = undecided(number)
    if claim.reviewer_id is None:
        raise Refused("claim.not_taken", number=number)
    if claim.reviewer_id == turn.actor.user_id:
        raise Refused("claim.already_yours", number=number)
    told, holder, before = taken_over_why(why), claim.reviewer_id, holder_of(claim).name
    _pass_to(claim, turn, turn.actor.user_id)
    _record("review.claim_taken_over", claim, turn, kind="taken_over", why=told, before=before, after=turn.actor.name)
    publish(ClaimTaken(*_head(claim), turn.actor.user_id or 0, turn.actor.name, holder, told), turn.now)


def undecided(number: str) -> Claim:
    """Return a claim that waits for its decision, locked; `NotVisible` out of sight.

    Refuses `claim.already_decided` (who, when) and `claim.not_open`.
    """
    claim = db.session.scalar(sa.select(Claim).where(Claim.number == number).with_for_update())
    if claim is None:
        raise NotVisible
    if claim.state not in WAITING:
        raise already_decided(claim.id)
    return claim


def already_decided(claim_id: int) -> Refused:
    """Return the refusal that names who decided a claim, and when."""
    who, when = db.session.execute(
        sa.select(UserAccount.name, Claim.decided_at)
        .select_from(Claim)
        .outerjoin(UserAccount, UserAccount.id == Claim.decided_by)
        .where(Claim.id == claim_id)
    ).one()
    if when is None:
        return Refused("claim.not_open")
    return Refused("claim.already_decided", who=who or "–", when=when)


def in_hands(claim: Claim, actor: Actor) -> None:
    """Refuse `claim.not_taken` while nobody has a claim, `claim.not_in_your_hands` (who) while somebody else does."""
    if claim.reviewer_id is None:
        raise Refused("claim.not_taken", number=claim.number)
    not_with_others(claim, actor)


def not_with_others(claim: Claim, actor: Actor) -> None:
    """Refuse `claim.not_in_your_hands` (who has it) while somebody else has a claim in hand."""
    if claim.reviewer_id not in (None, actor.user_id):
        raise Refused("claim.not_in_your_hands", number=claim.number, who=holder_of(claim))


def holder_of(claim: Claim) -> Doer:
    """Return who has a claim in hand."""
    name = db.session.scalar(sa.select(UserAccount.name).where(UserAccount.id == claim.reviewer_id))
    return Doer(name or SYSTEM.name, Door.HQ.value)


def _pass_to(claim: Claim, turn: Turn, holder_id: int | None) -> None:
    """Put a claim into somebody's hands, or nobody's, if it is as it was seen and still with whom it was."""
    passed = (
        sa.update(Claim)
        .where(
            Claim.id == claim.id,
            Claim.version == turn.seen,
            Claim.state.in_(sorted(WAITING)),
            Claim.reviewer_id.is_not_distinct_from(claim.reviewer_id),
        )
        .values(reviewer_id=holder_id, taken_at=turn.now if holder_id else None, version=turn.seen + 1)
        .execution_options(synchronize_session=False)
    )
    if changed(passed) != 1:
        raise Stale


def _head(claim: Claim) -> tuple[int, str, int]:
    return claim.id, claim.number, claim.distributor_id


def _record(
    action: str,
    claim: Claim,
    turn: Turn,
    *,
    kind: str,
    note: str = "",
    why: str = "",
    before: str = "",
    after: str = "",
) -> None:
    told = f"{before}: {why}" if why else note
    add_history(claim.id, claim.distributor_id, kind, turn.actor, turn.now, told)
    facts = {"owner": after, **({"reason": why} if why else {})}
    audit.record(
        turn.actor,
        action,
        "claim",
        claim.number,
        distributor_id=claim.distributor_id,
        now=turn.now,
        before={"owner": before},
        after=facts,
    )
