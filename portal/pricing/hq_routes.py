"""Prices at headquarters' door: what a part costs in a list, asking for another price, what somebody pays on a day."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.approvals import labels as labels_approvals
from portal.approvals import queries as approvals
from portal.approvals.models import ApprovalKind
from portal.catalogue.queries import part_id_of
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.pricing import pages_day, queries_lists, service_prices
from portal.pricing.forms import PriceForm
from portal.pricing.service_prices import PriceChange

blueprint = Blueprint("hq_pricing", __name__, url_prefix="/hq/prices")
LONGEST_NUMBER = 60


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """Look up a part's price in a list, and show the changes that wait."""
    number, list_id = request.args.get("part", "").strip(), whole_number(request.args.get("list"))
    part_id = part_id_of(number) if number and len(number) <= LONGEST_NUMBER else None
    found = queries_lists.price_in(list_id, part_id) if part_id and list_id else None
    return respond(
        "pricing/hq_prices.html",
        lists=[(each.id, f"{each.code} · {each.name}") for each in queries_lists.price_lists()],
        part=number[:LONGEST_NUMBER],
        chosen=list_id or "",
        found=found,
        unknown=bool(number) and part_id is None,
        waiting=approvals.waiting_for(ApprovalKind.PRICE),
        words=labels_approvals,
    )


@blueprint.get("/of-a-day")
@requires(Permission.MASTERDATA_VIEW)
def of_a_day() -> Response:
    """Tell what a distributor pays for a part on a day, for a quantity and order type, and what that rests on."""
    return pages_day.day_page()


@blueprint.get("/<int:list_id>/<int:part_id>")
@requires(Permission.MASTERDATA_VIEW)
def show(list_id: int, part_id: int) -> Response:
    """Show a part's price in a list, and a form for who may ask for another."""
    found = queries_lists.price_in(list_id, part_id)
    return _page(found, PriceForm(None, data={"seen_price": "" if found.price is None else f"{found.price:f}"}))


@blueprint.post("/<int:list_id>/<int:part_id>")
@requires(Permission.MASTERDATA_EDIT)
def ask_for_price(list_id: int, part_id: int) -> Response:
    """Ask for another price, which a second person approves."""
    found, form = queries_lists.price_in(list_id, part_id), PriceForm()
    if not form.validate():
        return _page(found, form, status=422)
    change = PriceChange(form.amount, form.seen(), form.reason.data or "")
    return carry_out(
        lambda: service_prices.ask_for_price(list_id, part_id, change, current_actor(), utc_now()),
        told=lambda waits: (
            _("The change waits for a second person; until then nothing is changed.")
            if waits
            else _("Nothing was changed: this is the price in force.")
        ),
        to=url_for("hq_pricing.show", list_id=list_id, part_id=part_id),
        again=lambda refused: _refused(found, form, refused),
    )


def _refused(found: queries_lists.PriceFacts, form: PriceForm, refused: Refused) -> Response:
    field = getattr(form, refused.field, None) if isinstance(refused, FieldRefused) else None
    if field is not None:
        field.errors = [*field.errors, words_of(refused)]
    return _page(found, form, "" if field is not None else words_of(refused), status_of(refused))


def _page(found: queries_lists.PriceFacts, form: PriceForm, problem: str = "", status: int = 200) -> Response:
    return respond(
        "pricing/hq_price.html",
        status=status,
        found=found,
        form=form,
        problem=problem,
        waiting=approvals.waiting_for(ApprovalKind.PRICE, f"{found.list_id}:{found.part_id}"),
        words=labels_approvals,
    )
