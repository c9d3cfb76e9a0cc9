"""Once a day: what is stored as a photo of a part and no part names is removed."""

from collections.abc import Collection
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.catalogue.photos.models import PartPhotoFile
from portal.catalogue.photos.service import FOLDER, held_folders
from portal.core import storage
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily

AT_ONCE = 500


@daily("catalogue.photos", at=time(2, 55))
def remove_photos_no_part_names(running: Running) -> dict[str, Any]:
    """Remove stored photos no part names any more, and return how many; safe to repeat.

    A folder is written down before anything is stored in it, and stays so for days after its photo was named: this asks
    first which are written down, so none is removed that is just about to be named.
    """
    keys, removed = list(storage.keys(FOLDER)), 0
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        for key in _unnamed(some):
            storage.remove(key)
            removed += 1
        running.progress(start + len(some), len(keys))
    return {"removed": removed}


def _unnamed(keys: Collection[str]) -> list[str]:
    folders = {key: key.rsplit("/", 2)[0] for key in keys}
    db.session.remove()
    held = held_folders(set(folders.values()))
    db.session.remove()
    named = set(db.session.scalars(sa.select(PartPhotoFile.storage_key).where(among(PartPhotoFile.storage_key, keys))))
    return [key for key in keys if folders[key] not in held and key not in named]
