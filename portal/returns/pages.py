"""What both doors show of claims: words, one claim's facts, a photo's bytes."""

from pathlib import PurePath
from typing import Any

from flask import Response

from portal.core.days import day_in
from portal.core.web.downloads import called
from portal.core.web.languages import language
from portal.returns import labels, queries
from portal.returns.rules import authorisation_expires
from portal.returns.service_photos import photo_bytes

PHOTO_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


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


def claim_context(number: str) -> dict[str, Any]:
    """Return what a page of one claim shows; raises `NotVisible`."""
    claim = queries.claim_for(number)
    decided = day_in(claim.decided_at, claim.zone) if claim.decided_at else None
    return {
        "claim": claim,
        "lines": queries.lines_of(claim.id, language()),
        "photos": queries.photos_of(claim.id),
        "history": queries.history_of(claim.id),
        "return_until": authorisation_expires(decided) if decided else None,
        **words(),
    }


def photo_response(number: str, public_id: str) -> Response:
    """Return a photo this portal drew itself: an image and nothing else, under the name its sender gave it."""
    photo = queries.photo_for(number, public_id)
    response = Response(photo_bytes(photo.storage_key, photo.sha256), mimetype="image/jpeg")
    response.headers.update(PHOTO_HEADERS)
    return called(response, f"{number}.jpg", f"{PurePath(photo.name).stem}.jpg", shown=True)
