"""Figures of master data: counted by a job once a day, and a while after each change."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.jobs.queue import enqueue
from portal.masterdata.models import KindFigure
from portal.masterdata.queries_figures import FIGURES, Figures

WAIT = timedelta(minutes=5)
"""Changes that follow each other within this time are counted once."""


def count_later(now: datetime) -> None:
    """Let a job count all kinds anew after rows of one were changed."""
    seconds = int(WAIT.total_seconds())
    turn = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    enqueue(FIGURES, {}, now=now, key=f"{FIGURES}:{turn:%Y-%m-%dT%H:%M}", after=WAIT)


def keep_figures(counted: Mapping[str, Figures], now: datetime) -> None:
    """Keep the figures of kinds, by their names, in place of what was kept before."""
    rows = [
        {"kind": name, "rows": one.rows, "gaps": dict(one.gaps), "counted_at": now} for name, one in counted.items()
    ]
    db.session.execute(sa.delete(KindFigure))
    if rows:
        db.session.execute(sa.insert(KindFigure), rows)
