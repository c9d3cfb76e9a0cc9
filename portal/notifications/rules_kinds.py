"""What a kind of notice or mail needs to be told: its facts, by type. Each is declared in `labels_notices`.

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


KINDS: dict[str, Kind] = {}
"""Every kind that was declared, in that order; `labels_notices` declares them with their words."""


def declare(name: str, kind: Kind) -> None:
    """Make a kind known, so that it can be told; a name is declared once (`LookupError`)."""
    if name in KINDS:
        raise LookupError(f"{name} is declared already")
    KINDS[name] = kind


def amounts_of(kind: str) -> set[str]:
    """Return the names of the facts of a kind that are amounts."""
    known = KINDS[kind]
    return {name for name, its in {**known.facts, **known.optional}.items() if its is FactType.MONEY}


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
