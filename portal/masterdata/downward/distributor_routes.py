"""Prices for dealers at the distributors' door: a general distributor's lists, kept by form and by file."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import DistributorKind
from portal.accounts.queries import distributor_facts
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.sheets.reader import read_book
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go
from portal.core.web.refusals import words_of
from portal.core.web.typed import this_turn
from portal.intake.queries import Kept
from portal.masterdata.downward import pages, service
from portal.masterdata.downward.rules import LIMITS, Words
from portal.masterdata.downward.service import LISTS, PRICES, File
from portal.masterdata.files import pages_columns, pages_template
from portal.masterdata.rows.pages_rows import typed_row
from portal.masterdata.rules_limits import NOT_OF_AN_ORDER
from portal.masterdata.words.labels_codes import codes_there_are, headings_of
from portal.pricing import service_downward as pricing
from portal.pricing.queries_downward import ListFacts, list_of

blueprint = Blueprint("masterdata_downward", __name__, url_prefix="/company/prices")


@blueprint.get("")
@requires(Permission.COMPANY_EDIT)
def index() -> Response:
    """Show the lists a general distributor keeps for its dealers, and the form of a new one."""
    return pages.index_page(_owner())


@blueprint.post("")
@requires(Permission.COMPANY_EDIT)
def begin() -> Response:
    """Begin a list."""
    owner, sent, actor, now = _owner(), typed_row(LISTS), current_actor(), utc_now()
    if sent.faults:
        return pages.index_page(owner, sent)
    return carry_out(
        lambda: pricing.begin_list(pages.terms_of(sent), actor, now),
        told=_("The list is begun. Send its prices as a file."),
        to=lambda list_id: url_for("masterdata_downward.show", list_id=list_id),
        again=lambda refused: pages.index_page(owner, sent, refused),
    )


@blueprint.get("/template")
@requires(Permission.COMPANY_EDIT)
def template() -> Response:
    """Hand out the empty spreadsheet of a list's prices."""
    _owner()
    return pages_template.template_file(PRICES)


@blueprint.get("/<int:list_id>")
@requires(Permission.COMPANY_EDIT)
def show(list_id: int) -> Response:
    """Show a list and its prices, or hand these out as a file."""
    return pages.list_page(_list(list_id))


@blueprint.post("/<int:list_id>")
@requires(Permission.COMPANY_EDIT)
def change(list_id: int) -> Response:
    """Change what a list is called, its currency and its days."""
    known, sent = _list(list_id), typed_row(LISTS)
    if sent.faults:
        return pages.list_page(known, sent)
    return carry_out(
        lambda: pricing.change_list(list_id, pages.terms_of(sent), this_turn()),
        told=_("Saved."),
        to=url_for("masterdata_downward.show", list_id=list_id),
        again=lambda refused: pages.list_page(known, sent, refused),
    )


@blueprint.post("/<int:list_id>/file")
@requires(Permission.COMPANY_EDIT)
def send_file(list_id: int) -> AnyResponse:
    """Take a file of prices, and lead to what it would change; nothing is changed by that."""
    known = _list(list_id)
    whole = request.form.get("whole") == "yes"
    try:
        public_id = _kept(list_id, whole)
    except Refused as refused:
        return pages.list_page(known, fault=words_of(refused))
    return go(url_for("masterdata_downward.file", list_id=list_id, public_id=public_id))


def _kept(list_id: int, whole: bool) -> str:
    sent = request.files.get("sheet")
    data = sent.read() if sent is not None and sent.filename else b""
    if sent is None or not data:
        raise Refused("masterdata.no_file")
    name = (sent.filename or "").replace("\x00", "").rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    try:
        book = read_book(data, name, LIMITS, [*headings_of(PRICES)])
    except Refused as refused:
        raise Refused(NOT_OF_AN_ORDER.get(refused.code, refused.code), **refused.facts) from refused
    return perform(service.keep_file, list_id, File(book, name, whole), _words(), current_actor(), utc_now())


@blueprint.get("/<int:list_id>/file/<public_id>")
@requires(Permission.COMPANY_EDIT)
def file(list_id: int, public_id: str) -> Response:
    """Show what a file would change, and what is wrong with it; one whose columns nobody could tell asks for them."""
    known, kept = _sent(list_id, public_id)
    if service.unclear(kept):
        return pages_columns.choosing_page(_asked(known, kept))
    return pages.file_page(known, service.checked(known, kept, _words()))


@blueprint.get("/<int:list_id>/file/<public_id>/columns")
@requires(Permission.COMPANY_EDIT)
def columns(list_id: int, public_id: str) -> Response:
    """Ask which column of a file holds what."""
    return pages_columns.choosing_page(_asked(*_sent(list_id, public_id)))


@blueprint.post("/<int:list_id>/file/<public_id>/columns")
@requires(Permission.COMPANY_EDIT)
def choose(list_id: int, public_id: str) -> AnyResponse:
    """Take the columns as they were said; the file is read again."""
    known, kept = _sent(list_id, public_id)
    if pages_columns.other_headings(_asked(known, kept)):
        return pages_columns.choosing_page(_asked(known, kept))
    chosen, layout, faults = pages_columns.chosen_columns(kept.book, PRICES)
    if faults:
        return pages_columns.choosing_page(_asked(known, kept), faults)
    return carry_out(
        lambda: service.choose_columns(known, kept, chosen, layout, this_turn()),
        told=_("The file is read by these columns."),
        to=url_for("masterdata_downward.file", list_id=list_id, public_id=public_id),
        again=lambda refused: pages_columns.choosing_page(_asked(known, kept), {"part": words_of(refused)}),
    )


@blueprint.post("/<int:list_id>/file/<public_id>")
@requires(Permission.COMPANY_EDIT)
def apply(list_id: int, public_id: str) -> Response:
    """Set the prices a file says, all of them or none."""
    known, words = _list(list_id), _words()
    return carry_out(
        lambda: service.apply_file(list_id, public_id, words, this_turn()),
        told=_("The prices are set. Orders that were passed up keep theirs."),
        to=url_for("masterdata_downward.show", list_id=list_id),
        again=lambda refused: pages.file_page(known, service.checked(*_sent(list_id, public_id), words), refused),
    )


def _sent(list_id: int, public_id: str) -> tuple[ListFacts, Kept]:
    known = _list(list_id)
    return known, service.sent_file(known, public_id, current_actor(), utc_now())


def _asked(known: ListFacts, kept: Kept) -> pages_columns.Asked:
    return pages_columns.Asked(
        kept.book,
        kept.name,
        PRICES,
        service.told_columns(kept, _words()),
        "masterdata/downward/distributor_downward_columns.html",
        url_for("masterdata_downward.choose", list_id=known.id, public_id=kept.public_id),
        url_for("masterdata_downward.show", list_id=known.id),
        known.version,
    )


def _owner() -> int:
    """Return the general distributor whose owner asks; `NotVisible` for anybody else's."""
    own = current_actor().distributor_id or 0
    if distributor_facts(own).kind is not DistributorKind.GENERAL:
        raise NotVisible
    return own


def _list(list_id: int) -> ListFacts:
    return list_of(_owner(), list_id)


def _words() -> Words:
    return Words(headings_of(PRICES), codes_there_are())
