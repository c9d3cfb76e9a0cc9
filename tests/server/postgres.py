"""The PostgreSQL server of a test run: one for all its processes, started by the first that asks.

It is never left behind, however the processes end.

    with running_postgres() as server:
        server.create_database("orders")
        engine = create_engine(server.url("orders"))
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

import psycopg
from psycopg import sql
from sqlalchemy import URL

from tests.server.postgres_cluster import PORT, Cluster, StopMode

Role = Literal["portal_app", "portal_owner", "postgres"]
Strategy = Literal["FILE_COPY", "WAL_LOG"]

ROOT = Path(__file__).resolve().parents[2]
ROLES = ROOT / "deploy" / "roles.sql"
MEMORY, ROOM_IN_MEMORY = Path("/dev/shm"), 3 * 1024**3
_OWN_KEY = uuid.uuid4().hex


class PostgresServer:
    """A running server with production's roles: `portal_owner` migrates, `portal_app` serves."""

    def __init__(self, cluster: Cluster, *, shared: bool) -> None:
        self._cluster = cluster
        self._shared = shared

    @property
    def cluster(self) -> Cluster:
        """Data and socket, for a replica that is to follow."""
        return self._cluster

    def url(self, name: str, role: Role = "portal_app") -> str:
        """SQLAlchemy address of a database, for the given role."""
        place = {"host": str(self._cluster.sockets), "port": str(PORT)}
        url = URL.create("postgresql+psycopg", role, database=name, query=place)
        return url.render_as_string(hide_password=False)

    def create_database(self, name: str, template: str | None = None, *, strategy: Strategy = "FILE_COPY") -> None:
        """Makes a database owned by `portal_owner`, in which `portal_app` may do nothing yet.

        With `template` it is a copy of that one, rows and grants included; nobody may be connected
        to the template meanwhile.
        """
        words = [sql.SQL("CREATE DATABASE"), sql.Identifier(name), sql.SQL("OWNER portal_owner")]
        if template is not None:
            words += [sql.SQL("TEMPLATE"), sql.Identifier(template)]
            words += [sql.SQL("STRATEGY"), sql.SQL(strategy)]
        self._command(sql.SQL(" ").join(words))

    def drop_database(self, name: str) -> None:
        """Removes a database, whoever is connected to it; nothing happens when there is none."""
        words = sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._command(words.format(name=sql.Identifier(name)))

    def end_connections(self, name: str) -> None:
        """Ends whoever is connected to a database, so that it may be copied."""
        words = sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {name}")
        self._command(words.format(name=sql.Literal(name)))

    def restart(self, mode: StopMode = "fast") -> None:
        """Stops and starts a server of one's own; `immediate` is like a crash."""
        with self.away(mode):
            pass

    @contextmanager
    def away(self, mode: StopMode = "fast") -> Iterator[None]:
        """A server of one's own is stopped for as long as the block lasts."""
        if self._shared:
            raise ValueError("others use this server; ask for running_postgres(shared=False)")
        self._cluster.stop(mode)
        yield
        self._cluster.start()

    def run_script(self, script: Path, *, database: str = "postgres") -> None:
        """Runs a file of SQL as the superuser."""
        self._command(script.read_bytes(), database)

    def connect(self, database: str) -> psycopg.Connection:
        """A connection of the superuser, outside any transaction; the caller closes it."""
        place = {"host": str(self._cluster.sockets), "port": PORT, "user": "postgres"}
        return psycopg.connect(dbname=database, autocommit=True, **place)  # type: ignore[arg-type]

    def _command(self, words: sql.Composed | bytes, database: str = "postgres") -> None:
        with self.connect(database) as connection:
            connection.execute(words)


@contextmanager
def running_postgres(*, shared: bool = True) -> Iterator[PostgresServer]:
    """The server of this test run, or with `shared=False` one of the caller's own.

    Only the latter may be restarted, and it keeps what it has committed even through a crash.
    """
    base, users = _places(_run_key() if shared else uuid.uuid4().hex)
    held = _join(users)
    try:
        cluster = _started(base, users, shared=shared)
        yield PostgresServer(cluster, shared=shared)
    finally:
        held.close()


@contextmanager
def following_postgres(server: PostgresServer) -> Iterator[PostgresServer]:
    """A replica that streams from a server of one's own; it may be stopped and started like that."""
    base, users = _places(uuid.uuid4().hex)
    held = _join(users)
    try:
        base.mkdir(mode=0o755)
        _leave_to_keeper(base, users)
        cluster = Cluster(base)
        cluster.follow(server.cluster)
        cluster.start()
        yield PostgresServer(cluster, shared=False)
    finally:
        held.close()


def _run_key() -> str:
    """The same for all workers of one pytest run, another for each run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", _OWN_KEY)


def _places(key: str) -> tuple[Path, Path]:
    """Directory of the server, and the file on which each user holds a shared lock."""
    base = _parent() / f"portal-postgres-{os.geteuid()}-{key[:12]}"
    return base, base.with_suffix(".users")


def _parent() -> Path:
    """Memory where there is room, since each test makes a database anew and waits for no disk then."""
    with suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY:
            return MEMORY
    # The account that runs the server for root must be able to walk there.
    return Path("/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())


def _join(users: Path) -> IO[bytes]:
    """An open file with our shared lock on it, surely the one that newcomers see too."""
    while True:
        held = users.open("ab")
        fcntl.flock(held, fcntl.LOCK_SH)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(held.fileno()), users.stat()):
                return held
        held.close()


def _started(base: Path, users: Path, *, shared: bool) -> Cluster:
    """The server below `base`, started by whoever comes first while the others wait."""
    cluster = Cluster(base)
    base.mkdir(mode=0o755, exist_ok=True)
    with (base / "start.lock").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        ready = base / "ready"
        if not ready.exists():
            _leave_to_keeper(base, users)
            cluster.make(survives_crash=not shared)
            cluster.start()
            PostgresServer(cluster, shared=False).run_script(ROLES)
            ready.touch()
    return cluster


def _leave_to_keeper(base: Path, users: Path) -> None:
    """Starts the process that ends the server after its last user; it outlives us."""
    subprocess.Popen(
        [sys.executable, "-m", "tests.server.postgres_keeper", str(base), str(users)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
