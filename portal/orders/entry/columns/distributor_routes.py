"""A file whose columns were not clear: its first rows, and what somebody says stands where."""

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import utc_now
from portal.core.data.sent_forms import body_hash
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused, Stale
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go
from portal.core.web.typed import form_key
from portal.intake.forms import Chosen, read_choice
from portal.intake.queries import Kept, kept_book
from portal.intake.rules_rows import rows_of
from portal.orders.entry.columns import service
from portal.orders.entry.columns.pages import ASKED, columns_page, rows_before, tell_of
from portal.orders.entry.pages_saving import draft_for
from portal.orders.entry.pages_sent import texts_of
from portal.orders.entry.rows import rules_change
from portal.orders.entry.rows.queries_answers import answered_before
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.sheet.pages_told import told_of_file, told_of_paste, told_of_quantities
from portal.orders.entry.sheet.queries_columns import PURPOSE, found_on, placed_in
from portal.orders.queries_heads import OrderHead

blueprint = Blueprint("orders_entry_columns", __name__)


@blueprint.get("/orders/columns/<public_id>")
@requires(Permission.ORDER_EDIT)
def show(public_id: str) -> Response:
    """Show the first rows of a file, one sheet (`?sheet=`) at a time, for a draft (`?draft=`); `?more=1` adds to it."""
    kept, head = _kept(public_id), _draft()
    sheet = whole_number(request.args.get("sheet"), len(kept.book.sheets) - 1)
    company = current_actor().distributor_id or 0
    if sheet is None and kept.choice is not None:
        return columns_page(head, kept, Chosen(kept.choice))
    if sheet is None:
        placed = placed_in(kept.book, company)
        return columns_page(head, kept, Chosen(placed.choice), placed.doubts)
    found = found_on(kept.book, sheet, company)
    return columns_page(head, kept, Chosen(found.choice), found.doubts)


@blueprint.post("/orders/columns/<public_id>")
@requires(Permission.ORDER_EDIT)
def choose(public_id: str) -> AnyResponse:
    """Read the file as chosen into the draft, and remember the choice.

    It takes the place of what was read of the file before; a further table (`?more=1`) is added to that.
    """
    kept, head = _kept(public_id), _draft()
    chosen = read_choice(request.form, kept.book, ASKED)
    if chosen.faults:
        return columns_page(head, kept, chosen)
    try:
        rows = rows_of(kept.book, chosen.choice)
        added = texts_of(rows, kept.book, chosen.choice, head.distributor_id)
        header = rules_change.Header(**{name: getattr(head, name) for name in rules_change.Header.__dataclass_fields__})
        removed = rows_before(head, kept)
        change = DraftChange(head.id, head.version, header, removed=removed, added=added, locale=language())
        _take(change, kept, chosen)
    except (Refused, Stale) as refused:
        return columns_page(head, kept, chosen, refused=refused)
    named = kept.name and told_of_file(rows, kept.name, remembered=False)
    told = named or told_of_paste(rows)
    tell_of(kept, chosen.choice.sheet, [*told, *told_of_quantities(added)], head.number)
    return go(url_for("orders_entry.new", draft=head.number))


@blueprint.post("/orders/columns/<public_id>/cancel")
@requires(Permission.ORDER_EDIT)
def cancel(public_id: str) -> AnyResponse:
    """Leave the file unread and lead back: to its draft, or to where an order begins where that was for it alone."""
    sent = form_key(), body_hash({"left": [public_id], "draft": [request.args.get("draft", "")]})
    actor, number = current_actor(), request.args.get("draft", "")
    stays = perform(service.leave_book, sent, public_id, number, actor, utc_now())
    return go(url_for("orders_entry.new", draft=stays or None))


def _take(change: DraftChange, kept: Kept, chosen: Chosen) -> None:
    """Take the rows and remember the choice, once per form that was shown."""
    actor, now = current_actor(), utc_now()
    body = body_hash({**request.form.to_dict(flat=False), "address": [request.full_path]})
    before = answered_before(change, actor, now)
    perform(service.take_book, (form_key(), body), change, (kept, chosen.choice), actor, now, before)


def _kept(public_id: str) -> Kept:
    return kept_book(public_id, PURPOSE, current_actor(), utc_now())


def _draft() -> OrderHead:
    head = draft_for(request.args.get("draft", ""))
    if head is None:
        raise NotVisible
    return head
