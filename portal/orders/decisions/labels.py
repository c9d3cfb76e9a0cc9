"""Words of decisions: why an order was rejected, held, released or cancelled."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.kept.labels import Named, name_typed
from portal.audit.labels_facts import register_values
from portal.core import formats
from portal.core.web.languages import language
from portal.orders.checks.labels_findings import finding_name
from portal.orders.holds.rules import FREED, REVERSED
from portal.orders.labels import HOLD_WORDS, STATE_WORDS
from portal.orders.labels_fields import HQ_FIELD_WORDS
from portal.orders.states import HoldKind, OrderState

REJECTION_WORDS = {
    "not_available": _l("Cannot be supplied"),
    "wrong_part": _l("Wrong part for the vehicle"),
    "duplicate": _l("Ordered twice"),
    "credit": _l("Credit"),
    "compliance": _l("Compliance"),
    "incomplete": _l("Incomplete"),
    "other": _l("Another reason"),
}
_HOLD_REASONS = {
    "prepayment": _l("Waiting for payment in advance"),
    "credit.limit_exceeded": _l("The credit limit does not reach"),
    "credit.blocked": _l("The account is blocked"),
    "credit.no_account": _l("There is no credit account in this currency"),
    "withdrawn": _l("The order was withdrawn"),
    "cancelled": _l("The order was cancelled"),
    "rejected": _l("The order was rejected"),
}
_BY_PAYMENT = {
    FREED: _l("Payment %(number)s was received"),
    REVERSED: _l("Payment %(number)s was reversed"),
}


def hold_reason(stored: str) -> str:
    """Return why a hold was placed or released: what somebody wrote, or the portal's own reason in words."""
    if stored.startswith("finding:"):
        codes = stored.removeprefix("finding:").split(",")
        return formats.listed([finding_name(code) for code in codes], language())
    by, _colon, number = stored.partition(":")
    if by in _BY_PAYMENT and number:
        return str(_BY_PAYMENT[by]) % {"number": number}
    return str(_HOLD_REASONS.get(stored, stored))


def _reason_text(stored: str) -> str:
    """Return why an order was rejected, held or cancelled, as the record keeps it, in words."""
    return str(REJECTION_WORDS.get(stored, hold_reason(stored)))


_CHOSEN: Mapping[str, Mapping[str, Any]] = {
    "answer": {"done": _l("Done"), "declined": _l("Declined")},
    "reason": REJECTION_WORDS,
    "subject": {f"field:{name}": words for name, words in HQ_FIELD_WORDS.items()},
}


def _chosen(field: str, value: str) -> Any:
    """Return what was chosen where headquarters asks for a change, rejects, or is answered, in words."""
    if field == "subject" and value.startswith("line:"):
        return _("Line %(line)s", line=value.removeprefix("line:"))
    return _CHOSEN.get(field, {}).get(value)


name_typed("portal.orders", Named(chosen=_chosen))
register_values(
    "sales_order",
    state=lambda code: str(STATE_WORDS[OrderState(code)]),
    hold=lambda code: str(HOLD_WORDS[HoldKind(code)]),
    finding=finding_name,
    reason=_reason_text,
)
