"""What several chosen rows came to, and the versions a page of the queue was drawn from."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db, read
from portal.core.errors import NotVisible
from portal.core.jobs.models import Job, JobState
from portal.orders.models import SalesOrder
from portal.review.models import ItemKind, ReviewItem
from portal.review.rules_bulk import KIND, Outcome, Wish, outcome_of


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What tells a chosen row apart: who sent it, and what it is worth."""

    kind: ItemKind
    distributor_name: str
    po_number: str
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """A wish about several rows: how far it is, each answer once it is done, and what the rows are."""

    id: int
    wish: Wish
    done: int
    of: int
    finished: bool
    failed: bool
    numbers: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    rows: dict[str, RowFacts]


def bulk_of(job_id: int, user_id: int | None) -> Bulk:
    """Return what somebody wished; a colleague's wish looks like none (`NotVisible`)."""
    job = db.session.scalar(sa.select(Job).where(Job.id == job_id, Job.kind == KIND, Job.asked_by == user_id))
    if job is None:
        raise NotVisible
    outcomes = tuple(outcome_of(told) for told in (job.result or {}).get("outcomes", ()))
    numbers = tuple(number for number, _version in job.payload["chosen"])
    finished = job.state is JobState.DONE
    return Bulk(
        job.id,
        Wish(job.payload["wish"]),
        len(numbers) if finished else job.done_steps,
        len(numbers),
        finished,
        job.state is JobState.FAILED,
        numbers,
        outcomes,
        _rows(numbers),
    )


def _rows(numbers: Collection[str]) -> dict[str, RowFacts]:
    found = sa.select(
        ReviewItem.number,
        ReviewItem.kind,
        ReviewItem.distributor_name,
        ReviewItem.po_number,
        ReviewItem.value,
        ReviewItem.currency,
    ).where(among(ReviewItem.number, numbers))
    rows: Any = db.session.execute(found)
    return {number: RowFacts(*facts) for number, *facts in rows}


def versions_of(numbers: Collection[str]) -> dict[str, int]:
    """Return the version each of these orders has now; claims have none."""
    if not numbers:
        return {}
    found = sa.select(SalesOrder.number, SalesOrder.version).where(among(SalesOrder.number, numbers))
    return {row.number: row.version for row in read(found)}
