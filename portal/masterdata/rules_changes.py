"""What may happen to a row of master data, and what may speak against it. Pure."""

import dataclasses
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.core.money import decimals
from portal.masterdata.rules_fields import Fields, Row, Value
from portal.masterdata.rules_keys import key_words


class Action(StrEnum):
    """What happens to a row."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to one row: what it was, what it is to be, and its row in the file (None: from a page).

    `asked_by` is the person who asked for it, `file` the name of the file it came in: known by the time it is written.
    `back` tells that it takes back what was made before.
    """

    key: str
    action: Action
    before: Row | None
    after: Row | None
    row_number: int | None = None
    asked_by: int | None = None
    file: str = ""
    back: bool = False

    def turned(self) -> "Change":
        """Return the change that takes this one back."""
        back = {Action.NEW: Action.GONE, Action.GONE: Action.NEW, Action.CHANGED: Action.CHANGED}
        return Change(self.key, back[self.action], self.after, self.before, file=self.file, back=True)

    @property
    def now(self) -> Row:
        """Return what the row is to be; empty where it goes."""
        return self.after or {}


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a change: at which row, in which field ("" for the row), the code of its words, facts."""

    key: str
    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def name_of(changes: Sequence[Change]) -> str:
    """Return what people call changes that came from no file: the key of the first row, as pages show it."""
    return key_words(changes[0].key) if changes else ""


def rows_by_action(changes: Iterable[Change]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the rows that are new, those that change, each as it is to be, and those that go, as they were."""
    rows: dict[Action, list[Row]] = {action: [] for action in Action}
    for one in changes:
        rows[one.action].append(one.after or one.before or {})
    return rows[Action.NEW], rows[Action.CHANGED], rows[Action.GONE]


def in_currency(changes: Iterable[Change], currency_of: Callable[[Row], str]) -> list[Change]:
    """Return changes whose rows, where they name no currency, are in the one told of them; "" leaves it open."""
    told = []
    for one in changes:
        row = one.after
        named = row is None or row["currency"]
        told.append(one if named else dataclasses.replace(one, after={**one.now, "currency": currency_of(one.now)}))
    return told


def named_in(changes: Iterable[Change], *fields: str) -> set[str]:
    """Return what rows that are to be name in these fields."""
    return {str(one.now[name]) for one in changes if one.after for name in fields}


def strangers(changes: Iterable[Change], field: str, there: Container[Value]) -> Iterator[Objection]:
    """Yield an objection for each row that is to name in a field what is not there."""
    for one in changes:
        if one.after and one.now[field] not in there:
            yield Objection(one.key, field, "masterdata.unknown", {"text": one.now[field]})


GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def strange_codes(changes: Iterable[Change], fields: Fields) -> Iterator[Objection]:
    """Yield an objection for each new row whose given code has other signs than Latin letters, digits and `._-`."""
    given = [one.name for one in fields.all if one.given]
    for one in changes:
        for name in given:
            if one.action is Action.NEW and not GIVEN.fullmatch(str(one.now[name])):
                yield Objection(one.key, name, "masterdata.code_signs")


def too_fine(changes: Iterable[Change], *fields: str) -> Iterator[Objection]:
    """Yield an objection for each amount, new or changed, that has more decimals than its currency."""
    for one in changes:
        currency = str(one.now.get("currency") or "")
        for name in fields if currency else ():
            amount = one.now[name]
            there = one.before and (one.before["currency"], one.before[name]) == (currency, amount)
            if amount is None or there:
                continue
            places = decimals(currency)
            if Decimal(str(amount)) != round(Decimal(str(amount)), places):
                code = "masterdata.money_places" if places else "masterdata.money_whole"
                yield Objection(one.key, name, code, {"currency": currency, "places": places})


_NOTHING: tuple[Value, ...] = (None, "")


def differing(before: Row | None, after: Row | None) -> Iterator[tuple[str, Value, Value]]:
    """Yield the fields in which two states of a row differ: name, before, after; nothing is what an empty one is."""
    names = dict.fromkeys([*(before or {}), *(after or {})])
    for name in names:
        old, new = (before or {}).get(name), (after or {}).get(name)
        if old != new and not (old in _NOTHING and new in _NOTHING):
            yield name, old, new
