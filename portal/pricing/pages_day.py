"""The page that tells a price of a day: what was typed, what is wrong beside each field, the price and its grounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from portal.catalogue.queries import part_id_of
from portal.core.clock import utc_now
from portal.core.errors import Refused
from portal.core.typed_numbers import parse_count
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.pricing import labels, queries_day
from portal.pricing.queries_day import Buyer, DayPrice
from portal.pricing.rules_price_steps import ExplainedPrice, steps_of

FIELDS = ("distributor", "part", "day", "quantity", "order_type")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, once every field says something there is."""

    buyer: Buyer
    part_id: int
    on: date
    quantity: int
    order_type: str


def day_page() -> Response:
    """Show the form, and below it the price of what was asked for; what is wrong is told beside its field."""
    typed = {name: request.args.get(name, "").strip()[:LONGEST] for name in FIELDS}
    asked: Asked | None = None
    faults: Mapping[str, str] = {}
    if request.args:
        asked, faults = _read(typed)
    else:
        typed |= {"day": utc_now().date().isoformat(), "quantity": "1", "order_type": "daily"}
    found = asked and queries_day.day_price(asked.buyer, asked.part_id, asked.quantity, asked.order_type, asked.on)
    return respond(
        "pricing/hq_day.html",
        typed=typed,
        faults=faults,
        order_types=[*labels.ORDER_TYPE_WORDS.items()],
        asked=asked,
        found=found,
        price=stored(found.price) if found and found.price else None,
        why_none=_why_none(found) if found and not found.price else "",
        L=labels,
    )


def _read(typed: Mapping[str, str]) -> tuple[Asked | None, dict[str, str]]:
    faults: dict[str, str] = {}
    buyer = queries_day.buyer_named(typed["distributor"])
    if buyer is None:
        faults["distributor"] = _("There is no such distributor.")
    part_id = part_id_of(typed["part"]) if typed["part"] else None
    if part_id is None:
        faults["part"] = _("There is no such part.")
    on = date.min
    try:
        on = date.fromisoformat(typed["day"])
    except ValueError:
        faults["day"] = _("Choose the day.")
    quantity = 1
    try:
        quantity = parse_count(typed["quantity"], language())
    except Refused as refused:
        faults["quantity"] = words_of(refused)
    if typed["order_type"] not in labels.ORDER_TYPE_WORDS:
        faults["order_type"] = _("Choose the order type.")
    if faults or buyer is None or part_id is None:
        return None, faults
    return Asked(buyer, part_id, on, quantity, typed["order_type"]), faults


def stored(price: ExplainedPrice) -> dict[str, Any]:
    """Return an explained price as lines keep it: figures as texts."""
    return {
        "list": str(price.list_price),
        "net": str(price.net),
        "steps": steps_of(price),
    }


def _why_none(found: DayPrice) -> str:
    if found.held is None:
        return _("No agreement of this distributor holds on this day, so it has no price.")
    return _("The price list does not have this part, so it has no price.")
