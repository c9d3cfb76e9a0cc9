"""Words of what law changes by date: kinds of data, fields, choices, and what may be wrong with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.billing.labels import VAT_WORDS
from portal.core import formats
from portal.core.web.languages import language, reader_locale
from portal.core.web.refusals import register_refusals

LAW_KIND_WORDS: Mapping[str, tuple[Any, Any]] = {
    "air_limits": (
        _l("Air limits of dangerous goods"),
        _l(
            "What a package may weigh to fly, by UN number and day: 0 is forbidden, empty without limit, what is not"
            " here does not fly."
        ),
    ),
    "tax_texts": (
        _l("VAT texts"),
        _l("What invoices and credit notes say of VAT, in each language, from which day of supply on."),
    ),
}
LAW_FIELD_WORDS: Mapping[str, Any] = {
    "packing": _lp("dangerous goods", "Packed"),
    "above_wh": _l("Energy above (Wh)"),
    "passenger_kg": _l("Passenger aircraft (kg)"),
    "cargo_kg": _l("Cargo aircraft (kg)"),
    "charge_limit": _l("Charge at most (%)"),
    "charge_above_wh": _l("Charge limit above (Wh)"),
    "indicated_limit": _l("Or indicated at most (%)"),
    "source": _lp("law", "Source"),
    "vat_category": _l("VAT category"),
    "sentence": _l("Sentence on papers"),
}
LAW_CHOICE_WORDS: Mapping[tuple[str, str], Any] = {
    **{("vat_category", category): words for category, words in VAT_WORDS.items()},
    ("packing", "any"): _lp("packing", "In any way"),
    ("packing", "alone"): _lp("packing", "Alone"),
    ("packing", "with_equipment"): _lp("packing", "With equipment"),
    ("packing", "in_equipment"): _lp("packing", "In equipment"),
}
LAW_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "packing": ("packing", "packed how"),
    "above_wh": ("above wh", "energy above"),
    "passenger_kg": ("pax kg", "passenger aircraft", "passenger aircraft kg", "pax max net"),
    "cargo_kg": ("cao kg", "cargo aircraft", "cargo aircraft kg", "cao max net"),
    "charge_limit": ("max soc", "soc limit"),
    "vat_category": ("vat code", "tax category", "tax code", "category"),
    "sentence": ("text", "wording", "vat text", "tax text"),
    "source": ("edition", "regulation", "legal source", "law"),
}


def _languages(value: Any) -> str:
    """What languages are called; of what was checked long ago the codes stand in one text."""
    codes = value.split(", ") if isinstance(value, str) else value
    return formats.listed([formats.language_name(code, language()) for code in codes], language())


def _day(value: str) -> str:
    return formats.date(date.fromisoformat(value), reader_locale())


register_refusals(
    {
        "masterdata.passengers_take_more": _l("Passenger aircraft never take more than cargo aircraft."),
        "masterdata.unsaid_in": _l(
            "From this day on nothing is said in: %(languages)s. Send all languages in one file: papers print two, and"
            " both change on one day."
        ),
        "masterdata.unsaid_since": _l("Papers of what is supplied from %(day)s on would say nothing of VAT."),
        "masterdata.no_charge_limit": _l("This says when a charge limit holds, and there is none."),
    },
    languages=_languages,
    day=_day,
)
