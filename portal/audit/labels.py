"""Words of the record: actions, what they were done to, by which way, facts, and values of before and after."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import UnknownLocaleError
from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.web.languages import language, reader_locale, zone

ACTION_WORDS: dict[str, Any] = {
    "account.signed_in": _l("Signed in"),
    "account.reset_requested": _l("New password asked for"),
    "account.password_reset": _l("New password set by link"),
    "account.password_changed": _l("Password changed"),
    "account.profile_changed": _l("Profile changed"),
    "account.session_ended": _l("Session ended"),
    "account.sessions_ended": _l("All other sessions ended"),
    "user.invited": _l("Person invited"),
    "user.invited_again": _l("Person invited again"),
    "user.joined": _l("Invitation taken up"),
    "user.roles_changed": _l("Roles changed"),
    "user.disabled": _l("Person disabled"),
    "user.enabled": _l("Person enabled"),
    "user.sessions_ended": _l("Sessions of a person ended"),
    "user.first_admin_created": _l("First administrator created"),
    "job.run_again": _l("Failed job let run again"),
    "job.all_run_again": _l("Failed jobs let run again together"),
    "mail.read": _l("Mail with a link to an account read"),
    "order.submitted": _l("Order submitted"),
    "order.resubmitted": _l("Order handed in again"),
    "order.withdrawn": _l("Order withdrawn"),
    "order.passed_up": _l("Order passed to the general distributor"),
    "order.taken_back": _l("Order taken back from the general distributor"),
    "order.sent_back": _l("Order sent back by the general distributor"),
    "order.gathered": _l("Order gathered by the general distributor"),
    "order.let_go": _l("Order no longer gathered"),
    "order.gathers": _l("Dealers' orders gathered into an order"),
    "order.taken": _l("Order taken for review"),
    "order.handed_back": _l("Order put back into the queue"),
    "order.handed_over": _l("Order handed over to a colleague"),
    "order.taken_over": _l("Order taken over from a colleague"),
    "order.changes_requested": _l("Changes to an order requested"),
    "order.approved": _l("Order approved"),
    "order.rejected": _l("Order rejected"),
    "order.released": _l("Order released"),
    "order.cancelled": _l("Order cancelled"),
    "order.po_corrected": _l("Purchase order number corrected"),
    "order.parts_allowed": _l("Order allowed to ship in parts"),
    "order.parts_forbidden": _l("Order set to ship only whole"),
    "order.completed": _l("Order completed"),
    "order.closed": _l("Order closed"),
    "order.hold_placed": _l("Order put on hold"),
    "order.hold_released": _l("Hold of an order released"),
    "order.waived": _l("Finding of an order waived"),
    "order.promise_revised": _l("Promised date of an order line revised"),
    "allocation.run": _l("Stock allocated"),
    "review.claim_taken": _l("Claim taken for review"),
    "review.claim_put_back": _l("Claim put back into the queue"),
    "review.claim_handed_over": _l("Claim handed over to a colleague"),
    "review.claim_taken_over": _l("Claim taken over from a colleague"),
    "shipment.picking_started": _l("Picking started"),
    "shipment.picked": _l("Picking recorded"),
    "shipment.carton_added": _l("Carton added"),
    "shipment.carton_changed": _l("Carton changed"),
    "shipment.carton_removed": _l("Carton removed"),
    "shipment.packed": _l("Packing confirmed"),
    "shipment.packing_reopened": _l("Packing opened again"),
    "shipment.booked": _l("Shipment booked"),
    "shipment.dispatched": _l("Shipment dispatched"),
    "shipment.milestone_recorded": _l("Milestone recorded"),
    "shipment.received": _l("Receipt confirmed"),
    "shipment.cancelled": _l("Shipment cancelled"),
    "claim.filed": _l("Claim filed"),
    "claim.decided": _l("Claim decided"),
    "claim.goods_taken_back": _l("Goods of a claim taken back"),
    "claim.credited": _l("Claim credited"),
    "credit.changed": _l("Credit account changed"),
    "payment.recorded": _l("Payment recorded"),
    "payment.allocated": _l("Invoices settled with a payment"),
    "payment.reversed": _l("Payment reversed"),
    "seller.logo_changed": _l("Logo of a seller changed"),
    "seller.bank_changed": _l("Bank details of a seller changed"),
    "price.changed": _l("List price changed"),
    "company.latin_name_changed": _l("Company name in Latin letters changed"),
    "company.latin_address_changed": _l("Address in Latin letters changed"),
    "company.prices_kept": _l("Who sees prices changed"),
    "approval.asked": _l("Change asked for"),
    "approval.approved": _l("Change approved"),
    "approval.refused": _l("Change refused"),
    "approval.withdrawn": _l("Wish for a change withdrawn"),
}

SUBJECT_WORDS: dict[str, Any] = {
    "user": _l("Person"),
    "mail": _l("Mail"),
    "job": _l("Job"),
    "sales_order": _l("Order"),
    "allocation_run": _l("Allocation run"),
    "settled": _l("Settled"),
    "shipment": _l("Shipment"),
    "claim": _l("Claim"),
    "credit_account": _l("Credit account"),
    "payment": _l("Payment"),
    "selling_entity": _l("Seller"),
    "list_price": _l("List price"),
    "company": _l("Company"),
    "approval": _l("Change for a second person"),
}

CHANNEL_WORDS: Mapping[str, Any] = {
    "web": _lp("channel", "Browser"),
    "system": _lp("channel", "The portal itself"),
}

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
_namers: dict[str, Callable[[Collection[str]], Mapping[str, str]]] = {}


def register_record(actions: Mapping[str, Any], things: Mapping[str, Any]) -> None:
    """Let a room say what it records by a specification of its own: words of actions, and of what they are done to."""
    ACTION_WORDS.update(actions)
    SUBJECT_WORDS.update(things)


def register_values(subject_kind: str, **tellers: Callable[[str], str]) -> None:
    """Let a room say how values of its facts are told that are recorded as codes (a state, a mode)."""
    _tellers.update({(subject_kind, fact): teller for fact, teller in tellers.items()})


def action_text(action: str) -> str:
    """Return an action in the reader's language; one no longer known as it was recorded."""
    return str(ACTION_WORDS.get(action, action))


