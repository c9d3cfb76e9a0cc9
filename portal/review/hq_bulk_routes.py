"""Several rows of the queue at once: what was ticked is answered row by row, and the answers keep a page."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, request, url_for

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.jobs.queue import run_one
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key
from portal.review import labels_bulk
from portal.review.pages_queue import queue_state
from portal.review.pages_rows import ENDPOINTS
from portal.review.queries_bulk import Bulk, bulk_of
from portal.review.rules_bulk import AT_ONCE, Chosen, Wish, chosen_of
from portal.review.service_bulk import HEAD_START, ask

blueprint = Blueprint("hq_review_bulk", __name__, url_prefix="/hq/review/several")


@blueprint.post("")
@requires(Permission.ORDER_REVIEW)
def start() -> Response:
    """Take or approve what was ticked; up to fifty rows are answered at once, more by a worker."""
    view = queue_state().query()
    try:
        chosen = chosen_of(request.form.getlist("chosen"))
        wish = _wish()
    except Refused as refused:
        flash(words_of(refused), "warn")
        return go(f"{url_for('hq_review.index')}?{view}")
    key = form_key()
    return go(f"{url_for('hq_review_bulk.show', job_id=_asked(wish, chosen, key))}?{view}")


def _wish() -> Wish:
    try:
        return Wish(request.form.get("wish", ""))
    except ValueError:
        raise Refused("review.choice_unreadable") from None


def _asked(wish: Wish, chosen: Sequence[Chosen], key: str) -> int:
    now = utc_now()
    job_id = perform(ask, wish, chosen, key, current_actor(), now)
    if len(chosen) <= AT_ONCE:
        run_one(now + HEAD_START, only=job_id)
    return job_id


@blueprint.get("/<int:job_id>")
@requires(Permission.ORDER_REVIEW)
def show(job_id: int) -> Response:
    """Show what became of each row; asked for by htmx every second while rows are left."""
    bulk, view = bulk_of(job_id, current_actor().user_id), queue_state().query()
    return respond(
        "review/hq_outcomes.html",
        "review/_outcomes.html",
        bulk=bulk,
        view=view,
        answers=_answers(bulk),
        tally=labels_bulk.tally(bulk.outcomes),
        title=labels_bulk.TITLES[bulk.wish],
    )


def _answers(bulk: Bulk) -> list[dict[str, object]]:
    """Return the rows of the page: each chosen one with its answer, or without one while it waits."""
    outcomes = {outcome.number: outcome for outcome in bulk.outcomes}
    return [
        {
            "number": number,
            "facts": bulk.rows.get(number),
            "href": url_for(ENDPOINTS[bulk.rows[number].kind], number=number) if number in bulk.rows else "",
            **labels_bulk.told(outcomes.get(number), bulk.wish),
        }
        for number in bulk.numbers
    ]
