"""Words of the record: facts, and values of before and after as people read them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import UnknownLocaleError
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.web.languages import language, reader_locale, zone

FACT_WORDS: Mapping[str, Any] = {
    "account": _l("Account or IBAN"),
    "acid": "ACID",
    "active": _lp("address", "In use"),
    "address": _l("Address"),
    "amount": _l("Amount"),
    "answer_by": _l("Answer by"),
    "approval_limit": _l("Limit of approval"),
    "approved_by": _l("Approved by (number of the person)"),
    "arrival": _l("Arrival"),
    "asked_by": _l("Asked for by"),
    "at": _l("Time"),
    "bank_name": _l("Bank"),
    "bank_reference": _l("Bank reference"),
    "basis": _l("Certainty of the time"),
    "blocked": _l("Blocked"),
    "carrier": _l("Carrier"),
    "cartons": _l("Cartons"),
    "cause": _l("Reason"),
    "claim": _l("Claim"),
    "containers": _l("Containers"),
    "content_hash": _l("Fingerprint of the contents (SHA-256)"),
    "count": _l("Requests"),
    "currency": _l("Currency"),
    "damaged": _l("Damaged"),
    "declined": _l("Requests declined"),
    "departed_at": _l("Departure"),
    "departure": _l("Departure"),
    "dg_declaration": _l("Dangerous goods declaration"),
    "differences": _l("Differences"),
    "due_on": _l("Due date"),
    "email": _l("E-mail"),
    "ended": _l("Sessions ended"),
    "finding": _l("Finding"),
    "findings": _l("Findings"),
    "gross_g": _l("Gross weight (g)"),
    "height": _l("Height (pixels)"),
    "hold": _l("Hold"),
    "iban": _l("Account or IBAN"),
    "invoice": _l("Invoice"),
    "kind": _l("Kind"),
    "label": _lp("address", "Label"),
    "late": _l("Out of time"),
    "from_buyers": _l("Hidden from own buyers"),
    "from_dealers": _l("Hidden from dealers"),
    "latin_city": _l("City in Latin letters"),
    "latin_name": _l("Name in Latin letters"),
    "latin_region": _l("Region in Latin letters"),
    "latin_street": _l("Street in Latin letters"),
    "limit": _l("Credit limit"),
    "line_no": _l("Line"),
    "lines": _l("Lines"),
    "locale": _l("Language"),
    "logo": _l("Logo"),
    "marks": _l("Shipping marks"),
    "minutes_left": _l("Minutes left for the review"),
    "release_minutes_left": _l("Minutes left for the release"),
    "mode": _l("Mode of transport"),
    "name": _l("Name"),
    "note": _l("Note"),
    "orders": _l("Orders"),
    "of": _l("Taken over from"),
    "over": _l("Over"),
    "owed_again": _l("Owed again"),
    "owner": _l("Owner"),
    "packaging_appraisal": _l("Packaging-use appraisal (危包证)"),
    "paper": _l("Paper"),
    "part": _l("Part number"),
    "partial_ok": _l("Partial shipments"),
    "pieces": _l("Pieces"),
    "place": _l("Place"),
    "po_number": _l("Customer's purchase order number"),
    "port_discharge": _l("Port of discharge"),
    "port_loading": _l("Port of loading"),
    "position": _l("Carton"),
    "price": _l("Price"),
    "promised_on": _l("Promised date"),
    "reason": _l("Reason"),
    "received_on": _l("Received on"),
    "rest_days": _l("Cancelled if not there, days after release"),
    "roles": _l("Roles"),
    "shipment": _l("Shipment"),
    "short": _l("Short"),
    "short_parts": _l("What was short"),
    "sscc": "SSCC",
    "state": _l("State"),
    "swift": _l("SWIFT (BIC)"),
    "to": _l("Handed to"),
    "total": _l("Total"),
    "tracking_url": _l("Address of tracking"),
    "transport_document": _l("Transport document number"),
    "usual": _lp("address", "The usual one"),
    "version": _l("Version"),
    "un38_3": _l("UN 38.3 test summary"),
    "vessel_flight": _l("Vessel or flight"),
    "waivers": _l("Waivers"),
    "width": _l("Width (pixels)"),
    "written_off": _l("Taken off the stock"),
    "wrong": _l("Wrong part"),
    "zone": _l("Time zone"),
}

_AMOUNTS = frozenset({"amount", "approval_limit", "limit", "total"})
_DAYS = frozenset({"answer_by", "due_on", "promised_on", "received_on"})
_INSTANTS = frozenset({"at", "arrival", "departed_at", "departure"})
_tellers: dict[tuple[str, str], Callable[[str], str]] = {}


def register_values(subject_kind: str, **tellers: Callable[[str], str]) -> None:
    """Let a room say how values of its facts are told that are recorded as codes (a state, a mode)."""
    _tellers.update({(subject_kind, fact): teller for fact, teller in tellers.items()})


def fact_text(name: str) -> str:
    """Return the name of a recorded fact."""
    return str(FACT_WORDS.get(name, name))


def value_text(subject_kind: str, name: str, value: Any) -> str:
    """Return a recorded value as people read it; nothing is an en dash, yes and no are words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return formats.number(value, language())
    if isinstance(value, dict):
        told = ((fact_text(key), value_text(subject_kind, key, each)) for key, each in sorted(value.items()))
        return formats.listed([_("%(label)s: %(text)s", label=key, text=text) for key, text in told], language())
    if isinstance(value, list):
        return formats.listed([value_text(subject_kind, name, each) for each in value], language()) or "–"
    return _word(subject_kind, name, str(value))


def _word(subject_kind: str, name: str, text: str) -> str:
    """Return a value in words; one that is not what it was when it was recorded stays as it is."""
    try:
        return _told(subject_kind, name, text)
    except (ValueError, LookupError, ArithmeticError, UnknownLocaleError):
        return text


def _told(subject_kind: str, name: str, text: str) -> str:
    if teller := _tellers.get((subject_kind, name)):
        return teller(text)
    if name in _AMOUNTS:
        return formats.exact(Decimal(text), language())
    if name in _DAYS:
        return formats.date(date.fromisoformat(text), reader_locale())
    if name in _INSTANTS:
        return formats.datetime(datetime.fromisoformat(text), zone(), reader_locale())
    if name == "locale":
        return formats.language_name(text, language())
    return text
