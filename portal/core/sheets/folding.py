"""Headings compared as people mean them: no case, accents, Arabic vowel signs, punctuation or brackets."""

import re
import unicodedata
from functools import cache

BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")
ARABIC_FORMS = str.maketrans("أإآٱةىـ", "ااااهي\u0640")
PLAIN_PARTS = {"№": " no ", "#": " no ", "º": "o", "°": "o", "ß": "ss", "ё": "е", "й": "и"}


@cache
def folded(heading: str) -> str:
    """Return a heading reduced to what it says: lower-case letters and digits, single spaces."""
    text = BRACKETS.sub(" ", heading) if BRACKETS.sub("", heading).strip() else heading
    for sign, plain in PLAIN_PARTS.items():
        text = text.replace(sign, plain)
    text = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "").casefold())
    text = "".join(sign for sign in text if not _is_mark(sign)).translate(ARABIC_FORMS)
    return " ".join("".join(sign if sign.isalnum() or _is_thai(sign) else " " for sign in text).split())


def _is_mark(sign: str) -> bool:
    """An accent, an Arabic vowel sign or tatweel; Thai vowels and tones are letters of the word."""
    return sign == "\u0640" or (unicodedata.category(sign) in ("Mn", "Cf") and not _is_thai(sign))


def _is_thai(sign: str) -> bool:
    """Tell whether a character is of the Thai script."""
    return "\u0e00" <= sign <= "\u0e7f"
