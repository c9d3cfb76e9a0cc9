"""A part put into an order from its place in the catalogue, and the choice of the draft it goes to."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import queries as accounts
from portal.accounts.queries_days import days_of
from portal.catalogue import queries as catalogue
from portal.catalogue.lists.queries import list_seen, pieces_on
from portal.catalogue.ports_ordering import NEW
from portal.catalogue.queries import PartFacts
from portal.catalogue.queries_ordering import Orderable, offered_at, set_of
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.sent_forms import body_hash
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.formats import number as shown_number
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, page_shown, requires
from portal.core.web.languages import language
from portal.core.web.page_words import filled, ltr
from portal.core.web.pages import go, respond, wants_partial
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key
from portal.orders.entry import service_drafts
from portal.orders.entry.adding import pages
from portal.orders.entry.adding.service import Added, NotAdded, add_all_once, add_once
from portal.orders.entry.forms import clean
from portal.orders.entry.pages_saving import own_order
from portal.orders.entry.rows import rules_change
from portal.orders.entry.rows.labels_rows import ANSWER_TONES, ANSWER_WORDS, row_text
from portal.orders.entry.rows.queries_answers import answered_before
from portal.orders.entry.rows.queries_parts import quantity_of
from portal.orders.entry.rows.rules_answers import RowAnswer
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import Row, RowText
from portal.orders.queries_heads import OrderHead
from portal.orders.states import OrderState
from portal.orders.types.queries import terms_of
from portal.orders.types.states import OrderType, PackRule

blueprint = Blueprint("orders_entry_adding", __name__)

LONGEST_TYPED = 40
_TONES = {"ok": "ok", "info": "ok", "warn": "warn", "bad": "bad"}


@blueprint.post("/orders/add")
@requires(Permission.ORDER_EDIT)
def add_part() -> AnyResponse:
    """Put so many of one part into the draft chosen, or into a new one, once per form shown."""
    part = _part(clean(request.form.get("part")))
    typed = clean(request.form.get("quantity"))
    try:
        quantity = quantity_of(typed, language())
        added = _added(part, quantity, _draft())
    except NotAdded as refused:
        return _not_added(part, typed, _sentences(refused.row))
    except Refused as refused:
        return _not_added(part, typed, [words_of(refused)])
    pages.choose(added.number)
    flash(*_told(part, quantity, added))
    if wants_partial():
        return _form(part)
    return go(_where_it_was_sent_from(part))


@blueprint.post("/orders/add-list/<int:list_id>")
@requires(Permission.ORDER_EDIT)
def add_list(list_id: int) -> AnyResponse:
    """Put all parts of a list into the draft chosen, or into a new one, once per form shown."""
    actor, now = current_actor(), utc_now()
    kept = list_seen(list_id, actor)
    rows = [RowText(number, str(quantity)) for number, quantity in pieces_on(list_id)]
    if not rows:
        return _list_not_added(list_id, Refused("part_list.empty"))
    try:
        draft = _draft()
        change = _change(rows, draft, actor)
        named = draft.number if draft else NEW
        key = body_hash({"form": [form_key()], "list": [str(list_id)], "to": [named]})
        number = perform(add_all_once, key, change, actor, now, answered_before(change, actor, now))
    except Refused as refused:
        return _list_not_added(list_id, refused)
    pages.choose(number)
    flash(_("The parts of the list “%(name)s” stand in this order.", name=kept.name), "ok")
    return go(url_for("orders_entry.new", draft=number))


@blueprint.post("/orders/add-set")
@requires(Permission.ORDER_EDIT)
def add_set() -> AnyResponse:
    """Put all parts of the set that replaces a part into the draft chosen, or into a new one, once per form shown."""
    old = _part(clean(request.form.get("part")))
    typed = clean(request.form.get("quantity"))
    actor, now = current_actor(), utc_now()
    needed = set_of(old.id, days_of(actor.distributor_id or 0, now).price)
    if not needed:
        raise NotVisible(old.number)
    try:
        sets, draft = quantity_of(typed, language()), _draft()
        change = _change(_rows_of_set(needed, sets, draft), draft, actor)
        key = _key(old, sets, draft)
        number = perform(add_all_once, key, change, actor, now, answered_before(change, actor, now))
    except Refused as refused:
        return _not_added(old, typed, [words_of(refused)])
    pages.choose(number)
    told = _("All parts of the set that replaces %(part)s were added to this order.")
    flash(filled(told, {"part": ltr(old.number)}), "ok")
    return go(url_for("orders_entry.new", draft=number))


def _rows_of_set(needed: Sequence[Orderable], sets: int, draft: OrderHead | None) -> list[RowText]:
    """Return a row for each part of so many sets, in whole packs and above minimums where the order keeps to them."""
    order_type = draft.order_type if draft else OrderType.DAILY
    packed = terms_of(order_type, utc_now()).pack_rule is not PackRule.EXEMPT
    return [RowText(one.number, str(one.pieces(sets) if packed else one.ratio * sets)) for one in needed]


def _list_not_added(list_id: int, refused: Refused) -> Response:
    flash(words_of(refused), "bad")
    return go(url_for("catalogue_lists.show", list_id=list_id))


@blueprint.post("/orders/adding-to")
@requires(Permission.ORDER_EDIT)
def choose_draft() -> AnyResponse:
    """Choose the draft, or a new order, that parts are added to from now on."""
    wanted = request.form.get("draft", "")
    if wanted != NEW:
        wanted = _own_draft(wanted).number
    pages.choose(wanted)
    if wants_partial():
        return respond("components/_adding.html", "components/_adding.html", adding=pages.adding())
    return go(_where_it_was_sent_from(None))


def _part(number: str) -> PartFacts:
    part_id = catalogue.part_id_of(number)
    if part_id is None:
        raise NotVisible(number)
    return catalogue.parts_by_id([part_id], language())[part_id]


def _draft() -> OrderHead | None:
    """Return the draft the form names, else the one chosen before; None for a new one."""
    wanted = request.form.get("draft")
    if wanted is None:
        known = pages.adding()
        wanted = known.chosen if known else NEW
    return None if wanted == NEW else _own_draft(wanted)


def _own_draft(number: str) -> OrderHead:
    head = own_order(number)
    if head.state is not OrderState.DRAFT:
        raise Refused("order.not_editable", number=number)
    return head


def _added(part: PartFacts, quantity: int, draft: OrderHead | None) -> Added:
    actor, now = current_actor(), utc_now()
    change = _change([RowText(part.number, str(quantity))], draft, actor)
    before = answered_before(change, actor, now)
    return perform(add_once, _key(part, quantity, draft), change, actor, now, before)


def _change(rows: list[RowText], draft: OrderHead | None, actor: Actor) -> DraftChange:
    if draft is not None:
        header = rules_change.Header(
            **{name: getattr(draft, name) for name in rules_change.Header.__dataclass_fields__}
        )
        return DraftChange(draft.id, draft.version, header, added=rows, locale=language())
    own = accounts.distributor_facts(actor.distributor_id or 0)
    return DraftChange(
        header=service_drafts.default_header(own, accounts.addresses_of(own.id)), added=rows, locale=language()
    )


def _key(part: PartFacts, quantity: int, draft: OrderHead | None) -> str:
    """Return what makes a sending the same as another: the form shown, the part, the quantity, and the draft chosen."""
    shown = form_key()
    named = draft.number if draft and "draft" in request.form else ""
    return body_hash({"form": [shown], "part": [part.number], "quantity": [str(quantity)], "to": [named]})


def _told(part: PartFacts, quantity: int, added: Added) -> tuple[Markup, str]:
    """Return what happened, with a link to the draft, and its tone."""
    address = url_for("orders_entry.new", draft=added.number)
    values = {
        "quantity": shown_number(quantity, language()),
        "part": ltr(part.number),
        "order": Markup('<a href="{}">{}</a>').format(address, ltr(added.number)),
    }
    if added.row is None:
        again = _("%(quantity)s × %(part)s is in order %(order)s already; it was not added twice.")
        return filled(again, values), "info"
    said = filled(_("%(quantity)s × %(part)s was added to order %(order)s."), values)
    tone = _TONES[ANSWER_TONES[RowAnswer(added.row.answer)]]
    return Markup(" ").join([said, *_sentences(added.row)]), tone


def _sentences(row: Row) -> list[str]:
    """Return what the rules say to a row: a sentence for each answer, its name where it has none."""
    answers = [row.answer, *row.facts.get("also", ())]
    return [row_text(one, row.facts) or f"{ANSWER_WORDS[RowAnswer(one)]}." for one in answers]


def _not_added(part: PartFacts, typed: str, reasons: Sequence[str]) -> Response:
    """Say why nothing was added, with what was typed: beside the field, or on the part's own page."""
    if wants_partial():
        return _form(part, typed[:LONGEST_TYPED], " ".join(reasons), status=422)
    said = filled(_("%(part)s was not added."), {"part": ltr(part.number)})
    flash(Markup(" ").join([said, *reasons]), "bad")
    return go(url_for("catalogue.show", number=part.number, quantity=typed[:LONGEST_TYPED] or None))


def _form(part: PartFacts, typed: str = "", error: str = "", status: int = 200) -> Response:
    """Return the form again, with a new key, and the choice of drafts as it stands now."""
    place = _place(part)
    today = days_of(current_actor().distributor_id or 0, utc_now()).price
    return respond(
        "orders/entry/adding/_add_again.html",
        "orders/entry/adding/_add_again.html",
        status=status,
        part=offered_at(part, place, today),
        at=place,
        typed=typed,
        error=error,
        adding=pages.adding(),
        choosing="draft" in request.form,
    )


def _place(part: PartFacts) -> int:
    """Return the id of the part in whose place the form stands: the part's own, or that of one it replaced."""
    at = whole_number(request.form.get("at"))
    return part.id if at is None else at


def _where_it_was_sent_from(part: PartFacts | None) -> str:
    """Return the catalogue's page the form stood on; the part's own where the browser hides it."""
    shown = page_shown()
    if shown.startswith(url_for("catalogue.search")):
        return shown
    return url_for("catalogue.show", number=part.number) if part else url_for("catalogue.search")
