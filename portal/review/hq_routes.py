"""The review queue at headquarters: due first, filtered, taken one by one."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.accounts.pages_several import offers_companies
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import zone
from portal.core.web.pages import go, respond, wants_partial
from portal.core.web.refusals import words_of
from portal.review import queries, service_taking
from portal.review.models import ItemKind
from portal.review.pages_queue import QUEUE, TAKES, queue_selects, queue_state
from portal.review.pages_rows import ENDPOINTS, shown_rows

blueprint = Blueprint("hq_review", __name__, url_prefix="/hq")


@blueprint.get("/review")
@requires(Permission.REVIEW_VIEW)
@offers_companies
def index() -> Response:
    """Show the queue; asked for by htmx every half minute, only its table and counts."""
    actor, now, state = current_actor(), utc_now(), queue_state()
    wanted = QUEUE.wanted()
    if kind := wanted_export():
        rows = queries.whole_queue(wanted, state, actor.user_id, now)
        return QUEUE.file(kind, "review-queue", rows, title=_("Review queue"))
    page, counts = queries.queue_page(wanted, state, actor.user_id, now)
    shown = replace(page, rows=shown_rows(page.rows, now, actor))
    return respond(
        "review/hq_queue.html",
        "review/_refresh.html",
        page=shown,
        state=state,
        now=now,
        counts=counts,
        read_at=_read_at(now),
        selects=[] if wants_partial() else queue_selects(state),
        table=QUEUE.drawn(shown.rows, [TAKES] if actor.may(Permission.ORDER_REVIEW) else []),
    )


def _read_at(now: datetime) -> str:
    return f"{now.astimezone(ZoneInfo(zone())):%H:%M:%S}"


def address_of(kind: ItemKind, number: str) -> str:
    """Return where a row's order or claim is decided."""
    return url_for(ENDPOINTS[kind], number=number)


@blueprint.post("/review/next")
@requires(Permission.ORDER_REVIEW)
def take_next() -> Response:
    """Take what is due first and open it."""
    try:
        taken = perform(service_taking.take_next, current_actor(), utc_now())
    except Refused as refused:
        flash(words_of(refused), "info")
        return go(url_for("hq_review.index"))
    flash(_("%(number)s is yours.", number=taken.number), "ok")
    return go(address_of(taken.kind, taken.number))


@blueprint.post("/review/<number>/take")
@requires(Permission.ORDER_REVIEW)
def take(number: str) -> Response:
    """Take one row and open it; whoever is second is told who was first."""
    taken = perform(service_taking.take, number, current_actor(), utc_now())
    flash(_("%(number)s is yours.", number=taken.number), "ok")
    return go(address_of(taken.kind, taken.number))


@blueprint.post("/review/<number>/put-back")
@requires(Permission.ORDER_REVIEW)
def put_back(number: str) -> Response:
    """Let a row wait for anyone again."""
    perform(service_taking.put_back, number, current_actor(), utc_now())
    flash(_("%(number)s waits for anyone again.", number=number), "ok")
    return go(url_for("hq_review.index"))


@blueprint.post("/review/<number>/hand-over")
@requires(Permission.ORDER_REVIEW)
def hand_over(number: str) -> Response:
    """Give a row to a colleague."""
    to_user = whole_number(request.form.get("to")) or 0
    name = perform(service_taking.hand_over, number, to_user, current_actor(), utc_now())
    flash(_("%(number)s is in the hands of %(name)s.", number=number, name=name), "ok")
    return go(url_for("hq_review.index"))
