"""Having a list made as a file: asked for, kept when it is made, refused, forgotten when its time is over."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import UserAccount
from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.core.jobs.queue import enqueue
from portal.downloads.events import FileMade, FileRefused
from portal.downloads.models import FileState, ListFile
from portal.downloads.queries import MAKE
from portal.downloads.rules import KEPT_FOR, MOST_A_DAY, MOST_MAKING, TOLD_FOR


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of a list as a file: its address with its query, its name and kind, and how many rows it had."""

    address: str
    name: str
    kind: str
    rows: int


def ask(asked: Asked, actor: Actor, now: datetime) -> str:
    """Have a view made as a file and return its public id; one that is being made already is the same file.

    Refuses `downloads.too_many` (most) where so many are in the making for this person, and
    `downloads.too_many_today` (most) where so many were asked for within a day.
    """
    own = (ListFile.user_id == actor.user_id, ListFile.state == FileState.MAKING, ListFile.expires_at > now)
    making = db.session.execute(sa.select(ListFile.public_id, ListFile.address).where(*own)).all()
    for one in making:
        if one.address == asked.address:
            return str(one.public_id)
    if len(making) >= MOST_MAKING:
        raise Refused("downloads.too_many", most=MOST_MAKING)
    today = sa.select(sa.func.count()).where(
        ListFile.user_id == actor.user_id, ListFile.asked_at > now - timedelta(days=1)
    )
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise Refused("downloads.too_many_today", most=MOST_A_DAY)
    file = ListFile(
        public_id=secrets.token_urlsafe(32),
        distributor_id=actor.distributor_id,
        user_id=actor.user_id,
        name=asked.name,
        kind=asked.kind,
        address=asked.address,
        rows=asked.rows,
        asked_at=now,
        expires_at=now + KEPT_FOR,
    )
    db.session.add(file)
    db.session.flush()
    told: dict[str, Any] = {"distributor_id": actor.distributor_id, "asked_by": actor.user_id}
    enqueue(MAKE, {"file_id": file.id}, now=now, key=f"{MAKE}:{file.id}", **told)
    return file.public_id


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: rows, names, where it is kept, and with which scope and permissions it was made."""

    rows: int
    file_name: str
    title: str
    storage_key: str
    sha256: str
    size: int
    scope: str
    permissions: str


def keep(file_id: int, made: Made, now: datetime) -> bool:
    """Keep what was made and tell its owner; False where another run was first, or the file is gone."""
    stored = {name: getattr(made, name) for name in Made.__dataclass_fields__}
    times = {"made_at": now, "expires_at": now + KEPT_FOR}
    if not _settled(file_id, state=FileState.READY, **stored, **times):
        return False
    publish(FileMade(**_told(file_id), rows=made.rows), now)
    return True


def refuse(file_id: int, why: Refused, now: datetime) -> bool:
    """Keep why a file is not made and tell its owner; False where it is settled, or gone."""
    if not _settled(file_id, state=FileState.REFUSED, refusal=why.code, refusal_facts=why.facts):
        return False
    publish(FileRefused(**_told(file_id)), now)
    return True


def forget(file_id: int) -> None:
    """Keep that a file's time is over; its bytes are gone before."""
    own = sa.update(ListFile).where(ListFile.id == file_id)
    changed(own.values(state=FileState.EXPIRED, storage_key=""), tell_objects=True)


def forget_rows(now: datetime) -> int:
    """Delete the rows of files nobody has to be told of any more; return how many there were."""
    return changed(sa.delete(ListFile).where(ListFile.expires_at <= now - TOLD_FOR), tell_objects=True)


def _settled(file_id: int, **values: Any) -> bool:
    being_made = sa.update(ListFile).where(ListFile.id == file_id, ListFile.state == FileState.MAKING)
    return changed(being_made.values(**values), tell_objects=True) == 1


def _told(file_id: int) -> dict[str, Any]:
    told = sa.select(ListFile.public_id, ListFile.user_id, UserAccount.door, ListFile.name)
    joined = told.join(UserAccount, UserAccount.id == ListFile.user_id).where(ListFile.id == file_id)
    return dict(db.session.execute(joined).mappings().one())
