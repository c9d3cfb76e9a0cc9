"""What of a sent form is kept while its sender has to log in again: the fields, never secrets or files. Pure."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

LONGEST = 1_000_000
"""Characters of names and values together; a pasted order of 5,000 rows is a tenth of it."""
MOST_FILES = 20
NEVER_KEPT = frozenset({"csrf_token", "kept_form"})
NOT_TYPED = NEVER_KEPT | {"idempotency_key", "version", "next"}
NOT_SHOWN = NOT_TYPED | {
    "add_quantity", "again", "at", "carton", "chosen", "column", "dense", "do", "draft", "find", "kept", "line", "list",
    "mode_for", "mode_shown", "parts", "rest", "seen", "seen_blocked", "seen_limit", "seen_price", "sheet", "shipment",
    "shown", "sort", "standing", "stays", "take", "verdict", "view", "was", "wish",
}  # fmt: skip

Field = tuple[str, str]


class Fate(StrEnum):
    """What becomes of a form whose sender is signed out."""

    KEPT = "kept"
    NOTHING = "nothing"
    SECRET = "secret"  # noqa: S105 - a word, not a password
    TOO_LARGE = "too_large"


def fate_of(fields: Sequence[Field]) -> Fate:
    """Tell whether a form is kept: something was typed or chosen, no password is in it, and it is not too large."""
    if any(is_secret(name) for name, _value in fields):
        return Fate.SECRET
    if all(name in NOT_TYPED for name, _value in fields):
        return Fate.NOTHING
    if sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return Fate.TOO_LARGE
    return Fate.KEPT


def is_secret(name: str) -> bool:
    """Tell whether a field holds a password (`password`, `old_password`, `repeat`)."""
    return "password" in name or name == "repeat"


def kept_fields(fields: Iterable[Field]) -> list[Field]:
    """Return what is sent again: all but the token of the old page, which a new one replaces."""
    return [(name, value) for name, value in fields if name not in NEVER_KEPT]


def typed_fields(fields: Iterable[Field]) -> list[Field]:
    """Return what a person would know again: no keys, no versions, no numbers of rows, nothing empty."""
    return [(name, value) for name, value in fields if value.strip() and not _is_number_of_row(name)]


def _is_number_of_row(name: str) -> bool:
    """Tell whether a field is a key, a number or a choice of the page, alone or once a row (`carton-2`)."""
    return name in NOT_SHOWN or name.partition("-")[0] in NOT_SHOWN or name.endswith("_id")


def key_of(fields: Iterable[Field], otherwise: str) -> str:
    """Return what tells one sending from another: the key of the page it was typed on, where it has one."""
    keys = [value for name, value in fields if name == "idempotency_key" and value]
    return keys[0][:64] if keys else otherwise[:64]
