"""Names and addresses in Latin letters, as customs papers need them beside another script: pure.

What stands in Latin letters already, accents and all, needs no such form; what does not is asked for, field by field.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from portal.core.errors import FieldRefused
from portal.core.printed_text import check_printable, legible, sign_facts

PLACE = ("street", "city", "region")
LONGEST = {"name": 120, "street": 120, "city": 60, "region": 60}
"""The fields of a name and address that have a Latin form, and the most signs of each, in the order of a form."""
_OTHER = re.compile("[^\t-\u036f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf\u2100-\u214f]")
"""A sign that is neither a Latin letter nor written among them."""
_SIGNS = frozenset(" .,;:'’-–/()&+#@\"%")


@dataclass(frozen=True, slots=True)
class LatinForm:
    """A name and address in Latin letters; a field that has none is empty."""

    name: str = ""
    street: str = ""
    city: str = ""
    region: str = ""


def in_other_script(text: str) -> bool:
    """Tell whether a text has a letter or sign that is not written with Latin letters."""
    return _OTHER.search(text) is not None


def fields_asked(local: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields whose local text is in another script, in a form's order."""
    return tuple(name for name in LONGEST if in_other_script(local.get(name, "")))


def fields_lacking(local: Mapping[str, str], latin: LatinForm) -> tuple[str, ...]:
    """Return those of the fields asked for that have no Latin form yet."""
    return tuple(name for name in fields_asked(local) if not getattr(latin, name))


def customs_read(leaves_from: Collection[str], goes_to: str) -> bool:
    """Tell whether customs papers go with goods: they may cross a border on their way, from any of these countries.

    Where nobody knows yet from where goods leave, they may.
    """
    return not leaves_from or any(country != goes_to for country in leaves_from)


class Party(Protocol):
    """Whom customs papers name: what has a Latin form where it is in another script, by field, and that form."""

    @property
    def local(self) -> Mapping[str, str]:
        """Return what it is called and where, its `name` always."""

    @property
    def latin(self) -> LatinForm:
        """Return the Latin form, as far as there is one."""


def in_other_script_only(parties: Iterable[Party]) -> list[str]:
    """Return by their names, each once, whom customs papers cannot name in Latin letters yet."""
    return list(dict.fromkeys(one.local["name"] for one in parties if fields_lacking(one.local, one.latin)))


def in_latin(local: Mapping[str, str], latin: LatinForm, *names: str) -> dict[str, str]:
    """Return these fields as customs papers print them: the Latin form, the local text where that is Latin already.

    Nothing where one of them lacks its Latin form.
    """
    if not set(fields_lacking(local, latin)).isdisjoint(names):
        return {}
    return {name: getattr(latin, name) or local.get(name, "") for name in names}


def check_latin(typed: str, name: str, *, needed: bool = False) -> str:
    """Return what was typed as the Latin form of a field, spaces tidied, wide letters and digits narrow.

    Refuses beside the field `latin.needed` where it may not be left empty, `text.too_long` (limit, found),
    `latin.sign` (character, code_point, name) for a sign of another script, `latin.no_letter` for signs alone, and
    `text.unprintable` for a letter no paper prints.
    """
    text, field = " ".join(unicodedata.normalize("NFKC", legible(typed)).split()), f"latin_{name}"
    if not text and needed:
        raise FieldRefused("latin.needed", field=field)
    if len(text) > LONGEST[name]:
        raise FieldRefused("text.too_long", field=field, limit=LONGEST[name], found=len(text))
    if other := next((sign for sign in text if not _fits(sign)), ""):
        raise FieldRefused("latin.sign", field=field, **sign_facts(other))
    if text and not any(map(str.isalnum, text)):
        raise FieldRefused("latin.no_letter", field=field)
    check_printable(text, field)
    return text


def _fits(sign: str) -> bool:
    if sign.isascii():
        return sign.isalnum() or sign in _SIGNS
    return sign in _SIGNS or unicodedata.name(sign, "").startswith("LATIN ")
