"""How long what is owed is past its due date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.core.money import Money, total


class Bucket(StrEnum):
    """How long an open item is past its due date."""

    NOT_DUE = "not_due"
    DAYS_1_30 = "1_30"
    DAYS_31_60 = "31_60"
    DAYS_61_90 = "61_90"
    OVER_90 = "over_90"


def bucket_of(due_on: date, as_of: date) -> Bucket:
    """Return the ageing bucket; an item due today is not yet due."""
    late = (as_of - due_on).days
    if late <= 0:
        return Bucket.NOT_DUE
    if late <= 30:
        return Bucket.DAYS_1_30
    if late <= 60:
        return Bucket.DAYS_31_60
    return Bucket.DAYS_61_90 if late <= 90 else Bucket.OVER_90


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is still owed on one document, and when it was due."""

    due_on: date
    amount: Money


def ageing(items: Iterable[OpenItem], as_of: date, currency: str) -> dict[Bucket, Money]:
    """Return the open amount per bucket, every bucket present; currencies are never mixed."""
    listed = list(items)
    return {
        bucket: total((item.amount for item in listed if bucket_of(item.due_on, as_of) is bucket), currency)
        for bucket in Bucket
    }


def oldest_overdue_days(items: Iterable[OpenItem], as_of: date) -> int:
    """Return how many days the oldest unpaid item is past due; 0 when none is."""
    return max((max((as_of - i.due_on).days, 0) for i in items if i.amount.amount > 0), default=0)
