"""A fresh database for each test that asks for one, on both engines; no socket leaves the machine."""

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache

from portal.accounts import service_passwords
from portal.app import create_app
from portal.core.config import ROOT, Piece, Settings, plain_pieces
from portal.core.data.engines import write_engine
from portal.core.data.row_policies import grants_for
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped, set_scope
from portal.core.web.quick.garbage import settle
from tests import timing
from tests.server.postgres import PostgresServer, running_postgres
from tests.server.renewal import Renewal

if TYPE_CHECKING:
    from tests.demo.ground import DemoGround

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
ON_SQLITE = pytest.mark.parametrize("engine", ENGINES[:1], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("engine", ENGINES[1:], indirect=True)


@dataclass(frozen=True)
class Engine:
    """One engine of this test process: its application, and how to get an empty database back."""

    name: str
    app: Flask
    renew: Callable[[], None]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this test run, shared by its processes."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def process_name() -> str:
    """A name of this test process (`gw0`, or `main`)."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


# Made once a process: a fixture with parameters is made anew each time its parameter comes back.
_engines: dict[str, Engine] = {}


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, process_name: str) -> Engine:
    """One of the two engines with a migrated template to copy from."""
    name: str = request.param
    if name not in _engines:
        folder = tmp_path_factory.mktemp(name)
        if name == "sqlite":
            _engines[name] = _sqlite_engine(folder)
        else:
            _engines[name] = _postgres_engine(request.getfixturevalue("postgres_server"), folder, process_name)
    return _engines[name]


@pytest.fixture(scope="session", params=ENGINES)
def demo_ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, process_name: str
) -> "DemoGround":
    """The demo in a database of each engine; to be read, or copied by who changes it."""
    from tests.demo.ground import on_postgres, on_sqlite

    folder = tmp_path_factory.mktemp(f"demo-{request.param}")
    if request.param == "sqlite":
        return on_sqlite(folder)
    return on_postgres(request.getfixturevalue("postgres_server"), folder, process_name)


def app_on(url: str, folder: Path, **settings: object) -> Flask:
    """Return an application for tests on a database, with storage in a folder."""
    plain = plain_pieces(
        os.environ.get("PORTAL_PLAIN", "")
    )  # `PORTAL_PLAIN=all make test`: everything by the libraries
    storage = f"file://{folder / 'storage'}"
    app = create_app(Settings(database_url=url, storage_url=storage, testing=True, plain=plain, **settings))  # type: ignore[arg-type]
    app.jinja_env.bytecode_cache = _templates_of_run(folder, plain)
    return app


def _templates_of_run(folder: Path, plain: frozenset[Piece]) -> FileSystemBytecodeCache:
    """Return what keeps compiled templates for all processes and applications of this run that compile alike."""
    run = next((one.parent for one in folder.parents if one.name.startswith("popen-")), folder.parent)
    kept = run / "-".join(["templates", *sorted(piece.value for piece in plain)])
    kept.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(kept))


def migrate_to_head(app: Flask) -> None:
    """Bring an application's database to the newest migration."""
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()
        db.engine.dispose()


def _sqlite_engine(folder: Path) -> Engine:
    template, live = folder / "template.db", folder / "live.db"
    migrate_to_head(app_on(f"sqlite:///{template}", folder))
    app = app_on(f"sqlite:///{live}", folder)

    def renew() -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{live}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(template, live)

    return Engine("sqlite", app, renew)


def _postgres_engine(server: PostgresServer, folder: Path, process: str) -> Engine:
    template, live = f"template_{process}", f"live_{process}"
    server.create_database(template)
    owner = app_on(server.url(template, role="portal_owner"), folder)
    migrate_to_head(owner)
    with owner.app_context(), write_engine(db.engine).begin() as connection:
        for statement in grants_for("portal_app"):
            connection.exec_driver_sql(statement)
    with owner.app_context():
        db.engine.dispose()
    app = app_on(server.url(live), folder)
    give_back = Renewal(server, live, template)

    def renew() -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        give_back()

    return Engine("postgresql", app, renew)


@pytest.fixture
def app(engine: Engine) -> Iterator[Flask]:
    """The application on an empty, migrated database; a test runs inside its context.

    Rows may be made and read as everybody; narrow with `scoped(...)` where tenancy matters.
    """
    engine.renew()
    with engine.app.app_context(), scoped(EVERYONE):
        yield engine.app
        db.session.remove()
    set_scope(None)


@pytest.fixture(autouse=True)
def no_socket_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to anything but this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> object:
        host = address[0] if isinstance(address, tuple) else None
        if host not in (None, "127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        return real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def passwords_are_cheap() -> None:
    """Let each test begin with the cheap cost of hashes, whatever application another one made in this process."""
    service_passwords.use_cost(service_passwords.CHEAP)


def rows_in(table: str) -> int:
    """Return how many rows a table has, whoever owns them."""
    with scoped(EVERYONE):
        return int(db.session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


# What stands on pages, in mails and in words: no engine can change it, so SQLite alone is asked. The statements
# behind the pages are sent to PostgreSQL by tests of services and queries and by tests/guards/test_statements.py.
ONE_ENGINE = re.compile(r"test_(.*_)?(pages?|labels|mails|words|bad_input)\.py$")


def pytest_configure(config: pytest.Config) -> None:
    """Record what the tests take, where `RECORD` is set."""
    if os.environ.get("RECORD"):
        timing.watch(config, gathers=not hasattr(config, "workerinput"))


def pytest_collection_finish() -> None:
    """Look for garbage as a process that serves does: not among all that was loaded by now, and more rarely."""
    settle(Settings(plain=plain_pieces(os.environ.get("PORTAL_PLAIN", ""))))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep pages, mails and words to one engine; mark what the quick part leaves to the full run."""
    twice = [] if os.environ.get("EVERY_ENGINE") else asked_twice(items)
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in set(twice)]
    timing.mark_slow(items)
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def asked_twice(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests on PostgreSQL that SQLite answers as well (`both_engines` keeps a test on both)."""
    asked = {item.nodeid for item in items}
    return [
        item
        for item in items
        if ONE_ENGINE.search(item.path.name)
        and item.get_closest_marker("both_engines") is None
        and "postgresql" in item.nodeid
        and item.nodeid.replace("postgresql", "sqlite") in asked
    ]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give tests that share a dear ground to one process."""
    from tests.spreading import scheduler

    return scheduler(config, log)
