"""Once a day: stored photos that no claim names, and no form still waits with, are removed."""

from collections.abc import Collection
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.core import storage
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.core.jobs.unnamed_files import remove_unnamed
from portal.returns.models import ClaimPhoto
from portal.returns.photos.service import FOLDER, held_photos


@daily("returns.photos", at=time(2, 50))
def remove_photos_no_claim_names(running: Running) -> dict[str, Any]:
    """Remove stored photos nobody can name any more, and return how many; safe to repeat.

    A photo is written down before it is stored, and a claim takes only what is still written down
    (`held_photos`), which is asked first: so none is removed that a claim is just about to name.
    """
    return remove_unnamed(storage.keys(FOLDER), running, held_photos, _named)


def _named(keys: Collection[str]) -> Collection[str]:
    return db.session.scalars(sa.select(ClaimPhoto.storage_key).where(among(ClaimPhoto.storage_key, keys))).all()
