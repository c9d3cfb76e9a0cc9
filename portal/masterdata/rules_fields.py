"""What a field of master data may hold, and how a cell of a file is read: a value, or why not. Never a guess. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.accounts.rules_people import check_email
from portal.accounts.rules_phones import e164
from portal.core.errors import FieldRefused
from portal.core.number_shapes import ARABIC_DECIMAL, ARABIC_GROUP, TYPED, in_any_country
from portal.core.printed_text import legible, sign_facts, unprintable


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
    those of which a field of words holds some. What is `printed` may come to stand on a paper. `tidy` says how a code
    is written here, so that two spellings of one are the same value.
    """

    name: str
    shape: Shape = Shape.TEXT
    needed: bool = False
    longest: int = 200
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 9
    places: int = 4
    choices: tuple[str, ...] = ()
    usual: Value = None
    printed: bool = True
    tidy: Callable[[str], str] | None = None

    @property
    def empty(self) -> Value:
        """Return what stands for an empty cell: nothing, or in a number, day or choice what a new row has."""
        if self.shape is Shape.CHOICE:
            return self.usual or ""
        return "" if self.shape in _TEXTS else False if self.shape is Shape.YES_NO else self.usual


SEPARATOR = "|"
"""Stands between the values of a key; no such value holds it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a kind in their order, and the names of those that identify a row."""

    all: tuple[Field, ...]
    key: tuple[str, ...]

    def named(self, name: str) -> Field:
        """Return a field by its name."""
        return next(one for one in self.all if one.name == name)

    def key_of(self, row: Mapping[str, Value]) -> str:
        """Return what identifies a row."""
        return SEPARATOR.join(str(row[name]) for name in self.key)

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


