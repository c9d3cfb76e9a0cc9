"""Keeping a view of a list under a name, and forgetting it."""

from datetime import datetime

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.saved_views.models import SavedView

MOST = 30
"""So many views of one list a person keeps."""


def save(place: str, query: str, name: str, actor: Actor, now: datetime) -> None:
    """Keep a view; one of the same name is replaced.

    Refuses `view.nameless` beside the name, and `view.too_many` (most) beyond `MOST` of one list.
    """
    if not name:
        raise FieldRefused("view.nameless", field="name")
    own = (SavedView.user_id == actor.user_id, SavedView.place == place)
    if changed(sa.update(SavedView).where(*own, SavedView.name == name).values(query=query, saved_at=now)):
        return
    if db.session.execute(sa.select(sa.func.count()).select_from(SavedView).where(*own)).scalar_one() >= MOST:
        raise Refused("view.too_many", most=MOST)
    view = SavedView(
        distributor_id=actor.distributor_id, user_id=actor.user_id, place=place, name=name, query=query, saved_at=now
    )
    db.session.add(view)


def forget(view_id: int, actor: Actor) -> tuple[str, str]:
    """Forget one of one's own views and return the list it was of and its name; raises `NotVisible` for others."""
    own = (SavedView.id == view_id, SavedView.user_id == actor.user_id)
    row = db.session.execute(sa.select(SavedView.place, SavedView.name).where(*own)).one_or_none()
    if row is None:
        raise NotVisible
    db.session.execute(sa.delete(SavedView).where(*own))
    return row.place, row.name
