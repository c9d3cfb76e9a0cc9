"""Several rows of the queue at once: what was chosen, what is clean, and each row's own answer.

Answers are kept as plain values, so that they can be told later, in the language of whoever reads them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.core.actor import Doer
from portal.core.errors import Refused
from portal.core.money import Money
from portal.core.numerals import whole_number

KIND = "review.bulk"
"""The kind of job that answers them."""
MOST_CHOSEN = 200
"""The rows of the longest page of the queue."""
AT_ONCE = 50
"""So many are answered while the reader waits, in about a second; more are left to a worker, with progress."""
STOPPING = ("block", "hold")
"""Findings of these severities are not clean; warnings are for the reviewer who chose the order to judge."""


class Wish(StrEnum):
    """What is to be done with each chosen row."""

    TAKE = "take"
    APPROVE = "approve"


class Answer(StrEnum):
    """What became of one chosen row; DONE_BEFORE is what the same person had done already."""

    TAKEN = "taken"
    RELEASED = "released"
    HELD = "held"
    DONE_BEFORE = "done_before"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row as it was shown when it was ticked: its number, and its order's version (None of a claim)."""

    number: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A chosen row's own answer; `refusal` says why where it was refused."""

    number: str
    answer: Answer
    refusal: Refused | None = None
    warnings: tuple[str, ...] = ()


def chosen_of(texts: Iterable[str]) -> tuple[Chosen, ...]:
    """Return the ticked rows (`SO-2026-000001:3`), each once, in their order.

    Refuses `review.nothing_chosen`, `review.too_many_chosen`, and `review.choice_unreadable` for what no page sends.
    """
    found = tuple(dict.fromkeys(_one(text) for text in texts))
    if not found:
        raise Refused("review.nothing_chosen")
    if len(found) > MOST_CHOSEN:
        raise Refused("review.too_many_chosen", limit=MOST_CHOSEN, found=len(found))
    return found


def _one(text: str) -> Chosen:
    number, _colon, typed = text.partition(":")
    version = whole_number(typed)
    if not number or len(number) > 20 or (typed and version is None):
        raise Refused("review.choice_unreadable")
    return Chosen(number, version)


def check_clean(findings: Iterable[tuple[str, str]], holds: Collection[str]) -> tuple[str, ...]:
    """Refuse what is not clean; return which warnings go with it, each once.

    `findings` are code and severity of what nobody waived. Refuses `review.on_hold` (which holds) and
    `review.not_clean` (which findings, each once).
    """
    given = tuple(findings)
    if holds:
        raise Refused("review.on_hold", holds=list(dict.fromkeys(holds)))
    standing = list(dict.fromkeys(code for code, severity in given if severity in STOPPING))
    if standing:
        raise Refused("review.not_clean", count=len(standing), findings=standing)
    return tuple(dict.fromkeys(code for code, _severity in given))


def kept(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values."""
    told: dict[str, Any] = {"number": outcome.number, "answer": outcome.answer.value}
    told["warnings"] = list(outcome.warnings)
    if outcome.refusal is not None:
        told["code"] = outcome.refusal.code
        told["facts"] = {name: _plain(value) for name, value in outcome.refusal.facts.items()}
    return told


def outcome_of(told: Mapping[str, Any]) -> Outcome:
    """Return an outcome from its plain values."""
    facts = {name: _thing(value) for name, value in told.get("facts", {}).items()}
    refusal = Refused(told["code"], **facts) if "code" in told else None
    return Outcome(told["number"], Answer(told["answer"]), refusal, tuple(told["warnings"]))


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case Doer():
            return {"name": value.name, "door": value.door}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case list() | tuple() | frozenset():
            return [_plain(each) for each in value]
        case int() | None:
            return value
    return str(value)


def _thing(value: Any) -> Any:
    match value:
        case {"amount": amount, "currency": currency}:
            return Money(Decimal(amount), currency)
        case {"name": name, "door": door}:
            return Doer(name, door)
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"decimal": text}:
            return Decimal(text)
        case list():
            return [_thing(each) for each in value]
    return value
