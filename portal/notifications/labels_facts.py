"""What notices and mails tell: their facts, by type, each with its name on the page and the words of its codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.notifications.labels_lists import LISTS
from portal.notifications.rules_kinds import FactType

DECISIONS: Mapping[str, Any] = {
    "approved": _l("Approved"),
    "partially_approved": _l("Partially approved"),
    "rejected": _lp("claim", "Rejected"),
}

CAUSES: Mapping[str, Any] = {
    "supplier_late": _l("The supplier delivers later"),
    "supplier_sooner": _l("The supplier delivers sooner"),
    "transport": _l("Delayed on the way to the depot"),
    "quality": _l("Held for inspection"),
    "priority": _l("More urgent orders come first"),
    "correction": _l("The date before was wrong"),
    "other": _l("Another reason"),
}
"""Why a promised date was revised; allocation keeps these codes, and a test keeps both lists alike."""


ORDER_TYPES: Mapping[str, Any] = {
    "daily": _l("Daily order"),
    "stock": _l("Stock order"),
    "urgent": _l("Urgent order"),
    "vor": _l("VOR order"),
    "campaign": _l("Campaign order"),
    "initial": _l("Initial stocking"),
}
"""What an order is for; pricing keeps these words for rooms above it, and a test keeps both lists alike."""

CHANGES: Mapping[str, Any] = {
    "credit": _l("Credit limit"),
    "bank": _l("Bank details"),
    "price": _l("List price"),
    "merge": _l("Two parts that are one"),
    "agreements": _l("Price agreements"),
    "bank_accounts": _l("Bank accounts"),
    "campaign_prices": _l("Campaign prices"),
    "core_deposits": _l("Deposits for old units"),
    "air_limits": _l("Air limits of dangerous goods"),
    "currencies": _l("Rounding of currencies"),
    "discount_groups": _l("Discount groups"),
    "fixed_prices": _l("Fixed prices"),
    "group_discounts": _l("Group discounts"),
    "list_prices": _l("List prices"),
    "order_type_surcharges": _l("Order-type surcharges"),
    "quantity_tiers": _l("Quantity tiers"),
    "settings": _l("Settings"),
    "tax_texts": _l("VAT texts"),
}
"""What a second person is asked about: kinds of approvals, and of master data; a test keeps the lists alike."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a notice tells: its name in the record, its type, its name on the page.

    `words` are those of the codes it may be; a value that is none of them is shown as it is.
    """

    name: str
    type: FactType
    label: Any
    words: Mapping[str, Any] | None = None


_TEXT, _MONEY, _DAY, _INSTANT, _NUMBER, _LIST = FactType

ANSWER_BY = Fact("answer_by", _INSTANT, _l("Answer by"))
ASKED_BY = Fact("asked_by", _TEXT, _l("Asked by"))
BANK_REFERENCE = Fact("bank_reference", _TEXT, _l("Bank reference"))
ASKS = Fact("asks", _NUMBER, _l("Questions"))
CARRIER = Fact("carrier", _TEXT, _l("Carrier"))
CARTONS = Fact("cartons", _NUMBER, _l("Cartons"))
CAUSE = Fact("cause", _TEXT, _l("Reason"), CAUSES)
CHANGE = Fact("change", _TEXT, _l("What was to change"), CHANGES)
CLAIM = Fact("claim", _TEXT, _l("Claim"))
COMMENT = Fact("comment", _TEXT, _l("Comment"))
COMPANY = Fact("company", _TEXT, _l("Company"))
DECIDED_BY = Fact("decided_by", _TEXT, _l("Decided by"))
DECISION = Fact("decision", _TEXT, _l("Decision"), DECISIONS)
DIFFERENCES = Fact("differences", _NUMBER, _l("Differences"))
DUE_ON = Fact("due_on", _DAY, _l("Due date"))
EXPECTED_ON = Fact("expected_on", _DAY, _l("Expected on"))
EXPIRES_AT = Fact("expires_at", _INSTANT, _l("Valid until"))
INVITER = Fact("inviter", _TEXT, _l("Invited by"))
LINE = Fact("line", _NUMBER, _l("Line"))
LIST = Fact("list", _TEXT, _l("List"), LISTS)
LINES = Fact("lines", _NUMBER, _l("Lines"))
NAME = Fact("name", _TEXT, _l("Name"))
NUMBER = Fact("number", _TEXT, _l("Number"))
ORDERS = Fact("orders", _LIST, _l("Orders"))
ORDER_TYPE = Fact("order_type", _TEXT, _l("Order type"), ORDER_TYPES)
PART = Fact("part", _TEXT, _l("Part number"))
PIECES = Fact("pieces", _NUMBER, _l("Pieces short"))
PO_NUMBER = Fact("po_number", _TEXT, _l("Purchase order number"))
PROMISED_BEFORE = Fact("promised_before", _DAY, _l("Promised before"))
PROMISED_ON = Fact("promised_on", _DAY, _l("Promised date"))
REASON = Fact("reason", _TEXT, _l("Reason"))
RECEIVED_ON = Fact("received_on", _DAY, _l("Received on"))
ROWS = Fact("rows", _NUMBER, _l("Rows"))
TOTAL = Fact("total", _MONEY, _l("Total"))
TRACKING = Fact("tracking", _TEXT, _l("Tracking number"))
