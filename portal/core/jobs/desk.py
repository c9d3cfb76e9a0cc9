"""Looking at jobs, and letting a failed one run again; who let it is for the caller to record."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.jobs.models import Job, JobState
from portal.core.tables import ListState, Page

SORTS: Mapping[str, Any] = {
    "id": Job.id,
    "kind": Job.kind,
    "state": Job.state,
    "attempts": Job.attempts,
    "run_after": Job.run_after,
}
"""What the list may be sorted by."""


def jobs_list(state: ListState, named: Collection[str]) -> Page:
    """Return one page of all jobs as the address asks; `named` are the kinds its search means."""
    wanted = _jobs(state, named)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.order_by(None).subquery())) or 0
    state = state.within(total)
    return Page(db.session.scalars(wanted.limit(state.size).offset(state.offset)).all(), state, total)


def all_jobs(state: ListState, named: Collection[str]) -> Whole:
    """Return all jobs of a view."""
    return Whole(_jobs(state, named), lambda rows: [row[0] for row in rows])


def _jobs(state: ListState, named: Collection[str]) -> sa.Select[Job]:
    column = SORTS[state.sort]
    wanted = sa.select(Job).order_by(column.desc() if state.descending else column.asc(), Job.id.desc())
    if state.filters.get("state"):
        wanted = wanted.where(Job.state == JobState(state.filters["state"]))
    return wanted.where(Job.kind.in_(named)) if state.search else wanted


def failed_kinds() -> dict[str, int]:
    """Return how many jobs of each kind have failed."""
    failed = sa.select(Job.kind, sa.func.count().label("jobs")).where(Job.state == JobState.FAILED)
    return {row.kind: row.jobs for row in db.session.execute(failed.group_by(Job.kind).order_by(Job.kind))}


def run_again(job_id: int, now: datetime) -> None:
    """Put a failed job back in line; raise `NotVisible` where it has not failed."""
    if _put_back(now, Job.id == job_id) != 1:
        raise NotVisible(job_id)


def run_all_again(kind: str, now: datetime) -> int:
    """Put all failed jobs of a kind back in line, or with none named all there are; return how many."""
    return _put_back(now, *([Job.kind == kind] if kind else []))


def _put_back(now: datetime, *which: sa.ColumnElement[bool]) -> int:
    change = sa.update(Job).where(Job.state == JobState.FAILED, *which)
    values = {"state": JobState.WAITING, "run_after": now, "attempts": 0, "finished_at": None, "away_since": None}
    return changed(change.values(**values), tell_objects=True)
