"""The lists of parts somebody sees, and what stands on one: their columns, pages, files."""

from typing import Any, NamedTuple

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.queries import distributor_facts
from portal.accounts.queries_days import days_for
from portal.catalogue.lists import queries
from portal.catalogue.lists.queries import KeptPart
from portal.catalogue.pages_buyer import buyer_for, prices_told
from portal.catalogue.pages_list import ABOVE, BELOW
from portal.catalogue.ports_offers import Offer, offers
from portal.catalogue.ports_ordering import adding
from portal.core.clock import utc_now
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.web.cells import linked, numbered, pressed
from portal.core.web.columns import PRICES, Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import figure, moment, words
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond

OWN = "own"
"""The mark of a reader whose list it is."""


def _shared(row: Any) -> str:
    return _("All of the company") if row.shared else _("Only its owner")


LISTS = Columns(
    Field(
        _l("List"),
        lambda row, reader: linked(reader.href, row.name),
        lambda row: row.name,
        width=30,
        select=("name",),
        sort="name",
    ),
    figure("parts", _l("Parts"), sort="parts"),
    words("owner", _l("Owner"), sort="owner"),
    Field(_l("Seen by"), lambda row, _reader: _shared(row), _shared, select=("shared",)),
    moment("changed_at", _l("Changed"), sort="changed"),
    address=lambda row, reader: reader.at("catalogue_lists.show", list_id=row.id),
    cards=True,
)


class Row(NamedTuple):
    """A part on a list with what is offered of it, and where it is taken off."""

    kept: KeptPart
    offer: Offer
    off: str = ""


def _net(row: Row) -> Any:
    return row.offer.price.net if row.offer.price else None


def _off(row: Row, reader: Reader) -> Any:
    return pressed(row.off, reader.gettext("Take off"))


ROWS = Columns(
    Field(
        _l("Part number"),
        lambda row, reader: numbered(reader.href, row.kept.part.number),
        lambda row: row.kept.part.number,
        width=18,
        select=("number",),
        sort="part",
    ),
    Field(
        _l("Name"), lambda row, _reader: row.kept.part.name, lambda row: row.kept.part.name, width=40,
        select=("name",), sort="name",
    ),
    Field(
        _l("Quantity"), lambda row, reader: reader.number(row.kept.quantity), lambda row: row.kept.quantity,
        kind=ColumnKind.INTEGER, select=("quantity",), sort="quantity", look="n",
    ),
    Field(
        _l("Availability"), lambda row, reader: reader.pill(row.offer.words, row.offer.tone),
        lambda row: str(row.offer.words), select=("availability",),
    ),
    Field(
        _l("Net price"), lambda row, reader: reader.unit_price(_net(row)) if row.offer.price else "–", _net,
        kind=ColumnKind.MONEY, select=("net",), look="n",
    ),
    Field(
        _l("Currency"), value=lambda row: row.offer.price.currency if row.offer.price else None, width=8, only=PRICES,
    ),
    *ABOVE,
    Field("", _off, only=OWN),
    address=lambda row, reader: reader.at("catalogue.show", number=row.kept.part.number),
    cards=True,
)  # fmt: skip


def lists_page(problem: str = "", typed: str = "") -> Response:
    """Answer the lists one sees, or their file; with what is wrong with the name of a new one."""
    state, actor = list_state(request.args, sorts=LISTS.sorts("name"), filters={}), current_actor()
    if kind := wanted_export():
        return LISTS.file(kind, "lists", queries.all_lists(state, actor), title=_("Lists of parts"))
    page = queries.lists_page(state, actor)
    return respond(
        "catalogue/lists/distributor_lists.html",
        status=422 if problem else 200,
        page=page,
        table=LISTS.drawn(page.rows),
        problem=problem,
        typed=typed,
    )


def list_page(list_id: int, problem: str = "") -> Response:
    """Answer what stands on a list, or its file; with what is wrong with its new name."""
    actor = current_actor()
    kept = queries.list_seen(list_id, actor)
    state, own = (
        list_state(request.args, sorts=ROWS.sorts("part"), filters={}),
        distributor_facts(actor.distributor_id or 0),
    )
    buyer, today = buyer_for(own, actor), days_for(own, utc_now()).price
    mine = kept.owner_id == actor.user_id

    def offered(rows: list[Any]) -> list[Row]:
        told = offers().of_many(buyer, [one.part.id for one in rows], today) if rows else {}
        return [Row(one, told[one.part.id], _address(list_id, one) if mine else "") for one in rows]

    if kind := wanted_export():
        whole = queries.all_rows(list_id, state, language(), offered)
        return ROWS.file(kind, "list", whole, {BELOW} if buyer.is_dealer else (), title=kept.name)
    page = queries.rows_page(list_id, state, language())
    return respond(
        "catalogue/lists/distributor_kept_list.html",
        status=422 if problem else 200,
        kept=kept,
        mine=mine,
        page=page,
        table=ROWS.drawn(offered(list(page.rows)), {*([OWN] if mine else []), *([BELOW] if buyer.is_dealer else [])}),
        adding=adding(),
        problem=problem,
        typed=request.form.get("list_name", kept.name),
        prices_told=prices_told(own, actor),
    )


def _address(list_id: int, one: KeptPart) -> str:
    return url_for("catalogue_lists.take_off", list_id=list_id, number=one.part.number)
