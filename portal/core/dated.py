"""Values that hold from a day on, each until the next one of its name begins. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Generic, TypeVar

V = TypeVar("V")


class Dated(Generic[V]):
    """Rows of name, first day and value, ready to be asked what holds on a day."""

    def __init__(self, rows: Iterable[tuple[str, date, V]]) -> None:
        self._days: list[date] = []
        self._held: list[Mapping[str, V]] = [MappingProxyType({})]
        self._rows = sorted(rows, key=lambda row: row[1])
        for name, since, value in self._rows:
            held = MappingProxyType({**self._held[-1], name: value})
            if self._days and self._days[-1] == since:
                self._held[-1] = held
            else:
                self._days.append(since)
                self._held.append(held)

    def on(self, day: date) -> Mapping[str, V]:
        """Return what holds on a day, by name; a name of which nothing has begun is missing."""
        return self._held[bisect_right(self._days, day)]

    def since(self, name: str, day: date) -> date | None:
        """Return since when what holds of a name on a day does; None where nothing of it has begun."""
        return max((since for one, since, _value in self._rows if one == name and since <= day), default=None)

    def after(self, name: str, day: date) -> tuple[date, V] | None:
        """Return what of a name holds next after a day, and from when; None where nothing will change."""
        return next(((since, value) for one, since, value in self._rows if one == name and since > day), None)
