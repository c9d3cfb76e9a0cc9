"""From a refusal's code and facts to words: rooms register their lazy texts here, at start.

A refusal without words, or words without their fact, is a mistake of the portal's own. It is logged
and told in general words: whoever was refused sees a refusal all the same.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import structlog
from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.errors import FieldRefused, Refused
from portal.core.money import Money
from portal.core.web import prices
from portal.core.web.languages import language, reader_locale, zone

_texts: dict[str, Any] = {
    "text.too_long": counted(
        "At most %(limit)s character fits here; these are %(found)s. Shorten it.",
        "At most %(limit)s characters fit here; these are %(found)s. Shorten it.",
        by="limit",
    ),
    "text.unprintable": _l(
        "%(character)s (%(code_point)s, %(name)s) cannot be printed on papers. Write it in other letters, such as Latin"
        " ones."
    ),
    "core.stale": _l("This page was drawn from an older version. Reload it, look at what changed, and try again."),
    "core.key_reused": _l("This form was already sent with other contents. Open it again and send it once."),
}
AT_FAULT = frozenset({"core.key_reused"})
"""Refusals of what was sent itself, whatever the state of things."""

_tellers: dict[tuple[str, str], Callable[[Any], str]] = {}
_GENERAL = _l("This was refused, and nothing was changed. Check what you entered and try again.")
log = structlog.get_logger("portal.refusals")


def register_refusals(texts: Mapping[str, Any], **tellers: Callable[[Any], str]) -> None:
    """Add a room's texts: refusal code to lazy or counted text with `%(name)s` placeholders for its facts.

    A fact that is a code (a country, a kind of order) is told in words by the function given under
    its name; it is used for these texts only.
    """
    _texts.update(texts)
    _tellers.update({(code, fact): teller for code in texts for fact, teller in tellers.items()})


def words_of(refusal: Refused) -> str:
    """Return a refusal in the reader's language, its facts formatted the reader's way; general words at worst."""
    try:
        return _told(refusal)
    except (LookupError, ValueError, TypeError) as error:
        log.error("refusal_without_words", code=refusal.code, facts=sorted(refusal.facts), error=repr(error))
        return str(_GENERAL)


def _told(refusal: Refused) -> str:
    form = form_of(_texts[refusal.code], refusal.facts)
    facts = {name: _tellers.get((refusal.code, name), _shown)(value) for name, value in refusal.facts.items()}
    return form % facts if facts or "%%" in form else form


def status_of(refusal: Refused) -> int:
    """Return how HTTP calls a refusal: 422 where what was sent is at fault, 409 where the state of things is."""
    return 422 if refusal.code in AT_FAULT or isinstance(refusal, FieldRefused) else 409


def text_of(code: str) -> Any:
    """Return the text registered for a code, plain or counted (a test compares it with what the source raises)."""
    return _texts[code]


def known_codes() -> frozenset[str]:
    """Return all codes that have words (a test compares them with the codes in the source)."""
    return frozenset(_texts)


def _shown(value: Any) -> str:
    if isinstance(value, Money):
        return prices.money(value.amount, value.currency, language())
    if isinstance(value, datetime):
        return formats.datetime(value, zone(), reader_locale())
    if isinstance(value, date):
        return formats.date(value, reader_locale())
    if isinstance(value, Decimal):
        return formats.exact(value, language())
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.number(value, language())
    if isinstance(value, list | tuple):
        return formats.listed(map(str, value), language())
    return str(value)
