"""The arithmetic of the chain: each row's hash covers the row and the hash of the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

GENESIS = "0" * 64
COVERED = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "action",
    "subject_kind",
    "subject_id",
    "distributor_id",
    "before",
    "after",
    "channel",
    "previous_hash",
)


def canonical(value: Any) -> str:
    """Return a value as JSON with sorted keys and no spaces; the same value, the same text.

    Instants are written in UTC to the microsecond, decimals as their digits.
    """
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return facts as a JSON column gives them back, so that their hash can be made again."""
    if values is None:
        return None
    copied: dict[str, Any] = json.loads(canonical(dict(values)))
    return copied


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, of the covered columns of a row (`previous_hash` included)."""
    return hashlib.sha256(canonical({name: row[name] for name in COVERED}).encode()).hexdigest()


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[tuple[str, Any, Any]]:
    """Return `(name, before, after)` of each fact that differs, by name; missing is None, and so is an empty text."""
    old, new = ({name: value for name, value in (facts or {}).items() if value != ""} for facts in (before, after))
    names = sorted({*old, *new})
    return [(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} does not belong in the record")
