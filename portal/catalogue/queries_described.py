"""What customs can read of a part: a description in Latin letters, its English text or its own name."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.catalogue.models import Part, PartText
from portal.catalogue.rules_customs import LATIN_WORD, OTHER_LETTERS, read_by_customs
from portal.core.data.lists import among_given
from portal.core.data.sessions import read

_English = orm.aliased(PartText)
ENGLISH = sa.func.coalesce(sa.func.nullif(_English.name, ""), Part.name)
"""What papers call a part in English, of rows joined by `english_of_parts`: its English text, else its own name."""


def english_of_parts() -> tuple[Any, sa.ColumnElement[bool]]:
    """Return what a statement over parts is outer-joined with, and on what, to tell their English text."""
    return _English, (_English.part_id == Part.id) & (_English.locale == "en")


def unread(name: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a name is one customs cannot read, as `rules_customs.read_by_customs` tells it."""
    return sa.and_(name.regexp_match(OTHER_LETTERS), ~name.regexp_match(LATIN_WORD))


def _read_by_nobody() -> sa.Select[int, str]:
    return sa.select(Part.id, ENGLISH).outerjoin(*english_of_parts()).where(among_given(Part.id, "ids"))


def unread_parts(ids: Collection[int]) -> set[int]:
    """Return which of these parts have no description that customs can read, in one statement."""
    rows = read(_read_by_nobody(), {"ids": ids}).all() if ids else ()
    return {part_id for part_id, name in rows if not read_by_customs(name)}