class Unreadable(Exception):
    """A cell that does not say what its field may hold; `code` and `facts` tell why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Known:
    """Codes there are: countries (ISO 3166), currencies (ISO 4217), time zones (IANA)."""

    countries: frozenset[str]
    currencies: frozenset[str]
    zones: frozenset[str]


def read(field: Field, written: str, known: Known, *, stored: bool = False) -> Value:
    """Return what a cell says; raises `Unreadable` with what is wrong and what is allowed.

    No text holds a sign that papers cannot print where it may come to stand on one, long after somebody typed it.
    `stored` cells are numbers that the spreadsheet itself keeps, written with a point: 1.234 is no thousand there.
    """
    text = written.strip()
    if not text:
        if field.needed:
            raise Unreadable("masterdata.empty")
        return field.empty
    if text.startswith("#") and text.endswith("!"):
        raise Unreadable("masterdata.formula")
    codes = {
        Shape.COUNTRY: (known.countries, "masterdata.not_a_country"),
        Shape.CURRENCY: (known.currencies, "masterdata.not_a_currency"),
    }
    if field.shape in codes:
        there, code = codes[field.shape]
        if text.upper() not in there:
            raise Unreadable(code)
        return text.upper()
    if field.shape is Shape.ZONE:
        if text not in known.zones:
            raise Unreadable("masterdata.not_a_zone")
        return text
    if stored and field.shape is Shape.DECIMAL:
        return _bounded(field, Decimal(text)) if re.fullmatch(r"-?\d+\.\d+", text) else _decimal(field, text)
    return _READERS[field.shape](field, text)


def _text(field: Field, text: str) -> Value:
    unseen = _UNSEEN.search(text)
    if unseen:
        raise Unreadable("masterdata.unseen", sign=f"U+{ord(unseen[0]):04X}")
    if len(text) > field.longest:
        raise Unreadable("masterdata.too_long", limit=field.longest, found=len(text))
    if field.printed and (sign := unprintable(legible(text))):
        raise Unreadable("text.unprintable", **sign_facts(sign))
    return text


_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f]")


def _code(field: Field, text: str) -> Value:
    if _POWER.fullmatch(text):
        raise Unreadable("masterdata.power_of_ten")
    return _text(field, field.tidy(text) if field.tidy else text)


_POWER = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+")
_EITHER_WAY = re.compile(r"\d{1,3}[.,]\d{3}")


def _number(written: str, places: int) -> Decimal:
    """The number a cell says in one way only: `1234.5`, `1 234,50`, never `1,234`."""
    text = written.translate(TYPED).replace(ARABIC_GROUP, "").replace(ARABIC_DECIMAL, ".").strip()
    if _POWER.fullmatch(text):
        raise Unreadable("masterdata.power_of_ten")
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", text):
        raise Unreadable("masterdata.day_for_number")
    body = text.removeprefix("-")
    if not re.fullmatch(r"\d+(\.\d+)?", body) or _EITHER_WAY.fullmatch(body):
        if _EITHER_WAY.fullmatch(body):
            raise Unreadable("masterdata.either_way")
        found = in_any_country(body)
        if found is None:
            raise Unreadable("masterdata.not_a_number")
        body = f"{re.sub('[^0-9]', '', found['whole']) or '0'}.{found['fraction'] or '0'}"
    value = -Decimal(body) if text.startswith("-") else Decimal(body)
    if value != round(value, places):
        raise Unreadable("masterdata.places", places=places)
    return value


def _within(field: Field, value: Decimal) -> Decimal:
    if not field.least <= value <= field.most:
        raise Unreadable("masterdata.out_of_range", least=str(field.least), most=str(field.most))
    return value


def _decimal(field: Field, text: str) -> Value:
    return _bounded(field, _number(text, field.places))


def _bounded(field: Field, value: Decimal) -> Value:
    if value != round(value, field.places):
        raise Unreadable("masterdata.places", places=field.places)
    return plain_decimal(_within(field, value))


def plain_decimal(value: Decimal) -> str:
    """Return a decimal as master data keeps it: no exponent, no zeros at the end."""
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _whole(field: Field, text: str) -> Value:
    return int(_within(field, _number(text, 0)))


_DAYS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})( 00:00(:00)?)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), (3, 2, 1)),
)


def _day(_field: Field, text: str) -> Value:
    for shape, (year, month, day) in _DAYS:
        found = shape.fullmatch(text)
        if found:
            try:
                return date(int(found[year]), int(found[month]), int(found[day])).isoformat()
            except ValueError:
                break
    raise Unreadable("masterdata.not_a_day")


def is_a_day(text: str) -> bool:
    """Return whether a text says a day as master data keeps it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _clock(_field: Field, text: str) -> Value:
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)(:00)?", text)
    if found is None:
        raise Unreadable("masterdata.not_a_clock")
    return f"{int(found[1]):02}:{found[2]}"


_YES = {"yes", "true", "1", "x", "y", "是", "نعم", "ja", "oui", "sí", "si", "sim", "да", "ใช่"}
_NO = {"no", "false", "0", "n", "-", "否", "لا", "nein", "non", "não", "нет", "ไม่"}


def _yes_no(_field: Field, text: str) -> Value:
    said = text.casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise Unreadable("masterdata.not_yes_no")


def _one_of(field: Field, said: str) -> str:
    found = next((choice for choice in field.choices if choice.casefold() == said.casefold()), None)
    if found is None:
        raise Unreadable("masterdata.not_a_choice", choices=", ".join(field.choices))
    return found


def _words(field: Field, text: str) -> Value:
    """Some of the words of a choice, in the order of the alphabet, whatever stood between them."""
    said = (one for one in re.split(r"[\s,;+、،]+", text) if one)
    return " ".join(sorted({_one_of(field, one) for one in said}))


def _email(field: Field, text: str) -> Value:
    try:
        return _text(field, check_email(text))
    except FieldRefused as refused:
        raise Unreadable("masterdata.not_an_email") from refused


def _phone(_field: Field, text: str) -> Value:
    number = e164(text)
    if number is None:
        raise Unreadable("masterdata.not_a_phone")
    return number


_READERS = {
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.WHOLE: _whole,
    Shape.YEAR: _whole,
    Shape.DECIMAL: _decimal,
    Shape.DAY: _day,
    Shape.YES_NO: _yes_no,
    Shape.CHOICE: _one_of,
    Shape.CLOCK: _clock,
    Shape.EMAIL: _email,
    Shape.PHONE: _phone,
    Shape.WORDS: _words,
}
