"""Texts as people type them: kept whole or refused with the limit, never cut."""

from flask import request

from portal.core.errors import FieldRefused, Refused


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
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused("order.version_missing")
    return int(text)
