"""Count sheets at headquarters' door: made, printed, filled in, counted again, booked."""

from collections.abc import Callable, Iterator
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import storage
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.formats import listed
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.typed_numbers import parse_count
from portal.core.web import downloads
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.typed import typed_field
from portal.stock import queries_count_sheets as queries
from portal.stock import service_count_sheets as service
from portal.stock.pages_count_sheets import sheet_page, sheets_page
from portal.stock.pages_sent import LONGEST_NOTE, in_figures, once, pieces, seen
from portal.stock.pages_shelves import Sent
from portal.stock.queries import depots_in_use
from portal.stock.rules_count_sheets import SheetOrder
from portal.stock.service_count_sheets import Entered, SheetWish

blueprint = Blueprint("hq_stock_counts", __name__, url_prefix="/hq/stock/counts")
COUNT = "count-"
WAS = "was-"


@blueprint.get("")
@requires(Permission.STOCK_VIEW)
def index() -> Response:
    """List count sheets, the latest first, or hand the list out as a file; who may, makes one."""
    return sheets_page()


@blueprint.post("")
@requires(Permission.STOCK_MOVE)
def make() -> Response:
    """Make a count sheet of a depot or one of its areas."""

    def command() -> str:
        code, _sign, area = request.form.get("place", "").replace("\x00", "").partition("/")
        depot = next((one for one in depots_in_use() if one.code == code), None)
        if depot is None or (area and (code, area) not in queries.areas()):
            raise FieldRefused("stock.place_missing", field="place")
        chosen = request.form.get("order", "")
        order = SheetOrder(chosen) if chosen in set(SheetOrder) else SheetOrder.LONGEST_AGO
        now = utc_now()
        wish = SheetWish(depot.id, area, pieces("lines"), order, language())
        return service.make_sheet(wish, current_actor(), now, day_in(now, depot.zone).year)

    return carry_out(
        partial(once, "sheet", command),
        told=lambda number: _("The count sheet %(number)s is made; it is printed in a moment.", number=number),
        to=lambda number: url_for("hq_stock_counts.show", number=number),
        again=lambda refused: sheets_page(Sent("make", refused, request.form)),
    )


@blueprint.get("/<number>")
@requires(Permission.STOCK_VIEW)
def show(number: str) -> Response:
    """Show a count sheet with its lines as they stand, or hand it out blank as a spreadsheet."""
    return sheet_page(queries.sheet(number))


@blueprint.get("/<number>/print")
@requires(Permission.STOCK_VIEW)
def printed(number: str) -> Response:
    """Hand over the print of an open sheet, once it is there."""
    sheet = queries.sheet(number)
    if not sheet.is_printed or not sheet.printed_key:
        raise NotVisible(number)
    data = storage.get(sheet.printed_key, sheet.printed_sha256)
    return downloads.called(Response(data, mimetype="application/pdf"), f"{sheet.number}.pdf", shown=True)


@blueprint.post("/<number>/enter")
@requires(Permission.STOCK_MOVE)
def enter(number: str) -> Response:
    """Write down what was counted, as far as the form says it."""
    sheet = queries.sheet(number)

    def command() -> str:
        written = service.enter_counts(sheet.id, list(_entered()), current_actor(), utc_now())
        return " ".join(map(str, (written.counts, *written.booked)))

    return _carried(number, "enter", command, _told_written, tone=lambda done: "warn" if " " in done else "ok")


def _told_written(done: str) -> str:
    """How many counts were written down, and of which lines none was, because they were booked meanwhile."""
    n, *booked = map(int, done.split())
    told = ngettext("%(count)s count is written down.", "%(count)s counts are written down.", n, count=in_figures(n))
    if not booked:
        return told
    lines = listed([in_figures(line) for line in booked], language())
    not_taken = ngettext(
        "Line %(lines)s was booked already: what you wrote there was not taken. Count its shelf if that is wrong.",
        "Lines %(lines)s were booked already: what you wrote there was not taken. "
        "Count their shelves if that is wrong.",
        len(booked),
        lines=lines,
    )
    return f"{not_taken} {told}" if n else not_taken


@blueprint.post("/<number>/again")
@requires(Permission.STOCK_MOVE)
def again(number: str) -> Response:
    """Let the lines that need it be counted once more."""
    sheet = queries.sheet(number)

    def told(done: str) -> str:
        n = int(done)
        return ngettext(
            "%(count)s line is to be counted again; it is printed in a moment.",
            "%(count)s lines are to be counted again; they are printed in a moment.",
            n,
            count=in_figures(n),
        )

    return _carried(number, "again", lambda: str(service.count_again(sheet.id, _turn())), told)


@blueprint.post("/<number>/book")
@requires(Permission.STOCK_MOVE)
def book(number: str) -> Response:
    """Book what was counted; each line becomes a count in the ledger."""
    sheet = queries.sheet(number)

    def command() -> str:
        return str(service.book_counts(sheet.id, typed_field("note", LONGEST_NOTE), _turn()))

    def told(done: str) -> str:
        n = int(done)
        return ngettext("%(count)s count is booked.", "%(count)s counts are booked.", n, count=in_figures(n))

    return _carried(number, "book", command, told)


@blueprint.post("/<number>/close")
@requires(Permission.STOCK_MOVE)
def close(number: str) -> Response:
    """Close a sheet; what is not booked on it is given up."""
    sheet = queries.sheet(number)

    def command() -> str:
        service.give_up_rest(sheet.id, _turn())
        return number

    return _carried(number, "close", command, lambda _done: _("The count sheet is closed."))


def _turn() -> Turn:
    return Turn(current_actor(), seen("version"), utc_now())


def _entered() -> Iterator[Entered]:
    """Yield what was written into the lines; refuses beside its field what is no number of pieces."""
    for name in request.form:
        line_id = whole_number(name.removeprefix(COUNT)) if name.startswith(COUNT) else None
        if line_id is not None:
            yield Entered(line_id, _count(name), whole_number(request.form.get(f"{WAS}{line_id}")))


def _count(name: str) -> int | None:
    text = request.form.get(name, "").replace("\x00", "").strip()[:20]
    if not text:
        return None
    try:
        return parse_count(text, language(), minimum=0)
    except Refused as refused:
        raise FieldRefused(refused.code, field=name, **refused.facts) from refused


def _carried(
    number: str,
    form: str,
    command: Callable[[], str],
    told: Callable[[str], str],
    tone: Callable[[str], str] | None = None,
) -> Response:
    return carry_out(
        partial(once, f"sheet-{form}", command),
        told=told,
        tone=tone,
        to=url_for("hq_stock_counts.show", number=number),
        again=lambda refused: sheet_page(queries.sheet(number), Sent(form, refused, request.form)),
    )
