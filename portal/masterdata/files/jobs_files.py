"""Once a day: stored files of master data that no change set names any more are removed."""

from collections.abc import Collection
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.masterdata.files.rules_stored import FOLDER, may_be_named_yet
from portal.masterdata.models import ChangeSet

AT_ONCE = 500


@daily("masterdata.files", at=time(2, 50))
def remove_files_no_change_names(running: Running) -> dict[str, Any]:
    """Remove stored files no change set names, and return how many; safe to repeat.

    A change set forgets its file first, in the database; a crash in between leaves a file for the next day. A file
    whose upload may still be about to name it stays.
    """
    today = utc_now().date()
    keys, removed = [key for key in storage.keys(FOLDER) if not may_be_named_yet(key, today)], 0
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        for key in _unnamed(some):
            storage.remove(key)
            removed += 1
        running.progress(start + len(some), len(keys))
    return {"removed": removed}


def _unnamed(keys: Collection[str]) -> list[str]:
    db.session.remove()
    named = set(db.session.scalars(sa.select(ChangeSet.storage_key).where(among(ChangeSet.storage_key, keys))))
    db.session.remove()
    return [key for key in keys if key not in named]
