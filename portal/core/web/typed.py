"""Texts as people type them: kept whole or refused with the limit, never cut."""

from portal.core.errors import FieldRefused


def typed_text(text: str | None, most: int, field: str) -> str:
    """Return what was typed into a field, ends trimmed; refuses `text.too_long` (limit, found) beside it.

    A line break counts as one sign, as it does in the box it was typed in; no database keeps NUL.
    """
    typed = (text or "").replace("\x00", "").replace("\r\n", "\n").strip()
    if len(typed) > most:
        raise FieldRefused("text.too_long", field=field, limit=most, found=len(typed))
    return typed
