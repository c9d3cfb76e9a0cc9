"""What production must not stand on: demo accounts, or a database role that row policies do not bind."""

import sqlalchemy as sa

from portal.core.config import HalfConfigured
from portal.core.data.sessions import db


def refuse_unsafe_database() -> None:
    """Raise `HalfConfigured` naming what is unsafe; a database not yet migrated is left alone."""
    faults = []
    if sa.inspect(db.engine).has_table("user_account"):
        demo = sa.text("SELECT count(*) FROM user_account WHERE is_demo")
        if db.session.execute(demo).scalar_one():
            faults.append("a database without demo accounts")
    if db.engine.dialect.name == "postgresql":
        role = sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if db.session.execute(role).scalar_one():
            faults.append("a database role without SUPERUSER and BYPASSRLS")
    db.session.remove()
    if faults:
        raise HalfConfigured("production needs: " + ", ".join(faults))
