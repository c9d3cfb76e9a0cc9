"""A portal database with the demo in it, loaded once an engine and process; whoever changes it takes a copy."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from flask import Flask

from portal.core.data.engines import write_engine
from portal.core.data.row_policies import grants_for
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.demo.load import load_demo
from tests.conftest import app_on, migrate_to_head
from tests.server.postgres import PostgresServer


@dataclass(frozen=True)
class DemoGround:
    """The demo as loaded, to be read only: its application, what the operator was told, how to copy it."""

    name: str
    app: Flask
    told: list[str]
    copy: Callable[[Path], Flask]


def on_sqlite(folder: Path) -> DemoGround:
    """Load the demo into a file; a copy is another file."""
    kept = folder / "demo.db"
    app = app_on(f"sqlite:///{kept}", folder)
    migrate_to_head(app)

    def copied(to: Path) -> Flask:
        _let_go(app)
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(to / "copy.db")) as target:
            source.backup(target)
        shutil.copytree(folder / "storage", to / "storage")
        return app_on(f"sqlite:///{to / 'copy.db'}", to)

    return DemoGround("sqlite", app, _loaded(app), copied)


def on_postgres(server: PostgresServer, folder: Path, process: str) -> DemoGround:
    """Load the demo into a database of its own; a copy is made from it as a template."""
    kept = f"demo_{process}_{uuid4().hex[:8]}"
    server.create_database(kept)
    owner = app_on(server.url(kept, role="portal_owner"), folder)
    migrate_to_head(owner)
    with owner.app_context(), write_engine(db.engine).begin() as connection:
        for statement in grants_for("portal_app"):
            connection.exec_driver_sql(statement)
    _let_go(owner)
    app = app_on(server.url(kept), folder)

    def copied(to: Path) -> Flask:
        name = f"site_{process}_{uuid4().hex[:8]}"
        _let_go(app)
        server.create_database(name, template=kept)
        shutil.copytree(folder / "storage", to / "storage")
        return app_on(server.url(name), to)

    return DemoGround("postgresql", app, _loaded(app), copied)


def _loaded(app: Flask) -> list[str]:
    told: list[str] = []
    with app.app_context(), scoped(EVERYONE):
        load_demo(told.append)
    _let_go(app)
    return told


def _let_go(app: Flask) -> None:
    """Close every connection, so that all is written and the database may be copied."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
