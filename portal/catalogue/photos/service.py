"""Photos of parts are written down, stored, named by their part, put in order and removed.

What is stored is a JPEG this portal drew itself. Its folder is written down before anything lies there, and a photo is
named only when all of it lies there: whatever ends between leaves what can be swept, and no photo without its bytes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

import sqlalchemy as sa

from portal.audit import service as audit
from portal.catalogue.models import Part
from portal.catalogue.photos.models import PartPhoto, PartPhotoFile, PartPhotoUpload
from portal.catalogue.photos.rules import MOST_PLACES
from portal.core import storage
from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.core.pictures.reader import Picture

FOLDER = "partphotos"


@dataclass(frozen=True, slots=True)
class StoredSize:
    """One size of a photo in storage."""

    storage_key: str
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo in storage, and what it is to be of: its part, its place among the part's (None: behind the others)."""

    part_id: int
    place: int | None
    name: str
    sent_sha256: str
    sizes: Mapping[str, StoredSize]


def write_down(count: int, actor: Actor, now: datetime) -> list[str]:
    """Write down that so many files were sent, and return a folder for each, never given again."""
    folders = [f"{FOLDER}/{token_hex(16)}" for _file in range(count)]
    db.session.add_all(PartPhotoUpload(user_id=actor.user_id, folder=one, sent_at=now) for one in folders)
    return folders


def store(folder: str, picture: Picture) -> StoredSize:
    """Store a picture in a folder written down for it."""
    key, digest = storage.put(picture.data, folder, ".jpg")
    return StoredSize(key, digest, picture.width, picture.height)


def held_folders(folders: Collection[str]) -> frozenset[str]:
    """Return which folders are still written down, so that what lies in them waits to be named."""
    return frozenset(
        db.session.scalars(sa.select(PartPhotoUpload.folder).where(among(PartPhotoUpload.folder, folders)))
    )


def name_photos(photos: Sequence[StoredPhoto], actor: Actor, now: datetime) -> list[bool | Refused]:
    """Let parts have these photos; tell of each whether it took the place of another.

    A photo keeps its place and words when another takes its place. `photo.enough_places` (most) where a part has as
    many as it may.
    """
    parts = sa.select(Part.id, Part.number).where(among(Part.id, {one.part_id for one in photos}))
    numbers = {row.id: row.number for row in db.session.execute(parts.order_by(Part.id).with_for_update())}
    there = {
        (one.part_id, one.place): one
        for one in db.session.scalars(sa.select(PartPhoto).where(among(PartPhoto.part_id, numbers)))
    }
    told: list[bool | Refused] = []
    for one in photos:
        places = [place for part_id, place in there if part_id == one.part_id]
        place = one.place or max(places, default=0) + 1
        if place > MOST_PLACES or one.part_id not in numbers:
            told.append(Refused("photo.enough_places", most=MOST_PLACES))
            continue
        old = there.get((one.part_id, place))
        there[one.part_id, place] = _named(old, one, place, now)
        subject = f"{numbers[one.part_id]} {place}"
        audit.record(actor, "catalogue.photo_named", "part_photo", subject, after={"file": one.name}, now=now)
        told.append(old is not None)
    return told


def _named(old: PartPhoto | None, stored: StoredPhoto, place: int, now: datetime) -> PartPhoto:
    """Write a photo with its files; in the row of the one it replaces, under a new address."""
    photo = old or PartPhoto(part_id=stored.part_id, place=place, words="")
    photo.public_id, photo.name, photo.added_at = token_hex(16), stored.name, now
    photo.sent_sha256 = stored.sent_sha256
    db.session.add(photo)
    db.session.flush()
    db.session.execute(sa.delete(PartPhotoFile).where(PartPhotoFile.photo_id == photo.id))
    db.session.execute(
        sa.insert(PartPhotoFile),
        [
            {
                "photo_id": photo.id,
                "kind": kind,
                "storage_key": size.storage_key,
                "sha256": size.sha256,
                "width": size.width,
                "height": size.height,
            }
            for kind, size in stored.sizes.items()
        ],
    )
    return photo


def describe_photo(public_id: str, words: str, actor: Actor, now: datetime) -> str:
    """Say what is seen on a photo, for who does not see it; return its part's number."""
    photo, number = _photo(public_id)
    if photo.words != words:
        subject, before = f"{number} {photo.place}", {"words": photo.words}
        audit.record(
            actor, "catalogue.photo_described", "part_photo", subject, before=before, after={"words": words}, now=now
        )
        photo.words = words
    return number


def move_photo_up(public_id: str, actor: Actor, now: datetime) -> str:
    """Let a photo and the one before it change places, the first stays; return its part's number."""
    photo, number = _photo(public_id)
    before = sa.select(PartPhoto).where(PartPhoto.part_id == photo.part_id, PartPhoto.place < photo.place)
    other = db.session.scalar(before.order_by(PartPhoto.place.desc()).limit(1))
    if other is not None:
        here, there = photo.place, other.place
        for one, place in ((photo, 0), (other, here), (photo, there)):  # no two stand in one place meanwhile
            one.place = place
            db.session.flush()
        subject, old, new = f"{number} {here}", {"place": here}, {"place": there}
        audit.record(actor, "catalogue.photo_moved", "part_photo", subject, before=old, after=new, now=now)
    return number


def remove_photo(public_id: str, actor: Actor, now: datetime) -> str:
    """Let a part have a photo no longer, and return its number; what is stored of it is swept in the night."""
    photo, number = _photo(public_id)
    subject = f"{number} {photo.place}"
    audit.record(actor, "catalogue.photo_removed", "part_photo", subject, before={"file": photo.name}, now=now)
    db.session.execute(sa.delete(PartPhotoFile).where(PartPhotoFile.photo_id == photo.id))
    db.session.delete(photo)
    return number


def _photo(public_id: str) -> tuple[PartPhoto, str]:
    """Return a photo and its part's number, the part locked, so that its photos are put in order by one at a time."""
    part_id = sa.select(PartPhoto.part_id).where(PartPhoto.public_id == public_id).scalar_subquery()
    part = db.session.execute(sa.select(Part.id, Part.number).where(Part.id == part_id).with_for_update()).one_or_none()
    photo = db.session.scalar(sa.select(PartPhoto).where(PartPhoto.public_id == public_id))
    if part is None or photo is None:
        raise NotVisible(public_id)
    return photo, part.number
