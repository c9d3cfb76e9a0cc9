"""Logistics' work on a shipment: booking the carrier, the departure, milestones."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _

from portal.core import formats
from portal.core.errors import Refused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.shipping.depot.queries_carriage import dangerous_pieces, test_summaries, unnamed_goods
from portal.shipping.depot.queries_contents import contents_of
from portal.shipping.forms import shipment_turn
from portal.shipping.journey import service_transport
from portal.shipping.journey.forms import BookShipmentForm, DispatchForm
from portal.shipping.journey.labels_places import origin_names
from portal.shipping.journey.queries_marks import lacking_latin, lacking_words, named_on_marks
from portal.shipping.journey.rules_booking import acid_missing, acid_stops_loading, instant_in, marks_of, needed_fields
from portal.shipping.queries import ShipmentFacts
from portal.shipping.rules_dangerous import papers_wanted
from portal.shipping.states import ShipmentState
from portal.shipping.views.pages import words
from portal.shipping.views.pages_hq import (
    held_here,
    hq_page,
    hq_shipment,
    kept_here,
    milestone_form,
    reasons_of,
    refused_status,
)

blueprint = Blueprint("hq_shipping_journey", __name__, url_prefix="/hq/shipments")


@blueprint.get("/<number>/book")
@requires(Permission.SHIPMENT_DISPATCH)
def booking(number: str) -> Response:
    """Show the booking form of a packed shipment, its marks proposed."""
    shipment = hq_shipment(number)
    contents = contents_of(shipment.id)
    consignee, destination = named_on_marks(shipment)
    marks = marks_of(consignee, contents.orders, destination, len(contents.cartons), origin_names(contents))
    form = BookShipmentForm(
        shipment.mode, formdata=None, version=shipment.version, marks=marks, un38_3=test_summaries(contents)
    )
    return _booking_page(shipment, form)


@blueprint.post("/<number>/book")
@requires(Permission.SHIPMENT_DISPATCH)
def book(number: str) -> Response:
    """Record what the carrier confirmed; invoice and packing list are issued in answer."""
    shipment = hq_shipment(number)
    form = BookShipmentForm(shipment.mode)
    if not form.validate_on_submit():
        return _booking_page(shipment, form, status=422)

    def booked() -> None:
        given = form.booking(shipment.depot_zone, shipment.destination_zone)
        service_transport.book(shipment.id, given, shipment_turn())

    def again(refusal: Refused) -> Response:
        there = hq_shipment(number)
        if there.state is not ShipmentState.PACKED:
            return hq_page(there, refusal=refusal, status=refused_status(refusal))
        left = None if form.take(refusal) else refusal
        return _booking_page(there, form, refusal=left, status=refused_status(refusal))

    def then(_booked: None) -> str:
        if acid_missing(shipment.destination_country, form.acid.data or ""):
            flash(_acid_told(shipment), "warn")
        return url_for("hq_shipping.show", number=number)

    return carry_out(booked, told=_("The shipment is booked; its papers are being issued."), to=then, again=again)


def _booking_page(
    shipment: ShipmentFacts, form: BookShipmentForm, *, refusal: Refused | None = None, status: int = 200
) -> Response:
    form.vessel_flight.flags.required = "vessel_flight" in needed_fields(shipment.mode)
    contents, unread = contents_of(shipment.id), lacking_latin(shipment)
    return respond(
        "shipping/journey/hq_book.html",
        status=status,
        shipment=shipment,
        unread=words_of(Refused("shipping.latin_missing", names=unread)) if unread and not refusal else "",
        undescribed=lacking_words(shipment, contents) if not refusal else [],
        booking=form,
        acid_wanted=acid_missing(shipment.destination_country, ""),
        acid_stops=acid_stops_loading(shipment.destination_country, shipment.mode, ""),
        danger_papers=papers_wanted(dangerous_pieces(contents), shipment.depot_country),
        unnamed=unnamed_goods(contents),
        problem=words_of(refusal) if refusal else "",
        reasons=reasons_of(refusal),
        held=held_here(shipment),
        kept=kept_here(shipment),
        depot_city=formats.zone_city(shipment.depot_zone, language()),
        destination_city=formats.zone_city(shipment.destination_zone, language()),
        **words(),
    )


def _acid_told(shipment: ShipmentFacts) -> str:
    if acid_stops_loading(shipment.destination_country, shipment.mode, ""):
        return _("Egypt's customs number (ACID) is missing. By sea the shipment cannot leave without it.")
    return _("Egypt's customs number (ACID) is missing. Customs want it before loading.")


@blueprint.post("/<number>/dispatch")
@requires(Permission.SHIPMENT_DISPATCH)
def dispatch(number: str) -> Response:
    """Let the shipment leave, when the gate is open."""
    shipment, form = hq_shipment(number), DispatchForm()
    if not form.validate_on_submit():
        return hq_page(shipment, dispatch=form, status=422)

    def departed() -> None:
        left_at, papers = form.departed_at.data, form.danger_papers()
        at = instant_in(left_at, shipment.depot_zone, "departed_at") if left_at else None
        service_transport.dispatch(
            shipment.id, shipment_turn(), departed_at=at, acid=form.acid.data or "", danger_papers=papers
        )

    def again(refusal: Refused) -> Response:
        left = None if form.take(refusal) else refusal
        return hq_page(hq_shipment(number), dispatch=form, refusal=left, status=refused_status(refusal))

    told = _("The shipment has departed; the distributor is told.")
    return carry_out(departed, told=told, to=url_for("hq_shipping.show", number=number), again=again)


@blueprint.post("/<number>/milestones")
@requires(Permission.SHIPMENT_DISPATCH)
def record_milestone(number: str) -> Response:
    """Add a planned, estimated or actual time; earlier ones stay."""
    shipment = hq_shipment(number)
    form = milestone_form(shipment, sent=True)
    if not form.validate_on_submit():
        return hq_page(shipment, milestone=form, status=422)

    def recorded() -> None:
        at, place = instant_in(form.at.data, form.zone.data, "at"), form.place.data or ""
        service_transport.record_milestone(shipment.id, form.milestone, form.worth, at, place, shipment_turn())

    def again(refusal: Refused) -> Response:
        left = None if form.take(refusal) else refusal
        return hq_page(shipment, milestone=form, refusal=left, status=refused_status(refusal))

    to = url_for("hq_shipping.show", number=number)
    return carry_out(recorded, told=_("The milestone is recorded."), to=to, again=again)
