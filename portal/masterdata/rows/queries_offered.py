"""Rows that others name, as forms offer them: their keys, what they are called, and whether they are in use."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.masterdata.ports import Kind

_NAMES = ("name", "title")


@dataclass(frozen=True, slots=True)
class Offered:
    """A row that another may name: its key, what it is called ("" for nothing), whether it is in use."""

    key: str
    name: str
    used: bool


def rows_offered(kind: Kind, most: int, without: Mapping[str, str]) -> list[Offered]:
    """Return the rows of a kind whose key is one field, by their keys; none where there are more than `most`.

    Rows are left out that have one of these values in a field.
    """
    rows = kind.rows().subquery().c
    name = next((rows[each] for each in _NAMES if each in rows), sa.literal(""))
    used = sa.true() if kind.in_use is None else kind.in_use(rows)
    key = rows[kind.fields.key[0]]
    wanted = [rows[each] != value for each, value in without.items()]
    found = db.session.execute(sa.select(key, name, used).where(*wanted).order_by(key).limit(most + 1)).all()
    return [Offered(*row) for row in found] if len(found) <= most else []


def values_offered(kind: Kind, field: str, most: int) -> list[Offered]:
    """Return the values a field has in rows of a kind, sorted; none where there are more than `most`."""
    column = kind.rows().subquery().c[field]
    found = db.session.scalars(sa.select(column).where(column != "").distinct().order_by(column).limit(most + 1)).all()
    return [Offered(value, "", used=True) for value in found] if len(found) <= most else []
