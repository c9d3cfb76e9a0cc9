"""How a cell of a file is read as what its field may hold: a value, or why not. Never a guess. Pure."""

import dataclasses
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.accounts.rules_people import check_email
from portal.accounts.rules_phones import e164, phone_fault
from portal.core.errors import FieldRefused
from portal.core.number_shapes import ARABIC_DECIMAL, ARABIC_GROUP, LIKE_THOUSANDS, TYPED, in_any_country
from portal.core.printed_text import legible, sign_facts, unprintable
from portal.core.sheets.folding import folded
from portal.masterdata.rules_fields import Field, Shape, Value
from portal.masterdata.rules_keys import choice_named
from portal.masterdata.rules_units import ONE

PLACES_TURNED = 9
"""Decimal places of a number in another unit than its field's, before it is turned."""


class Unreadable(Exception):
    """A cell that does not say what its field may hold; `code` and `facts` tell why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Known:
    """Codes there are: countries (ISO 3166), currencies (ISO 4217), time zones (IANA).

    `named` gives the codes that folded words of any language stand for: countries by their names under "country", the
    choices of a field under its name.
    """

    countries: frozenset[str]
    currencies: frozenset[str]
    zones: frozenset[str]
    named: Mapping[str, Mapping[str, frozenset[str]]] = dataclasses.field(default_factory=dict)

    def meant(self, kind: str, said: str, among: Container[str]) -> str | None:
        """Return the one code among these that words stand for, whatever language they are of."""
        found = self.meanings(kind, said, among)
        return found[0] if len(found) == 1 else None

    def meanings(self, kind: str, said: str, among: Container[str]) -> list[str]:
        """Return all codes among these that words stand for, in the order of the alphabet."""
        return sorted(code for code in self.named.get(kind, {}).get(folded(said), ()) if code in among)


def read(
    field: Field, written: str, known: Known, *, stored: bool = False, decimal: str = "", times: Decimal = ONE
) -> Value:
    """Return what a cell says; raises `Unreadable` with what is wrong and what is allowed.

    Signs that nobody sees are cut, as in every form: keys that look alike are one. No text holds a sign that papers
    cannot print where it may come to stand on one, long after somebody typed it.
    `stored` cells are numbers that the spreadsheet itself keeps, written with a point: 1.234 is no thousand there.
    `decimal` is the decimal sign the other cells of its column show, "" where they show none. `times` is how many of
    the field's unit one of the column's is.
    """
    text = (written if _UNSEEN.search(written) else legible(written)).strip()
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
        if text.upper() in there:
            return text.upper()
        meant = known.meant("country", text, there) if field.shape is Shape.COUNTRY else None
        if meant is None:
            raise Unreadable(code)
        return meant
    if field.shape is Shape.ZONE:
        if text not in known.zones:
            raise Unreadable("masterdata.not_a_zone")
        return text
    if field.shape is Shape.DECIMAL or times != ONE:
        exact = stored and re.fullmatch(r"-?\d+\.\d+", text)
        places = field.places if times == ONE else PLACES_TURNED
        return _measured(field, times * (Decimal(text) if exact else _number(text, places, decimal)))
    if field.shape is Shape.CHOICE:
        return _one_of(field, text, known)
    if field.shape is Shape.WORDS:
        return _words(field, text, known)
    return _READERS[field.shape](field, text)


def _text(field: Field, text: str) -> str:
    text = _seen(field, text)
    if len(text) > field.longest:
        raise Unreadable("masterdata.too_long", limit=field.longest, found=len(text))
    return text


def _seen(field: Field, text: str) -> str:
    unseen = _UNSEEN.search(text)
    if unseen:
        raise Unreadable("masterdata.unseen", sign=f"U+{ord(unseen[0]):04X}")
    if field.printed and (sign := unprintable(legible(text))):
        raise Unreadable("text.unprintable", **sign_facts(sign))
    return text


_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f]")


def _code(field: Field, text: str) -> Value:
    if _POWER.fullmatch(text):
        raise Unreadable("masterdata.power_of_ten")
    return _text(field, field.tidy(_seen(field, text)) if field.tidy else text)


_POWER = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+")


def _number(written: str, places: int, decimal: str = "") -> Decimal:
    """The number a cell says in one way only: `1234.5`, `1 234,50`; `1,234` where its column shows a decimal sign."""
    text = written.translate(TYPED).replace(ARABIC_GROUP, "").replace(ARABIC_DECIMAL, ".").strip()
    if _POWER.fullmatch(text):
        raise Unreadable("masterdata.power_of_ten")
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", text):
        raise Unreadable("masterdata.day_for_number")
    body = text.removeprefix("-")
    if LIKE_THOUSANDS.fullmatch(body):
        body = _either_way(body, places, decimal)
    elif not re.fullmatch(r"\d+(\.\d+)?", body):
        found = in_any_country(body)
        if found is None:
            raise Unreadable("masterdata.not_a_number")
        body = f"{re.sub('[^0-9]', '', found['whole']) or '0'}.{found['fraction'] or '0'}"
    return _with_places(-Decimal(body) if text.startswith("-") else Decimal(body), places)


def _with_places(value: Decimal, places: int) -> Decimal:
    if value != round(value, places):
        raise Unreadable("masterdata.places", places=places) if places else Unreadable("masterdata.not_whole")
    return value


def _either_way(body: str, places: int, decimal: str) -> str:
    """A number with one sign before three digits, as its column's decimal sign tells; else how to write it."""
    fraction, whole = body.replace(",", "."), re.sub("[.,]", "", body)
    if decimal:
        return fraction if decimal in body else whole
    if places < len("234"):
        raise Unreadable("masterdata.grouped", whole=whole)
    raise Unreadable("masterdata.either_way", fraction=f"{fraction}0", whole=whole)


