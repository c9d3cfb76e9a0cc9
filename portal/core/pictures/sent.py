"""Photos as they are sent: how large one and all of them may be, and what they are called."""

from collections.abc import Sequence

from portal.core.errors import Refused
from portal.core.printed_text import shown_name

MEBIBYTE = 2**20
MOST_BYTES = 8 * MEBIBYTE
MOST_SENT = 20 * MEBIBYTE
NAME_LENGTH = 120

Upload = tuple[bytes, str]
"""A file as it was sent: its bytes and its name."""


def file_name(name: str) -> str:
    """Return the name of a photo fit to be shown and stored."""
    return shown_name(name, NAME_LENGTH) or "photo"


def refuse_too_much(uploads: Sequence[Upload]) -> None:
    """Refuse `photo.too_much_sent` where files are too large together."""
    if sum(len(data) for data, _name in uploads) > MOST_SENT:
        raise Refused("photo.too_much_sent", most=MOST_SENT // MEBIBYTE)


def unfit(data: bytes, name: str) -> Refused | None:
    """Return why a file need not be looked into: `photo.empty` or `photo.too_large`; None where it may be a photo."""
    if not data:
        return Refused("photo.empty", name=name)
    if len(data) > MOST_BYTES:
        return Refused("photo.too_large", name=name, most=MOST_BYTES // MEBIBYTE)
    return None
