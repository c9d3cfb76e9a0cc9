"""The promise of one line as headquarters keeps it: every date it was told, and the next one."""

from datetime import date

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.allocation.service_promise import Revision, depot_day, revise_promise
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import typed_field
from portal.orders import queries_heads
from portal.orders.queries_heads import OrderHead
from portal.orders.states import BEFORE_HEADQUARTERS, OrderState
from portal.orders.views import labels
from portal.orders.views.queries_lines import LineView, lines_of
from portal.stock import labels_revision
from portal.stock.queries import promises_of
from portal.stock.rules_revision import RevisionCause

blueprint = Blueprint("hq_allocation_promise", __name__, url_prefix="/hq/backorders")
LONGEST_NOTE = 400
CAUSES = [(cause.value, labels_revision.REVISION_WORDS[cause]) for cause in RevisionCause]


@blueprint.get("/<number>/<int:line_no>")
@requires(Permission.ALLOCATION_VIEW)
def show(number: str, line_no: int) -> Response:
    """Show every promise of a line; who may, revises what still waits."""
    return _page(*_found(number, line_no))


def _found(number: str, line_no: int) -> tuple[OrderHead, LineView]:
    """Return a line of an order that was handed in; of a divided one the part that waits."""
    head = queries_heads.order_for(number)
    lines = [line for line in lines_of(head.id, language()) if line.line_no == line_no]
    if head.state in BEFORE_HEADQUARTERS or not lines:
        raise NotVisible
    return head, max(lines, key=lambda line: line.backordered)


def _page(head: OrderHead, line: LineView, *, refusal: Refused | None = None) -> Response:
    field = refusal.field if isinstance(refusal, FieldRefused) else ""
    waits = head.state is OrderState.RELEASED and line.backordered > 0
    return respond(
        "allocation/hq_promise.html",
        status=status_of(refusal) if refusal else 200,
        order=head,
        line=line,
        L=labels,
        promises=promises_of([line.id]).get(line.id, ()),
        today=depot_day(head.depot_id, utc_now()),
        waits=waits,
        causes=[("", _("Choose a reason")), *CAUSES],
        words=labels_revision,
        typed=request.form if refusal else {},
        errors={field: words_of(refusal)} if refusal and field else {},
        extra=words_of(refusal) if refusal and not field else "",
    )


@blueprint.post("/<number>/<int:line_no>")
@requires(Permission.ALLOCATION_RUN)
def revise(number: str, line_no: int) -> AnyResponse:
    """Promise a new date; a refusal shows the page again, beside its field where it has one."""
    line = _found(number, line_no)[1]
    return carry_out(
        lambda: revise_promise(line.id, _revision(), current_actor(), utc_now()),
        told=_("The new date of line %(line)s is promised; the distributor is told.", line=line_no),
        to=url_for("hq_allocation_promise.show", number=number, line_no=line_no),
        again=lambda refused: _page(*_found(number, line_no), refusal=refused),
    )


def _revision() -> Revision:
    seen, cause = whole_number(request.form.get("seen")), request.form.get("cause", "")
    if seen is None:
        raise Refused("promise.seen_missing")
    try:
        on = date.fromisoformat(request.form.get("promised_on", ""))
    except ValueError:
        raise FieldRefused("promise.day_missing", field="promised_on") from None
    if cause not in set(RevisionCause):
        raise FieldRefused("promise.cause_missing", field="cause")
    return Revision(on, RevisionCause(cause), typed_field("note", LONGEST_NOTE), seen)
