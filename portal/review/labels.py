"""Words of the queue: types, findings in a few words, due times, refusals."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.refusals import register_refusals
from portal.orders.labels import HOLD_WORDS
from portal.orders.states import HoldKind
from portal.review.rules import DUE_SOON_MINUTES, HOLD

TYPE_WORDS = {
    "vor": _l("VOR"),
    "campaign": _l("Campaign"),
    "urgent": _l("Urgent"),
    "daily": _l("Daily"),
    "stock": _l("Stock"),
    "initial": _l("Initial stocking"),
    "claim": _l("Claim"),
}
TYPE_TONES = {"vor": "bad", "urgent": "warn", "campaign": "info"}
SEVERITY_TONES = {"block": "bad", "hold": "bad", "warn": "warn"}

FINDING_WORDS = {
    "PRICE_DEV": _l("Price differs from list"),
    "PRICE_MISSING": _l("No price"),
    "PRICE_DATE": _l("Price not valid today"),
    "TERMS": _l("Terms not as agreed"),
    "CREDIT_BLOCKED": _l("Credit blocked"),
    "CREDIT_OVERDUE": _l("Items overdue"),
    "CREDIT_LIMIT": _l("Over credit limit"),
    "DUP_PO": _l("PO number used before"),
    "DUP_CONTENT": _l("Same content as before"),
    "MOQ": _l("Below minimum"),
    "PACK": _l("Not in whole packs"),
    "MAX_PIECES": _l("Too many pieces for VOR"),
    "SUPERSEDED": _l("Part superseded"),
    "SUPERSESSION_CYCLE": _l("Supersession runs in a circle"),
    "DISCONTINUED": _l("Part discontinued"),
    "VIN_MISSING": _l("VIN missing"),
    "VIN_FORMAT": _l("VIN malformed"),
    "VIN_DIGIT": _l("VIN check digit"),
    "VIN_MAKER": _l("VIN of another maker"),
    "VIN_FLEET": _l("VIN not in sold fleet"),
    "VIN_REPEATED": _l("VIN served before"),
    "VIN_FITMENT": _l("Part does not fit the VIN"),
    "DG_AIR": _l("Dangerous goods by air"),
    "CONSIGNEE_MISSING": _l("Consignee incomplete"),
    "CONSIGNEE_ADDRESS": _l("Consignee address"),
    "CONSIGNEE_PO_BOX": _l("PO box by courier"),
    "MODE_INCOTERM": _l("Incoterm does not fit the mode"),
    "EXW_FREIGHT": _l("EXW with our freight"),
    "FREIGHT_QUOTE": _l("Freight not quoted"),
    "DDP_REGISTRATION": _l("DDP without tax registration"),
    "QTY_OUTLIER": _l("Unusual quantity"),
    "OUT_OF_TIME": _l("out of time"),
}
FILTER_WORDS = {
    "clean": _lp("findings", "clean"),
    "block": _l("Blocking"),
    "hold": _l("On hold"),
    "warn": _l("Warnings only"),
    "price": _l("Price"),
    "terms": _l("Terms"),
    "credit": _l("Credit"),
    "duplicate": _l("Duplicate"),
    "quantity": _l("Quantity"),
    "superseded": _l("Superseded"),
    "discontinued": _l("Discontinued"),
    "vin": _l("VIN"),
    "dangerous": _l("Dangerous goods"),
    "consignee": _l("Consignee"),
    "carriage": _l("Carriage"),
    "out_of_time": _l("Out of time"),
}
OWNER_WORDS = {
    "mine": _l("Mine"),
    "unassigned": _l("Unassigned"),
    "paused": _l("With the distributor"),
}

register_refusals(
    {
        "review.already_taken": _l("%(who)s has taken this already, %(when)s."),
        "review.not_waiting": _l("This does not wait in the queue any more."),
        "review.nothing_waiting": _l("Nothing waits to be taken."),
        "review.not_yours_to_take": _l("Your role does not decide this kind of work."),
        "review.not_in_your_hands": _l("This is not in your hands, so you cannot pass it on."),
        "review.no_such_colleague": _l("Choose a colleague who may decide this."),
        "order.not_in_your_hands": _l("%(number)s is not in your hands, so you cannot pass it on."),
    }
)


def finding_words(finding: Mapping[str, Any], locale: str) -> str:
    """Return one finding in a few words, with the figure that matters most."""
    evidence = finding.get("evidence") or {}
    code = str(finding["code"])
    if code == HOLD:
        return str(HOLD_WORDS[HoldKind(str(evidence["kind"]))])
    words = _with_figure(code, evidence, locale) or str(FINDING_WORDS.get(code, code))
    count = int(finding.get("count") or 1)
    return f"{words} ×{formats.number(count, locale)}" if count > 1 else words


def _with_figure(code: str, evidence: Mapping[str, Any], locale: str) -> str:
    if code == "CREDIT_LIMIT" and (over := _figure(evidence.get("over_by"))) is not None:
        return _("Credit: %(amount)s over", amount=formats.number(over, locale, 0))
    if code == "CREDIT_OVERDUE" and (days := _figure(evidence.get("overdue_days"))) is not None:
        return _("Overdue %(days)s days", days=formats.number(days, locale))
    if code == "DG_AIR" and evidence.get("un_number"):
        return _("Air + %(un)s", un=evidence["un_number"])
    return ""


def _figure(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def due_words(due_at: datetime, now: datetime, locale: str) -> tuple[str, str]:
    """Return how far a due time is away, and its tone: late, within ten minutes, or calm."""
    away = due_at - now
    told = formats.duration(away, locale)
    if away < timedelta(0):
        return _("late %(time)s", time=told), "text-bad"
    return told, "text-warn" if away <= timedelta(minutes=DUE_SOON_MINUTES) else ""


def due_clock(due_at: datetime, told: date, zone: str, locale: str) -> str:
    """Return the clock time of a due instant in a zone; with day and month unless it is the day `told`."""
    there = day_in(due_at, zone)
    clock = formats.time(due_at, zone, locale)
    return clock if there == told else f"{_day_and_month(there, locale)} {clock}"


def day_in(instant: datetime, zone: str) -> date:
    """Return the calendar day of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=1_024)
def _day_and_month(day: date, locale: str) -> str:
    return format_skeleton("MMMd", day, locale=formats.babel_of(locale))
