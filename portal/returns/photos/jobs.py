"""Once a day: stored photos that no claim names, and no form still waits with, are removed."""

from collections.abc import Collection
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.core import storage
from portal.core.data.sessions import db
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.returns.models import ClaimPhoto
from portal.returns.photos.service import FOLDER, held_photos

AT_ONCE = 500


@daily("returns.photos", at=time(2, 50))
def remove_photos_no_claim_names(running: Running) -> dict[str, Any]:
    """Remove stored photos nobody can name any more, and return how many; safe to repeat.

    A photo is written down before it is stored, and a claim takes only what is still written down
    (`held_photos`), which this asks first: so none is removed that a claim is just about to name.
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
    db.session.remove()
    held = held_photos(keys)
    db.session.remove()
    named = set(db.session.scalars(sa.select(ClaimPhoto.storage_key).where(ClaimPhoto.storage_key.in_(keys))))
    return [key for key in keys if key not in held and key not in named]
