"""How the figures and values a finding rests on are written, by the name they are kept under."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.core import formats
from portal.core.locales import direction
from portal.core.web.languages import language, reader_locale
from portal.orders.labels_fields import FIELD_WORDS, MODE_WORDS, terms_text

_MODES = {mode.value: words for mode, words in MODE_WORDS.items()}
_AMOUNTS = {"limit", "exposure", "amount", "over_by"}
OF_PRICES = frozenset({"exposure", "amount", "over_by", "price", "valid_price", "deviation"})
"""Evidence that tells what something costs, or what is owed."""


def facts_shown(evidence: Mapping[str, Any]) -> dict[str, str]:
    """Return what a finding rests on in the reader's way, for the places of its sentence.

    In a right-to-left sentence each value stands isolated. `suggested` is a dash where nothing would do.
    """
    keep = _apart if direction(language()) == "rtl" else str
    shown = {name: keep(_shown(name, value, evidence)) for name, value in evidence.items()}
    return {"suggested": "–"} | shown


def parts_of(value: Any) -> list[str]:
    """Return the members of a list as evidence holds it: one text, a comma and a space between."""
    return str(value).split(", ") if value else []


def number_in(value: Any) -> Decimal | None:
    """Return figures as numbers, decimals being stored as text; None where there is none."""
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _apart(value: str) -> str:
    """Return a value isolated from right-to-left words around it (Unicode first strong isolate)."""
    return f"\u2068{value}\u2069"


def _shown(name: str, value: Any, evidence: Mapping[str, Any]) -> str:
    if name in _WRITTEN:
        return _WRITTEN[name](value)
    number = number_in(value)
    if number is None:
        return str(value)
    places = 2 if name in _AMOUNTS and "currency" in evidence else None
    return formats.number(number, language(), places)


def _field(value: Any) -> str:
    return str(FIELD_WORDS.get(str(value), value))


def _terms(value: Any) -> str:
    return terms_text(str(value))


def _mode(value: Any) -> str:
    return str(_MODES.get(str(value), value))


def _country(value: Any) -> str:
    return formats.country(str(value), language())


def _modes(value: Any) -> str:
    known = [str(_MODES[each]) for each in parts_of(value) if each in _MODES]
    return formats.listed(known, language(), either=True)


def _either(value: Any) -> str:
    return formats.listed(_members(value), language(), either=True)


def _all_of(value: Any) -> str:
    return formats.listed(_members(value), language())


def _members(value: Any) -> list[str]:
    """Return the members of a list; in a right-to-left sentence each stands isolated, as a value alone does."""
    keep = _apart if direction(language()) == "rtl" else str
    return [keep(each) for each in parts_of(value)]


def _day(value: Any) -> str:
    return formats.date(date.fromisoformat(str(value)), reader_locale())


def _price(value: Any) -> str:
    number = number_in(value)
    return str(value) if number is None else formats.unit_price(number, language())


_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "field": _field,
    "ordered": _terms,
    "agreed": _terms,
    "mode": _mode,
    "usual_mode": _mode,
    "allowed_modes": _modes,
    "country": _country,
    "choose": _either,
    "orders": _all_of,
    "parts": _all_of,
    "replacement": _all_of,
    "fits": _all_of,
    "part": str,
    "vin": str,
    "maker": str,
    "purchase_order": str,
    "found": str,
    "expected": str,
    "street": str,
    "model": str,
    "year": str,
    "priced_on": _day,
    "submitted_on": _day,
    "requested": _day,
    "earliest": _day,
    "price": _price,
    "valid_price": _price,
    "deviation": _price,
}
"""How a value is written that is no plain figure; what is not named here is a number, or stands as it is."""
