"""What a quantity says without its unit: the one way it is read from a paste, a file and a row. Pure."""

import re
from collections.abc import Iterable

from portal.core.errors import Refused
from portal.core.number_shapes import decimal_sign, either_way
from portal.intake.rules_damage import damage_of
from portal.intake.rules_headings import NOT_PIECES, UNITS
from portal.intake.rules_plain import plain

LONGEST = 40
_TIMES = re.compile(r"[x×*] ?(?=\d)", re.IGNORECASE)


def _with(units: Iterable[str]) -> re.Pattern[str]:
    """A number with one of these words behind it."""
    return re.compile(rf"(?P<number>.*?\d) ?(?:{'|'.join(re.escape(unit) for unit in units)})\.?", re.IGNORECASE)


_WITH_UNIT, _WITH_OTHER = _with(UNITS), _with(NOT_PIECES)


def bare_quantity(text: str) -> str:
    """Return the number of a quantity as written, without a unit behind it (`4 pcs`, `3 个`) or a times sign before it.

    A word that counts pieces is one, though a month is called so elsewhere (`1 set`). Refuses by name what counts
    something else (`2 pairs`, `1 box`: `quantity.not_pieces`), and what a spreadsheet made of a quantity:
    `quantity.day`, `.time`, `.percent`, `.exponent`, `.error` and `.no_value`, each with the text.
    """
    if text.isascii() and text.isdigit():
        return text
    typed = plain(text)
    bare = _without_unit(typed)
    damage = damage_of(bare)
    if damage is not None:
        raise Refused(f"quantity.{damage.value}", text=typed[:LONGEST])
    if len(bare) <= LONGEST and _WITH_OTHER.fullmatch(bare):
        raise Refused("quantity.not_pieces", text=typed[:LONGEST])
    return bare


def _without_unit(typed: str) -> str:
    bare = _TIMES.sub("", typed, count=1) if _TIMES.match(typed) else typed
    unit = _WITH_UNIT.fullmatch(bare) if len(bare) <= LONGEST else None
    return unit["number"] if unit else bare


def sign_of_column(texts: Iterable[str]) -> str:
    """Return the decimal sign the quantities of a column show, "" where none shows one or they differ."""
    signs = {decimal_sign(_without_unit(text)) for text in texts if text} - {""}
    return signs.pop() if len(signs) == 1 else ""


def groups(text: str) -> bool:
    """Tell whether a quantity that was read has one sign before three digits (`1,000`, `1.500 pcs`), so it grouped."""
    return bool(either_way(_without_unit(plain(text))))


def decided(text: str, sign: str) -> str:
    """Return a quantity that alone could be read in two ways (`1.500`) as the decimal sign of its column tells.

    It is written with a point. Any other quantity, and any beside which no decimal sign is known, is "".
    """
    bare = _without_unit(text) if sign else ""
    own = either_way(bare)
    if not own:
        return ""
    whole, _sign, thousandths = plain(bare).partition(own)
    if own != sign:
        return whole + thousandths
    return f"{whole}.{thousandths}".rstrip("0").rstrip(".")
