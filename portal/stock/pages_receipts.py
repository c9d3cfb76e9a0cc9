"""The list of planned receipts, the late ones first, and the page of one with its form."""

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import pgettext
from markupsafe import Markup

from portal.catalogue.queries import names_by_id
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.permissions import Permission
from portal.core.tables import EVERYTHING, Select, list_state
from portal.core.web.cells import linked, numbered
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import day, figure, words
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.stock import queries_shelves as queries
from portal.stock.labels import RECEIPT_TONES, RECEIPT_WORDS
from portal.stock.pages_shelves import DEPOT, Sent, asked, depot_selects, in_language
from portal.stock.queries_shelves import ReceiptFacts
from portal.stock.rules_movements import ReceiptState


def state_of(row: Any) -> ReceiptState:
    """Return how a planned receipt stands by the day it is in the zone of its depot."""
    if row.closed_at is not None:
        return ReceiptState.CLOSED
    return ReceiptState.LATE if row.expected_on < day_in(utc_now(), row.zone) else ReceiptState.OPEN


def _pill(row: Any, reader: Reader) -> Markup:
    state = state_of(row)
    return reader.pill(RECEIPT_WORDS[state], RECEIPT_TONES[state])


def _receive(row: Any, reader: Reader) -> Markup:
    may = current_actor().may(Permission.STOCK_MOVE) and row.closed_at is None
    word = reader.gettext("Receive") if may else reader.gettext("Open")
    spoken = reader.gettext("Receive %(part)s of %(reference)s", part=row.part_number, reference=row.reference)
    link = Markup('<div class="row-actions"><a class="btn btn-sm btn-plain" href="%s" aria-label="%s">%s</a></div>')
    return link % (reader.href, spoken if may else f"{word} {row.reference}", word)


RECEIPTS = Columns(
    Field(
        _l("Reference"),
        lambda row, reader: numbered(reader.href, row.reference or row.id),
        lambda row: row.reference,
        width=20,
        select=("reference", "id"),
        sort="reference",
        order=("reference",),
    ),
    Field(
        _l("Part number"),
        lambda row, reader: linked(
            reader.at("hq_stock.shelf", code=row.depot_code, number=row.part_number), row.part_number, "mono"
        ),
        lambda row: row.part_number,
        width=18,
        select=("part_number", "part_id"),
        sort="part",
        order=("part_number",),
    ),
    words("part_name", _l("Description"), width=36),
    DEPOT,
    day("expected_on", _lp("stock", "Expected on"), sort="expected"),
    figure("quantity", _lp("stock", "Planned"), sort="planned"),
    figure("received", _lp("stock", "Received")),
    figure("left", _lp("stock", "Still to come")),
    Field(_l("State"), _pill, lambda row: str(RECEIPT_WORDS[state_of(row)]), select=("closed_at", "zone")),
    Field("", _receive, select=("id", "part_number", "reference")),
    address=lambda row, reader: reader.at("hq_stock_receipts.show", receipt_id=row.id),
)
"""The list of planned receipts."""


def receipts_page() -> Response:
    """Show the list of planned receipts, or hand it out as a file."""
    choices, now = depot_selects(), utc_now()
    filters = {"depot": [code for code, _words in choices], "state": [*ReceiptState, EVERYTHING]}
    state = list_state(asked(), sorts=RECEIPTS.sorts("expected"), filters=filters)
    wanted = RECEIPTS.wanted()
    if kind := wanted_export():
        return RECEIPTS.file(kind, "planned-receipts", queries.all_receipts(wanted, state, now), title=_("Receipts"))
    page = queries.receipts(wanted, state, now)
    states = [(one.value, RECEIPT_WORDS[one]) for one in (ReceiptState.LATE, ReceiptState.CLOSED)]
    selects: list[Select] = [
        ("depot", _("All depots"), choices),
        ("state", pgettext("stock", "Still to come"), [*states, (EVERYTHING, _("All planned receipts"))]),
    ]
    return respond(
        "stock/hq_receipts.html",
        page=page,
        table=RECEIPTS.drawn(in_language(page.rows)),
        selects=selects,
        late=queries.late_count(now),
    )


def receipt_page(receipt: ReceiptFacts, sent: Sent | None = None) -> Response:
    """Show a planned receipt, and the form by which what came of it is received."""
    sent = sent or Sent()
    state = state_of(receipt)
    return respond(
        "stock/hq_receipt.html",
        status=sent.status,
        receipt=receipt,
        name=names_by_id([receipt.part_id], language()).get(receipt.part_id, receipt.part_name),
        pill=(RECEIPT_WORDS[state], RECEIPT_TONES[state]),
        waits=state is not ReceiptState.CLOSED,
        sent=sent,
    )
