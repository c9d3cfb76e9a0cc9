"""Which pieces a claim rests on, which proof must be handed in, and what is proposed for it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.core.errors import Refused
from portal.returns.rules import GOODS_COME_BACK, REASON_RULES, Proof, claimable
from portal.returns.states import Action, Outcome, Reason
from portal.settings.rules import Figures, Unit, setting

MOST_LINES = 200
MOST_PHOTOS = 20
SHORTEST_NOTE = 5
REVIEW_MINUTES = setting("claim_review_minutes", Unit.WORKING_MINUTES, 900, 1, 100_000)
"""Until a claim is answered, on headquarters' calendar: two days."""
RESTOCKING_PERCENT = setting("restocking_percent", Unit.PERCENT, 15, most=100, places=2)
"""What is held back of the credit for a dealer's own mistake or surplus."""


class Pool(StrEnum):
    """The pieces of a shipped line a reason speaks of; no piece is in two pools."""

    MISSING = "missing"
    SURPLUS = "surplus"
    ARRIVED = "arrived"


_POOLS = {Reason.SHORT: Pool.MISSING, Reason.OVER: Pool.SURPLUS}
_PICTURES = frozenset(
    {
        Proof.PHOTO_LABEL,
        Proof.PHOTO_PART,
        Proof.PHOTO_SIX_SIDES,
        Proof.NOTE_ON_DELIVERY,
        Proof.DOCUMENT_COPY,
    }
)
_WRITTEN = frozenset({Proof.VIN, Proof.FAULT_CODE, Proof.JOB_CARD, Proof.ISOLATION_READING})
_FEE_REASONS = frozenset({Reason.ORDERERR, Reason.SURPLUS})
CREDITED_OUTCOMES = frozenset({Outcome.RETURN, Outcome.SCRAP, Outcome.CREDIT_ONLY})
"""Outcomes that end in money; a replacement or a repair ends in goods."""


class Difference(StrEnum):
    """What a count can find, by the name of its figure."""

    SHORT = "short"
    OVER = "over"
    WRONG = "wrong"
    DAMAGED = "damaged"


_DIFFERENCES = {
    Reason.SHORT: Difference.SHORT,
    Reason.OVER: Difference.OVER,
    Reason.WRONG: Difference.WRONG,
    Reason.DMG_V: Difference.DAMAGED,
    Reason.DMG_H: Difference.DAMAGED,
}


def difference_of(reason: Reason) -> Difference | None:
    """Return which counted difference a claim of this reason speaks of; None for reasons no count can find."""
    return _DIFFERENCES.get(reason)


def pool_of(reason: Reason) -> Pool:
    """Return which pieces a reason speaks of."""
    return _POOLS.get(reason, Pool.ARRIVED)


def still_claimable(shipped: int, short: int, over: int, held: int, reason: Reason) -> int:
    """Return how many pieces of a received line may still be claimed for a reason.

    `short` and `over` are what the receiver counted; `held` rest in the same pool already.
    """
    return claimable(shipped, shipped, shipped - short + over, held, 0, reason)


def needs_photo(reason: Reason) -> bool:
    """Tell whether a proof of this reason is a picture."""
    return bool(REASON_RULES[reason].proofs & _PICTURES)


def needs_note(reason: Reason) -> bool:
    """Tell whether a proof of this reason is written (vehicle, fault code, job card)."""
    return bool(REASON_RULES[reason].proofs & _WRITTEN)


def missing_proofs_of(reason: Reason, photos: int, note: str) -> tuple[Refused, ...]:
    """Return `claim.photo_needed` and `claim.note_needed`, each where this proof of a reason is missing."""
    lacking = []
    if needs_photo(reason) and photos == 0:
        lacking.append(Refused("claim.photo_needed"))
    if needs_note(reason) and len(note.strip()) < SHORTEST_NOTE:
        lacking.append(Refused("claim.note_needed"))
    return tuple(lacking)


def damage_reason(delivered_on: date, today: date) -> Reason:
    """Return how damage counted today is proposed: visible on the day of delivery, else hidden."""
    return Reason.DMG_V if today <= delivered_on else Reason.DMG_H


def default_fee(reason: Reason, figures: Figures) -> Decimal:
    """Return the restocking fee proposed, in percent: for the dealer's own mistake or surplus.

    `figures` are those of the day the claim was handed in.
    """
    return figures.of(RESTOCKING_PERCENT) if reason in _FEE_REASONS else Decimal(0)


def next_action(outcomes: frozenset[Outcome], credited: bool) -> Action | None:
    """Return where an approved claim goes on to: goods back first, then money, or nothing yet."""
    if outcomes & GOODS_COME_BACK:
        return Action.AUTHORISE_RETURN
    return Action.SEND_TO_CREDIT if credited else None
