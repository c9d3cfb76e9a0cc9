"""Words of what the checks find: a short name for each, and a sentence with its figures."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.labels_addresses import Problem
from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.locales import direction
from portal.core.web.languages import language
from portal.orders.checks.rules_facts import Severity
from portal.orders.labels_fields import FIELD_WORDS, MODE_WORDS, terms_text

FINDING_WORDS = {
    "PRICE_DEV": _l("Price differs"),
    "PRICE_MISSING": _l("No valid price"),
    "PRICE_DATE": _l("Price of another day"),
    "TERMS": _l("Terms differ from the contract"),
    "CREDIT_BLOCKED": _l("Account blocked"),
    "CREDIT_OVERDUE": _l("Payment overdue"),
    "CREDIT_LIMIT": _l("Over the credit limit"),
    "DUP_PO": _l("Purchase order number used before"),
    "DUP_CONTENT": _l("Same content as another order"),
    "MOQ": _l("Below the minimum"),
    "PACK": _l("Not in whole packs"),
    "MAX_PIECES": _l("Too many pieces for this order type"),
    "SUPERSEDED": _l("Superseded"),
    "SUPERSESSION_CYCLE": _l("Supersession goes round in a circle"),
    "DISCONTINUED": _l("Discontinued"),
    "VIN_MISSING": _l("No vehicle named"),
    "VIN_FORMAT": _l("VIN is malformed"),
    "VIN_DIGIT": _l("VIN check digit is wrong"),
    "VIN_MAKER": _l("VIN of an unknown maker"),
    "VIN_FLEET": _l("VIN not in the sold fleet"),
    "VIN_REPEATED": _l("VIN named twice"),
    "VIN_FITMENT": _l("Part does not fit the vehicle"),
    "DG_AIR": _l("May not fly as it is"),
    "CONSIGNEE_MISSING": _l("Consignee is incomplete"),
    "CONSIGNEE_ADDRESS": _l("Consignee's address is doubtful"),
    "CONSIGNEE_PO_BOX": _l("Courier to a post office box"),
    "MODE_INCOTERM": _l("Incoterm does not fit the transport"),
    "MODE_SLOW": _l("Slow transport for an urgent order"),
    "EXW_FREIGHT": _l("EXW with our freight"),
    "FREIGHT_QUOTE": _l("No freight quote"),
    "DDP_REGISTRATION": _l("DDP without tax registration"),
    "QTY_OUTLIER": _l("Unusual quantity"),
}

_SENTENCES = {
    "PRICE_DEV": _l("%(price)s was agreed, %(valid_price)s is valid: a difference of %(deviation)s."),
    "PRICE_MISSING": _l("There is no valid price for %(part)s on the day of submission."),
    "PRICE_DATE": _l("Priced on %(priced_on)s, handed in on %(submitted_on)s."),
    "TERMS": _l("The order says %(ordered)s, the contract %(agreed)s."),
    "CREDIT_BLOCKED": _l("Finance has blocked this account."),
    "CREDIT_OVERDUE": counted(
        "The oldest unpaid item is %(overdue_days)s day late.",
        "The oldest unpaid item is %(overdue_days)s days late.",
        by="overdue_days",
    ),
    "CREDIT_LIMIT": _l(
        "%(exposure)s %(currency)s in use and %(amount)s ordered pass the limit of %(limit)s by %(over_by)s."
    ),
    "DUP_PO": _l("%(purchase_order)s was used in %(orders)s."),
    "DUP_CONTENT": _l("The same parts and quantities were ordered within 72 hours in %(orders)s."),
    "MOQ": _l("%(quantity)s ordered, at least %(moq)s are sold; %(suggested)s would do."),
    "PACK": _l("%(quantity)s ordered, sold in packs of %(spq)s; %(suggested)s would do."),
    "MAX_PIECES": _l("%(quantity)s ordered, at most %(maximum)s a part."),
    "SUPERSEDED": counted(
        "Replaced by %(replacement)s; %(stock)s piece of the old part is in stock.",
        "Replaced by %(replacement)s; %(stock)s pieces of the old part are in stock.",
        by="stock",
    ),
    "SUPERSESSION_CYCLE": _l("The successors of %(part)s lead back to it: %(parts)s. Master data has to be corrected."),
    "DISCONTINUED": counted(
        "%(part)s is no longer made; %(stock)s piece is left, ordered: %(quantity)s.",
        "%(part)s is no longer made; %(stock)s pieces are left, ordered: %(quantity)s.",
        by="stock",
    ),
    "VIN_MISSING": _l("This order type needs the vehicle it is for."),
    "VIN_FORMAT": _l("%(vin)s is not a VIN: it has 17 characters, letters and digits without I, O and Q."),
    "VIN_DIGIT": _l("%(vin)s has %(found)s in the ninth place; %(expected)s would be right."),
    "VIN_MAKER": _l("%(maker)s is none of this maker's codes."),
    "VIN_FLEET": _l("%(vin)s is not among the vehicles sold."),
    "VIN_REPEATED": _l("%(vin)s is named more than once."),
    "VIN_FITMENT": _l("%(part)s fits %(fits)s; %(vin)s is %(model)s %(year)s."),
    "CONSIGNEE_MISSING": _l("%(field)s is missing."),
    "CONSIGNEE_PO_BOX": _l("“%(street)s” is a box; couriers deliver to a street only."),
    "MODE_INCOTERM": _l("%(incoterm)s is not for this mode of transport."),
    "MODE_SLOW": _l("Orders of this type usually travel so: %(usual_mode)s. Chosen: %(mode)s, which takes weeks."),
    "EXW_FREIGHT": _l("Under EXW the buyer arranges the freight."),
    "FREIGHT_QUOTE": _l("Under %(incoterm)s we pay the freight, and it has not been quoted."),
    "DDP_REGISTRATION": _l("Under DDP we pay duties, and are not registered where the goods go."),
    "QTY_OUTLIER": _l("%(quantity)s ordered; usual are %(usual)s."),
}
_PERIODS = {"months": "months", "orders": "count"}
_OUTLIERS = {
    "months": _l("%(quantity)s ordered; %(usual)s a month over %(months)s months, limit %(limit)s."),
    "orders": _l("%(quantity)s ordered; %(usual)s is the median of %(count)s orders, limit %(limit)s."),
}
_SUGGESTION = _l("%(incoterm)s is for ships alone; %(suggested)s would do for this mode.")
_CHOICE = counted(
    "Replaced by one of %(choose)s; %(stock)s piece of the old part is in stock.",
    "Replaced by one of %(choose)s; %(stock)s pieces of the old part are in stock.",
    by="stock",
)

_DANGER = {
    "catalogue.dg_defective_by_air": _l("%(un_number)s is damaged or defective; such goods never fly."),
    "catalogue.dg_waste_by_air": _l("%(un_number)s is waste; waste batteries never fly."),
    "catalogue.dg_not_in_table": _l("Nobody has judged yet whether %(un_number)s may fly."),
    "catalogue.dg_passenger_forbidden": _l(
        "%(un_number)s never flies on passenger aircraft. Choose: %(allowed_modes)s."
    ),
    "catalogue.dg_package_too_heavy": _l(
        "A package of %(un_number)s is heavier than may fly. Choose: %(allowed_modes)s."
    ),
    "catalogue.dg_charge_too_high": _l("%(un_number)s is charged to %(found)s %%; at most %(limit)s %% may fly."),
    "catalogue.dg_charge_unknown": _l("The state of charge of %(un_number)s is not known."),
    "catalogue.dg_weight_unknown": _l("The net weight of %(un_number)s is not known."),
    "catalogue.dg_watt_hours_unknown": _l("The watt-hours of %(un_number)s are not known."),
}
_ADDRESS = {
    Problem.REQUIRED.value: _l("%(field)s is missing; an address in %(country)s needs it."),
    Problem.INVALID.value: _l("%(field)s is not in the form of an address in %(country)s."),
    Problem.UNKNOWN.value: _l("%(field)s is not on the list of %(country)s."),
}
SEVERITY_TONES = {Severity.BLOCK: "bad", Severity.WARN: "warn", Severity.HOLD: "bad"}
SEVERITY_WORDS = {
    Severity.BLOCK: _l("Blocks"),
    Severity.WARN: _l("Warning"),
    Severity.HOLD: _l("Hold"),
}
ROLE_WORDS = {
    "manager": _l("Manager"),
    "planner": _l("Planner"),
    "logistics": _l("Logistics"),
    "compliance": _l("Compliance"),
    "finance": _l("Finance"),
}
_MODES = {mode.value: words for mode, words in MODE_WORDS.items()}
_AMOUNTS = {"limit", "exposure", "amount", "over_by"}
_PRICES = {"price", "valid_price", "deviation"}
_DAYS = {"priced_on", "submitted_on"}
_TEXTS = {"part", "vin", "maker", "purchase_order", "found", "expected", "street", "model", "year"}
_LISTS = {"orders", "parts", "replacement", "fits"}


def finding_text(code: str, evidence: Mapping[str, Any]) -> str:
    """Return one sentence with the figures a finding rests on, written the reader's way."""
    keep = _apart if direction(language()) == "rtl" else str
    facts = {name: keep(_shown(name, value, evidence)) for name, value in evidence.items()}
    facts.setdefault("suggested", "–")
    return form_of(_sentence(code, evidence), evidence) % facts


