"""What identifies a row of master data: the values of its key as one text, and as people read it. Pure."""

SEPARATOR = "|"
"""Stands between the values of a key; no such value holds it."""


def parts_of(key: str) -> list[str]:
    """Return the values of a key, in the order of the fields that identify a row."""
    return key.split(SEPARATOR)


def key_words(key: str) -> str:
    """Return the key of a row as people read it: its values that are not empty, with dots between."""
    return " · ".join(filter(None, parts_of(key)))


def choice_named(field: str, choice: str) -> str:
    """Return a choice as the facts of a refusal name it, for whoever puts it in the reader's words."""
    return f"{field}{SEPARATOR}{choice}"
