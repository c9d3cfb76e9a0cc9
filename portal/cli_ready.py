"""A database made ready to serve from: migrated, with its role's rights, filled, and told of."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from portal.core.config import ROOT
from portal.core.data.engines import write_engine
from portal.core.data.production import refuse_unnamed_role
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped


def migrate_database(app: Flask) -> None:
    """Migrate; the folder of a SQLite file is made where it is missing, and no other."""
    with app.app_context():
        refuse_unnamed(app)
        if db.engine.dialect.name == "sqlite" and db.engine.url.database:
            Path(db.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        upgrade(directory=str(ROOT / "migrations"))
        grant(app)


def refuse_unnamed(app: Flask) -> None:
    """Refuse a production that does not name the role it serves with."""
    settings = app.extensions["settings"]
    if settings.production:
        refuse_unnamed_role(settings.app_database_role)


def grant(app: Flask) -> None:
    """Give the serving role its rights, where there is one."""
    role = app.extensions["settings"].app_database_role
    if role and db.engine.dialect.name == "postgresql":
        from portal.core.data.row_policies import grants_for

        with write_engine(db.engine).begin() as connection:
            for statement in grants_for(role):
                connection.exec_driver_sql(statement)


def wants_demo(environ: Mapping[str, str]) -> bool:
    """Tell whether an empty database is to be filled with the demo: it is, but for `DEMO=0` (or `no`)."""
    return environ.get("DEMO", "1").strip().lower() not in ("0", "no", "false", "off")


def fill_when_empty(app: Flask) -> None:
    """Load the demo into a database nothing is in."""
    from portal.demo.load import is_empty, load_demo

    with app.app_context(), scoped(EVERYONE):
        if is_empty():
            load_demo(print)


def announce(app: Flask) -> None:
    """Say where the portal is and who may come in: the demo's people, or whoever takes the first address."""
    from portal.accounts.people.service_first_admin import an_administrator_exists, first_admin_address
    from portal.demo.load import has_demo_people

    settings = app.extensions["settings"]
    print(f"\nThe portal is at {settings.public_url} (headquarters: {settings.public_url}/hq/)", flush=True)
    if settings.production:
        return
    with app.app_context(), scoped(EVERYONE):
        if has_demo_people():
            from portal.demo.people import ACCOUNTS, PASSWORD

            print(f"Demo accounts, password {PASSWORD}:")
            for account in ACCOUNTS:
                print(f"  {account.email:26} {account.who}")
        elif not an_administrator_exists():
            print("Nobody may come in yet. The first administrator's account is made here, once and within a day:")
            print(f"  {first_admin_address(settings.public_url)}")
    print(flush=True)
