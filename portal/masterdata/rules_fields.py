"""What a field of master data may hold, and the fields of a kind of rows. Pure."""

import dataclasses
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.masterdata.rules_keys import SEPARATOR, parts_of


class Shape(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    CODE = "code"
    WHOLE = "whole"
    YEAR = "year"
    DECIMAL = "decimal"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    COUNTRY = "country"
    CURRENCY = "currency"
    ZONE = "zone"
    CLOCK = "clock"
    EMAIL = "email"
    PHONE = "phone"
    WORDS = "words"


Value = str | int | bool | None
"""What a field holds, as JSON says it: decimals and days are texts (`12.5`, `2026-11-30`)."""
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, what it holds, and its bounds. `needed` ones are never empty, `usual` is what a new row has.

    `least`, `most` bound numbers, `longest` texts; `places` are decimal places; `choices` the words of a choice, or
    those of which a field of words holds some; `kept` are words that are offered no more, and stay where they stand.
    `examples` show how a code is written. What is `printed` may come to stand on a paper. `tidy` says how a code is
    written here, so that two spellings of one are the same value. A `given` code is one's own for a thing: a new one
    has only signs that stand in addresses of pages, in file names and on papers alike. `alike` says by what two
    spellings of a key are the same one, where each row keeps the spelling it was given. `money` is told with the
    decimals of its row's currency. One `of_part` names a part by its number. Numbers are in its `unit` (`rules_units`),
    "" for those of none. A number that is `unknown` is kept as that, and told as nothing.
    """

    name: str
    shape: Shape = Shape.TEXT
    needed: bool = False
    longest: int = 200
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 9
    places: int = 4
    choices: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    usual: Value = None
    printed: bool = True
    tidy: Callable[[str], str] | None = None
    given: bool = False
    alike: Callable[[str], str] | None = None
    money: bool = False
    unit: str = ""
    unknown: Value = None
    of_part: bool = False

    @property
    def empty(self) -> Value:
        """Return what stands for an empty cell: nothing, or in a number, day or choice what a new row has."""
        if self.shape is Shape.CHOICE:
            return self.usual or ""
        return "" if self.shape in _TEXTS else False if self.shape is Shape.YES_NO else self.usual


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a kind in their order, and the names of those that identify a row."""

    all: tuple[Field, ...]
    key: tuple[str, ...]
    _alike: Mapping[str, Callable[[str], str]] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        alike = {one.name: one.alike for one in self.all if one.alike is not None and one.name in self.key}
        object.__setattr__(self, "_alike", alike)

    def named(self, name: str) -> Field:
        """Return a field by its name."""
        return next(one for one in self.all if one.name == name)

    def key_of(self, row: Mapping[str, Value]) -> str:
        """Return what identifies a row."""
        if not self._alike:
            return SEPARATOR.join([str(row[name]) for name in self.key])
        return SEPARATOR.join([self._alike.get(name, str)(str(row[name])) for name in self.key])

    def held_by(self, keys: Collection[str]) -> dict[str, Collection[str]]:
        """Return what rows of these keys hold in the fields that identify them, as far as keys say it as it stands.

        A field two spellings of which are one says nothing, nor does one that a key leaves empty.
        """
        split = [parts_of(key) for key in keys]
        held: dict[str, Collection[str]] = {}
        for at, name in enumerate(self.key):
            values = {parts[at] if at < len(parts) else "" for parts in split}
            if name not in self._alike and "" not in values:
                held[name] = values
        return held

    @property
    def usual(self) -> Row:
        """Return a row of which nothing is said."""
        return {one.name: one.empty if one.usual is None else one.usual for one in self.all}


_TEXTS = frozenset(
    {
        Shape.TEXT,
        Shape.CODE,
        Shape.CHOICE,
        Shape.COUNTRY,
        Shape.CURRENCY,
        Shape.ZONE,
        Shape.CLOCK,
        Shape.EMAIL,
        Shape.PHONE,
        Shape.WORDS,
    }
)
