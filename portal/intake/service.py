"""Files kept until somebody has said what stands where, and that choice remembered."""

import json
import secrets
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.core.sheets.model import Book
from portal.intake.models import KeptBook, SheetLayout
from portal.intake.queries import Kept
from portal.intake.rules_find import Choice
from portal.intake.rules_layout import layout_of, plain_choice

LIFE = timedelta(hours=24)
MOST = 10
"""Files of one person; the oldest give way."""


def keep_book(
    book: Book, name: str, purpose: str, actor: Actor, now: datetime, read_as: tuple[Choice, int | None] | None = None
) -> str:
    """Keep a file as it was read for the person who sent it; return what it is asked for by.

    `read_as` is how it was read, if it was, and the remembered layout that said so.
    """
    if actor.distributor_id is None or actor.user_id is None:
        raise NotVisible
    mine = KeptBook.user_id == actor.user_id
    newest = sa.select(KeptBook.id).where(mine).order_by(KeptBook.id.desc()).limit(MOST - 1)
    over = sa.or_(KeptBook.expires_at <= now, KeptBook.id.not_in(newest))
    db.session.execute(sa.delete(KeptBook).where(mine, over), execution_options={"synchronize_session": False})
    choice, layout_id = read_as or (None, None)
    public_id = secrets.token_urlsafe(24)
    db.session.add(
        KeptBook(
            public_id=public_id,
            distributor_id=actor.distributor_id,
            user_id=actor.user_id,
            purpose=purpose,
            name=name[:200],
            content=zlib.compress(json.dumps(book.plain(), ensure_ascii=False).encode()),
            choice=None if choice is None else plain_choice(choice),
            layout_id=layout_id,
            kept_at=now,
            expires_at=now + LIFE,
        )
    )
    return public_id


def tell_of_book(public_id: str, about: str, told: Mapping[str, Any], actor: Actor) -> None:
    """Keep what is told of a file of one's own about what its rows went to, in place of what was told before."""
    mine = KeptBook.public_id == public_id, KeptBook.user_id == actor.user_id
    db.session.execute(
        sa.update(KeptBook).where(*mine).values(about=about, told=dict(told)),
        execution_options={"synchronize_session": False},
    )


def forget_told(about: str, purpose: str, actor: Actor) -> None:
    """Tell nothing more of the files one sent about this; the files, and what was told, stay."""
    mine = KeptBook.user_id == actor.user_id, KeptBook.purpose == purpose
    db.session.execute(
        sa.update(KeptBook).where(*mine, KeptBook.about == about).values(about=""),
        execution_options={"synchronize_session": False},
    )


def forget_book(public_id: str, actor: Actor) -> None:
    """Keep a file of one's own no longer."""
    mine = KeptBook.public_id == public_id, KeptBook.user_id == actor.user_id
    db.session.execute(sa.delete(KeptBook).where(*mine), execution_options={"synchronize_session": False})


def remember_choice(kept: Kept, choice: Choice, purpose: str, actor: Actor, now: datetime) -> None:
    """Remember for a company what was chosen for the layout of a file, and that the file was read so.

    Said again it changes nothing; said otherwise the newest counts.
    """
    layout = layout_of(kept.book.sheets[choice.sheet], choice.heading)
    columns = {one.value: index for one, index in choice.columns.items()}
    layout_id = remember_columns(layout, columns, purpose, actor, now, unseen=choice.unseen)
    db.session.execute(
        sa.update(KeptBook)
        .where(KeptBook.public_id == kept.public_id, KeptBook.user_id == actor.user_id)
        .values(choice=plain_choice(choice), layout_id=layout_id),
        execution_options={"synchronize_session": False},
    )


def remember_columns(
    layout: str, columns: Mapping[str, int], purpose: str, actor: Actor, now: datetime, *, unseen: bool = False
) -> int:
    """Remember for a company which column holds what in tables of a layout; return what the memory is called by.

    `columns` is field to column, from 0. Said again it changes nothing; said otherwise the newest counts.
    """
    known = db.session.scalar(
        sa.select(SheetLayout)
        .where(
            SheetLayout.distributor_id == actor.distributor_id,
            SheetLayout.purpose == purpose,
            SheetLayout.layout == layout,
        )
        .with_for_update()
    )
    if known is None:
        known = SheetLayout(distributor_id=actor.distributor_id, purpose=purpose, layout=layout)
        db.session.add(known)
    known.columns, known.unseen, known.chosen_by, known.chosen_at = dict(columns), unseen, actor.user_id or 0, now
    db.session.flush()
    return known.id


def forget_expired(now: datetime) -> int:
    """Forget files nobody came back for in time; return how many that were."""
    return changed(sa.delete(KeptBook).where(KeptBook.expires_at <= now), tell_objects=True)
