"""Looking at jobs, and letting a failed one run again; who let it is for the caller to record."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.core.jobs.queue import Job, JobState
from portal.core.tables import ListState, Page

SORTS = {"id": Job.id, "kind": Job.kind, "run_after": Job.run_after}


def jobs_list(state: ListState, named: Collection[str]) -> Page:
    """Return one page of all jobs as the address asks; `named` are the kinds its search means."""
    where = []
    if state.filters.get("state"):
        where.append(Job.state == JobState(state.filters["state"]))
    if state.search:
        where.append(Job.kind.in_(named))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Job).where(*where)) or 0
    column = SORTS[state.sort]
    order = column.desc() if state.descending else column.asc()
    state = state.within(total)
    rows = db.session.scalars(
        sa.select(Job).where(*where).order_by(order, Job.id.desc()).limit(state.size).offset(state.offset)
    )
    return Page(rows.all(), state, total)


def run_again(job_id: int, now: datetime) -> None:
    """Put a failed job back in line; raise `NotVisible` where it has not failed."""
    change = sa.update(Job).where(Job.id == job_id, Job.state == JobState.FAILED)
    values = {"state": JobState.WAITING, "run_after": now, "attempts": 0, "finished_at": None}
    if changed(change.values(**values), tell_objects=True) != 1:
        raise NotVisible(job_id)
