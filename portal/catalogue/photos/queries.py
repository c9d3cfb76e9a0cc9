"""Photos of parts: those of one, the first of each of many, one by its address, and which are there already."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.models import Part
from portal.catalogue.photos.models import PartPhoto, PartPhotoFile
from portal.core import storage
from portal.core.data.lists import among, among_given
from portal.core.data.sessions import db, read
from portal.core.errors import NotVisible

LARGE, SMALL = "large", "small"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a part: address, place, file name, words for who does not see it, and the size of the large one."""

    public_id: str
    place: int
    name: str
    words: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The small picture of a part's first photo: its address, width and height."""

    public_id: str
    width: int
    height: int


_LARGE = (PartPhotoFile.photo_id == PartPhoto.id) & (PartPhotoFile.kind == LARGE)
PHOTO = (
    PartPhoto.public_id,
    PartPhoto.place,
    PartPhoto.name,
    PartPhoto.words,
    PartPhotoFile.width,
    PartPhotoFile.height,
)
"""What is told of a photo, as `Photo` has it."""


def photos_select(*told: Any) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that reads photos in their large size, to be narrowed and run."""
    return sa.select(*told).select_from(PartPhoto).join(PartPhotoFile, _LARGE)


def photos_of(part_id: int) -> list[Photo]:
    """Return a part's photos in their order, in one statement."""
    found = photos_select(*PHOTO).where(PartPhoto.part_id == part_id).order_by(PartPhoto.place)
    return [Photo(*row) for row in db.session.execute(found)]


_EARLIER = aliased(PartPhoto)
_FIRST = (
    sa.select(PartPhoto.part_id, PartPhoto.public_id, PartPhotoFile.width, PartPhotoFile.height)
    .join(PartPhotoFile, (PartPhotoFile.photo_id == PartPhoto.id) & (PartPhotoFile.kind == SMALL))
    .where(among_given(PartPhoto.part_id, "ids"))
    .where(~sa.exists().where((_EARLIER.part_id == PartPhoto.part_id) & (_EARLIER.place < PartPhoto.place)))
)


def thumbnails(part_ids: Collection[int]) -> dict[int, Thumbnail]:
    """Return the small picture of each of these parts that has a photo, in one statement."""
    if not part_ids:
        return {}
    return {row[0]: Thumbnail(*row[1:]) for row in read(_FIRST, {"ids": part_ids}).all()}


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """The bytes of a photo in one size, its part's number, and the name its file had."""

    data: bytes
    number: str
    name: str


def photo_file(public_id: str, size: str) -> PhotoFile:
    """Return a photo in a size, its hash checked; `NotVisible` for none."""
    named = (
        sa.select(PartPhotoFile.storage_key, PartPhotoFile.sha256, Part.number, PartPhoto.name)
        .join(PartPhoto, PartPhoto.id == PartPhotoFile.photo_id)
        .join(Part, Part.id == PartPhoto.part_id)
        .where(PartPhoto.public_id == public_id, PartPhotoFile.kind == size)
    )
    row = db.session.execute(named).one_or_none()
    if row is None:
        raise NotVisible(public_id)
    key, sha256, number, name = row
    return PhotoFile(storage.get(key, sha256), number, name)


def sent_hashes(part_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Return the hash of the file each photo of these parts was sent as, by part and place."""
    found = sa.select(PartPhoto.part_id, PartPhoto.place, PartPhoto.sent_sha256)
    found = found.where(among(PartPhoto.part_id, part_ids))
    return {(part_id, place): sha256 for part_id, place, sha256 in db.session.execute(found)}


def numbers_by_norm(norms: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return the id and the number of parts by what two spellings of one number share; a merged one's leads on."""
    kept = aliased(Part)
    meant = sa.select(Part.norm, kept.id, kept.number).join(
        kept, kept.id == sa.func.coalesce(Part.merged_into_id, Part.id)
    )
    found = db.session.execute(meant.where(among(Part.norm, norms)))
    return {row.norm: (row.id, row.number) for row in found}


def part_of_number(number: str) -> tuple[int, str]:
    """Return the id and the name of the part written exactly so; `NotVisible` for none."""
    row = db.session.execute(sa.select(Part.id, Part.name).where(Part.number == number)).one_or_none()
    if row is None:
        raise NotVisible(number)
    return row[0], row[1]


def number_of_photo(public_id: str) -> str:
    """Return the number of the part a photo is of; `NotVisible` for none."""
    named = sa.select(Part.number).join(PartPhoto, PartPhoto.part_id == Part.id)
    found = db.session.scalar(named.where(PartPhoto.public_id == public_id))
    if found is None:
        raise NotVisible(public_id)
    return found


def lacking_parts() -> int:
    """Return how many parts have no photo."""
    having = sa.select(sa.func.count(PartPhoto.part_id.distinct())).scalar_subquery()
    return db.session.scalar(sa.select(sa.func.count(Part.id) - having)) or 0
