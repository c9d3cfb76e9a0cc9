"""Signs nobody sees and nobody types on purpose: they come along when something is copied, and make two of one text.

Zero-width spaces, byte order marks, soft hyphens, variation selectors behind plain letters, and every sign that turns
the direction of what follows are cut; the many kinds of space are one. The joiners that Arabic, Persian and Indic words
are spelled with stay between letters, and nowhere else.
"""

import re

_CUT = dict.fromkeys(
    (
        0x00AD,
        0x034F,
        0x061C,
        0x180E,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    )
)
_SPACES = dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_SIGNS = {**_CUT, **_SPACES}
_STRAY = re.compile(r"(?<![^\W\d_a-zA-Z])[\u200c\u200d]+|[\u200c\u200d]+(?![^\W\d_a-zA-Z])|(?<=[ -~])[\ufe00-\ufe0f]+")


def seen(text: str) -> str:
    """Return a text with the signs one sees: what is copied with others reads, compares and prints as it looks."""
    return text if text.isascii() else _STRAY.sub("", text.translate(_SIGNS))
