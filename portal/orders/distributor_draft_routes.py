"""The draft's page: lines typed, pasted or uploaded, each answered; the head; and handing it in."""

from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused, Stale
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go
from portal.core.web.refusals import words_of
from portal.core.web.typed import seen_version
from portal.orders import (
    queries_draft,
    queries_heads,
    service_draft,
    service_submit,
    service_withdraw,
)
from portal.orders.blueprints import distributor as blueprint
from portal.orders.draft_answers import answered_before
from portal.orders.draft_form import Sent, change_of, read_sent, sent_body, sent_key
from portal.orders.draft_head import follow_type, head_form, missing_in
from portal.orders.draft_keeping import is_keeping, keep_typed
from portal.orders.draft_page import REFUSED_AT_SUBMIT, STALE, draft_page, found_parts
from portal.orders.forms import HeaderForm, clean
from portal.orders.queries_heads import OrderHead
from portal.orders.states import EDITABLE, OrderState

CHECK = "check"
STANDING = frozenset(
    {
        "order.no_lines", "order.rows_open", "order.findings_open", "order.field_missing", "order.stopped_in_future",
        "order.requested_in_past",
    }
)  # fmt: skip
"""What is the matter with a draft itself: its page tells all of it together."""
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


@blueprint.get("/orders/new")
@requires(Permission.ORDER_EDIT)
def new() -> Response:
    """Begin an order, or go on with a draft (`?draft=`)."""
    head = _draft(request.args.get("draft", ""))
    refused = request.args.get("faults", "") == REFUSED_AT_SUBMIT
    return draft_page(head, head_form(head), refused=refused)


@blueprint.post("/orders/new")
@requires(Permission.ORDER_EDIT)
def check_lines() -> AnyResponse:
    """Keep everything typed, read new lines, answer all rows; then show the draft."""
    head = _draft(request.args.get("draft", ""))
    form = head_form(head, request.form)
    if is_keeping():
        return keep_typed(head, form)
    if not request.form:
        abort(400 if request.mimetype in FORM_TYPES else 415)
    good = form.validate()
    _follow_type(form)
    try:
        sent = read_sent()
        if head is None and not sent.added:
            return draft_page(None, form, lines_error=words_of(Refused("order.no_lines")), status=422)
        number = _saved(head, form, sent)
    except (Refused, Stale) as refused:
        return _refused(head, form, refused)
    for text in sent.told:
        flash(text, "info")
    empty = sent.do == CHECK and not sent.added and not queries_draft.has_rows(number)
    if empty or not good:
        told = words_of(Refused("order.no_lines")) if empty else ""
        return draft_page(_draft(number), form, lines_error=told, status=422)
    return go(url_for("orders.new", draft=number, **_view(sent)))


@blueprint.post("/orders/<number>/submit")
@requires(Permission.ORDER_SUBMIT)
def submit(number: str) -> AnyResponse:
    """Keep what was typed, then hand the draft in, once; all that stands against it is told together."""
    head = queries_heads.order_for(number)
    form = head_form(head, request.form)
    form.validate()
    followed = _follow_type(form)
    try:
        sent = read_sent()
        faulty = bool(form.errors or missing_in(form, head))
        if not (faulty or sent.added or followed):
            faulty = not _handed_in(head, form, sent)
            if not faulty:
                flash(_("Order %(number)s was submitted.", number=number), "ok")
                return go(url_for("orders.show", number=number))
        return _kept_back(head, form, sent, faulty=faulty)
    except Refused as refused:
        return _refused(head, form, refused)


def _handed_in(head: OrderHead, form: HeaderForm, sent: Sent) -> bool:
    """Hand the draft in; return whether it went, which it does not while something about it stands against it."""
    version = seen_version()
    change = change_of(sent, head.id, version, form.header(head))
    actor, now = current_actor(), utc_now()
    before = answered_before(change, actor, now)
    try:
        perform(
            service_submit.submit_once, f"submit:{sent_key()}"[:64], sent_body(sent), head.id, actor, version, now,
            change=change, before=before, ask_exception=request.form.get("exception") == "yes",
        )  # fmt: skip
    except Refused as refused:
        if refused.code not in STANDING:
            raise
        return False
    return True


def _kept_back(head: OrderHead, form: HeaderForm, sent: Sent, *, faulty: bool) -> AnyResponse:
    """Keep what was typed without handing it in, checked, so that its page can tell all that stands against it.

    What was not understood is kept nowhere: then the page itself is the answer.
    """
    number = _saved(head, form, sent)
    if faulty:
        perform(service_submit.check_draft, head.id, utc_now())
    for text in sent.told:
        flash(text, "info")
    if form.errors:
        return draft_page(queries_heads.order_for(number), form, refused=True, status=422)
    if sent.added:
        flash(_("Look at the lines just added, then submit."), "warn")
    return go(url_for("orders.new", draft=number, faults=REFUSED_AT_SUBMIT if faulty else None))


def _follow_type(form: HeaderForm) -> bool:
    """Let the mode follow a type chosen anew, and tell so; return whether it did."""
    told = follow_type(form, request.form.get("mode_for", ""))
    if told:
        flash(told, "warn")
    return bool(told)


@blueprint.post("/orders/<number>/discard")
@requires(Permission.ORDER_EDIT)
def discard(number: str) -> AnyResponse:
    """Put a draft aside for good."""
    head = queries_heads.order_for(number)
    if head.state is not OrderState.DRAFT:
        raise Refused("order.not_editable", number=number)
    perform(service_withdraw.cancel, head.id, "", current_actor(), seen_version(), utc_now())
    flash(_("Draft %(number)s was discarded.", number=number), "info")
    return go(url_for("orders.index"))


@blueprint.get("/orders/parts")
@requires(Permission.ORDER_EDIT)
def parts() -> str:
    """Return parts whose number begins like what is typed, for the box that adds one."""
    return render_template("orders/_found_parts.html", found=found_parts(request.args.get("find", "")), asked="")


def _draft(number: str) -> OrderHead | None:
    if not number:
        return None
    head = queries_heads.order_for(number)
    if head.state not in EDITABLE:
        raise Refused("order.not_editable", number=number)
    return head


def _saved(head: OrderHead | None, form: HeaderForm, sent: Sent) -> str:
    actor = current_actor()
    header = form.header(head)
    version = seen_version() if head else 1
    change = change_of(sent, head.id if head else None, version, header)
    now = utc_now()
    before = answered_before(change, actor, now)
    return perform(service_draft.save_once, sent_key(), sent_body(sent), change, actor, now, before)


def _refused(head: OrderHead | None, form: HeaderForm, refused: Refused) -> Response:
    """Show the page again with everything typed, and why nothing was done."""
    status = STALE if isinstance(refused, Stale) else 413 if refused.code == "sheet.too_large" else 422
    fresh = queries_heads.order_for(head.number) if head else None
    if fresh is not None and fresh.state not in EDITABLE:
        raise refused
    return draft_page(fresh, form, extra=[words_of(refused)], typed=request.form, status=status)


def _view(sent: Sent) -> dict[str, Any]:
    """Return the view of the preview to come back to."""
    view = {name: request.args[name] for name in ("answer", "page") if request.args.get(name)}
    if sent.do == "view":
        answer, _colon, page = sent.argument.partition(":")
        view = {"answer": answer, "page": page}
    if sent.do == "why":
        position, _colon, rest = sent.argument.partition(":")
        answer, _colon, page = rest.partition(":")
        view = {"answer": answer, "page": page, "why": position, "_anchor": f"why-{position}"}
    if sent.do == "find":
        view["find"] = clean(request.form.get("find"))[:40]
    return view
