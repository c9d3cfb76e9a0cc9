"""The catalogue at the distributors' door: search, and one page a part."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.accounts.queries import DistributorFacts, distributor_facts
from portal.accounts.queries_days import days_for
from portal.catalogue import labels, service_own_numbers
from portal.catalogue.lists import service
from portal.catalogue.pages_buyer import buyer_for, prices_told
from portal.catalogue.pages_list import BELOW, PARTS, Listed, listed, parts_table
from portal.catalogue.photos.queries import photo_file, thumbnails
from portal.catalogue.ports_demand import demand
from portal.catalogue.ports_offers import Buyer, Offer, offers
from portal.catalogue.ports_ordering import adding
from portal.catalogue.queries import PartFacts
from portal.catalogue.queries_ordering import Left, choices_of
from portal.catalogue.queries_part import PageReader, part_page
from portal.catalogue.replaced.queries_substitutes import Substitute, substitutes_of
from portal.catalogue.replaced.rules_chain_picture import picture_of
from portal.catalogue.rules_demand_picture import DemandPicture, demand_picture, months_to
from portal.catalogue.rules_part_numbers import LONGEST_WRITTEN
from portal.catalogue.search.pages_facets import facets_told, selects
from portal.catalogue.search.queries import FILTERS, Reader, all_parts, parts_found
from portal.catalogue.search.queries_nearest import nearest_numbers
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.data.whole import Whole
from portal.core.errors import FieldRefused, Refused
from portal.core.locales import direction
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.tables import ListState, list_state
from portal.core.typed_numbers import parse_quantity
from portal.core.web import downloads
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go, respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import typed_field

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/catalogue")
@requires(Permission.CATALOGUE_VIEW)
def search() -> Response:
    """List parts by number, words or filters, with the reader's availability and price."""
    state = list_state(request.args, sorts=PARTS.sorts("number"), filters=FILTERS)
    own = _own()
    reader = Reader(own.id, language())
    kind = downloads.wanted_export()
    if kind:
        return _export(kind, state, reader, own)
    found = parts_found(state, reader)
    page = found.page
    buyer = _buyer(own)
    parts: Sequence[PartFacts] = page.rows  # type: ignore[assignment]
    today, where = _price_day(own), adding()
    told = offers().of_many(buyer, [part.id for part in parts], today)
    choices = choices_of(parts, {part_id: _left(offer) for part_id, offer in told.items()}, today) if where else {}
    lost = bool(state.search) and not page.rows
    below = buyer.is_dealer and not buyer.sees_prices
    near = nearest_numbers([state.search])[state.search] if lost else []
    return respond(
        "catalogue/distributor_search.html",
        "catalogue/_results.html",
        page=page,
        facets=facets_told(found.facets, state, page.total),
        meant=found.meant,
        table=partial(parts_table, parts, told, choices, thumbnails([part.id for part in parts]), below=below),
        near=near,
        prices_told=prices_told(own, current_actor()),
        selects=_selects(language(), state.filters["model"]),
        adding=where,
    )


