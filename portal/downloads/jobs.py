"""Making files of lists after the request, and forgetting them when their time is over; both safe to repeat."""

import tempfile
from datetime import time
from pathlib import Path
from typing import Any

import structlog
from flask import current_app
from werkzeug.exceptions import Forbidden, NotFound

from portal.accounts.queries_actor import person_of
from portal.core import storage
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.outages import is_outage
from portal.core.data.sessions import db, perform
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.failures import MOST_ATTEMPTS
from portal.core.jobs.queue import Lost, Running, handles
from portal.core.jobs.schedule import daily
from portal.core.web.downloads import TableAnswer
from portal.core.web.guards import asked_by
from portal.downloads import queries, service

log = structlog.get_logger("portal.downloads")


@handles(queries.MAKE)
def make_file(running: Running) -> dict[str, Any] | None:
    """Ask the view again in the name of whoever asked, write it row by row, store it, and tell that it is ready.

    Scope and permissions are those of now. What is not theirs any more, or does not fit, is refused and told.
    """
    wanted = queries.file_to_make(running.payload["file_id"])
    actor = person_of(wanted.user_id) if wanted else None
    db.session.remove()
    if wanted is None:
        return None
    if actor is None:
        return _refused(wanted, Refused("downloads.not_yours"))
    try:
        made = _made(wanted, actor, running)
    except (Forbidden, NotFound, NotVisible):
        return _refused(wanted, Refused("downloads.not_yours"))
    except Refused as refusal:
        return _refused(wanted, refusal)
    except Exception as error:
        if running.claimed.attempts >= MOST_ATTEMPTS and not isinstance(error, Lost) and not is_outage(error):
            _refused(wanted, Refused("downloads.failed"))
        raise
    first = perform(service.keep, wanted.id, made, utc_now())
    log.info("list_file_ready", file=wanted.id, rows=made.rows, size=made.size, first=first)
    return {"rows": made.rows, "size": made.size}


def _made(wanted: queries.FileToMake, actor: Actor, running: Running) -> service.Made:
    with tempfile.TemporaryDirectory(prefix="portal-list-") as folder:
        path = Path(folder) / "file"
        with asked_by(actor, wanted.address) as answer:
            if not isinstance(answer, TableAnswer):
                raise NotFound
            table = answer.table
            table.check_length()
            with path.open("wb") as target:
                rows = table.write(target, lambda done: _tell(running, done, table.count))
            names = table.names()
        key, digest, size = storage.put_file(path, wanted.folder, f".{table.kind}")
    held = " ".join(sorted(permission.value for permission in actor.permissions))
    return service.Made(rows, *names, key, digest, size, actor.scope.setting, held)


def _tell(running: Running, done: int, of: int) -> None:
    """Tell how far it is in a context of its own, so that the rows go on being read in theirs."""
    with current_app.app_context():
        running.progress(done, max(done, of))


def _refused(wanted: queries.FileToMake, why: Refused) -> dict[str, Any]:
    perform(service.refuse, wanted.id, why, utc_now())
    log.info("list_file_refused", file=wanted.id, code=why.code)
    return {"refused": why.code}


@daily("downloads.sweep", at=time(2, 10))
def forget_expired(_running: Running) -> dict[str, Any]:
    """Forget files past their time: their bytes first, whatever broken runs left of them too, then that they were."""
    over = queries.expired(utc_now())
    for file_id, folder in over:
        storage.forget_folder(folder)
        perform(service.forget, file_id)
    return {"files": len(over), "rows": perform(service.forget_rows, utc_now())}
