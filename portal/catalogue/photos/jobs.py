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
from portal.core.jobs.unnamed_files import remove_unnamed


@daily("catalogue.photos", at=time(2, 55))
def remove_photos_no_part_names(running: Running) -> dict[str, Any]:
    """Remove stored photos no part names any more, and return how many; safe to repeat.

    A folder is written down before anything is stored in it, and stays so for days after its photo was named: which are
    written down is asked first, so none is removed that is just about to be named.
    """
    return remove_unnamed(storage.keys(FOLDER), running, _held, _named)


def _held(keys: Collection[str]) -> Collection[str]:
    folders = {key: key.rsplit("/", 2)[0] for key in keys}
    held = held_folders(set(folders.values()))
    return [key for key, folder in folders.items() if folder in held]


def _named(keys: Collection[str]) -> Collection[str]:
    return db.session.scalars(sa.select(PartPhotoFile.storage_key).where(among(PartPhotoFile.storage_key, keys))).all()
