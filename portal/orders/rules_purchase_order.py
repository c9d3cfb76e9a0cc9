"""Purchase order numbers of distributors, compared as people mean them."""

import unicodedata


def purchase_order_key(text: str) -> str:
    """Return what two spellings of one purchase order number share: no case, blanks or dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "ZC" and not _is_dash(char))


def _is_dash(char: str) -> bool:
    return unicodedata.category(char) == "Pd" or char == "\u2212"
