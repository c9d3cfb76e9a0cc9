"""Texts of cells without what nobody sees: marks of direction and width cut, digits of any script made plain."""

import re
import unicodedata

ODD_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile(r"[\x00\x1a\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def without_invisible(text: str) -> str:
    """Return text without marks of direction and zero width, odd spaces made plain."""
    return INVISIBLE.sub("", ODD_SPACES.sub(" ", text))


def plain(text: str) -> str:
    """Return text trimmed, without invisible marks, digits of any script and full-width letters made ASCII."""
    if text.isascii() and "\x00" not in text and "\x1a" not in text:
        return text.strip()
    clean = without_invisible(text).strip()
    return clean if clean.isascii() else "".join(map(_plain_sign, clean))


def _plain_sign(sign: str) -> str:
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - 0xFEE0)
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
