"""What operators do on the jobs page, recorded."""

from datetime import datetime

from portal.audit.service import record
from portal.core.actor import Actor
from portal.core.jobs import desk


def run_again(job_id: int, actor: Actor, now: datetime) -> None:
    """Put a failed job back in line, and record who did; raise `NotVisible` where it has not failed."""
    desk.run_again(job_id, now)
    record(actor, "job.run_again", "job", job_id, now=now)
