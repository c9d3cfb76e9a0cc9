"""Words of the search: what each kind is called, and the verbs one may choose instead of finding something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.search.queries import Kind

KIND_WORDS: Mapping[Kind, Any] = {
    Kind.ORDER: _l("Orders"),
    Kind.PURCHASE_ORDER: _l("Purchase orders"),
    Kind.VEHICLE: _l("Orders by VIN"),
    Kind.SHIPMENT: _l("Shipments"),
    Kind.INVOICE: _l("Invoices"),
    Kind.CLAIM: _l("Claims"),
    Kind.PAPER: _l("Papers"),
    Kind.PART: _l("Parts"),
    Kind.DISTRIBUTOR: _l("Distributors"),
    Kind.PERSON: _l("People"),
}
KIND_ICONS: Mapping[Kind, str] = {
    Kind.ORDER: "shopping-cart",
    Kind.PURCHASE_ORDER: "clipboard-check",
    Kind.VEHICLE: "car",
    Kind.SHIPMENT: "ship",
    Kind.INVOICE: "file-invoice",
    Kind.CLAIM: "truck-return",
    Kind.PAPER: "file-text",
    Kind.PART: "barcode",
    Kind.DISTRIBUTOR: "users",
    Kind.PERSON: "user",
}
DO_WORDS = _l("Do")
GO_WORDS = _l("Go to")


@dataclass(frozen=True, slots=True)
class Verb:
    """Something to do from anywhere: its words, the view where it is done, who may; with `sends` a POST does it."""

    words: Any
    view: str
    permission: Permission
    values: tuple[tuple[str, str], ...] = ()
    sends: bool = False


VERBS = (
    Verb(_l("New order"), "orders_entry.new", Permission.ORDER_EDIT),
    Verb(_l("Confirm a receipt"), "shipping.index", Permission.RECEIPT_CONFIRM, (("state", "delivered"),)),
    Verb(_l("File a claim"), "returns.new", Permission.CLAIM_FILE),
    Verb(_l("Pay: open invoices"), "billing.index", Permission.INVOICE_VIEW, (("state", "open"),)),
    Verb(_l("Invite a colleague"), "accounts_people.invite", Permission.TEAM_MANAGE),
    Verb(_l("Names and addresses in Latin letters"), "accounts_companies.show", Permission.COMPANY_EDIT),
    Verb(_l("My account"), "accounts_door.account", Permission.OWN_ACCOUNT),
    Verb(_l("Take next"), "hq_review.take_next", Permission.ORDER_REVIEW, sends=True),
    Verb(_l("Show my orders in review"), "hq_review.index", Permission.REVIEW_VIEW, (("owner", "mine"),)),
    Verb(_l("Pack what is ready"), "hq_shipping_depot_ready.ready", Permission.SHIPMENT_PACK),
    Verb(_l("Show backorders"), "hq_allocation.backorders", Permission.ALLOCATION_VIEW),
    Verb(_l("Invite a person"), "hq_accounts_people.invite", Permission.USER_MANAGE),
    Verb(_l("My account"), "hq_accounts_door.account", Permission.HQ_OWN_ACCOUNT),
)


def verbs_for(actor: Actor, text: str) -> list[Verb]:
    """Return the verbs this person may use whose words hold each word of the text; all for an empty text."""
    asked = text.casefold().split()
    return [
        verb
        for verb in VERBS
        if actor.may(verb.permission) and all(word in str(verb.words).casefold() for word in asked)
    ]
