"""What production must not stand on: demo accounts, or a database role that row policies do not bind."""

import sqlalchemy as sa

from portal.core.config import HalfConfigured
from portal.core.data.sessions import db

_INSUFFICIENT_PRIVILEGE = "42501"


def refuse_unsafe_database(*, as_owner: bool = False) -> None:
    """Raise `HalfConfigured` naming what is unsafe; a database not yet migrated is left alone.

    Only who migrates or restores does so `as_owner` of the tables; whoever serves must not be it.
    """
    try:
        faults = _faults(as_owner=as_owner)
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
            raise
        faults = [f"a role that may read the tables: run migrate with APP_DATABASE_ROLE={db.engine.url.username}"]
    finally:
        db.session.remove()
    if faults:
        raise HalfConfigured("production needs: " + ", ".join(faults))


def refuse_unnamed_role(role: str) -> None:
    """Raise `HalfConfigured` where nobody is named who will serve, or it is who migrates, or nobody at all."""
    if not role:
        raise HalfConfigured("production needs: APP_DATABASE_ROLE, the role that serves and gets its rights here")
    known = sa.text("SELECT rolname = current_user FROM pg_roles WHERE rolname = :role")
    own = db.session.execute(known, {"role": role}).scalar_one_or_none()
    db.session.remove()
    if own is None:
        raise HalfConfigured(f"APP_DATABASE_ROLE names {role}, which this database server does not know")
    if own:
        raise HalfConfigured(f"APP_DATABASE_ROLE names {role}, which is the owner itself: who serves must be another")


def _faults(*, as_owner: bool) -> list[str]:
    faults = []
    migrated = sa.inspect(db.engine).has_table("user_account")
    if migrated:
        demo = sa.text("SELECT count(*) FROM user_account WHERE is_demo")
        if db.session.execute(demo).scalar_one():
            faults.append("a database without demo accounts")
    if db.engine.dialect.name == "postgresql":
        role = sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if db.session.execute(role).scalar_one():
            faults.append("a database role without SUPERUSER and BYPASSRLS")
        owner = sa.text("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'user_account'")
        if migrated and not as_owner and db.session.execute(owner).scalar_one():
            faults.append("a database role that does not own the tables (the owner's is for migrate and restore)")
    return faults
