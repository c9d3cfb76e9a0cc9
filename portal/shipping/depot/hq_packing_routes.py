"""The warehouse's work on a shipment: recording picks, packing cartons, confirming."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import formats
from portal.core.data.sessions import perform
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.typed_numbers import typed_decimal
from portal.core.web.commands import carry_out
from portal.core.web.guards import requires
from portal.core.web.languages import language
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of
from portal.shipping.depot import service_packing, service_picking
from portal.shipping.depot.forms import AddCartonForm
from portal.shipping.depot.queries_contents import Contents, PackedCarton, contents_of
from portal.shipping.forms import Typed, shipment_turn
from portal.shipping.queries import ShipmentFacts
from portal.shipping.states import ShipmentState
from portal.shipping.views.pages import words
from portal.shipping.views.pages_hq import held_here, hq_page, hq_shipment, refused_status

FATES = ("yes", "no")
"""What may become of pieces that are short: they leave the stock, or stay free."""
blueprint = Blueprint("hq_shipping_depot_packing", __name__, url_prefix="/hq/shipments")


@blueprint.post("/<number>/pick")
@requires(Permission.SHIPMENT_PACK)
def pick(number: str) -> Response:
    """Record what was picked of each line; what is short goes to backorder."""
    shipment, typed = hq_shipment(number), Typed(request.form)
    picked = typed.counts("pick-", needed=_("Write how many were picked, 0 where none were."))
    fate = typed.value("missing")
    if fate not in FATES:
        typed.errors["missing"] = _("Choose one of the answers offered.")
    if typed.errors:
        return hq_page(shipment, pick=typed, status=422)
    try:
        short = perform(service_picking.record_pick, shipment.id, picked, shipment_turn(), missing=fate == "yes")
    except Refused as refusal:
        return hq_page(shipment, pick=typed, refusal=refusal, status=refused_status(refusal))
    if short:
        count = formats.number(short, language())
        flash(
            ngettext(
                "%(count)s piece was short and waits again.",
                "%(count)s pieces were short and wait again.",
                short,
                count=count,
            ),
            "warn",
        )
    else:
        flash(_("Everything was picked."), "ok")
    return go(url_for("hq_shipping.show", number=number))


def _carton_sent() -> tuple[AddCartonForm, Typed, service_packing.CartonInput | None]:
    form, typed = AddCartonForm(), Typed(request.form)
    contents, valid = typed.counts("line-"), form.validate_on_submit()
    measures = form.measures() if valid else None
    if measures is None or typed.errors:
        return form, typed, None
    return form, typed, service_packing.CartonInput(form.package, measures, contents, rest="rest" in request.form)


def _refuse(form: AddCartonForm, typed: Typed, refusal: Refused) -> Refused | None:
    """Put a refusal beside its field or line; return it where it belongs to neither."""
    if isinstance(refusal, FieldRefused) and refusal.field.startswith("line-"):
        typed.errors[refusal.field] = words_of(refusal)
        return None
    return None if form.take(refusal) else refusal


@blueprint.post("/<number>/cartons")
@requires(Permission.SHIPMENT_PACK)
def add_carton(number: str) -> Response:
    """Add a carton with its contents; one button puts in everything that is left."""
    shipment = hq_shipment(number)
    form, typed, given = _carton_sent()
    if given is None:
        return hq_page(shipment, carton=form, packed=typed, status=422)

    def again(refusal: Refused) -> Response:
        left = _refuse(form, typed, refusal)
        return hq_page(shipment, carton=form, packed=typed, refusal=left, status=refused_status(refusal))

    added = partial(service_packing.add_carton, shipment.id, given, shipment_turn())
    return carry_out(added, told=_("The carton is added."), to=_cartons_of(number), again=again)


def _cartons_of(number: str) -> str:
    return url_for("hq_shipping.show", number=number, _anchor="shipping-contents")


@blueprint.get("/<number>/cartons/<int(max=100000):position>")
@requires(Permission.SHIPMENT_PACK)
def carton(number: str, position: int) -> Response:
    """Show a carton to be corrected."""
    shipment = hq_shipment(number)
    return _carton_page(shipment, position, None, None)


@blueprint.post("/<number>/cartons/<int(max=100000):position>")
@requires(Permission.SHIPMENT_PACK)
def change_carton(number: str, position: int) -> Response:
    """Correct a carton; it keeps its SSCC."""
    shipment = hq_shipment(number)
    form, typed, given = _carton_sent()
    if given is None:
        return _carton_page(shipment, position, form, typed, status=422)

    def again(refusal: Refused) -> Response:
        there, status = hq_shipment(number), refused_status(refusal)
        if there.state is not ShipmentState.PICKING or _carton_at(contents_of(there.id), position) is None:
            return hq_page(there, refusal=refusal, status=status)
        left = _refuse(form, typed, refusal)
        return _carton_page(there, position, form, typed, refusal=left, status=status)

    changed = partial(service_packing.change_carton, shipment.id, position, given, shipment_turn())
    return carry_out(changed, told=_("The carton is changed."), to=_cartons_of(number), again=again)


def _carton_page(
    shipment: ShipmentFacts,
    position: int,
    form: AddCartonForm | None,
    typed: Typed | None,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> Response:
    contents = contents_of(shipment.id, language())
    found = _carton_at(contents, position)
    if found is None:
        raise NotVisible
    return respond(
        "shipping/depot/hq_carton.html",
        status=status,
        shipment=shipment,
        contents=contents,
        carton=found,
        carton_form=form or _filled(found, shipment.version),
        packed=typed or Typed(),
        inside={content.line.id: content.quantity for content in found.contents},
        problem=words_of(refusal) if refusal else "",
        held=held_here(shipment),
        **words(),
    )


def _carton_at(contents: Contents, position: int) -> PackedCarton | None:
    return next((each for each in contents.cartons if each.position == position), None)


def _filled(carton: PackedCarton, version: int) -> AddCartonForm:
    def shown(value: int, divisor: int) -> str:
        return typed_decimal(f"{Decimal(value) / divisor:f}", language())

    return AddCartonForm(
        formdata=None,
        version=version,
        kind=carton.kind.value,
        unit="cm",
        length=shown(carton.length_mm, 10),
        width=shown(carton.width_mm, 10),
        height=shown(carton.height_mm, 10),
        gross=shown(carton.gross_g, 1000),
    )


@blueprint.post("/<number>/cartons/<int(max=100000):position>/remove")
@requires(Permission.SHIPMENT_PACK)
def remove_carton(number: str, position: int) -> Response:
    """Take a carton apart."""
    return _step(number, _("The carton is removed."), service_packing.remove_carton, position)


@blueprint.post("/<number>/confirm")
@requires(Permission.SHIPMENT_PACK)
def confirm(number: str) -> Response:
    """Confirm that everything is packed."""
    return _step(number, _("Packing is confirmed."), service_packing.confirm_packing)


@blueprint.post("/<number>/reopen")
@requires(Permission.SHIPMENT_PACK)
def reopen(number: str) -> Response:
    """Open a packed shipment again."""
    return _step(number, _("Packing is open again."), service_packing.reopen_packing)


@blueprint.post("/<number>/cancel")
@requires(Permission.SHIPMENT_PACK)
def cancel(number: str) -> Response:
    """Call a shipment off; its lines stand ready again."""
    return _step(number, _("The shipment is cancelled; its lines stand ready again."), service_picking.cancel_shipment)


def _step(number: str, done: str, command: Callable[..., Any], *what: Any) -> Response:
    shipment = hq_shipment(number)

    def again(refusal: Refused) -> Response:
        return hq_page(hq_shipment(number), refusal=refusal, status=refused_status(refusal))

    step = partial(command, shipment.id, *what, shipment_turn())
    return carry_out(step, told=done, to=url_for("hq_shipping.show", number=number), again=again)
