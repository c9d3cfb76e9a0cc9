"""Files of lists as their owners see them: nobody else's are there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.counting import counted
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.core.jobs.models import Job, JobState
from portal.core.tables import MOST_COUNTED, ListState, Page
from portal.downloads.models import FileState, ListFile

MAKE = "downloads.make"
"""The job that makes a file; its key ends in the file's id."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of a list: `done` of `rows` are written so far, `failed` says that nobody goes on with it."""

    id: int
    public_id: str
    name: str
    kind: str
    address: str
    state: FileState
    rows: int
    refusal: str
    refusal_facts: dict[str, Any]
    scope: str
    permissions: str
    file_name: str
    title: str
    storage_key: str
    sha256: str
    size: int
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime
    done: int
    failed: bool

    @property
    def waiting(self) -> bool:
        """Tell whether it is still to come."""
        return self.state is FileState.MAKING and not self.failed


_STORED = [getattr(ListFile, name) for name in tuple(FileFacts.__dataclass_fields__)[:-2]]


def _files(actor: Actor) -> sa.Select[Any]:
    key = sa.literal(f"{MAKE}:").concat(sa.cast(ListFile.id, sa.String))
    listed: sa.Select[Any] = sa.select(*_STORED, sa.func.coalesce(Job.done_steps, 0), Job.state)
    return listed.outerjoin(Job, Job.key == key).where(ListFile.user_id == actor.user_id)


def _facts(row: Any) -> FileFacts:
    values: tuple[Any, ...] = (*row[:-1], row[-1] is JobState.FAILED)
    return FileFacts(*values)


def files_of(actor: Actor, state: ListState) -> Page:
    """Return one page of a person's own files, the newest first."""
    found = counted(sa.select(ListFile.id).where(ListFile.user_id == actor.user_id), state, MOST_COUNTED)
    listed = _files(actor).order_by(ListFile.id.desc()).offset(found.state.offset).limit(found.state.size)
    return found.page([_facts(row) for row in db.session.execute(listed)])


def file_for(actor: Actor, public_id: str) -> FileFacts:
    """Return one of a person's own files, or raise `NotVisible` (somebody else's, or none)."""
    row = db.session.execute(_files(actor).where(ListFile.public_id == public_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _facts(row)


@dataclass(frozen=True, slots=True)
class FileToMake:
    """What the job needs: whose file of which view it is, and in which folder of the storage it is kept."""

    id: int
    user_id: int
    address: str
    folder: str


def file_to_make(file_id: int) -> FileToMake | None:
    """Return what is to be made, None where it is gone, made, or refused."""
    wanted = sa.select(ListFile.id, ListFile.user_id, ListFile.address, ListFile.public_id)
    row = db.session.execute(wanted.where(ListFile.id == file_id, ListFile.state == FileState.MAKING)).one_or_none()
    return FileToMake(row.id, row.user_id, row.address, folder_of(row.public_id)) if row else None


def folder_of(public_id: str) -> str:
    """Return the folder of the storage a file is kept in, alone, so that all of it can be forgotten."""
    return f"exports/{public_id}"


def expired(now: datetime) -> list[tuple[int, str]]:
    """Return id and folder of the files whose time is over."""
    over = sa.select(ListFile.id, ListFile.public_id).where(
        ListFile.expires_at <= now, ListFile.state != FileState.EXPIRED
    )
    return [(row.id, folder_of(row.public_id)) for row in db.session.execute(over.order_by(ListFile.id))]
