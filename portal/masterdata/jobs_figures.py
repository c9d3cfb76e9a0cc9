"""Counts the rows of all kinds of master data and what they lack, so that no page has to."""

from datetime import time
from typing import Any

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.masterdata import queries_figures, service_figures
from portal.masterdata.ports import kinds_there_are


@daily(queries_figures.FIGURES, at=time(3, 30))
def count_kinds(running: Running) -> dict[str, Any]:
    """Count every kind and keep its figures; safe to repeat."""
    kinds, found, now = kinds_there_are(), {}, utc_now()
    for at, kind in enumerate(kinds):
        found[kind.name] = queries_figures.counted(kind)
        db.session.remove()
        running.progress(at + 1, len(kinds))
    perform(service_figures.keep_figures, found, now)
    return {"kinds": len(found), "rows": sum(one.rows for one in found.values())}
