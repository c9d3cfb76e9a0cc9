"""How findings are summed up in one row of the queue, and which of them weighs most."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from portal.orders.checks.rules_table import FINDINGS
from portal.settings.rules import Unit, setting

OUT_OF_TIME = "OUT_OF_TIME"
HOLD = "HOLD"
DUE_SOON = setting("due_soon_minutes", Unit.MINUTES, 10, 1, 1_440)
"""How long before its due time a row of the queue is due soon."""
WEIGHT: Mapping[str, int] = MappingProxyType({"block": 3, "hold": 2, "warn": 1, "": 0})

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {code: spec.subject.value for code, spec in FINDINGS.items()} | {OUT_OF_TIME: "out_of_time", HOLD: "hold"}
)
"""What a reviewer filters by: findings of one subject together, those of orders as their specifications say."""


def summary_of(
    findings: Iterable[tuple[str, str, Mapping[str, Any]]], holds: Iterable[str] = ()
) -> tuple[dict[str, Any], ...]:
    """Return one row a code: its worst severity, how often it was found, the first evidence.

    Open holds follow as rows of their own; worst first, else in the order found.
    """
    rows: dict[str, dict[str, Any]] = {}
    for code, severity, evidence in findings:
        row = rows.setdefault(code, {"code": code, "severity": severity, "count": 0, "evidence": dict(evidence)})
        row["count"] += 1
        if WEIGHT.get(severity, 0) > WEIGHT.get(row["severity"], 0):
            row["severity"], row["evidence"] = severity, dict(evidence)
    listed = [*rows.values(), *(hold_row(kind) for kind in dict.fromkeys(holds))]
    return tuple(sorted(listed, key=lambda row: -WEIGHT.get(row["severity"], 0)))


def hold_row(kind: str) -> dict[str, Any]:
    """Return the row of an open hold of one kind."""
    return {"code": HOLD, "severity": "hold", "count": 1, "evidence": {"kind": kind}}


def worst_of(findings: Iterable[Mapping[str, Any]]) -> str:
    """Return the heaviest severity, or an empty word for a clean row."""
    return max((str(row["severity"]) for row in findings), key=lambda word: WEIGHT.get(word, 0), default="")


def subjects_of(findings: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the subjects of findings, each once."""
    return tuple(dict.fromkeys(SUBJECTS.get(str(row["code"]), "other") for row in findings))


def subject_mark(subject: str) -> str:
    """Return the mark of a subject in a row's search text, which nobody can type as a word."""
    return f"\x1f{subject}\x1f"
