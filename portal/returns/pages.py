"""What both doors show of claims: words, one claim's facts, a photo's bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask import Response

from portal.accounts.queries_people import hq_people
from portal.core.actor import Actor
from portal.core.days import day_in
from portal.core.permissions import Permission
from portal.core.web.downloads import picture
from portal.core.web.languages import language
from portal.returns import labels, queries
from portal.returns.photos.service import photo_bytes
from portal.returns.rules import authorisation_expires
from portal.returns.states import WAITING
from portal.settings.queries import figures_on


def words() -> dict[str, Any]:
    """Return the words a template needs to tell of claims."""
    return {
        "state_words": labels.STATE_WORDS,
        "state_tones": labels.STATE_TONES,
        "reason_words": labels.REASON_WORDS,
        "outcome_words": labels.OUTCOME_WORDS,
        "liability_words": labels.LIABILITY_WORDS,
        "history_words": labels.HISTORY_WORDS,
        "next_steps": labels.NEXT_STEPS,
    }


def claim_context(number: str, *, internal: bool = False) -> dict[str, Any]:
    """Return what a page of one claim shows, `internal` at headquarters' door; raises `NotVisible`."""
    claim = queries.claim_for(number)
    decided = day_in(claim.decided_at, claim.zone) if claim.decided_at else None
    return {
        "claim": claim,
        "lines": queries.lines_of(claim.id, language()),
        "photos": queries.photos_of(claim.id),
        "history": queries.history_of(claim.id, internal=internal),
        "return_until": authorisation_expires(decided, figures_on(decided)) if decided else None,
        **words(),
    }


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has a claim in hand while it waits for its decision, as one reader may act on it.

    `decides` where they may answer it: it is theirs, or nobody's; `colleagues` are those they may give it to.
    """

    mine: bool = False
    free: bool = False
    holder: str = ""
    decides: bool = False
    colleagues: Sequence[tuple[int, str]] = ()


def hands_of(claim: queries.ClaimFacts, actor: Actor) -> Hands:
    """Return who has a claim, and what follows for its reader; nobody has one that does not wait for a decision."""
    if claim.state not in WAITING:
        return Hands()
    mine, free, may = claim.reviewer_id == actor.user_id, claim.reviewer_id is None, actor.may(Permission.CLAIM_DECIDE)
    people = hq_people(Permission.CLAIM_DECIDE) if mine else []
    colleagues = [(one.id, one.name) for one in people if one.id != actor.user_id]
    answers = not claim.late or actor.may(Permission.FINDING_WAIVE)
    return Hands(mine, free, claim.reviewer_name, may and answers and (mine or free), colleagues)


def photo_response(number: str, public_id: str) -> Response:
    """Return a photo this portal drew itself: an image and nothing else, under the name its sender gave it."""
    photo = queries.photo_for(number, public_id)
    return picture(photo_bytes(photo.storage_key, photo.sha256), f"{number}.jpg", f"{PurePath(photo.name).stem}.jpg")
