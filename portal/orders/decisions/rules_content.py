"""What an order must say before it can be submitted, beside its lines; and what identifies it."""

import hashlib
from collections.abc import Iterable


def content_hash(head: Iterable[object], lines: Iterable[tuple[int, str, int, object]]) -> str:
    """Return the hash of what was ordered: head values and (line, part, quantity, price)."""
    text = repr(([str(value) for value in head], [tuple(map(str, line)) for line in lines]))
    return hashlib.sha256(text.encode()).hexdigest()
