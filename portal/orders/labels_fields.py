"""Words of the fields of an order and its addresses, and of the modes of transport."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.web.languages import language
from portal.finance.rules_payment_terms import parts_of

MODE_WORDS = {
    Mode.COURIER: _l("Courier"),
    Mode.AIR: _l("Air"),
    Mode.AIR_CARGO: _l("Cargo aircraft only"),
    Mode.SEA: _l("Sea"),
    Mode.ROAD: _l("Road"),
    Mode.RAIL: _l("Rail"),
}

FIELD_WORDS = {
    "": _l("The order as a whole"),
    "lines": _l("Lines"),
    "order_type": _l("Order type"),
    "po_number": _l("Your purchase order number"),
    "purchase_order": _l("Your purchase order number"),
    "ship_to_id": _l("Ship-to"),
    "consignee_id": _l("Consignee"),
    "notify_id": _l("Notify party"),
    "incoterm": _l("Incoterm"),
    "incoterm_place": _l("Named place"),
    "mode": _l("Mode of transport"),
    "requested_on": _l("Requested delivery date"),
    "partial_ok": _l("Partial shipments are welcome"),
    "rest_lapses": _l("Cancel what is not there in time"),
    "note": _l("Note"),
    "reason": _l("Reason"),
    "campaign": _l("Campaign number"),
    "vin": _l("Vehicle (VIN)"),
    "repair_order": _l("Repair order"),
    "odometer_km": _l("Odometer, km"),
    "stopped_on": _l("Standing since"),
    "payment_terms": _l("Payment terms"),
    "currency": _l("Currency"),
    "part_number": _l("Part number"),
    "quantity": _l("Quantity"),
    "unit_price": _l("Unit price"),
    "name": _l("Name"),
    "street": _l("Street"),
    "city": _l("City"),
    "region": _l("Region"),
    "district": _l("District"),
    "postal_code": _l("Postal code"),
    "country": _l("Country"),
    "tax_id": _l("Tax number"),
    "phone": _l("Telephone"),
    "contact": _l("Contact person"),
    "company": _l("Company"),
}

HQ_FIELD_WORDS = {
    **FIELD_WORDS,
    "po_number": _l("Customer's purchase order number"),
    "purchase_order": _l("Customer's purchase order number"),
}
"""The same fields as headquarters names them."""

_TERMS = {
    "prepaid": _l("In advance"),
    "net": counted("Net %(days)s day", "Net %(days)s days", by="days"),
    "end_of_month_of_due": counted("%(days)s day, end of that month", "%(days)s days, end of that month", by="days"),
    "eom_plus": counted("End of month + %(days)s day", "End of month + %(days)s days", by="days"),
}


def terms_text(code: str) -> str:
    """Return payment terms (`net:30`) in words; an unknown code as it is."""
    kind, typed, deposit = parts_of(code)
    words = _TERMS.get(kind)
    if words is None:
        return code
    days = int(typed) if typed.isascii() and typed.isdigit() else 0
    text = form_of(words, {"days": days}) % {"days": formats.number(days, language())}
    if not deposit:
        return text
    share = formats.percent(Decimal(deposit) / 100, language())
    return _("%(terms)s, deposit %(percent)s", terms=text, percent=share)
