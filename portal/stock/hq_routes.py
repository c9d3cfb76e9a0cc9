"""Stock at headquarters' door: the list of shelves, one shelf with its ledger, and what people do at it."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.errors import FieldRefused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go
from portal.core.web.typed import typed_field
from portal.stock import queries_shelves as queries
from portal.stock import service_shelves as service
from portal.stock.pages_sent import LONGEST_NOTE, LONGEST_REFERENCE, in_figures, once, pieces, seen
from portal.stock.pages_shelves import Sent, shelf_page, shelves_page
from portal.stock.queries import depots, depots_in_use
from portal.stock.queries_shelves import ShelfFacts
from portal.stock.rules_movements import ARRIVALS, MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Count, Place

blueprint = Blueprint("hq_stock", __name__, url_prefix="/hq/stock")


@blueprint.get("")
@requires(Permission.STOCK_VIEW)
def index() -> Response:
    """List what lies where, or hand it out as a file."""
    return shelves_page()


@blueprint.get("/open")
@requires(Permission.STOCK_VIEW)
def find() -> Response:
    """Go to the shelf of a part in a depot, also where the depot never had it; to the list for no such part."""
    code, number = request.args.get("depot", ""), request.args.get("part", "").replace("\x00", "").strip()
    exact = queries.number_of(number)
    if exact is None or code not in {one.code for one in depots()}:
        return go(url_for("hq_stock.index", q=number or None))
    return go(url_for("hq_stock.shelf", code=code, number=exact))


@blueprint.get("/shelf/<code>/<path:number>")
@requires(Permission.STOCK_VIEW)
def shelf(code: str, number: str) -> Response:
    """Show a shelf: what lies there, what is expected, what came and went."""
    return shelf_page(queries.shelf(code, number))


@blueprint.post("/receive/<code>/<path:number>")
@requires(Permission.STOCK_MOVE)
def receive(code: str, number: str) -> Response:
    """Put pieces on a shelf that no planned receipt names."""
    there = queries.shelf(code, number)

    def command() -> str:
        reason = request.form.get("reason", "")
        if reason not in set(ARRIVALS):
            raise FieldRefused("stock.reason_missing", field="reason")
        quantity = pieces("quantity")
        kept = request.form.get("quarantine") == "yes"
        service.put_away(_place(there), quantity, _entry(MovementReason(reason)), quarantine=kept)
        return str(quantity)

    return _carried("receive", there, command, _told_put)


@blueprint.post("/count/<code>/<path:number>")
@requires(Permission.STOCK_MOVE)
def count(code: str, number: str) -> Response:
    """Set what is on hand to what was counted; the difference is a movement."""
    there = queries.shelf(code, number)

    def command() -> str:
        counted = pieces("counted", least=0)
        entry = _entry(MovementReason.COUNTED, needed=counted != there.on_hand)
        return str(service.count_shelf(Count(_place(there), seen("seen"), counted), entry))

    return _carried("count", there, command, _told_counted)


@blueprint.post("/transfer/<code>/<path:number>")
@requires(Permission.STOCK_MOVE)
def transfer(code: str, number: str) -> Response:
    """Move free pieces to another depot, under one reference in both."""
    there = queries.shelf(code, number)

    def command() -> str:
        target = next((one for one in depots_in_use() if one.code == request.form.get("to_depot")), None)
        if target is None:
            raise FieldRefused("stock.depot_missing", field="to_depot")
        year = day_in(utc_now(), target.zone).year
        quantity = pieces("quantity")
        return service.transfer(_place(there), target.id, quantity, _entry(MovementReason.TRANSFERRED), year)

    return _carried("transfer", there, command, _told_moved)


@blueprint.post("/scrap/<code>/<path:number>")
@requires(Permission.STOCK_MOVE)
def scrap(code: str, number: str) -> Response:
    """Take pieces off a shelf for good: free ones, or (`quarantine`) those in quarantine."""
    there = queries.shelf(code, number)

    def command() -> str:
        quantity, entry = pieces("quantity"), _entry(MovementReason.SCRAPPED, needed=True)
        if request.form.get("quarantine") == "yes":
            service.scrap_quarantined(_place(there), quantity, entry)
        else:
            service.scrap(_place(there), quantity, entry)
        return str(quantity)

    return _carried("scrap", there, command, _told_scrapped)


@blueprint.post("/quarantine/<code>/<path:number>")
@requires(Permission.STOCK_MOVE)
def quarantine(code: str, number: str) -> Response:
    """Put free pieces of a shelf into quarantine, where no order gets them."""
    there = queries.shelf(code, number)

    def command() -> str:
        quantity = pieces("quantity")
        service.quarantine(_place(there), quantity, _entry(MovementReason.QUARANTINED, needed=True))
        return str(quantity)

    return _carried("quarantine", there, command, _told_quarantined)


@blueprint.post("/release/<code>/<path:number>")
@requires(Permission.STOCK_MOVE)
def release(code: str, number: str) -> Response:
    """Let pieces out of quarantine; orders that wait for them get them."""
    there = queries.shelf(code, number)

    def command() -> str:
        quantity = pieces("quantity")
        service.release(_place(there), quantity, _entry(MovementReason.RELEASED, needed=True))
        return str(quantity)

    return _carried("release", there, command, _told_released)


def _told_put(done: str) -> str:
    n = int(done)
    return ngettext("%(count)s piece put on the shelf.", "%(count)s pieces put on the shelf.", n, count=in_figures(n))


def _told_scrapped(done: str) -> str:
    n = int(done)
    return ngettext("%(count)s piece scrapped.", "%(count)s pieces scrapped.", n, count=in_figures(n))


def _told_quarantined(done: str) -> str:
    n = int(done)
    return ngettext(
        "%(count)s piece is in quarantine now.", "%(count)s pieces are in quarantine now.", n, count=in_figures(n)
    )


def _told_released(done: str) -> str:
    n = int(done)
    return ngettext("%(count)s piece is free again.", "%(count)s pieces are free again.", n, count=in_figures(n))


def _told_counted(done: str) -> str:
    n = int(done)
    if n > 0:
        return ngettext(
            "Counted: %(count)s piece more than before.",
            "Counted: %(count)s pieces more than before.",
            n,
            count=in_figures(n),
        )
    if n < 0:
        return ngettext(
            "Counted: %(count)s piece fewer than before.",
            "Counted: %(count)s pieces fewer than before.",
            -n,
            count=in_figures(-n),
        )
    return _("The count agrees with the stock.")


def _told_moved(done: str) -> str:
    return _("Moved to the other depot under %(reference)s.", reference=done)


def _place(there: ShelfFacts) -> Place:
    return Place(there.depot_id, there.part_id)


def _entry(reason: MovementReason, *, needed: bool = False) -> Entry:
    """Return what the ledger is to tell; a note is `needed` where the reason alone says nothing."""
    reference, note = typed_field("reference", LONGEST_REFERENCE), typed_field("note", LONGEST_NOTE)
    if needed and not note:
        raise FieldRefused("stock.note_missing", field="note")
    return Entry(reason, utc_now(), current_actor(), reference, note)


def _carried(form: str, there: ShelfFacts, command: Callable[[], str], told: Callable[[str], str]) -> Response:
    code, number = there.depot_code, there.part_number
    return carry_out(
        partial(once, form, command),
        told=told,
        to=url_for("hq_stock.shelf", code=code, number=number),
        again=lambda refused: shelf_page(queries.shelf(code, number), Sent(form, refused, request.form)),
    )
