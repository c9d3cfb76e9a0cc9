"""A person's own views of one list."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import read
from portal.saved_views.models import SavedView


@dataclass(frozen=True, slots=True)
class View:
    """A view under its name, and the query string of the list that shows it."""

    id: int
    name: str
    query: str


@cache
def _own() -> Any:
    own = (SavedView.user_id == sa.bindparam("user"), SavedView.place == sa.bindparam("place"))
    return sa.select(SavedView.id, SavedView.name, SavedView.query).where(*own).order_by(SavedView.name)


def views_of(user_id: int, place: str) -> list[View]:
    """Return a person's views of a list, by name."""
    return [View(*row) for row in read(_own(), {"user": user_id, "place": place})]
