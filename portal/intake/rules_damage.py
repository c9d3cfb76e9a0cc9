"""Values a spreadsheet changed while they were typed: a part number that became a day, pieces that became a time."""

import re
from enum import StrEnum

from portal.core.sheets.model import NO_VALUE_TEXT
from portal.intake.rules_headings import MONTHS


class Damage(StrEnum):
    """What a spreadsheet made of a value."""

    DAY = "day"
    TIME = "time"
    PERCENT = "percent"
    EXPONENT = "exponent"
    ERROR = "error"
    NO_VALUE = "no_value"


_MONTH = "|".join(re.escape(month) for month in sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
_LOOKS = {
    Damage.NO_VALUE: re.compile(re.escape(NO_VALUE_TEXT)),
    Damage.ERROR: re.compile(r"#(?:[A-ZА-Я]+[!?]|N/A|[A-ZА-Я]+/0!|Н/Д|NV|NULL!|REF!|WERT!|BEZUG!|#+)"),
    Damage.DAY: re.compile(
        rf"(?:19|20|79)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?: \d\d:\d\d:\d\d)?"
        rf"|(?:\d{{1,2}}[-. /])(?:{_MONTH})\.?(?:[-. /]{_YEAR})?|(?:{_MONTH})\.?[-. /]{_YEAR}",
        re.IGNORECASE,
    ),
    Damage.TIME: re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?", re.IGNORECASE),
    Damage.PERCENT: re.compile(r"\d+(?:[.,]\d+)? ?%"),
    Damage.EXPONENT: re.compile(r"\d(?:[.,]\d+)?E[+-]?\d{1,3}", re.IGNORECASE),
}


def damage_of(text: str) -> Damage | None:
    """Return what a spreadsheet made of a value, by how the text looks; None where it looks whole."""
    if len(text) > 40:
        return None
    return next((damage for damage, look in _LOOKS.items() if look.fullmatch(text)), None)
