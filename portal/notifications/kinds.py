"""The kinds of notices and mails, and the facts each needs; their words are in `labels`.

Facts are plain values in a JSON column, shown in the reader's language when they are read:

- TEXT      any text as it is (a number of a thing, a name, a reason somebody wrote)
- MONEY     `{"amount": "1234.50", "currency": "USD"}`
- DAY       `"2026-03-09"`
- INSTANT   `"2026-03-09T10:00:00+00:00"`
- NUMBER    a whole number
- LIST      texts, as `["SO-2026-000001", "SO-2026-000002"]`

A link is not a fact: it is a path of the portal (`/orders/SO-2026-000001`), handed over beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class FactType(StrEnum):
    """How a fact is stored, and so how it is shown."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    INSTANT = "instant"
    NUMBER = "number"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: the facts it must have, those it may have, and whether its link is a secret."""

    facts: Mapping[str, FactType]
    optional: Mapping[str, FactType] = field(default_factory=dict)
    secret_link: bool = False
    """A secret link opens an account: it is taken out of what is kept once the mail has gone."""

    def type_of(self, name: str) -> FactType | None:
        """Return the type of a fact this kind knows."""
        return self.facts.get(name) or self.optional.get(name)


_TEXT, _MONEY, _DAY, _INSTANT, _NUMBER, _LIST = FactType
_ORDER = {"number": _TEXT, "po_number": _TEXT}

KINDS: Mapping[str, Kind] = MappingProxyType({
    "invitation": Kind({"name": _TEXT, "inviter": _TEXT, "expires_at": _INSTANT}, secret_link=True),
    "password_reset": Kind({"name": _TEXT, "expires_at": _INSTANT}, secret_link=True),
    "order_submitted": Kind({**_ORDER, "company": _TEXT, "lines": _NUMBER, "total": _MONEY}),
    "order_approved": Kind({**_ORDER, "total": _MONEY}),
    "order_rejected": Kind({**_ORDER, "reason": _TEXT}),
    "order_changes_requested": Kind({**_ORDER, "asks": _NUMBER}, {"answer_by": _INSTANT, "comment": _TEXT}),
    "order_backordered": Kind({**_ORDER, "lines": _NUMBER}, {"promised_on": _DAY}),
    "order_promise_revised": Kind(
        {**_ORDER, "line": _NUMBER, "part": _TEXT, "promised_on": _DAY, "cause": _TEXT},
        {"promised_before": _DAY, "comment": _TEXT},
    ),
    "shipment_dispatched": Kind(
        {"number": _TEXT, "cartons": _NUMBER},
        {"carrier": _TEXT, "tracking": _TEXT, "expected_on": _DAY, "orders": _LIST},
    ),
    "receipt_confirmed": Kind({"number": _TEXT, "company": _TEXT}, {"differences": _NUMBER}),
    "claim_submitted": Kind({"number": _TEXT, "company": _TEXT, "lines": _NUMBER}),
    "claim_decided": Kind({"number": _TEXT, "decision": _TEXT}, {"reason": _TEXT}),
    "credit_note_issued": Kind({"number": _TEXT, "total": _MONEY}, {"claim": _TEXT}),
    "invoice_issued": Kind({"number": _TEXT, "total": _MONEY, "due_on": _DAY}, {"po_number": _TEXT}),
})  # fmt: skip


def check_facts(kind: str, facts: Mapping[str, Any]) -> None:
    """Raise where a kind is unknown or a fact is missing, unknown or of another type.

    This is a programming error (`LookupError`, `TypeError`), never the reader's.
    """
    known = KINDS[kind]
    if missing := known.facts.keys() - facts.keys():
        raise LookupError(f"{kind} lacks {', '.join(sorted(missing))}")
    for name, value in facts.items():
        wanted = known.type_of(name)
        if wanted is None:
            raise LookupError(f"{kind} does not know {name}")
        if not _fits(wanted, value):
            raise TypeError(f"{kind}.{name} is not {wanted.value}: {value!r}")


def _fits(wanted: FactType, value: Any) -> bool:
    try:
        match wanted:
            case FactType.TEXT:
                return isinstance(value, str)
            case FactType.NUMBER:
                return isinstance(value, int) and not isinstance(value, bool)
            case FactType.LIST:
                return isinstance(value, list) and all(isinstance(each, str) for each in value)
            case FactType.MONEY:
                return Decimal(value["amount"]).is_finite() and len(value["currency"]) == 3
            case FactType.DAY:
                return bool(date.fromisoformat(value))
            case FactType.INSTANT:
                return datetime.fromisoformat(value).tzinfo is not None
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return False
