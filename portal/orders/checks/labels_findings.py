"""Words of what the checks find: for each code a short name, a sentence with its figures, and a brief one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.accounts.labels_addresses import Problem
from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.web.prices import prices_shown
from portal.orders.checks.labels_evidence import OF_PRICES, facts_shown, number_in, parts_of
from portal.orders.checks.rules_facts import Severity

Evidence = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one finding, told by what it rests on.

    `sentence` is a text (plain or counted), or chooses one by the evidence; `brief` tells it with the figure
    that matters most, in as few words as a row of the queue has room for, or "" where the name must do.
    """

    name: Any
    sentence: Any
    brief: Callable[[Evidence, str], str] | None = None


def finding_name(code: str) -> str:
    """Return the short name of a finding; a code without words as it is."""
    return str(FINDINGS[code].name) if code in FINDINGS else code


def finding_text(code: str, evidence: Evidence) -> str:
    """Return one sentence with the figures a finding rests on, written the reader's way.

    Where prices are kept from the reader and it rests on any, its name alone.
    """
    if not prices_shown() and not OF_PRICES.isdisjoint(evidence):
        return finding_name(code)
    sentence = FINDINGS[code].sentence
    chosen = sentence(evidence) if callable(sentence) else sentence
    return form_of(chosen, evidence) % facts_shown(evidence)


def finding_brief(code: str, evidence: Evidence, locale: str) -> str:
    """Return a finding in a few words, with the figure that matters most where it has one."""
    words = FINDINGS.get(code)
    told = words.brief(evidence, locale) if words is not None and words.brief is not None else ""
    return told or finding_name(code)


def orders_named(evidence: Evidence) -> list[str]:
    """Return the numbers of the other orders a finding rests on."""
    return parts_of(evidence.get("orders", ""))


def _credit_brief(evidence: Evidence, locale: str) -> str:
    over = number_in(evidence.get("over_by"))
    return "" if over is None else _("Credit: %(amount)s over", amount=formats.number(over, locale, 0))


def _overdue_brief(evidence: Evidence, locale: str) -> str:
    days = number_in(evidence.get("overdue_days"))
    if days is None:
        return ""
    return ngettext("Overdue %(days)s day", "Overdue %(days)s days", int(days), days=formats.number(days, locale))


def _air_brief(evidence: Evidence, _locale: str) -> str:
    number = evidence.get("un_number")
    return _("Air + %(un)s", un=number) if number else ""


_SUPERSEDED = counted(
    "Replaced by %(replacement)s; %(stock)s piece of the old part is in stock.",
    "Replaced by %(replacement)s; %(stock)s pieces of the old part are in stock.",
    by="stock",
)
_CHOICE = counted(
    "Replaced by one of %(choose)s; %(stock)s piece of the old part is in stock.",
    "Replaced by one of %(choose)s; %(stock)s pieces of the old part are in stock.",
    by="stock",
)


def _superseded(evidence: Evidence) -> Any:
    return _CHOICE if evidence.get("choose") else _SUPERSEDED


