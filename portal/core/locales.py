"""The languages of the portal and the choice among them: pure, so a page, a mail and a job agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType


@dataclass(frozen=True)
class Language:
    """One language: its code in URLs and cookies, Babel's name for it, its own name, direction."""

    code: str
    babel: str
    name: str
    direction: str = "ltr"


_LANGUAGES = (
    Language("en", "en", "English"),
    Language("zh", "zh_Hans_CN", "简体中文"),
    Language("ar", "ar", "العربية", "rtl"),
    Language("th", "th", "ไทย"),
    Language("ru", "ru", "Русский"),
    Language("es", "es", "Español"),
    Language("pt-BR", "pt_BR", "Português (Brasil)"),
    Language("de", "de", "Deutsch"),
    Language("fr", "fr", "Français"),
)
SUPPORTED: Mapping[str, Language] = MappingProxyType({each.code: each for each in _LANGUAGES})

OFFERED: tuple[str, ...] = ("en", "zh", "ar")
"""The languages whose translation is complete; only these can be chosen."""

DEFAULT = "en"
MAX_HEADER = 1_000

_BY_TAG = {each.code.lower(): each.code for each in _LANGUAGES}
_BY_PRIMARY = {each.code.split("-")[0].lower(): each.code for each in _LANGUAGES}


def match(tag: str | None, offered: tuple[str, ...] = OFFERED) -> str | None:
    """Return the offered code for a BCP 47 tag (`zh-TW` gives `zh`, `pt` gives `pt-BR`), or None."""
    if not tag:
        return None
    lowered = tag.strip().replace("_", "-").lower()
    code = _BY_TAG.get(lowered) or _BY_PRIMARY.get(lowered.split("-")[0])
    return code if code in offered else None


def offered_for(tag: str | None) -> str:
    """Return the language what is written for somebody is in: theirs once it is offered, until then English.

    A paper or mail is all of this language, and the portal says so of it.
    """
    return match(tag) or DEFAULT


def choose(
    user_locale: str | None,
    cookie_locale: str | None,
    accept_language: str | None,
    offered: tuple[str, ...] = OFFERED,
) -> str:
    """Return the language to speak: the user's, then the cookie's, then the browser's, then English."""
    for wanted in (user_locale, cookie_locale):
        code = match(wanted, offered)
        if code:
            return code
    return _from_header(accept_language or "", offered) or DEFAULT


@lru_cache(maxsize=512)
def _from_header(header: str, offered: tuple[str, ...]) -> str | None:
    for tag in accepted_tags(header):
        code = match(tag, offered)
        if code:
            return code
    return None


def accepted_tags(header: str) -> tuple[str, ...]:
    """Return the tags of an Accept-Language header, best first (RFC 9110, 12.5.4); q=0 is dropped."""
    weighted: list[tuple[float, int, str]] = []
    for place, item in enumerate(header[:MAX_HEADER].split(",")):
        tag, _, parameters = item.strip().partition(";")
        quality = _quality(parameters)
        if tag and tag != "*" and quality > 0:
            weighted.append((-quality, place, tag.strip()))
    return tuple(tag for _, _, tag in sorted(weighted))


def _quality(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0


def language_of(code: str) -> Language:
    """Return the language of a supported code; an unknown code is a programming error (KeyError)."""
    return SUPPORTED[code]


def direction(code: str) -> str:
    """Return `rtl` or `ltr`, as the `dir` attribute of a page in this language."""
    return SUPPORTED[code].direction


def babel_locale(code: str) -> str:
    """Return Babel's identifier, as `zh_Hans_CN` for `zh`."""
    return SUPPORTED[code].babel


def html_lang(code: str) -> str:
    """Return the `lang` attribute (BCP 47): `zh-Hans` for simplified Chinese, else the code."""
    return "zh-Hans" if code == "zh" else code
