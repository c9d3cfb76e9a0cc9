"""A logo as it is sent: one picture, drawn anew as small as papers print it."""

from portal.core.errors import Refused
from portal.core.pictures.reader import Limits, Picture, drawn_anew, turn
from portal.core.pictures.sent import Upload, file_name, unfit

LOGO_LIMITS = Limits(longest_side=600)
"""Sharp enough for 60 mm of paper."""


def drawn_logo(upload: Upload) -> Picture:
    """Return the picture of a logo; refuses what `photo.*` says: nothing sent, too large, another format, damaged."""
    data, name = upload[0], file_name(upload[1])
    if refusal := unfit(data, name):
        raise refusal
    with turn():
        (drawn,) = drawn_anew([(data, name)], LOGO_LIMITS)
    if isinstance(drawn, Refused):
        raise drawn
    return drawn
