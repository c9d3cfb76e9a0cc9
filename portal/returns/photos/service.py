"""Photos of a claim: counted, drawn anew, and stored without their metadata, before the claim is filed.

What is stored is always a JPEG this portal drew itself from the pixels, so nothing that hid in the
file (scripts, places, thumbnails, trailing archives) is ever served. Each is written down before it is
stored, so that what no claim came to name can be found and swept.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import sqlalchemy as sa

from portal.core import storage
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.core.pictures.reader import Picture
from portal.returns.models import PhotoUpload

FOLDER = "photos"
MEBIBYTE = 2**20
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many photos a person may send within an hour, and how many MB a company within a day."""

    per_hour: int
    mib_per_day: int


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo drawn anew, in storage."""

    name: str
    storage_key: str
    sha256: str
    size: int
    width: int
    height: int


def write_down(sizes: Sequence[int], actor: Actor, now: datetime, allowance: Allowance) -> list[str]:
    """Write down files of so many bytes and return a folder for each, nobody else's and never given again.

    Refuses `photo.enough_for_now` and `photo.enough_for_today` beyond the allowance.
    """
    _check_allowance(sizes, actor, now, allowance)
    folders = [f"{FOLDER}/{token_hex(16)}" for _size in sizes]
    whose = {"distributor_id": actor.distributor_id, "user_id": actor.user_id, "sent_at": now}
    db.session.add_all(
        PhotoUpload(folder=folder, size=size, **whose) for folder, size in zip(folders, sizes, strict=True)
    )
    return folders


def _check_allowance(sizes: Sequence[int], actor: Actor, now: datetime, allowance: Allowance) -> None:
    sent = sa.select(sa.func.count(PhotoUpload.id)).where(
        PhotoUpload.user_id == actor.user_id, PhotoUpload.sent_at > now - HOUR
    )
    if (db.session.scalar(sent) or 0) + len(sizes) > allowance.per_hour:
        raise Refused("photo.enough_for_now", most=allowance.per_hour)
    size = sa.select(sa.func.sum(PhotoUpload.size)).where(
        PhotoUpload.distributor_id == actor.distributor_id, PhotoUpload.sent_at > now - DAY
    )
    if int(db.session.scalar(size) or 0) + sum(sizes) > allowance.mib_per_day * MEBIBYTE:
        raise Refused("photo.enough_for_today", most=allowance.mib_per_day)


def store(name: str, folder: str, picture: Picture) -> StoredPhoto:
    """Store a picture in the folder written down for it."""
    key, digest = storage.put(picture.data, folder, ".jpg")
    return StoredPhoto(name, key, digest, len(picture.data), picture.width, picture.height)


def folder_of(storage_key: str) -> str:
    """Return the folder that was written down for a stored photo."""
    return "/".join(storage_key.split("/")[:2])


def held_photos(keys: Collection[str], *, lock: bool = False) -> frozenset[str]:
    """Return which photos still wait in storage for their claim; with `lock` until the transaction ends."""
    folders = {key: folder_of(key) for key in keys}
    if not folders:
        return frozenset()
    held = sa.select(PhotoUpload.folder).where(PhotoUpload.folder.in_(folders.values()))
    there = set(db.session.scalars(held.with_for_update(read=True) if lock else held))
    return frozenset(key for key, folder in folders.items() if folder in there)


def photo_bytes(storage_key: str, sha256: str) -> bytes:
    """Return the JPEG of a stored photo; its hash is checked."""
    return storage.get(storage_key, sha256)
