"""How many rows a view has, counted up to a cap, and to the last one only for who reads beyond it."""

from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.tables import Counted, ListState, counted_by


def counted(rows: sa.Select[Any], state: ListState, most: int) -> Counted:
    """Return where a view of these rows (any one column of them) stands; see `portal.core.tables.counted_by`."""

    def count(limit: int) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(rows.limit(limit).subquery())) or 0

    return counted_by(count, state, most)
