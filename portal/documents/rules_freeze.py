"""Freezing a paper: one way to write its snapshot as bytes, and the hash that proves it unchanged."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from portal.core.printed_text import legible
from portal.documents.rules_parts import Snapshot

UNSAFE = frozenset('\\/:*?"<>|\r\n\t ')


def canonical(snapshot: Snapshot) -> bytes:
    """Return a snapshot as canonical JSON: sorted keys, no spaces, UTF-8; the same on both engines.

    A value that JSON cannot hold is a TypeError: snapshots are plain values.
    """
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def as_seen(value: Any) -> Any:
    """Return a snapshot whose texts hold only signs one sees: none turns the direction in which a paper is read."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, Mapping):
        return {name: as_seen(each) for name, each in value.items()}
    return [as_seen(each) for each in value] if isinstance(value, list | tuple) else value


def snapshot_hash(snapshot: Snapshot) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of the canonical JSON of a snapshot."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def file_name(number: str) -> str:
    """Return the name a paper is saved under: its number, and nothing a file system minds."""
    safe = "".join("-" if letter in UNSAFE or not letter.isascii() else letter for letter in number)
    return f"{safe.strip('.-') or 'paper'}.pdf"
