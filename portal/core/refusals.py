"""From a refusal's code and facts to words: rooms register their lazy texts here, at start."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.errors import Refused
from portal.core.languages import language, zone

_texts: dict[str, Any] = {
    "core.stale": _l("This page was drawn from an older version. Reload it, look at what changed, and try again."),
    "core.key_reused": _l("This form was already sent with other contents. Open it again and send it once."),
}


def register_refusals(texts: Mapping[str, Any]) -> None:
    """Add a room's texts: refusal code to lazy text with `%(name)s` placeholders for its facts."""
    _texts.update(texts)


def words_of(refusal: Refused) -> str:
    """Return a refusal in the reader's language, its facts formatted the reader's way."""
    text = _texts.get(refusal.code)
    if text is None:
        raise LookupError(f"no words for the refusal {refusal.code}")
    facts = {name: _shown(value) for name, value in refusal.facts.items()}
    return str(text) % facts if facts or "%%" in str(text) else str(text)


def known_codes() -> frozenset[str]:
    """Return all codes that have words (a test compares them with the codes in the source)."""
    return frozenset(_texts)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.datetime(value, zone(), language())
    if isinstance(value, date):
        return formats.date(value, language())
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return formats.number(value, language())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
