"""The few values a column has in a table of many rows, each found by one look into its index."""

from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db


def values_there_are(column: Any) -> list[Any]:
    """Return the distinct values of a column in scope, in their order; an index begins with it."""
    first = sa.select(sa.func.min(column).label("value")).cte("values_there_are", recursive=True)
    following = sa.select(sa.func.min(column)).where(column > first.c.value).correlate(first).scalar_subquery()
    each = first.union_all(sa.select(following).where(first.c.value.is_not(None)))
    return list(db.session.scalars(sa.select(each.c.value).where(each.c.value.is_not(None))))
