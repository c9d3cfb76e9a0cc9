"""Texts as people type them: kept whole or refused with the limit, never cut."""

from flask import request

from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sent_forms import new_key
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.web.guards import current_actor


def typed_text(text: str | None, most: int, field: str) -> str:
    """Return what was typed into a field, ends trimmed; refuses `text.too_long` (limit, found) beside it.

    A line break counts as one sign, as it does in the box it was typed in; no database keeps NUL.
    """
    typed = (text or "").replace("\x00", "").replace("\r\n", "\n").strip()
    if len(typed) > most:
        raise FieldRefused("text.too_long", field=field, limit=most, found=len(typed))
    return typed


def seen_version() -> int:
    """Return the version the page was drawn from; refuses `order.version_missing`."""
    version = whole_number(request.form.get("version"))
    if version is None:
        raise Refused("order.version_missing")
    return version


def this_turn() -> Turn:
    """Return who sent this form, which version of the thing their page was drawn from, and the moment.

    Refuses `order.version_missing`.
    """
    return Turn(current_actor(), seen_version(), utc_now())


LONGEST_KEY = 48


def form_key() -> str:
    """Return the hidden key of the form that was sent, or a fresh one where it has none.

    Cut to `LONGEST_KEY` signs, so that a command may put its own word before it; the portal's own keys have 24.
    """
    return request.form.get("idempotency_key", "")[:LONGEST_KEY] or new_key()


def typed_field(name: str, most: int) -> str:
    """Return what was typed into a field of the form that was sent; refuses `text.too_long` beside it."""
    return typed_text(request.form.get(name), most, name)
