"""Texts that papers will print: unseen signs taken out, and the first sign that no font of the papers holds.

What is typed passes through `legible` and is judged by `unprintable` where it is typed, so that nothing is refused
when goods stand packed. `static/fonts/coverage.json` says what the fonts hold.
"""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

from portal.core.config import ROOT
from portal.core.errors import FieldRefused
from portal.core.unseen import seen

_FOLDERS = re.compile(r"[\\/]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_VARIANTS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
"""Signs that are never seen although Unicode counts them among letters and marks."""
KEPT = frozenset("\n\t\u200c\u200d")
"""Line feeds and tabs, and the joiners that stay where words are spelled with them."""


def legible(text: str | None) -> str:
    """Return a text as it is seen: composed letters, every line end a line feed, no sign that nobody sees.

    Direction overrides, marks of width nothing, soft hyphens, variation selectors and control signs are taken out;
    a line feed and a tab stay.
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text
    composed = seen(_VARIANTS.sub("", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))))
    return "".join(sign for sign in composed if sign in KEPT or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def shown_name(name: str | None, longest: int = 120) -> str:
    """Return the name of a file that came from outside, fit to be shown and stored: its end where it is too long.

    No folders, no control or direction marks; empty where nothing is left of it.
    """
    last = _FOLDERS.split(name or "")[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip(" .")[-longest:]


def unprintable(text: str) -> str:
    """Return the first sign of a text that no font of the papers prints in every weight; empty where all are."""
    missing = set(text) - printable_characters()
    return next((sign for sign in text if sign in missing), "") if missing else ""


def sign_facts(sign: str) -> dict[str, Any]:
    """Return what a refusal tells of a sign: itself, its code point and its name."""
    return {
        "character": sign,
        "code_point": f"U+{ord(sign):04X}",
        "name": unicodedata.name(sign, "unnamed"),
    }


def check_printable(text: str, field: str) -> None:
    """Refuse `text.unprintable` beside a field whose text no paper could print."""
    if sign := unprintable(text):
        raise FieldRefused("text.unprintable", field=field, **sign_facts(sign))


@lru_cache(maxsize=1)
def characters_of_families() -> dict[str, frozenset[str]]:
    """Return which characters each family of fonts prints in every weight, in the order in which they are asked."""
    coverage = json.loads((ROOT / "static" / "fonts" / "coverage.json").read_text(encoding="utf-8"))
    return {
        family: frozenset(chr(point) for first, last in ranges for point in range(first, last + 1))
        for family, ranges in coverage.items()
    }


@lru_cache(maxsize=1)
def printable_characters() -> frozenset[str]:
    """Return every character that papers print."""
    return KEPT.union(*characters_of_families().values())
