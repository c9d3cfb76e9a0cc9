"""By which words files name fields, countries and choices, in every language; codes there are."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from flask_babel import force_locale

from portal.catalogue.labels import UNIT_WORDS
from portal.core import formats
from portal.core.clock import utc_now
from portal.core.locales import OFFERED, SUPPORTED, babel_locale
from portal.core.sheets.folding import folded
from portal.masterdata.ports import Kind
from portal.masterdata.rules_cells import Known
from portal.masterdata.rules_fields import Fields
from portal.masterdata.rules_units import Measures
from portal.masterdata.words.labels import field_words
from portal.masterdata.words.labels_fields import CHOICE_WORDS
from portal.masterdata.words.labels_headings import (
    COUNTRIES_SAID,
    HEADINGS_ELSEWHERE,
    HEADINGS_OF_KIND,
    MORE_HEADINGS,
    UNITS_SAID,
)


@cache
def headings_of(kind: Kind) -> dict[str, str]:
    """Return the headings a file of a kind may have, folded, in every language, and the field each stands for."""
    found: dict[str, str] = {}
    for one in kind.fields.all:
        for code in OFFERED:
            with force_locale(babel_locale(code)):
                found.setdefault(folded(str(field_words(one.name, kind.name))), one.name)
    for one in kind.fields.all:
        for heading in (one.name, one.name.replace("_", " "), *MORE_HEADINGS.get(one.name, ())):
            found.setdefault(folded(heading), one.name)
    for one in kind.fields.all:
        for heading in (*HEADINGS_OF_KIND.get((kind.name, one.name), ()), *HEADINGS_ELSEWHERE.get(one.name, ())):
            found.setdefault(folded(heading), one.name)
    return found


def measures_of(fields: Fields) -> Measures:
    """Return what headings of these fields may say beside them: units, and currencies."""
    return Measures({one.name: one.unit for one in fields.all if one.unit}, codes_there_are().currencies)


@cache
def codes_there_are() -> Known:
    """Return the countries, currencies and zones there are (CLDR, IANA)."""
    territories = Locale("en").territories
    two_letters = (code for code in map(str, territories) if len(code) == 2 and code.isalpha())
    countries = frozenset(code for code in two_letters if code not in _NO_COUNTRY)
    return Known(countries, _currencies(countries), frozenset(available_timezones()), _named(countries))


def _named(countries: Iterable[str]) -> dict[str, dict[str, frozenset[str]]]:
    """What countries, languages and choices are called: by CLDR in all languages known, else in those offered."""
    said: list[tuple[str, str, str]] = [("language", SUPPORTED[code].name, code) for code in SUPPORTED]
    for code in SUPPORTED:
        said += [("country", formats.country(each, code), each) for each in countries]
        said += [("language", formats.language_name(each, code), each) for each in SUPPORTED]
    said += [("country", words, code) for code, names in COUNTRIES_SAID.items() for words in names]
    aliases = get_global("territory_aliases")
    said += [("country", old, codes[0]) for old, codes in aliases.items() if len(codes) == 1 and codes[0] in countries]
    for code in OFFERED:
        with force_locale(babel_locale(code)):
            said += [(name, str(words), choice) for (name, choice), words in CHOICE_WORDS.items()]
            said += [("unit", str(words), code) for code, words in UNIT_WORDS.items()]
    said += [("unit", words, code) for code, names in UNITS_SAID.items() for words in names]
    named: dict[str, dict[str, frozenset[str]]] = {}
    for name, words, choice in said:
        of_name = named.setdefault(name, {})
        of_name[folded(words)] = of_name.get(folded(words), frozenset()) | {choice}
    return named


def _currencies(countries: frozenset[str]) -> frozenset[str]:
    """Currencies that are paid with somewhere today: no DEM, no gold."""
    today = utc_now().date()
    return frozenset(each for country in countries for each in get_territory_currencies(country, today))


_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"})
"""What CLDR names with two letters and is no country of ISO 3166."""
