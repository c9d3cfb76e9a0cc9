"""The draft's page: lines typed, pasted or uploaded, each answered; the head; and handing it in."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import queries as accounts
from portal.catalogue import queries as catalogue
from portal.catalogue.queries_search import Reader, parts_list
from portal.core.clock import utc_now
from portal.core.database import perform
from portal.core.days import day_in
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.guards import current_actor, requires
from portal.core.languages import language, zone
from portal.core.pages import go, respond
from portal.core.permissions import Permission
from portal.core.refusals import words_of
from portal.core.tables import ListState
from portal.orders import labels, queries, queries_draft, service
from portal.orders.blueprints import distributor as blueprint
from portal.orders.draft_answers import answered_before
from portal.orders.draft_form import Sent, as_typed, change_of, read_sent, sent_body, sent_key, unlike_typed
from portal.orders.draft_keeping import is_keeping, keep_typed
from portal.orders.forms import HeaderForm, clean
from portal.orders.labels_findings import SEVERITY_TONES, SEVERITY_WORDS
from portal.orders.order_pages import seen_version
from portal.orders.queries import OrderHead
from portal.orders.rules_intake import MOST_LINES, RowAnswer
from portal.orders.rules_submit import HeadFault, head_faults
from portal.orders.showing_rows import shown_rows
from portal.orders.states import EDITABLE, OrderState

MIB = 10
FOUND_PARTS = 8
LEAST_TYPED = 2
STALE = 409
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


@blueprint.get("/orders/new")
@requires(Permission.ORDER_EDIT)
def new() -> Response:
    """Begin an order, or go on with a draft (`?draft=`)."""
    head = _draft(request.args.get("draft", ""))
    return draft_page(head, _form(head, None))


@blueprint.post("/orders/new")
@requires(Permission.ORDER_EDIT)
def check_lines() -> AnyResponse:
    """Keep everything typed, read new lines, answer all rows; then show the draft."""
    head = _draft(request.args.get("draft", ""))
    form = _form(head, request.form)
    if is_keeping():
        return keep_typed(head, form)
    if not request.form:
        abort(400 if request.mimetype in FORM_TYPES else 415)
    good = form.validate()
    try:
        sent = read_sent()
        if head is None and not sent.added:
            raise Refused("order.no_lines")
        number = _saved(head, form, sent)
    except (Refused, Stale) as refused:
        return _refused(head, form, refused)
    for text in sent.told:
        flash(text, "info")
    if not good:
        return draft_page(_draft(number), form, status=422)
    return go(url_for("orders.new", draft=number, **_view(sent)))


@blueprint.post("/orders/<number>/submit")
@requires(Permission.ORDER_SUBMIT)
def submit(number: str) -> AnyResponse:
    """Keep what was typed, then hand the draft in, once."""
    head = queries.order_for(number)
    form = _form(head, request.form)
    if form.validate():
        form.blame(head_faults(form.header(head), day_in(utc_now(), zone())))
    sent = Sent()
    try:
        sent = read_sent()
        if form.errors or sent.added:
            return _kept_back(head, form, sent)
        _hand_in(head, form, sent)
    except FieldRefused as refused:
        form.blame([HeadFault(refused.field, refused.code)])
        return draft_page(queries.order_for(number), form, typed=request.form, status=422)
    except Refused as refused:
        if refused.code == "order.findings_open":
            _keep_findings(head, form, sent)
        return _refused(head, form, refused)
    flash(_("Order %(number)s was submitted.", number=number), "ok")
    return go(url_for("orders.show", number=number))


def _hand_in(head: OrderHead, form: HeaderForm, sent: Sent) -> None:
    version = seen_version()
    change = change_of(sent, head.id, version, form.header(head))
    actor, now = current_actor(), utc_now()
    before = answered_before(change, actor, now)
    perform(
        service.submit_once, f"submit:{sent_key()}"[:64], sent_body(sent), head.id, actor, version, now,
        change=change, before=before, ask_exception=request.form.get("exception") == "yes",
    )  # fmt: skip


def _keep_findings(head: OrderHead, form: HeaderForm, sent: Sent) -> None:
    """Keep what was typed and what stands against it, so that the page can show all of it."""
    _saved(head, form, sent)
    perform(service.check_draft, head.id, utc_now())


@blueprint.post("/orders/<number>/discard")
@requires(Permission.ORDER_EDIT)
def discard(number: str) -> AnyResponse:
    """Put a draft aside for good."""
    head = queries.order_for(number)
    if head.state is not OrderState.DRAFT:
        raise Refused("order.not_editable", number=number)
    perform(service.cancel, head.id, "", current_actor(), seen_version(), utc_now())
    flash(_("Draft %(number)s was discarded.", number=number), "info")
    return go(url_for("orders.index"))


@blueprint.get("/orders/parts")
@requires(Permission.ORDER_EDIT)
def parts() -> str:
    """Return parts whose number begins like what is typed, for the box that adds one."""
    return render_template("orders/_found_parts.html", found=_found(request.args.get("find", "")), asked="")


def _found(text: str) -> list[Any]:
    wanted = clean(text)[:40]
    if len(wanted) < LEAST_TYPED:
        return []
    reader = Reader(current_actor().distributor_id or 0, language())
    return list(parts_list(ListState(search=wanted, sort="number", size=FOUND_PARTS), reader).rows)


def _draft(number: str) -> OrderHead | None:
    if not number:
        return None
    head = queries.order_for(number)
    if head.state not in EDITABLE:
        raise Refused("order.not_editable", number=number)
    return head


def _form(head: OrderHead | None, sent: Any) -> HeaderForm:
    distributor_id = head.distributor_id if head else current_actor().distributor_id
    if distributor_id is None:
        raise NotVisible
    addresses = accounts.addresses_of(distributor_id)
    known = head or service.default_header(accounts.distributor_facts(distributor_id), addresses)
    form = HeaderForm(formdata=sent, obj=known)
    form.offer_addresses(addresses)
    return form


def _saved(head: OrderHead | None, form: HeaderForm, sent: Sent) -> str:
    actor = current_actor()
    header = form.header(head)
    version = seen_version() if head else 1
    change = change_of(sent, head.id if head else None, version, header)
    now = utc_now()
    before = answered_before(change, actor, now)
    return perform(service.save_once, sent_key(), sent_body(sent), change, actor, now, before)


def _kept_back(head: OrderHead, form: HeaderForm, sent: Sent) -> AnyResponse:
    """Keep what was typed without handing it in: something is missing, or lines are new."""
    number = _saved(head, form, sent)
    for text in sent.told:
        flash(text, "info")
    if form.errors:
        return draft_page(queries.order_for(number), form, status=422)
    flash(_("Look at the lines just added, then submit."), "warn")
    return go(url_for("orders.new", draft=number))


def _refused(head: OrderHead | None, form: HeaderForm, refused: Refused) -> Response:
    """Show the page again with everything typed, and why nothing was done."""
    status = STALE if isinstance(refused, Stale) else 413 if refused.code == "sheet.too_large" else 422
    fresh = queries.order_for(head.number) if head else None
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


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def draft_page(
    head: OrderHead | None,
    form: HeaderForm,
    *,
    extra: list[str] | None = None,
    typed: Any = None,
    status: int = 200,
) -> Response:
    """Render the page of a draft, or of an order not begun yet."""
    actor = current_actor()
    context: dict[str, Any] = {
        "order": head, "form": form, "extra": extra or [], "limit": MOST_LINES, "mib": MIB, "L": labels,
        "lines_typed": (typed or {}).get("lines", "") if status != 200 else "", "preview": None,
        "severities": SEVERITY_WORDS, "severity_tones": SEVERITY_TONES, "asked": request.args.get("find", ""),
    }  # fmt: skip
    if head is None:
        context["drafts"] = queries_draft.drafts_of(actor.distributor_id or 0)
        return respond("orders/distributor_new.html", status=status, **context)
    chosen = request.args.get("answer", "")
    page = request.args.get("page", "")
    answer = RowAnswer(chosen) if chosen in set(RowAnswer) else None
    preview = queries_draft.preview_of(head.id, answer, _whole(page) or 1)
    if typed and status == STALE:
        context["extra"] += unlike_typed(preview.rows, typed)
    elif typed:
        preview = replace(preview, rows=as_typed(preview.rows, typed))
    ids = {row.part_id for row in preview.rows if row.part_id is not None}
    findings = queries.findings_of(head.id, head.version)
    context |= {
        "preview": preview, "findings": findings,
        "shown_rows": shown_rows(
            preview.rows, catalogue.names_by_id(ids, language()), head.currency, language(),
            _whole(request.args.get("why", "")),
        ),
        "blocks": [one for one in findings if one.severity == "block"],
        "found": _found(request.args.get("find", "")),
    }  # fmt: skip
    return respond("orders/distributor_new.html", "orders/_preview.html", status=status, **context)
