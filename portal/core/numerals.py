"""Whole numbers as programs write them: keys, versions, positions and pages in addresses and forms."""

LARGEST_KEY = 2_147_483_647
"""The largest key a row can have, on both engines."""


def whole_number(text: str | None, most: int = LARGEST_KEY) -> int | None:
    """Return a whole number as programs write it (ASCII digits, nothing else), None for anything else or above `most`.

    For what a page or an address carries by itself: keys, versions, positions, pages. People's own numbers go
    through `parse_quantity` and `parse_decimal`.
    """
    if not text or not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
