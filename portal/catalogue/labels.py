"""Words of the catalogue: part states, replacements, units, how a number was understood, refusals."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from markupsafe import Markup

from portal.accounts.kept.labels import Named, name_typed
from portal.audit.labels import register_record
from portal.catalogue.models import PartState, PartSystem
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.rules_packs import QuantityFault
from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.core.web.refusals import register_refusals
from portal.documents.labels_units import QUANTITIES

STATE_WORDS = {
    PartState.ACTIVE: _l("Available to order"),
    PartState.SUPERSEDED: _l("Superseded"),
    PartState.DISCONTINUED: _l("Discontinued"),
}
STATE_TONES = {PartState.ACTIVE: "ok", PartState.SUPERSEDED: "warn", PartState.DISCONTINUED: "bad"}

KIND_WORDS = {
    SupersessionKind.ONE_WAY: _l("The new part replaces the old one, not the other way round"),
    SupersessionKind.TWO_WAY: _l("Either part may be used for the other"),
    SupersessionKind.KIT: _l("A set replaces the old part; all of its parts are needed"),
    SupersessionKind.CHOICE: _l("Any one of these parts replaces the old one"),
}

SHORT_KIND_WORDS = {
    SupersessionKind.ONE_WAY: _lp("supersession", "One way"),
    SupersessionKind.TWO_WAY: _lp("supersession", "Both ways"),
    SupersessionKind.KIT: _lp("supersession", "Kit: all are needed"),
    SupersessionKind.CHOICE: _lp("supersession", "Choice: any one"),
}

# Units of measure, by their code in UN/ECE Recommendation 20.
UNIT_WORDS = {
    "EA": _l("piece"),
    "C62": _l("unit"),
    "H87": _l("piece"),
    "SET": _l("set"),
    "PR": _l("pair"),
    "KGM": _l("kilogram"),
    "LTR": _l("litre"),
    "MTR": _l("metre"),
    "GRM": _l("gram"),
    "MLT": _l("millilitre"),
    "CMT": _l("centimetre"),
    "MTK": _l("square metre"),
}


def unit_text(code: str) -> str:
    """Return a unit of measure in the reader's language, or its code where we have no word."""
    return str(UNIT_WORDS.get(code, code))


def sides_text(length_mm: int, width_mm: int, height_mm: int) -> Markup:
    """Return length, width and height in millimetres as one run, read from the left in every language."""
    sides = " × ".join(formats.number(side, language()) for side in (length_mm, width_mm, height_mm))
    return ltr(f"{sides}{formats.NBSP}mm")


def quantity_text(quantity: int, unit: str) -> str:
    """Return a quantity with its unit of measure: `12 pieces`; a unit we have no word for as its code."""
    shown = formats.number(quantity, language())
    words = QUANTITIES.get(unit, f"%(n)s {unit}")
    return form_of(words, {"n": quantity}) % {"n": shown}


SYSTEM_WORDS = {
    PartSystem.BATTERY: _l("High-voltage battery"),
    PartSystem.DRIVE: _l("Electric drive"),
    PartSystem.CHARGING: _l("Charging and high voltage"),
    PartSystem.COOLING: _l("Cooling"),
    PartSystem.CLIMATE: _l("Air conditioning"),
    PartSystem.BRAKES: _l("Brakes"),
    PartSystem.CHASSIS: _l("Wheels and suspension"),
    PartSystem.STEERING: _l("Steering"),
    PartSystem.BODY: _l("Body and doors"),
    PartSystem.LIGHTS: _l("Lights"),
    PartSystem.GLASS: _l("Glass and wipers"),
    PartSystem.INTERIOR: _l("Seats and interior"),
    PartSystem.SAFETY: _l("Safety and driver assistance"),
    PartSystem.ELECTRICS: _l("Electrics and displays"),
    PartSystem.ACCESSORIES: _l("Accessories and materials"),
}
FREE_WORDS = {"free": _l("In stock")}
ANY_SYSTEM, ANY_AVAILABILITY = _l("All systems"), _l("In stock or not")
ANY_STATE, ANY_DANGER = _l("All states"), _l("Dangerous goods: any")
FACET_WORDS = {
    "system": _l("System"),
    "model": _l("Model"),
    "availability": _l("Availability"),
    "dangerous": _l("Dangerous goods"),
    "state": _l("State"),
}

DANGER_WORDS = {"yes": _l("Dangerous goods"), "no": _l("Not dangerous")}

name_typed(
    "portal.catalogue",
    Named(choices={("shared", "no"): _l("Only its owner"), ("shared", "yes"): _l("All of the company")}),
)
register_record(
    {
        "catalogue.own_number_added": _l("Own part number kept"),
        "catalogue.own_number_respelled": _l("Own part number written anew"),
        "catalogue.own_number_removed": _l("Own part number removed"),
    },
    {"own_number": _l("Own part number")},
)
register_refusals(
    {
        QuantityFault.NOT_POSITIVE.value: _l("%(quantity)s is not a quantity; it must be 1 or more."),
        QuantityFault.BELOW_MINIMUM.value: _l("The minimum order quantity is %(moq)s."),
        QuantityFault.NOT_WHOLE_PACKS.value: _l("This part is sold in packs of %(spq)s."),
        "bulletin.unknown": _l("There is no bulletin %(number)s."),
        "part.unknown": _l("There is no part %(number)s."),
        "part.became": _l("%(number)s became %(became)s: write that number."),
        "catalogue.no_own_number": _l("A part number has letters or digits, at most 40."),
        "catalogue.makers_number": _l("This is the maker's number of part %(number)s."),
        "part_list.empty": _l("Nothing stands on this list yet."),
        "part_list.nameless": _l("Give the list a name."),
        "part_list.name_taken": _l("You have a list of this name already."),
        "part_list.too_many": counted(
            "%(most)s list is kept for you. Remove it before you make another.",
            "%(most)s lists are kept for you. Remove one before you make another.",
            by="most",
        ),
        "part_list.full": counted(
            "A list holds at most %(most)s part.", "A list holds at most %(most)s parts.", by="most"
        ),
        "catalogue.own_number_taken": _l("Part %(number)s is called so already."),
    }
)
