"""A promise that is revised by a person: why, which department answers for it, and which days make sense."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import FieldRefused

FARTHEST = timedelta(days=730)
"""A day further away than two years is a slip of the pen."""


class RevisionCause(StrEnum):
    """Why a promised date moves."""

    SUPPLIER_LATE = "supplier_late"
    SUPPLIER_SOONER = "supplier_sooner"
    TRANSPORT = "transport"
    QUALITY = "quality"
    PRIORITY = "priority"
    CORRECTION = "correction"
    OTHER = "other"


DEPARTMENTS: Mapping[RevisionCause, str] = MappingProxyType(
    {
        RevisionCause.SUPPLIER_LATE: "purchasing",
        RevisionCause.SUPPLIER_SOONER: "purchasing",
        RevisionCause.TRANSPORT: "logistics",
        RevisionCause.QUALITY: "quality",
        RevisionCause.PRIORITY: "planning",
        RevisionCause.CORRECTION: "planning",
        RevisionCause.OTHER: "planning",
    }
)
"""Which department answers for a revision with this cause."""


def check_revision(on: date, known: date | None, today: date, cause: RevisionCause, note: str) -> None:
    """Refuse, beside its field, what is no revision; `today` is the depot's own day.

    `promise.in_past`, `promise.too_far`, `promise.same_day`, and `promise.note_missing` where the
    cause alone says nothing.
    """
    if on < today:
        raise FieldRefused("promise.in_past", field="promised_on", day=today)
    if on > today + FARTHEST:
        raise FieldRefused("promise.too_far", field="promised_on", day=today + FARTHEST)
    if on == known:
        raise FieldRefused("promise.same_day", field="promised_on", day=on)
    if cause is RevisionCause.OTHER and not note:
        raise FieldRefused("promise.note_missing", field="note")
