"""Words of kinds of master data, their fields and what may be missing, and further headings files may have."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

KIND_WORDS: Mapping[str, tuple[Any, Any]] = {
    "parts": (_l("Parts"), _l("Numbers, packs, weights and customs facts of what is sold.")),
    "part_names": (_l("Part names"), _l("What a part is called in each language.")),
    "depots": (_l("Depots"), _l("Where stock lies, with zone and cut-off.")),
    "stock_counts": (_l("Stock on hand"), _l("How many pieces lie in each depot; a file of them is a count.")),
    "planned_receipts": (_l("Planned receipts"), _l("What each depot expects, on which day, under which reference.")),
}
"""What each kind is called, and a sentence that says what it is."""
FIELD_WORDS: Mapping[str, Any] = {
    "number": _l("Part number"),
    "part": _l("Part number"),
    "name": _lp("master data", "Name"),
    "state": _l("State"),
    "unit": _l("Unit of measure"),
    "minimum": _l("Minimum order quantity"),
    "pack": _l("Pack quantity"),
    "weight_g": _l("Weight (g)"),
    "length_mm": _l("Length (mm)"),
    "width_mm": _l("Width (mm)"),
    "height_mm": _l("Height (mm)"),
    "hs_code": _l("HS code"),
    "origin": _l("Country of origin"),
    "lead_time_days": _l("Lead time (days)"),
    "use_up_old": _l("Use up old stock first"),
    "language": _l("Language"),
    "code": _l("Code"),
    "country": _l("Country"),
    "zone": _l("Time zone"),
    "cut_off": _l("Cut-off"),
    "rank": _lp("depot", "Rank"),
    "address": _l("Address"),
    "depot": _l("Depot"),
    "on_hand": _lp("stock", "On hand"),
    "reference": _l("Reference"),
    "expected_on": _lp("stock", "Expected on"),
    "quantity": _l("Quantity"),
}
"""What each field is called; the same name means the same in every kind."""
CHOICE_WORDS: Mapping[tuple[str, str], Any] = {
    ("state", "active"): _lp("part", "Active"),
    ("state", "superseded"): _lp("part", "Superseded"),
    ("state", "discontinued"): _lp("part", "Discontinued"),
    ("language", "en"): _lp("language", "English"),
    ("language", "zh"): _lp("language", "Chinese"),
    ("language", "ar"): _lp("language", "Arabic"),
    ("language", "th"): _lp("language", "Thai"),
    ("language", "ru"): _lp("language", "Russian"),
    ("language", "es"): _lp("language", "Spanish"),
    ("language", "pt-BR"): _lp("language", "Portuguese (Brazil)"),
    ("language", "de"): _lp("language", "German"),
    ("language", "fr"): _lp("language", "French"),
}
"""What the words of a choice are called; files keep the words themselves."""
GAP_WORDS: Mapping[str, Any] = {
    "hs_code": _l("No HS code"),
    "weight": _l("No weight"),
    "size": _l("No dimensions"),
    "origin": _l("No country of origin"),
    "address": _l("No address"),
}
"""What may be missing in a row."""
MORE_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("part no", "part no.", "part number", "item", "item number", "material", "material number", "sku"),
    "part": ("part no", "part no.", "item", "item number", "material", "material number", "sku"),
    "name": ("description", "part name", "designation", "title"),
    "unit": ("uom", "unit"),
    "minimum": ("moq", "minimum", "min qty"),
    "pack": ("pack", "pack size", "packing unit", "spq"),
    "weight_g": ("weight", "weight g", "gross weight g"),
    "hs_code": ("hs", "hs code", "tariff", "tariff code", "customs code"),
    "origin": ("origin", "coo", "country of origin"),
    "lead_time_days": ("lead time", "lead time days", "lt"),
    "language": ("lang", "locale"),
    "depot": ("warehouse", "plant", "storage location", "location"),
    "on_hand": ("stock", "stock on hand", "qty on hand", "counted", "quantity on hand"),
    "reference": ("po", "po number", "purchase order", "delivery"),
    "expected_on": ("eta", "expected", "due", "arrival", "delivery date"),
    "quantity": ("qty", "pieces", "pcs"),
}
"""Further headings by which a field is known in files, beside its name in every language."""
