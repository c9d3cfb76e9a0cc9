"""What operators do on the jobs page, recorded."""

from datetime import datetime

from portal.audit.service import record
from portal.core.actor import Actor
from portal.core.jobs import desk


def run_again(job_id: int, actor: Actor, now: datetime) -> None:
    """Put a failed job back in line, and record who did; raise `NotVisible` where it has not failed."""
    desk.run_again(job_id, now)
    record(actor, "job.run_again", "job", job_id, now=now)


def run_all_again(kind: str, actor: Actor, now: datetime) -> int:
    """Put all failed jobs of a kind (of any, where none is named) back in line, record who did, return how many."""
    count = desk.run_all_again(kind, now)
    if count:
        record(actor, "job.all_run_again", "job", kind or "all", after={"kind": kind, "jobs": count}, now=now)
    return count
