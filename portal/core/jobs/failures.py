"""What a failure makes of a job: when it is tried again, and when it is given up.

One that failed is tried again, later each time, and given up after `MOST_ATTEMPTS`; one that met a full disk or a
database that is away waits for better times and is never given up for that. One that met a service that is `Away` is
tried for `PATIENCE`.
"""

from datetime import datetime, timedelta
from typing import Any

from portal.core.data.outages import is_outage
from portal.core.errors import Away, Hopeless
from portal.core.jobs.models import Claimed, JobState

MOST_ATTEMPTS = 8
OUTAGE_PAUSE = timedelta(seconds=30)
PATIENCE = timedelta(days=2)
"""For so long a service that is away is tried: over a weekend somebody has seen to it."""
LONGEST_PAUSE = timedelta(minutes=15)


def over_patience(claimed: Claimed, now: datetime) -> bool:
    """Tell whether the service a job needs has been away for too long."""
    return claimed.away_since is not None and now - claimed.away_since >= PATIENCE


def after_failure(claimed: Claimed, error: Exception, now: datetime) -> dict[str, Any]:
    """Return what a failure makes of a job: where it stands, and when it is tried again."""
    failed = {"state": JobState.FAILED, "finished_at": now}
    if isinstance(error, Away):
        if over_patience(claimed, now):
            return failed
        since = claimed.away_since or now
        wait = min(max(OUTAGE_PAUSE, (now - since) / 2), LONGEST_PAUSE)
        return {
            "state": JobState.WAITING,
            "run_after": now + wait,
            "attempts": claimed.attempts - 1,
            "away_since": since,
        }
    if is_outage(error):
        return {"state": JobState.WAITING, "run_after": now + OUTAGE_PAUSE, "attempts": claimed.attempts - 1}
    if isinstance(error, Hopeless) or claimed.attempts >= MOST_ATTEMPTS:
        return failed
    wait = timedelta(seconds=min(2**claimed.attempts, 900))
    return {"state": JobState.WAITING, "run_after": now + wait, "away_since": None}
