"""How many mails wait, for Prometheus."""

from datetime import datetime

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.jobs.models import Job, JobState
from portal.core.web.metrics import figure

OPEN = (JobState.WAITING, JobState.RUNNING)


@figure("portal_outbox_waiting", "Mails that wait to be sent.")
def outbox_waiting(_now: datetime) -> float:
    """Return the length of the outbox: mails whose job is not done yet."""
    waiting = sa.select(sa.func.count(Job.id)).where(Job.kind == "mail.send", Job.state.in_(OPEN))
    return float(db.session.scalar(waiting) or 0)
