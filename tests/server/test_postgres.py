"""The test server itself: roles, copies, restart, and that it is gone after its last user."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.server import postgres_cluster
from tests.server.postgres import ROOT, PostgresServer, Role, running_postgres

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_postgres() as running:
        yield running


def run_sql(server: PostgresServer, name: str, words: str, role: Role = "portal_app") -> list[object]:
    engine = create_engine(server.url(name, role), poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(words))
        return [row[0] for row in result] if result.returns_rows else []


@pytest.fixture
def database(server: PostgresServer) -> Iterator[str]:
    name = f"probe_{os.getpid()}"
    server.create_database(name)
    run_sql(server, name, "CREATE TABLE part (number text PRIMARY KEY)", "portal_owner")
    run_sql(server, name, "GRANT SELECT, INSERT ON part TO portal_app", "portal_owner")
    yield name
    server.drop_database(name)


def test_the_application_reads_what_it_wrote_in_a_table_opened_to_it(server: PostgresServer, database: str) -> None:
    run_sql(server, database, "INSERT INTO part VALUES ('00123-ก-电')")

    assert run_sql(server, database, "SELECT number FROM part") == ["00123-ก-电"]


def test_the_application_cannot_change_tables(server: PostgresServer, database: str) -> None:
    with pytest.raises(Exception, match="permission denied for schema public"):
        run_sql(server, database, "CREATE TABLE mine (id int)")
    with pytest.raises(Exception, match="permission denied for table part"):
        run_sql(server, database, "DELETE FROM part")
    with pytest.raises(Exception, match="must be owner of table part"):
        run_sql(server, database, "DROP TABLE part")


def test_row_level_security_binds_the_application_and_a_forced_owner(server: PostgresServer, database: str) -> None:
    run_sql(server, database, "INSERT INTO part VALUES ('A')")

    before = run_sql(server, database, "SELECT number FROM part")
    run_sql(server, database, "ALTER TABLE part ENABLE ROW LEVEL SECURITY", "portal_owner")
    owner_may = run_sql(server, database, "SELECT number FROM part", "portal_owner")
    run_sql(server, database, "ALTER TABLE part FORCE ROW LEVEL SECURITY", "portal_owner")

    assert before == ["A"]
    assert owner_may == ["A"]
    assert run_sql(server, database, "SELECT number FROM part") == []
    assert run_sql(server, database, "SELECT number FROM part", "portal_owner") == []


@pytest.mark.parametrize("strategy", ["FILE_COPY", "WAL_LOG"])
def test_a_copy_has_the_rows_and_grants_of_its_template_and_is_apart(
    server: PostgresServer, database: str, strategy: str
) -> None:
    run_sql(server, database, "INSERT INTO part VALUES ('A')")
    copy = f"{database}_copy"

    server.create_database(copy, template=database, strategy=strategy)  # type: ignore[arg-type]
    run_sql(server, copy, "INSERT INTO part VALUES ('B')")
    in_copy = run_sql(server, copy, "SELECT number FROM part ORDER BY 1")
    server.drop_database(copy)

    assert in_copy == ["A", "B"]
    assert run_sql(server, database, "SELECT number FROM part") == ["A"]


def test_a_database_is_dropped_under_a_connection(server: PostgresServer) -> None:
    name = f"held_{os.getpid()}"
    server.create_database(name)
    engine = create_engine(server.url(name))
    with engine.connect() as connection:
        server.drop_database(name)

        with pytest.raises(Exception, match="terminating connection"):
            connection.execute(text("SELECT 1"))
    engine.dispose()


def test_the_shared_server_is_not_restarted(server: PostgresServer) -> None:
    with pytest.raises(ValueError, match="others use this server"):
        server.restart()


def test_a_server_of_ones_own_restarts_after_a_crash_and_is_gone_afterwards() -> None:
    with running_postgres(shared=False) as own:
        own.create_database("kept")
        run_sql(own, "kept", "CREATE TABLE part (number text)", "portal_owner")
        started = run_sql(own, "kept", "SELECT pg_postmaster_start_time()")
        base = Path(str(run_sql(own, "kept", "SHOW unix_socket_directories", "postgres")[0]))
        own.restart("immediate")
        started_again = run_sql(own, "kept", "SELECT pg_postmaster_start_time()")

        assert started_again > started
        assert run_sql(own, "kept", "SELECT count(*) FROM part", "portal_owner") == [0]
        assert base.exists()

    assert gone_within(10, base)


def test_a_user_killed_without_warning_leaves_no_server_behind() -> None:
    words = (
        "import time\n"
        "from tests.server.postgres import running_postgres\n"
        "with running_postgres(shared=False) as own:\n"
        "    print(own._cluster.base, flush=True)\n"
        "    time.sleep(60)\n"
    )
    user = subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert user.stdout is not None
    base = Path(user.stdout.readline().strip())
    server_pid = int((base / "data" / "postmaster.pid").read_text().splitlines()[0])

    assert Path(f"/proc/{server_pid}").exists()

    user.kill()
    user.wait()
    user.stdout.close()

    assert gone_within(10, base)
    assert gone_within(10, Path(f"/proc/{server_pid}"))


def test_many_processes_of_one_run_share_one_server() -> None:
    words = (
        "from tests.server.postgres import running_postgres\n"
        "import psycopg\n"
        "with running_postgres() as server:\n"
        "    url = server.url('postgres', 'postgres').replace('+psycopg', '')\n"
        "    with psycopg.connect(url) as connection:\n"
        "        print(connection.execute('SELECT pg_postmaster_start_time()').fetchone())\n"
        "    input()\n"
    )
    env = {**os.environ, "PYTEST_XDIST_TESTRUNUID": f"{os.getpid():012d}"}
    users = [
        subprocess.Popen(
            [sys.executable, "-c", words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    seen = {user.stdout.readline() for user in users if user.stdout}
    for user in users:
        user.communicate("\n")

    assert len(seen) == 1
    assert "datetime" in seen.pop()


def test_a_missing_server_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres_cluster, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(postgres_cluster.PostgresError, match=r"apt-get install postgresql$"):
        postgres_cluster.find_programs()


def gone_within(seconds: float, path: Path) -> bool:
    until = time.monotonic() + seconds
    while path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not path.exists()
