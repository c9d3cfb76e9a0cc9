"""The draft's page: lines typed, pasted or uploaded, each answered; its head; and orders copied to a draft."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused, Stale
from portal.core.permissions import Permission
from portal.core.sheets.writer import Column
from portal.core.web.downloads import table_file
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go, wants_partial
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key
from portal.orders import queries_heads
from portal.orders.entry import service_copy
from portal.orders.entry.columns.pages import keep_sources
from portal.orders.entry.forms import clean
from portal.orders.entry.pages_draft import REFUSED_AT_SUBMIT, draft_page, found_parts, rows_page
from portal.orders.entry.pages_head import head_form
from portal.orders.entry.pages_keeping import is_keeping, keep_typed
from portal.orders.entry.pages_saving import draft_for, follow_chosen_type, saved, shown_again
from portal.orders.entry.pages_sent import PASTE, PASTE_QUANTITIES, Sent, read_sent
from portal.orders.entry.rows import queries_rows
from portal.orders.entry.rows.rules_answers import MOST_LINES
from portal.orders.entry.rows.rules_standing import Pressed
from portal.orders.entry.rows.rules_view import view_in
from portal.orders.entry.sheet.pages_remarks import seen
from portal.orders.labels_fields import FIELD_WORDS

blueprint = Blueprint("orders_entry", __name__)

CHECK, SEEN = "check", "told"
IN_ONE_ROW = frozenset({"accept", "use", "remove", PASTE, PASTE_QUANTITIES})
"""Buttons of one row, after which one is shown that row again; and others that change rows alone."""
LAST_PAGE = -(-MOST_LINES // queries_rows.PREVIEW_ROWS)
IN_ROWS = IN_ONE_ROW | {"accept_all", "append", "one_each"}
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


@blueprint.get("/orders/new")
@requires(Permission.ORDER_EDIT)
def new() -> AnyResponse:
    """Begin an order, or go on with a draft (`?draft=`); a dealer's is shown where it can only be read."""
    number = request.args.get("draft", "")
    try:
        head = draft_for(number)
    except Refused as theirs:
        if theirs.code != "order.dealers_order":
            raise
        return go(url_for("orders.show", number=number))
    refused = request.args.get("faults", "") == REFUSED_AT_SUBMIT
    return draft_page(head, head_form(head), refused=refused)


@blueprint.post("/orders/new")
@requires(Permission.ORDER_EDIT)
def check_lines() -> AnyResponse:
    """Keep everything typed, read new lines, answer all rows; then show the draft."""
    head = draft_for(request.args.get("draft", ""))
    form = head_form(head, request.form)
    if is_keeping():
        return keep_typed(head, form)
    if not request.form:
        abort(400 if request.mimetype in FORM_TYPES else 415)
    good = form.validate()
    follow_chosen_type(form)
    try:
        sent = read_sent()
        if head is None and not sent.added and not sent.unclear:
            return draft_page(None, form, lines_error=words_of(Refused("order.no_lines")), status=422)
        number = saved(head, form, sent)
    except (Refused, Stale) as refused:
        if wants_partial():
            raise
        return shown_again(head, form, refused)
    asked = keep_sources(sent, number)
    if sent.do == SEEN:
        seen(number)
    if asked:
        return go(asked)
    if wants_partial() and sent.do in IN_ROWS:
        return rows_page(number, _view(sent) | {"standing": request.form.get("standing", "")}, _pressed(sent))
    empty = sent.do == CHECK and not sent.added and not queries_rows.has_rows(number)
    if empty or not good:
        told = words_of(Refused("order.no_lines")) if empty else ""
        return draft_page(draft_for(number), form, lines_error=told, status=422)
    return go(url_for("orders_entry.new", draft=number, **_view(sent)))


@blueprint.get("/orders/parts")
@requires(Permission.ORDER_EDIT)
def parts() -> str:
    """Return parts whose number begins like what is typed: for the box that adds one, or (`shape=list`) for a cell."""
    found = found_parts(request.args.get("find", ""))
    if request.args.get("shape") == "list":
        return render_template("orders/entry/_offered_parts.html", found=found)
    return render_template("orders/entry/_found_parts.html", found=found, asked="")


@blueprint.get("/orders/template")
@requires(Permission.ORDER_EDIT)
def template() -> Response:
    """Give an empty spreadsheet with the headings that are read, in the reader's language."""
    columns = [Column(str(FIELD_WORDS[name]), width=24) for name in ("part_number", "quantity", "note")]
    return table_file("xlsx", "order-lines", columns, [], title=_("Order lines"))


def _view(sent: Sent) -> dict[str, Any]:
    """Return the view of the preview to come back to, at the row a button stood in.

    Lines read anew are looked at from the first row on.
    """
    shown = view_in(request.form.get("view", ""))
    view: dict[str, Any] = dict(shown.parameters)
    if sent.do == CHECK and sent.added:
        view = dict(shown.order)
    if sent.do == "append":
        view = {"page": str(LAST_PAGE), "_anchor": "row-new"} | shown.order
    if sent.do in IN_ONE_ROW and sent.positions:
        view["_anchor"] = f"row-{min(sent.positions)}"
    if sent.do == "view":
        view = dict(view_in(sent.argument).parameters)
        if view.get("page"):
            view["standing"] = request.form.get("standing", "")
    if sent.do == "why":
        position, _colon, asked = sent.argument.partition(":")
        view = view_in(asked).parameters | {"why": position, "_anchor": f"why-{position}"}
    if sent.do == "find":
        view["find"] = clean(request.form.get("find"))[:40]
    return view


def _pressed(sent: Sent) -> Pressed:
    """Return what a button did to where rows stand."""
    at = min(sent.positions, default=None) if sent.do in IN_ONE_ROW else None
    return Pressed(at, len(sent.added))


@blueprint.post("/orders/<number>/copy")
@requires(Permission.ORDER_EDIT)
def copy(number: str) -> AnyResponse:
    """Copy an order's lines and head to a new draft, once per button shown."""
    head = queries_heads.order_for(number)
    key = form_key()
    made = perform(service_copy.copy_once, key, head.id, current_actor(), utc_now(), language())
    flash(_("%(number)s was copied to this draft. Look at its lines, then submit.", number=number), "ok")
    return go(url_for("orders_entry.new", draft=made))
