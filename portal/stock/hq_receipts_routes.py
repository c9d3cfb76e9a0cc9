"""Planned receipts at headquarters' door: the list, the late ones first, and receiving one."""

from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import utc_now
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.typed import typed_field
from portal.stock import queries_shelves as queries
from portal.stock import service_receipts as service
from portal.stock.pages_receipts import receipt_page, receipts_page
from portal.stock.pages_sent import LONGEST_NOTE, LONGEST_REFERENCE, in_figures, once, pieces, seen
from portal.stock.pages_shelves import Sent
from portal.stock.service_receipts import Arrival

blueprint = Blueprint("hq_stock_receipts", __name__, url_prefix="/hq/stock/receipts")


@blueprint.get("")
@requires(Permission.STOCK_VIEW)
def index() -> Response:
    """List what is expected, what is longest overdue first, or hand it out as a file."""
    return receipts_page()


@blueprint.get("/<int(max=2147483647):receipt_id>")
@requires(Permission.STOCK_VIEW)
def show(receipt_id: int) -> Response:
    """Show a planned receipt; who may, receives what came of it."""
    return receipt_page(queries.receipt(receipt_id))


@blueprint.post("/<int(max=2147483647):receipt_id>")
@requires(Permission.STOCK_MOVE)
def receive(receipt_id: int) -> Response:
    """Receive what came of a planned receipt: a part of it, all, or more; or say that nothing more comes."""
    queries.receipt(receipt_id)

    def command() -> str:
        last = request.form.get("last") == "yes"
        arrival = Arrival(
            pieces("quantity", least=0),
            seen("seen"),
            last,
            typed_field("reference", LONGEST_REFERENCE),
            typed_field("note", LONGEST_NOTE),
        )
        came = service.receive_planned(receipt_id, arrival, current_actor(), utc_now())
        return f"{arrival.quantity} {came.left} {came.beyond}"

    return carry_out(
        partial(once, "receipt", command),
        told=_told,
        to=url_for("hq_stock_receipts.show", receipt_id=receipt_id),
        again=lambda refused: receipt_page(queries.receipt(receipt_id), Sent("receive", refused, request.form)),
    )


def _told(done: str) -> str:
    came, left, beyond = map(int, done.split())
    told = ngettext("%(count)s piece received.", "%(count)s pieces received.", came, count=in_figures(came))
    if beyond:
        more = ngettext(
            "%(count)s piece more than was planned.",
            "%(count)s pieces more than were planned.",
            beyond,
            count=in_figures(beyond),
        )
    elif left:
        more = ngettext(
            "%(count)s piece is still to come.", "%(count)s pieces are still to come.", left, count=in_figures(left)
        )
    else:
        more = _("Nothing more is expected of it.")
    return f"{told} {more}"