def unmistakable(value: Decimal) -> Decimal:
    """Return a decimal with one more zero where its three places could be read as thousands."""
    return value.quantize(Decimal("0.0000")) if value.as_tuple().exponent == -len("125") else value


def _within(field: Field, value: Decimal) -> Decimal:
    if not field.least <= value <= field.most:
        raise Unreadable("masterdata.out_of_range", least=str(field.least), most=str(field.most))
    return value


def _bounded(field: Field, value: Decimal) -> Value:
    return plain_decimal(_within(field, _with_places(value, field.places)))


def _measured(field: Field, value: Decimal) -> Value:
    return _bounded(field, value) if field.shape is Shape.DECIMAL else int(_within(field, _with_places(value, 0)))


def plain_decimal(value: Decimal) -> str:
    """Return a decimal as master data keeps it: no exponent, no zeros at the end."""
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _whole(field: Field, text: str) -> Value:
    return int(_within(field, _number(text, 0)))


FIRST_DAY = date(1900, 1, 1)
_DAYS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})( 00:00(:00)?)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), (3, 2, 1)),
)


def _day(_field: Field, text: str) -> Value:
    for shape, (year, month, day) in _DAYS:
        found = shape.fullmatch(text)
        if found:
            try:
                said = date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                raise Unreadable("masterdata.no_such_day") from None
            if said < FIRST_DAY:
                raise Unreadable("masterdata.year", first=str(FIRST_DAY.year), last=str(date.max.year))
            return said.isoformat()
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


def _one_of(field: Field, said: str, known: Known) -> str:
    there = (*field.choices, *field.kept)
    found = next((choice for choice in there if choice.casefold() == said.casefold()), None)
    meant = [] if found else known.meanings(field.name, said, there)
    if len(meant) > 1 and field.usual not in meant:
        raise Unreadable("masterdata.several_meant", text=said, choices=" / ".join(meant))
    if meant:
        found = str(field.usual) if field.usual in meant else meant[0]
    if found is None:
        raise Unreadable("masterdata.not_a_choice", choices=[choice_named(field.name, one) for one in field.choices])
    return found


def _words(field: Field, text: str, known: Known) -> Value:
    """Some of the words of a choice, in the order of the alphabet, whatever stood between them."""
    found: set[str] = set()
    for part in re.split(r"[,;+、،\n]+", text):
        try:
            found |= {_one_of(field, part.strip(), known)} if part.strip() else set()
        except Unreadable:
            found |= {_one_of(field, one, known) for one in part.split()}
    return " ".join(sorted(found))


def _email(field: Field, text: str) -> Value:
    try:
        return _text(field, check_email(text))
    except FieldRefused as refused:
        raise Unreadable("masterdata.not_an_email") from refused


def _phone(_field: Field, text: str) -> Value:
    number = e164(text)
    if number is None:
        raise Unreadable(phone_fault(text))
    return number


_READERS = {
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.WHOLE: _whole,
    Shape.YEAR: _whole,
    Shape.DAY: _day,
    Shape.YES_NO: _yes_no,
    Shape.CLOCK: _clock,
    Shape.EMAIL: _email,
    Shape.PHONE: _phone,
}
