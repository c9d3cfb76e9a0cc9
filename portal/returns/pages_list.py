"""The list of claims, the same at both doors: its columns, its page, its file."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.accounts.pages_several import company_choices, company_list_state
from portal.core.clock import utc_now
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import ListState
from portal.core.web.cells import linked, together
from portal.core.web.columns import HQ, Columns, Field, Reader, marks_here
from portal.core.web.guards import current_actor
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.core.web.prices import prices_shown
from portal.returns import labels, queries
from portal.returns.pages import words
from portal.returns.states import WAITING, ClaimState


def _state(row: Any, reader: Reader) -> Markup:
    state = reader.pill(labels.STATE_WORDS[row.state], labels.STATE_TONES[row.state])
    late = reader.pill(reader.gettext("Out of time"), "warn") if row.late else ""
    return together(Markup('<span class="pills">'), state, late, Markup("</span>"))


def _approved(one: Any, reader: Reader) -> Any:
    return reader.money(one.approved_amount, one.currency) if one.approved_amount else "–"


def _due(row: Any, reader: Reader) -> Any:
    if row.state is not ClaimState.SUBMITTED:
        return "–"
    look = "text-bad strong" if row.due_at < utc_now() else ""
    return together(Markup('<span class="%s">') % look, reader.moment(row.due_at), Markup("</span>"))


def _hands(row: Any, reader: Reader) -> Any:
    if row.state not in WAITING:
        return "–"
    return row.reviewer_name or together(Markup('<span class="sub">'), reader.gettext("unassigned"), Markup("</span>"))


CLAIMS = Columns(
    Field(
        _l("Claim"),
        lambda row, reader: linked(reader.href, ltr(row.number)),
        lambda row: row.number,
        width=18,
        look="mono",
        select=("number",),
        sort="number",
        order=("id",),
    ),
    Field(
        _l("State"),
        _state,
        lambda row: str(labels.STATE_WORDS[row.state]),
        width=20,
        select=("state", "late"),
    ),
    Field(
        _l("Shipment"),
        lambda row, _reader: ltr(row.shipment_number),
        lambda row: row.shipment_number,
        width=18,
        look="mono",
        select=("shipment_number",),
    ),
    Field(
        _l("Distributor"),
        lambda row, _reader: row.distributor_name,
        lambda row: row.distributor_name,
        width=32,
        select=("distributor_name",),
        sort="distributor",
        order=("distributor_name",),
    ),
    Field(_l("Out of time"), value=lambda row: _("yes") if row.late else "", width=12, select=("late",)),
    Field(
        _l("Lines"),
        lambda row, reader: reader.number(row.line_count),
        lambda row: row.line_count,
        kind=ColumnKind.INTEGER,
        width=8,
        look="n",
        select=("line_count",),
    ),
    Field(_l("Pieces"), value=lambda row: int(row.pieces), kind=ColumnKind.INTEGER, width=8, select=("pieces",)),
    Field(
        _l("Claimed"),
        lambda row, reader: reader.money(row.claimed_amount, row.currency),
        lambda row: row.claimed_amount,
        kind=ColumnKind.AMOUNT,
        look="n",
        select=("claimed_amount", "currency"),
        sort="amount",
        order=("claimed_amount",),
        total=lambda each, reader: reader.money(each.claimed, each.currency),
    ),
    Field(
        _l("Approved"),
        _approved,
        lambda row: row.approved_amount,
        kind=ColumnKind.AMOUNT,
        look="n",
        select=("approved_amount", "currency"),
        total=lambda each, reader: reader.money(each.approved, each.currency) if each.approved else "–",
    ),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=9, select=("currency",)),
    Field(
        _l("Filed"),
        lambda row, reader: reader.moment(row.submitted_at),
        lambda row: row.submitted_at,
        kind=ColumnKind.INSTANT,
        width=20,
        select=("submitted_at",),
    ),
    Field(
        _l("Due"),
        _due,
        lambda row: row.due_at,
        kind=ColumnKind.INSTANT,
        width=20,
        select=("due_at", "state"),
        sort="due",
        order=("due_at",),
    ),
    Field(
        _l("Owner"),
        _hands,
        lambda row: row.reviewer_name if row.state in WAITING else "",
        width=24,
        select=("reviewer_name", "state"),
        only=HQ,
    ),
    address=lambda row, reader: reader.to("returns.show", number=row.number),
    cards=True,
)
"""The list of claims; on a narrow screen each is a card."""

WANTED = CLAIMS.wanted()


def claims_state() -> ListState:
    """Return the view of the list its address asks for."""
    states = ["open", *(state.value for state in ClaimState if state is not ClaimState.DRAFT)]
    filters: dict[str, Sequence[str] | None] = {"state": states, "late": ["yes"]}
    if HQ in marks_here():
        filters["hands"] = list(labels.HANDS_WORDS)
    return company_list_state(request.args, sorts=CLAIMS.sorts("-number"), filters=filters)


def claims_list(template: str, state: ListState) -> Response:
    """Answer the list of claims."""
    user_id = current_actor().user_id
    page, sums = queries.claims_page(WANTED, state, user_id), queries.claims_sums(state, user_id)
    table = CLAIMS.drawn(page.rows, sums=sums if page.total > 1 and prices_shown() else (), summed=_summed)
    more = {"hands_words": labels.HANDS_WORDS, "distributors": company_choices(state, queries.OWNER), **words()}
    return respond(template, "returns/_list.html", page=page, table=table, state=state, **more)


def _summed(each: queries.CurrencySum, reader: Reader) -> Any:
    return reader.ngettext(
        "%(count)s claim in %(currency)s",
        "%(count)s claims in %(currency)s",
        each.count,
        count=reader.number(each.count),
        currency=each.currency,
    )


def claims_file(kind: str, state: ListState) -> Response:
    """Answer all claims of a view as a file, not only the page shown."""
    return CLAIMS.file(kind, "claims", queries.all_claims(WANTED, state, current_actor().user_id), title=_("Returns"))
