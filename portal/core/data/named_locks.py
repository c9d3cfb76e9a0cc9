"""Locks by name: what is judged over many rows together is changed by one transaction at a time."""

import sqlalchemy as sa

from portal.core.data.sessions import db


def hold_until_end(name: str) -> None:
    """Wait until nobody else holds a name, and hold it until the transaction ends.

    On SQLite there is one writer at a time anyway. What is read afterwards is what those before have left.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0))))