DANGER_WORDS = {
    "catalogue.dg_defective_by_air": _l("%(un_number)s is damaged or defective; such goods never fly."),
    "catalogue.dg_waste_by_air": _l("%(un_number)s is waste; waste batteries never fly."),
    "catalogue.dg_not_in_table": _l("Nobody has judged yet whether %(un_number)s may fly."),
    "catalogue.dg_passenger_forbidden": _l(
        "%(un_number)s never flies on passenger aircraft. Choose: %(allowed_modes)s."
    ),
    "catalogue.dg_cargo_forbidden": _l("%(un_number)s flies on no aircraft. Choose: %(allowed_modes)s."),
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
_INCOTERM = _l("%(incoterm)s is not for this mode of transport.")
_SUGGESTION = _l("%(incoterm)s is for ships alone; %(suggested)s would do for this mode.")
_REPEATED = _l("The same parts and quantities were ordered shortly before in %(orders)s.")
_REPEATED_WITHIN = counted(
    "The same parts and quantities were ordered within %(hours)s hour in %(orders)s.",
    "The same parts and quantities were ordered within %(hours)s hours in %(orders)s.",
    by="hours",
)
_CADENCES = {
    "weekly": _l("Orders of this type are placed once a week; this week there was %(orders)s."),
    "monthly": _l("Orders of this type are placed once a month; this month there was %(orders)s."),
}
_OUTLIER = _l("%(quantity)s ordered; usual are %(usual)s.")
_OUTLIERS = {
    "months": _l("%(quantity)s ordered; %(usual)s a month over %(months)s months, limit %(limit)s."),
    "orders": _l("%(quantity)s ordered; %(usual)s is the median of %(count)s orders, limit %(limit)s."),
}
_PERIODS = {"months": "months", "orders": "count"}


def _danger(evidence: Evidence) -> Any:
    return DANGER_WORDS[str(evidence["reason"])]


def _address(evidence: Evidence) -> Any:
    return _ADDRESS[str(evidence["problem"])]


def _incoterm(evidence: Evidence) -> Any:
    return _SUGGESTION if "suggested" in evidence else _INCOTERM


def _repeated(evidence: Evidence) -> Any:
    return _REPEATED_WITHIN if "hours" in evidence else _REPEATED


def _cadence(evidence: Evidence) -> Any:
    return _CADENCES[str(evidence["cadence"])]


def _outlier(evidence: Evidence) -> Any:
    measure = str(evidence["measure"])
    return _OUTLIERS[measure] if {"limit", _PERIODS[measure]} <= evidence.keys() else _OUTLIER


FINDINGS: Mapping[str, Words] = {
    "PRICE_DEV": Words(
        _l("Price differs"),
        _l("%(price)s was agreed, %(valid_price)s is valid: a difference of %(deviation)s."),
    ),
    "PRICE_MISSING": Words(
        _l("No valid price"),
        _l("There is no valid price for %(part)s on the day of submission."),
    ),
    "PRICE_DATE": Words(
        _l("Price of another day"),
        _l("Priced on %(priced_on)s, handed in on %(submitted_on)s."),
    ),
    "TERMS": Words(
        _l("Terms differ from the contract"),
        _l("The order says %(ordered)s, the contract %(agreed)s."),
    ),
    "CREDIT_BLOCKED": Words(_l("Account blocked"), _l("Finance has blocked this account.")),
    "CREDIT_OVERDUE": Words(
        _l("Payment overdue"),
        counted(
            "The oldest unpaid item is %(overdue_days)s day late.",
            "The oldest unpaid item is %(overdue_days)s days late.",
            by="overdue_days",
        ),
        brief=_overdue_brief,
    ),
    "CREDIT_LIMIT": Words(
        _l("Over the credit limit"),
        _l("%(exposure)s %(currency)s in use and %(amount)s ordered pass the limit of %(limit)s by %(over_by)s."),
        brief=_credit_brief,
    ),
    "DUP_PO": Words(_l("Purchase order number used before"), _l("%(purchase_order)s was used in %(orders)s.")),
    "DUP_CONTENT": Words(
        _l("Same content as another order"),
        _repeated,
    ),
    "CADENCE": Words(_l("Ordered more often than its type"), _cadence),
    "MOQ": Words(
        _l("Below the minimum"),
        _l("%(quantity)s ordered, at least %(moq)s are sold; %(suggested)s would do."),
    ),
    "PACK": Words(
        _l("Not in whole packs"),
        _l("%(quantity)s ordered, sold in packs of %(spq)s; %(suggested)s would do."),
    ),
    "MAX_PIECES": Words(
        _l("Too many pieces for this order type"),
        _l("%(quantity)s ordered, at most %(maximum)s a part."),
    ),
    "SUPERSEDED": Words(_l("Superseded"), _superseded),
    "SUPERSESSION_CYCLE": Words(
        _l("Supersession goes round in a circle"),
        _l("The successors of %(part)s lead back to it: %(parts)s. Master data has to be corrected."),
    ),
    "DISCONTINUED": Words(
        _l("Discontinued"),
        counted(
            "%(part)s is no longer made; %(stock)s piece is left, ordered: %(quantity)s.",
            "%(part)s is no longer made; %(stock)s pieces are left, ordered: %(quantity)s.",
            by="stock",
        ),
    ),
    "QTY_OUTLIER": Words(_l("Unusual quantity"), _outlier),
    "VIN_MISSING": Words(_l("No vehicle named"), _l("This order type needs the vehicle it is for.")),
    "VIN_FORMAT": Words(
        _l("VIN is malformed"),
        _l("%(vin)s is not a VIN: it has 17 characters, letters and digits without I, O and Q."),
    ),
    "VIN_DIGIT": Words(
        _l("VIN check digit is wrong"),
        _l("%(vin)s has %(found)s in the ninth place; %(expected)s would be right."),
    ),
    "VIN_MAKER": Words(_l("VIN of an unknown maker"), _l("%(maker)s is none of this maker's codes.")),
    "VIN_FLEET": Words(_l("VIN not in the sold fleet"), _l("%(vin)s is not among the vehicles sold.")),
    "VIN_REPEATED": Words(_l("VIN named twice"), _l("%(vin)s is named more than once.")),
    "VIN_FITMENT": Words(
        _l("Part does not fit the vehicle"),
        _l("%(part)s fits %(fits)s; %(vin)s is %(model)s %(year)s."),
    ),
    "DG_AIR": Words(_l("May not fly as it is"), _danger, brief=_air_brief),
    "CONSIGNEE_MISSING": Words(_l("Consignee is incomplete"), _l("%(field)s is missing.")),
    "CONSIGNEE_ADDRESS": Words(_l("Consignee's address is doubtful"), _address),
    "LATIN_MISSING": Words(
        _l("No Latin letters for customs"),
        _l("%(name)s stands in another script only. Customs papers need it in Latin letters before goods are booked."),
    ),
    "WORDS_MISSING": Words(
        _l("No description for customs"),
        _l(
            "%(part)s is described in another script only. Customs papers need an English name of it before goods are"
            " booked; headquarters gives it."
        ),
    ),
    "CONSIGNEE_PO_BOX": Words(
        _l("Courier to a post office box"),
        _l("“%(street)s” is a box; couriers deliver to a street only."),
    ),
    "MODE_INCOTERM": Words(_l("Incoterm does not fit the transport"), _incoterm),
    "MODE_SLOW": Words(
        _l("Slow transport for an urgent order"),
        _l("Orders of this type usually travel so: %(usual_mode)s. Chosen: %(mode)s, which takes weeks."),
    ),
    "EXW_FREIGHT": Words(_l("EXW with our freight"), _l("Under EXW the buyer arranges the freight.")),
    "FREIGHT_QUOTE": Words(
        _l("No freight quote"),
        _l("Under %(incoterm)s we pay the freight, and it has not been quoted."),
    ),
    "DATE_LT": Words(
        _l("Wanted before it can be there"),
        counted(
            "Wanted on %(requested)s: %(late)s of %(lines)s lines is ready to ship only later, by %(earliest)s. "
            "The journey comes on top.",
            "Wanted on %(requested)s: %(late)s of %(lines)s lines are ready to ship only later, by %(earliest)s. "
            "The journey comes on top.",
            by="late",
        ),
    ),
    "WHOLE_APART": Words(
        _l("In stock, but in no one depot"),
        _l(
            "The order ships only whole, from one depot. All of it is in stock, but no depot has all: "
            "the one with most has %(ready)s of %(lines)s lines whole. The order waits until one has."
        ),
    ),
    "DATE_OFF": Words(
        _l("Wanted on a day off"),
        _l("%(requested)s is a public holiday or a day of the weekend in %(country)s; nobody may be there to receive."),
    ),
    "DDP_REGISTRATION": Words(
        _l("DDP without tax registration"),
        _l("Under DDP we pay duties, and are not registered where the goods go."),
    ),
}
"""The words of each finding that `rules_table` knows, under its code."""

SEVERITY_TONES: Mapping[str, str] = {Severity.BLOCK: "bad", Severity.WARN: "warn", Severity.HOLD: "bad"}
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
