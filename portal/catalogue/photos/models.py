"""Photos of parts: their places, the sizes they are stored in, and what was sent as one before it is one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant


class PartPhoto(Base):
    """A photo of a part at its place among them, from 1; `sent_sha256` is of the file as it was sent."""

    __tablename__ = "part_photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    place: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    words: Mapped[str] = mapped_column(sa.String(200), default="")
    """What is seen on it, for who does not see it; nothing where nobody said."""
    sent_sha256: Mapped[str] = mapped_column(sa.String(64))
    added_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (sa.UniqueConstraint("part_id", "place"), sa.CheckConstraint("place >= 0", name="place"))


class PartPhotoFile(Base):
    """One size of a photo (`large`, `small`) as it was drawn and stored; width and height in pixels."""

    __tablename__ = "part_photo_file"
    photo_id: Mapped[int] = mapped_column(sa.ForeignKey("part_photo.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    storage_key: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    height: Mapped[int]


class PartPhotoUpload(Base):
    """A file sent as a photo of a part, good or not: the folder what is drawn of it is stored in, alone.

    It holds what is stored until a part's photo names it.
    """

    __tablename__ = "part_photo_upload"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    folder: Mapped[str] = mapped_column(sa.String(60), unique=True)
    sent_at: Mapped[datetime] = mapped_column(Instant)