def actions_named(text: str) -> list[str]:
    """Return the actions whose words hold a text, in the reader's language (for a search)."""
    wanted = text.casefold()
    return [action for action, words in ACTION_WORDS.items() if wanted and wanted in str(words).casefold()]


def subject_text(kind: str) -> str:
    """Return a kind of thing in the reader's language."""
    return str(SUBJECT_WORDS.get(kind, kind))


def register_names(subject_kind: str, names_of: Callable[[Collection[str]], Mapping[str, str]]) -> None:
    """Say who knows what things of a kind are called, whose identifiers are numbers of rows."""
    _namers[subject_kind] = names_of


def learn_names(subjects: Iterable[tuple[str, str]]) -> None:
    """Look up what these things (kind, identifier) are called, once for the page; `name_of` tells it."""
    known: dict[tuple[str, str], str] = g.setdefault("audit_names", {})
    told = set(subjects)
    for kind, names_of in _namers.items():
        asked = {identifier for one, identifier in told if one == kind}
        known |= {(kind, identifier): name for identifier, name in (names_of(asked) if asked else {}).items()}


def name_of(kind: str, identifier: str) -> str:
    """Return what a thing is called, or its identifier where that is its name or nobody knows another."""
    names: Mapping[tuple[str, str], str] = g.get("audit_names", {})
    return names.get((kind, identifier), identifier)


def channel_text(channel: str) -> str:
    """Return the way by which something was done."""
    return str(CHANNEL_WORDS.get(channel, channel))


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
