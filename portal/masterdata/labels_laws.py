"""Words of what law changes by date: kinds of data, fields, choices, and what may be wrong with them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core.web.refusals import register_refusals

LAW_KIND_WORDS: Mapping[str, tuple[Any, Any]] = {
    "air_limits": (
        _l("Air limits of dangerous goods"),
        _l("What may fly, by UN number, from which day on; a number that is not here does not fly."),
    ),
}
LAW_FIELD_WORDS: Mapping[str, Any] = {
    "packing": _lp("dangerous goods", "Packed"),
    "above_wh": _l("For energy above (Wh)"),
    "passenger_kg": _l("kg a package on passenger aircraft (0: forbidden, empty: no limit)"),
    "cargo_kg": _l("kg a package on cargo aircraft (0: forbidden, empty: no limit)"),
    "charge_limit": _l("Charge at most (%), empty: no limit"),
    "charge_above_wh": _l("Charge limit holds above (Wh)"),
    "indicated_limit": _l("Or charge indicated at most (%)"),
    "source": _lp("law", "Source"),
}
LAW_CHOICE_WORDS: Mapping[tuple[str, str], Any] = {
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
    "source": ("edition", "regulation", "legal source", "law"),
}

register_refusals(
    {
        "masterdata.passengers_take_more": _l("Passenger aircraft never take more than cargo aircraft."),
        "masterdata.no_charge_limit": _l("This says when a charge limit holds, and there is none."),
    }
)
