"""The world of the guard tests: made once per engine and process, given fresh to each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped, set_scope
from tests.conftest import Engine
from tests.guards.addresses import Parameters
from tests.guards.world import World, build
from tests.server.postgres import PostgresServer
from tests.server.renewal import Renewal


@pytest.fixture(scope="session")
def known() -> Parameters:
    """The published list of parameters."""
    return Parameters()


@pytest.fixture(scope="session")
def made_world(
    engine: Engine,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    process_name: str,
) -> tuple[World, Callable[[], None]]:
    """The world, and how to put its database back as it was made."""
    engine.renew()
    with engine.app.app_context(), scoped(EVERYONE):
        world = build(engine.app)
        _let_go()
        if engine.name == "sqlite":
            return world, _kept_file(engine, tmp_path_factory.mktemp("world") / "world.db")
    return world, _kept_database(engine, request.getfixturevalue("postgres_server"), process_name)


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def _kept_file(engine: Engine, copy: Path) -> Callable[[], None]:
    live = Path(str(db.engine.url.database))
    raw = sa.create_engine(db.engine.url)
    with raw.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.dispose()
    _let_go()
    shutil.copyfile(live, copy)

    def restore() -> None:
        with engine.app.app_context():
            _let_go()
        for suffix in ("-wal", "-shm"):
            Path(f"{live}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(copy, live)

    return restore


def _kept_database(engine: Engine, server: PostgresServer, process_name: str) -> Callable[[], None]:
    live, copy = f"live_{process_name}", f"world_{process_name}"
    server.end_connections(live)
    server.create_database(copy, template=live)
    give_back = Renewal(server, live, template=copy)

    def restore() -> None:
        with engine.app.app_context():
            _let_go()
        give_back()

    return restore


@pytest.fixture
def world(made_world: tuple[World, Callable[[], None]]) -> Iterator[World]:
    """The world as it was made; a test runs inside its application's context, as everybody."""
    made, restore = made_world
    restore()
    with made.app.app_context(), scoped(EVERYONE):
        yield made
        db.session.remove()
    set_scope(None)
