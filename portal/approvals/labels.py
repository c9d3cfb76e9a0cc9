"""Words of approvals: kinds, outcomes, the fields a change names, refusals."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.approvals.models import Approval, ApprovalKind, Outcome
from portal.audit.labels_facts import register_values
from portal.core import formats
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.core.web.refusals import register_refusals

KIND_WORDS = {
    ApprovalKind.CREDIT: _l("Credit limit"),
    ApprovalKind.BANK: _l("Bank details"),
    ApprovalKind.PRICE: _l("List price"),
    ApprovalKind.MERGE: _l("Two parts that are one"),
}
OUTCOME_WORDS = {
    Outcome.APPROVED: _lp("approval", "Approved"),
    Outcome.REFUSED: _lp("approval", "Refused"),
    Outcome.WITHDRAWN: _lp("approval", "Withdrawn"),
}
OUTCOME_TONES = {Outcome.APPROVED: "ok", Outcome.REFUSED: "bad", Outcome.WITHDRAWN: "mute"}
APPROVED_WORDS = {
    ApprovalKind.CREDIT: _l("Approved: the new credit limit is in force."),
    ApprovalKind.PRICE: _l("Approved: the new price is in force."),
    ApprovalKind.MERGE: _l("Approved: the two parts are one now."),
}


def _amount(value: Any, facts: dict[str, Any]) -> Any:
    return formats.money(Decimal(value), facts["currency"], language()) if value is not None else "–"


def _price(value: Any, facts: dict[str, Any]) -> Any:
    return f"{facts['currency']} {formats.unit_price(Decimal(value), language())}" if value is not None else "–"


def _yes(value: Any, _facts: dict[str, Any]) -> Any:
    return _("Yes") if value else _("No")


def _text(value: Any, _facts: dict[str, Any]) -> Any:
    return ltr(value) if value else "–"


FIELDS: dict[str, tuple[Any, Callable[[Any, dict[str, Any]], Any]]] = {
    "limit": (_l("Credit limit"), _amount),
    "blocked": (_l("Blocked"), _yes),
    "bank_name": (_l("Bank"), _text),
    "iban": (_l("Account or IBAN"), _text),
    "swift": (_l("SWIFT (BIC)"), _text),
    "price": (_l("List price"), _price),
    "merged_into": (_l("Turns out to be"), _text),
}


class Difference(NamedTuple):
    """One field of a change in words: what it is called, what stands there, what shall stand there."""

    label: Any
    before: Any
    after: Any


def differences(change: Approval) -> list[Difference]:
    """Return what a change would change, field by field; what stays as it is is left out."""
    found = []
    for name, (label, shown) in FIELDS.items():
        old, new = change.before.get(name), change.after.get(name)
        if name in change.after and old != new:
            found.append(Difference(label, shown(old, change.after), shown(new, change.after)))
    return found


register_values("approval", kind=lambda kind: str(KIND_WORDS[ApprovalKind(kind)]))
register_refusals(
    {
        "approval.without_reason": _l("Say why."),
        "approval.without_note": _l("Say why it is refused."),
        "approval.already_asked": _l("A change asked for by %(who)s waits for a second person. Nothing was changed."),
        "approval.four_eyes": _l("%(who)s asked for this change; somebody else approves or refuses it."),
        "approval.already_decided": _l("%(who)s has decided this already, on %(when)s."),
        "approval.not_yours": _l("%(who)s asked for this change, and alone may withdraw it."),
        "approval.changed_meanwhile": _l(
            "What this change was drawn from has changed since. Nothing was changed:"
            " refuse it and let it be asked anew."
        ),
    }
)
