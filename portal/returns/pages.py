"""What both doors show of claims: the list with its export, one claim's facts, a photo's bytes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from portal.core.days import day_in
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import ListState, list_state
from portal.core.web.downloads import table_file
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.returns import labels, queries
from portal.returns.rules import authorisation_expires
from portal.returns.service_photos import photo_bytes
from portal.returns.states import ClaimState

PHOTO_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


def claims_state() -> ListState:
    """Return the view of the list its address asks for."""
    states = ["open", *(state.value for state in ClaimState if state is not ClaimState.DRAFT)]
    return list_state(request.args, sorts=queries.SORTS, filters={"state": states, "late": ["yes"]})


def claims_list(template: str, state: ListState) -> Response:
    """Answer the list of claims."""
    page, sums = queries.claims_page(state), queries.claims_sums(state)
    return respond(template, "returns/_list.html", page=page, sums=sums, state=state, **words())


def words() -> dict[str, Any]:
    """Return the words a template needs to tell of claims."""
    return {
        "state_words": labels.STATE_WORDS, "state_tones": labels.STATE_TONES,
        "reason_words": labels.REASON_WORDS, "outcome_words": labels.OUTCOME_WORDS,
        "liability_words": labels.LIABILITY_WORDS, "history_words": labels.HISTORY_WORDS,
        "next_steps": labels.NEXT_STEPS,
    }  # fmt: skip


def claims_file(kind: str, state: ListState) -> Response:
    """Return all claims of a view as a file, not only the page shown."""
    columns = [
        Column(_("Claim"), width=18), Column(_("State"), width=20), Column(_("Shipment"), width=18),
        Column(_("Distributor"), width=32), Column(_("Out of time"), width=12),
        Column(_("Lines"), ColumnKind.INTEGER, 8), Column(_("Pieces"), ColumnKind.INTEGER, 8),
        Column(_("Claimed"), ColumnKind.AMOUNT), Column(_("Approved"), ColumnKind.AMOUNT),
        Column(_("Currency"), ColumnKind.CURRENCY, 9), Column(_("Filed"), ColumnKind.INSTANT, 20),
        Column(_("Due"), ColumnKind.INSTANT, 20),
    ]  # fmt: skip
    everything = replace(state, page=1, size=queries.COUNT_CAP * 100)
    return table_file(kind, "claims", columns, _cells(everything))


def _cells(state: ListState) -> Iterator[tuple[Any, ...]]:
    for row in queries.claims_page(state).rows:
        assert isinstance(row, queries.ClaimRow)
        yield (
            row.number, str(labels.STATE_WORDS[row.state]), row.shipment_number, row.distributor_name,
            _("yes") if row.late else "", row.line_count, int(row.pieces), row.claimed_amount,
            row.approved_amount, row.currency, row.submitted_at, row.due_at,
        )  # fmt: skip


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
    """Return a photo this portal drew itself: an image and nothing else, whatever a browser guesses."""
    photo = queries.photo_for(number, public_id)
    response = Response(photo_bytes(photo.storage_key, photo.sha256), mimetype="image/jpeg")
    response.headers.update(PHOTO_HEADERS)
    response.headers.set("Content-Disposition", "inline", filename=f"{public_id}.jpg")
    return response
