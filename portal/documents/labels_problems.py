"""Words of why a paper cannot be issued: a place in its data, told as people name it on the paper."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.web.languages import language

MISSING = " is missing"
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+)\])?")

PLACE_WORDS: Mapping[str, Any] = {
    "seller": _l("Seller"),
    "buyer": _l("Buyer"),
    "consignee": _l("Consignee"),
    "bank": _l("Bank details"),
    "terms": _l("Terms"),
    "transport": _l("Transport"),
    "packages": _l("Packages"),
    "taxes": _l("VAT"),
    "totals": _l("Total"),
    "corrects": _l("Corrected invoice"),
    "application": _l("Use of the credit"),
    "dangerous_goods": _l("Dangerous goods"),
}
FIELD_WORDS: Mapping[str, Any] = {
    "account": _l("Account number"),
    "account_holder": _l("Account holder"),
    "amount": _l("Amount"),
    "bank_name": _l("Bank"),
    "base": _l("Net amount"),
    "bill_number": _l("B/L or AWB number"),
    "cartons": _l("Cartons"),
    "category": _l("Category"),
    "code": _l("Code"),
    "conveyance": _l("Vessel / flight"),
    "count": _l("Number of packages"),
    "country": _l("Country"),
    "currency": _l("Currency"),
    "date": _l("Date"),
    "description": _l("Description"),
    "discharge_place": _l("Port of discharge"),
    "due_date": _l("Due date"),
    "emergency_phone": _l("Emergency phone"),
    "gross_kg": _l("Gross weight"),
    "hazard_class": _l("Hazard class"),
    "height_cm": _l("Height"),
    "hs_code": _l("HS code"),
    "incoterm": _l("Incoterm"),
    "issue_date": _l("Date of issue"),
    "kind": _l("Kind"),
    "length_cm": _l("Length"),
    "lines": _l("Lines"),
    "loading_place": _l("Port of loading"),
    "marks": _l("Shipping marks"),
    "mode": _l("Mode of transport"),
    "name": _l("Name"),
    "net_kg": _l("Net weight"),
    "net_quantity": _l("Net quantity"),
    "number": _l("Number"),
    "order_number": _l("Order"),
    "origin": _l("Country of origin"),
    "packing_instruction": _l("Packing instruction"),
    "part_number": _l("Part number"),
    "payment": _l("Payment terms"),
    "place": _l("Named place"),
    "quantity": _l("Quantity"),
    "reason": _l("Reason"),
    "shipment_number": _l("Shipment"),
    "shipping_name": _l("Proper shipping name"),
    "sscc": "SSCC",
    "swift": "SWIFT",
    "tax_id": _l("Tax number"),
    "total": _l("Total"),
    "un_number": _l("UN number"),
    "unit": _l("Unit of measure"),
    "unit_price": _l("Unit price"),
    "volume_m3": _l("Volume"),
    "width_cm": _l("Width"),
}


def field_text(path: str) -> str:
    """Return a place in a paper's data (`lines[3].hs_code`) in words: `Line 4: HS code`."""
    steps = [step.groupdict() for step in map(_STEP.fullmatch, path.split(".")) if step is not None]
    told = [_step_text(step["name"], step["index"], last=step is steps[-1]) for step in steps]
    text = told.pop() if told else path
    for place in reversed(told):
        text = _("%(label)s: %(text)s", label=place, text=text)
    return text


def _step_text(name: str, index: str | None, *, last: bool) -> str:
    number = formats.number(int(index) + 1, language()) if index is not None else ""
    if name == "lines" and number:
        return _("Line %(line)s", line=number)
    if name == "cartons" and number:
        return _("Carton %(number)s", number=number)
    words = FIELD_WORDS.get(name) if last else None
    return str(words or PLACE_WORDS.get(name) or FIELD_WORDS.get(name, name))


def problems_text(problems: Any) -> str:
    """Return why a paper cannot be issued as one list, each problem in words."""
    return formats.listed(map(_problem_text, problems), language())


def _problem_text(problem: str) -> str:
    if problem.endswith(MISSING):
        return _("%(field)s (missing)", field=field_text(problem.removesuffix(MISSING)))
    return _("the data do not agree (%(detail)s)", detail=problem)