def _apart(value: str) -> str:
    """Return a value isolated from right-to-left words around it (Unicode first strong isolate)."""
    return f"\u2068{value}\u2069"


def _sentence(code: str, evidence: Mapping[str, Any]) -> Any:
    if code == "DG_AIR":
        return _DANGER[str(evidence["reason"])]
    if code == "CONSIGNEE_ADDRESS":
        return _ADDRESS[str(evidence["problem"])]
    if code == "MODE_INCOTERM" and "suggested" in evidence:
        return _SUGGESTION
    if code == "QTY_OUTLIER" and {"limit", _PERIODS[str(evidence["measure"])]} <= evidence.keys():
        return _OUTLIERS[str(evidence["measure"])]
    if code == "SUPERSEDED" and evidence.get("choose"):
        return _CHOICE
    return _SENTENCES[code]


def _shown(name: str, value: Any, evidence: Mapping[str, Any]) -> str:
    locale = language()
    if name == "field":
        return str(FIELD_WORDS.get(str(value), value))
    if name in {"ordered", "agreed"}:
        return terms_text(str(value))
    if name in {"mode", "usual_mode"}:
        return str(_MODES.get(str(value), value))
    if name == "country":
        return formats.country(str(value), locale)
    if name == "allowed_modes":
        return formats.listed([str(_MODES[each]) for each in _parts_of(value) if each in _MODES], locale, either=True)
    if name == "choose":
        return formats.listed(_parts_of(value), locale, either=True)
    if name in _LISTS:
        return formats.listed(_parts_of(value), locale)
    if name in _TEXTS:
        return str(value)
    if name in _DAYS:
        return formats.date(date.fromisoformat(str(value)), locale)
    number = _number(value)
    if number is None:
        return str(value)
    if name in _PRICES:
        return formats.unit_price(number, locale)
    places = 2 if name in _AMOUNTS and "currency" in evidence else None
    return formats.number(number, locale, places)


def _parts_of(value: Any) -> list[str]:
    """Return the members of a list as evidence holds it: one text, a comma and a space between."""
    return str(value).split(", ")


def _number(value: Any) -> Decimal | None:
    """Return figures as numbers; decimals are stored as text."""
    try:
        return Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None
