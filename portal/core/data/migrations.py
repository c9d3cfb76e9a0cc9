"""Which migration a database stands at, and which ones this code knows."""

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from portal.core.config import ROOT


def newest_migration() -> str | None:
    """Return the revision the code expects."""
    return _scripts().get_current_head()


def known_migrations() -> frozenset[str]:
    """Return all revisions this code knows; a database at another one is newer than the code."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def migration_of(connection: sa.Connection) -> str:
    """Return the revision a database stands at; empty where it was never migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)
