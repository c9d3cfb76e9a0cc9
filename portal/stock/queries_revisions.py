"""The last promise of lines: who made it, and whether a person stands behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.stock.models import Promise


@dataclass(frozen=True, slots=True)
class LastPromise:
    """The promise of a line that holds now; `sequence` counts from 1."""

    sequence: int
    promised_on: date
    cause: str
    made_by: str
    made_at: datetime


def last_promise(line_id: int) -> LastPromise | None:
    """Return the promise of a line that holds now, None where nothing was promised yet."""
    row = db.session.execute(
        sa.select(Promise.sequence, Promise.promised_on, Promise.cause, Promise.made_by, Promise.made_at)
        .where(Promise.line_id == line_id)
        .order_by(Promise.sequence.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastPromise(*row)


def causes_of(line_ids: Collection[int]) -> dict[int, str]:
    """Return what the promise of each line that holds now rests on; lines without one are missing.

    It is one of `PromiseCause`, or of `RevisionCause` where a person revised it.
    """
    if not line_ids:
        return {}
    last = (
        sa.select(Promise.line_id, sa.func.max(Promise.sequence).label("sequence"))
        .where(among(Promise.line_id, line_ids))
        .group_by(Promise.line_id)
        .subquery()
    )
    found = sa.select(Promise.line_id, Promise.cause).join(
        last, (last.c.line_id == Promise.line_id) & (last.c.sequence == Promise.sequence)
    )
    return dict(db.session.execute(found).all())
