"""Pictures that papers print, by the hash that a snapshot or a seller names."""

import hashlib

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.documents.models import PaperPicture


class PictureDamaged(RuntimeError):
    """The bytes kept under a hash are not those it was made of."""


def picture_bytes(sha256: str) -> bytes:
    """Return a picture; raises `NotVisible` for none, `PictureDamaged` where it is not what was kept."""
    data = db.session.scalar(sa.select(PaperPicture.data).where(PaperPicture.sha256 == sha256))
    if data is None:
        raise NotVisible(sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PictureDamaged(sha256)
    return data
