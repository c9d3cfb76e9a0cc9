"""The database's own clock: leases and signs of life are measured by it, for the clocks of machines differ."""

from datetime import datetime

import sqlalchemy as sa

from portal.core.clock import utc_now
from portal.core.data.sessions import db, on_postgresql
from portal.core.data.types import Instant

_CLOCK = sa.select(sa.type_coerce(sa.func.clock_timestamp(), Instant))


def database_now() -> datetime:
    """Return the present instant by PostgreSQL's clock; with SQLite there is one machine, and it is its own."""
    if not on_postgresql():
        return utc_now()
    now: datetime = db.session.execute(_CLOCK).scalar_one()
    return now
