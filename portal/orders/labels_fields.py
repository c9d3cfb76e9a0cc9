"""Words of the fields of an order and its addresses, and of the modes of transport."""

from flask_babel import lazy_gettext as _l

from portal.orders.states import Mode

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
    "substitution_ok": _l("Substitutes may be sent without asking"),
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

_TERMS = {
    "prepaid": _l("In advance"),
    "net": _l("Net %(days)s days"),
    "end_of_month_of_due": _l("%(days)s days, end of that month"),
    "eom_plus": _l("End of month + %(days)s days"),
}
_DEPOSIT = _l("deposit %(percent)s %%")


def terms_text(code: str) -> str:
    """Return payment terms (`net:30`) in words; an unknown code as it is."""
    kind, _colon, rest = code.partition(":")
    words = _TERMS.get(kind)
    if words is None:
        return code
    days, _colon, deposit = rest.partition(":")
    text = str(words) % {"days": days} if "%(days)s" in str(words) else str(words)
    return f"{text} · {str(_DEPOSIT) % {'percent': deposit}}" if deposit else text
