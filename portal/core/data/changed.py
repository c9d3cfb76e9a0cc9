"""How many rows a conditional UPDATE or DELETE touched: who changes what nobody else may have changed asks this."""

from typing import Any, cast

import sqlalchemy as sa

from portal.core.data.sessions import db


def changed(statement: sa.Update | sa.Delete, *, tell_objects: bool = False) -> int:
    """Run an update or delete and return how many rows it touched.

    Objects of these rows that the session holds keep their old values, unless `tell_objects`: then the session
    looks for them, which costs a comparison for each it holds.
    """
    sync = "auto" if tell_objects else False
    done = db.session.execute(statement, execution_options={"synchronize_session": sync})
    return cast(sa.CursorResult[Any], done).rowcount
