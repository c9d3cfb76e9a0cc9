"""What stands ready to pick at a depot, and the shipment planned from it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.errors import Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import form_key
from portal.orders.holds.labels import held_texts
from portal.orders.holds.queries import held_orders
from portal.orders.holds.rules import Step
from portal.orders.whole import queries
from portal.orders.whole.labels import kept_texts
from portal.orders.whole.rules import Gathered, KeptBack, kept_back
from portal.shipping.depot import queries_groups, service_picking
from portal.shipping.depot.labels import rest_texts
from portal.shipping.depot.queries_ready import ReadyLine
from portal.shipping.forms import Typed
from portal.shipping.rules_dangerous import allowed_together
from portal.shipping.views.pages import words
from portal.shipping.views.pages_hq import reasons_of
from portal.shipping.views.pages_ready import ready_page

blueprint = Blueprint("hq_shipping_depot_ready", __name__, url_prefix="/hq")


@blueprint.get("/shipments/ready")
@requires(Permission.HQ_SHIPMENT_VIEW)
def ready() -> Response:
    """Show what stands ready to pick, grouped as one shipment may take it; `?export=` gives it as a spreadsheet."""
    return ready_page()


@blueprint.get("/shipments/ready/<int(max=2147483647):order_id>/<int(max=2147483647):depot_id>")
@requires(Permission.HQ_SHIPMENT_VIEW)
def group(order_id: int, depot_id: int) -> Response:
    """Show the lines of one group, to choose from."""
    return _group_page(order_id, depot_id, Typed())


@blueprint.post("/shipments/ready/<int(max=2147483647):order_id>/<int(max=2147483647):depot_id>")
@requires(Permission.SHIPMENT_PACK)
def start_picking(order_id: int, depot_id: int) -> Response:
    """Plan one shipment of the chosen lines and start its picking; dangerous goods may be split off."""
    typed = Typed(request.form)
    chosen = {key for each in request.form.getlist("line") if (key := whole_number(each)) is not None}
    wanted = [service_picking.Wanted(line_id, typed.count(f"quantity-{line_id}")) for line_id in sorted(chosen)]
    mode = request.form.get("mode", "")
    if mode not in set(Mode):
        typed.errors["mode"] = _("Choose one of the modes offered.")
    if typed.errors:
        return _group_page(order_id, depot_id, typed, chosen=chosen, status=422)

    def again(refusal: Refused) -> Response:
        return _group_page(order_id, depot_id, typed, chosen=chosen, refusal=refusal, status=status_of(refusal))

    return carry_out(
        partial(_plan_once, depot_id, mode, wanted, form_key(), current_actor()),
        told=lambda number: _("Shipment %(number)s is being picked.", number=number),
        to=lambda number: url_for("hq_shipping.show", number=number),
        again=again,
    )


def _plan_once(depot_id: int, mode: str, wanted: list[service_picking.Wanted], key: str, actor: Actor) -> str:
    now, owner = utc_now(), f"user:{actor.user_id}"
    body = sent_forms.body_hash({"plan": [repr((depot_id, mode, wanted))]})
    plan = partial(service_picking.plan_shipment, depot_id, mode, wanted, actor, now)
    return sent_forms.once(owner, key, body, now, plan)


def _kept(lines: Iterable[ReadyLine], whole: Mapping[int, Gathered]) -> list[KeptBack]:
    """Return the orders that ship only whole and of which less stands ready here than is still to go."""
    ready: Counter[int] = Counter()
    for line in lines:
        ready[line.order_id] += line.ready
    judged = (kept_back(one, Step.START_PICKING, ready[one.id]) for one in whole.values())
    return [one for one in judged if one is not None]


def _group_page(
    order_id: int,
    depot_id: int,
    typed: Typed,
    *,
    chosen: set[int] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> Response:
    found = queries_groups.group_of(order_id, depot_id, utc_now(), language())
    whole = queries.gathered_of({line.order_id for line in found.lines if not line.partial_ok})
    kept = _kept(found.lines, whole)
    waits = {one.order.id for one in kept}
    free = {line.line_id for line in found.lines if not line.held and line.order_id not in waits}
    ids = free if chosen is None else chosen
    context: dict[str, Any] = {
        "group": found,
        "typed": typed,
        "chosen": ids,
        "mode": found.mode if "mode" in typed.errors else typed.value("mode", found.mode),
        "problem": words_of(refusal) if refusal else "",
        "reasons": reasons_of(refusal),
        "held": held_texts(held_orders({line.order_id for line in found.lines if line.held}, Step.START_PICKING)),
        "kept": kept_texts(kept),
        "rests": rest_texts(found.rests, found.depot_zone),
        "waits": waits,
        "whole": whole,
        **words(),
    }
    refusals = refusal.facts.get("refusals", ()) if refusal else ()
    parts = {part for each in refusals for part in each.reference.split(", ")}
    apart = [line for line in found.lines if line.part_number in parts and line.line_id in ids]
    context["apart"] = set() if any(line.order_id in whole for line in apart) else {line.line_id for line in apart}
    context["apart_modes"] = [mode.value for mode in allowed_together(refusals)]
    return respond("shipping/depot/hq_group.html", status=status, **context)