@lru_cache(maxsize=256)
def _selects(_code: str, model: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the filters in the language in force, which is `_code`; a model that is set can be left out again."""
    set_to = [("model", _("All models"), [(model, model)])] if model else []
    return [(name, str(words), choices) for name, words, choices in selects()] + set_to


@blueprint.get("/catalogue/photos/<public_id>/<size>")
@requires(Permission.CATALOGUE_VIEW)
def photo(public_id: str, size: str) -> Response:
    """Hand over one photo of a part, `large` or `small`."""
    found = photo_file(public_id, size)
    return downloads.picture(found.data, f"{size}.jpg", f"{found.number}.jpg")


@blueprint.get("/catalogue/<path:number>")
@requires(Permission.CATALOGUE_VIEW)
def show(number: str) -> Response:
    """Show one part: facts, names, replacements, stock by depot, and the reader's own price."""
    return _shown(number)


@blueprint.post("/catalogue/own-numbers/<path:number>")
@requires(Permission.ORDER_EDIT)
def own_numbers(number: str) -> Response:
    """Call a part by a number of one's own, or no longer by one (`remove`)."""
    actor, now = current_actor(), utc_now()
    removed = request.form.get("remove", "")
    try:
        if removed:
            perform(service_own_numbers.remove_own_number, number, removed.replace("\x00", ""), actor, now)
        else:
            written = typed_field(service_own_numbers.FIELD, LONGEST_WRITTEN)
            perform(service_own_numbers.add_own_number, number, written, actor, now)
    except FieldRefused as refused:
        return _shown(number, refused)
    flash(_("Your own numbers for this part are kept."), "ok")
    return go(url_for(".show", number=number, _anchor="catalogue-own-numbers"))


@blueprint.post("/catalogue/save-to-list/<path:number>")
@requires(Permission.CATALOGUE_VIEW)
def save_to_list(number: str) -> Response:
    """Put so many of a part on one of one's own lists, or on a new one."""
    actor, now, chosen = current_actor(), utc_now(), whole_number(request.form.get("list"))

    def command() -> str:
        pieces = _pieces(request.form.get(service.QUANTITY, ""))
        name = typed_field(service.NAME, service.LONGEST_NAME)
        list_id = service.make_list(name, actor, now) if chosen is None else chosen
        return service.put_on_list(list_id, number, pieces, actor, now)

    return carry_out(
        command,
        told=lambda name: _("The part stands on the list “%(name)s”.", name=name),
        to=url_for(".show", number=number),
        again=lambda refused: _shown(number, refused),
        when=FieldRefused,
    )


def _pieces(typed: str) -> int:
    """Return how many pieces are meant; what is wrong with them is refused beside the field."""
    try:
        return parse_quantity(typed.strip()[:40], language())
    except Refused as refused:
        raise FieldRefused(refused.code, field=service.QUANTITY, **refused.facts) from refused


def _shown(number: str, refused: FieldRefused | None = None) -> Response:
    own = _own()
    today = _price_day(own)
    part = part_page(number, PageReader(own.id, own.country, language(), current_actor().user_id or 0), today)
    if number != part.facts.number:
        asked_type, asked_quantity = request.args.get("type"), request.args.get("quantity")
        return go(url_for(".show", number=part.facts.number, type=asked_type, quantity=asked_quantity))
    kinds = offers().order_types
    asked = request.args.get("type", "")
    order_type = asked if asked in kinds else "daily"
    quantity, quantity_text, error = _asked_quantity(part.facts)
    offer = offers().of_one(_buyer(own, order_type), part.facts.id, quantity, today)
    choices = choices_of([part.facts], {part.facts.id: _left(offer.offer)}, today)
    substitutes = _substitutes(part.facts.id, own, today)
    return respond(
        "catalogue/distributor_part.html",
        "catalogue/_price.html",
        status=status_of(refused) if refused else 200,
        part=part,
        facts=part.facts,
        labels=labels,
        offer=offer,
        order_type=order_type,
        order_types=list(kinds.items()),
        quantity=quantity,
        quantity_text=quantity_text,
        quantity_error=error,
        own=own,
        choice=choices[part.facts.id],
        picture=picture_of(part.links, part.facts.id, mirrored=direction(language()) == "rtl"),
        demand=_demand(part.facts.id, own),
        substitutes=substitutes,
        photos=part.photos,
        own_numbers=part.own_numbers,
        own_number=request.form.get(service_own_numbers.FIELD, ""),
        faults={refused.field: words_of(refused)} if refused else {},
        own_lists=part.own_lists,
        list_typed={
            "list": request.form.get("list", ""),
            "name": request.form.get(service.NAME, ""),
            "quantity": request.form.get(service.QUANTITY, ""),
        },
        may_call=current_actor().may(Permission.ORDER_EDIT),
        adding=adding(),
    )


def _demand(part_id: int, own: DistributorFacts) -> DemandPicture | None:
    """Return what the reader's company ordered of a part in the last months, as a picture; None where nothing."""
    today = days_for(own, utc_now()).own
    pieces = demand()(own.id, part_id, months_to(today)[0], own.zone)
    return demand_picture(pieces, today, mirrored=direction(language()) == "rtl")


def _substitutes(part_id: int, own: DistributorFacts, today: date) -> list[tuple[Substitute, Offer]]:
    """Return what may be had in a part's place, each with what is offered of it to the reader."""
    found = substitutes_of(part_id, language(), own.country)
    told = offers().of_many(_buyer(own), [one.part.id for one in found], today) if found else {}
    return [(one, told[one.part.id]) for one in found]


def _own() -> DistributorFacts:
    return distributor_facts(current_actor().distributor_id or 0)


def _buyer(own: DistributorFacts, order_type: str = "daily") -> Buyer:
    return buyer_for(own, current_actor(), order_type, with_general=True)


def _price_day(own: DistributorFacts) -> date:
    """Return the day prices, replacements and receipts are told for: today where the seller is."""
    return days_for(own, utc_now()).price


def _left(offer: Offer) -> Left:
    return Left(offer.free, offer.next_on is not None)


def _asked_quantity(part: PartFacts) -> tuple[int, str, str]:
    """Return the quantity a price is asked for, as typed, and what is wrong with it."""
    typed = request.args.get("quantity", "").strip()[:40]
    if not typed:
        return part.minimum, str(part.minimum), ""
    try:
        return parse_quantity(typed, language()), typed, ""
    except Refused as refusal:
        return part.minimum, typed, words_of(refusal)


def _export(kind: str, state: ListState, reader: Reader, own: DistributorFacts) -> Response:
    """Answer all parts of a view with stock and prices, which are asked for a block of parts at a time."""
    today, buyer, parts = _price_day(own), _buyer(own), all_parts(state, reader)

    def offered(rows: Sequence[Any]) -> list[Listed]:
        some: list[PartFacts] = list(parts.made(rows))
        return listed(some, offers().of_many(buyer, [part.id for part in some], today))

    marks = {BELOW} if buyer.is_dealer else set()
    return PARTS.file(kind, "catalogue", Whole(parts.statement, offered), marks, title=_("Catalogue"))
