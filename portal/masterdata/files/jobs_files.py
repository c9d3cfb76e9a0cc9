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
from portal.core.jobs.unnamed_files import remove_unnamed
from portal.masterdata.files.rules_stored import FOLDER, may_be_named_yet
from portal.masterdata.models import ChangeSet


@daily("masterdata.files", at=time(2, 50))
def remove_files_no_change_names(running: Running) -> dict[str, Any]:
    """Remove stored files no change set names, and return how many; safe to repeat.

    A change set forgets its file first, in the database; a crash in between leaves a file for the next day. A file
    whose upload may still be about to name it stays.
    """
    today = utc_now().date()
    keys = (key for key in storage.keys(FOLDER) if not may_be_named_yet(key, today))
    return remove_unnamed(keys, running, _named)


def _named(keys: Collection[str]) -> Collection[str]:
    return db.session.scalars(sa.select(ChangeSet.storage_key).where(among(ChangeSet.storage_key, keys))).all()
