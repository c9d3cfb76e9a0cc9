"""What a quantity says without its unit: the one way it is read from a paste, a file and a row. Pure."""

import re

from portal.core.errors import Refused
from portal.intake.rules_damage import damage_of
from portal.intake.rules_headings import UNITS
from portal.intake.rules_plain import plain

LONGEST = 40
_UNIT = "|".join(re.escape(unit) for unit in UNITS)
_WITH_UNIT = re.compile(rf"(?P<number>.*?\d) ?(?:{_UNIT})\.?", re.IGNORECASE)
_TIMES = re.compile(r"[x×*] ?(?=\d)", re.IGNORECASE)


def bare_quantity(text: str) -> str:
    """Return the number of a quantity as written, without a unit behind it (`4 pcs`, `3 个`) or a times sign before it.

    Refuses by name what a spreadsheet made of a quantity: `quantity.day`, `.time`, `.percent`, `.exponent`,
    `.error` and `.no_value`, each with the text.
    """
    if text.isascii() and text.isdigit():
        return text
    typed = plain(text)
    damage = damage_of(typed)
    if damage is not None:
        raise Refused(f"quantity.{damage.value}", text=typed[:LONGEST])
    bare = _TIMES.sub("", typed, count=1) if _TIMES.match(typed) else typed
    unit = _WITH_UNIT.fullmatch(bare) if len(bare) <= LONGEST else None
    return unit["number"] if unit else bare
