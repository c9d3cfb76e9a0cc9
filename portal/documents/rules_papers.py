"""Whether a snapshot may be issued: every mandatory field is there and every sum agrees.

Which they are says the specification of the paper's kind; what is missing is named by its path, such as
`lines[3].hs_code`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.documents.rules_kinds import Check, PaperKind
from portal.documents.rules_parts import Snapshot

FIGURES = frozenset(
    {
        *("quantity", "unit_price", "amount", "base", "rate", "total", "prepaid", "due", "allowances", "charges"),
        *("tax", "deposit_percent", "net_kg", "gross_kg", "volume_m3"),
    }
)
"""Names of fields that hold decimal strings on every paper."""
MOST_ROWS = 6_000
"""What one paper holds, cartons counted as rows; so many take the printer half a minute and 600 MB."""


def rows_of(snapshot: Snapshot) -> int:
    """Return how many rows of goods a paper has: its lines, its cartons and what lies in them."""
    cartons = snapshot.get("cartons") or []
    return len(snapshot.get("lines") or []) + sum(1 + len(carton.get("lines") or []) for carton in cartons)


def problems_of(kind: PaperKind, snapshot: Snapshot) -> list[str]:
    """Return why this snapshot may not be issued, one plain sentence each; empty when it may.

    Sums are compared only once every field is present and readable.
    """
    problems = [f"{path} is missing" for path in _missing(snapshot, kind.mandatory)]
    problems += _unreadable(snapshot, FIGURES | kind.figures)
    problems += _told_by(kind.checks, snapshot)
    return problems or list(_told_by(kind.sums, snapshot))


def _told_by(checks: Iterable[Check], snapshot: Snapshot) -> Iterator[str]:
    for check in checks:
        yield from check(snapshot)


def _missing(snapshot: Snapshot, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield from _missing_at(snapshot, path.split("."), "")


def _missing_at(value: Any, parts: list[str], seen: str) -> Iterator[str]:
    """Yield the full path of each place where the rest of a mandatory path leads nowhere."""
    name, *rest = parts
    many = name.endswith("[]")
    here = f"{seen}.{name.removesuffix('[]')}" if seen else name.removesuffix("[]")
    found = value.get(name.removesuffix("[]")) if isinstance(value, dict) else None
    if many:
        for index, item in enumerate(found or []):
            yield from _missing_at(item, rest, f"{here}[{index}]")
    elif found in (None, "", []):
        yield f"{here}.{'.'.join(rest)}" if rest else here
    elif rest:
        yield from _missing_at(found, rest, here)


def _unreadable(value: Any, figures: frozenset[str], path: str = "", name: str = "") -> Iterator[str]:
    """Yield figures that are not decimal strings and dates that are not ISO dates."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unreadable(item, figures, f"{path}.{key}" if path else key, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unreadable(item, figures, f"{path}[{index}]", "")
    elif isinstance(value, float):
        yield f"{path} is a binary fraction, not a decimal string"
    elif value and name in figures and not _is_decimal(value):
        yield f"{path} is not a number: {value}"
    elif value and (name == "date" or name.endswith("_date")) and not _is_date(value):
        yield f"{path} is not an ISO date: {value}"
    elif value and name == "sscc" and not re.fullmatch(r"\d{18}", str(value)):
        yield f"{path} is not an SSCC of 18 digits: {value}"


def _is_decimal(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: Any) -> bool:
    try:
        return len(date.fromisoformat(value).isoformat()) == len(value)
    except (TypeError, ValueError):
        return False
