"""Words of the record: actions, what they were done to and what that is called, by which way."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

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
    "order.rest_cancelled": _l("Rest of an order cancelled"),
    "order.rest_waits": _l("Rest of an order waits for good"),
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

_namers: dict[str, Callable[[Collection[str]], Mapping[str, str]]] = {}


def register_record(actions: Mapping[str, Any], things: Mapping[str, Any]) -> None:
    """Let a room say what it records by a specification of its own: words of actions, and of what they are done to."""
    ACTION_WORDS.update(actions)
    SUBJECT_WORDS.update(things)


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
