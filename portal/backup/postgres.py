"""A consistent dump of a PostgreSQL database in use, and a dump put into another, by its own programs.

Row-level security binds the portal's roles, so both are told the scope of everybody; the dump is
taken of the very snapshot the rows were counted in.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from portal.backup.file import BackupRefused
from portal.core.data.migrations import migration_of

EVERYBODY = "-c app.distributors=* -c lock_timeout=15s"


def dump_database(engine: sa.Engine, target: Path) -> tuple[str, dict[str, int]]:
    """Dump a database in PostgreSQL's custom format; return its migration and its rows by table."""
    program = _program("pg_dump")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        connection.exec_driver_sql("SELECT set_config('app.distributors', '*', true)")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        found = _looked_over(connection)
        _run(
            [
                program,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--no-comments",
                "--enable-row-security",
                f"--snapshot={snapshot}",
                f"--file={target}",
                f"--dbname={_address(engine.url)}",
            ],
            engine.url,
        )
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return found


def is_empty(engine: sa.Engine) -> bool:
    """Tell whether a database has no table."""
    with engine.connect() as connection:
        return not sa.inspect(connection).get_table_names()


def load_dump(engine: sa.Engine, dump: Path, *, replace: bool) -> tuple[str, dict[str, int]]:
    """Load a dump in one transaction, all or nothing; return migration and rows as they stand there.

    With `replace` what is there of the same migration is dropped first. Extensions are left as they are then.
    """
    program = _program("pg_restore")
    engine.dispose()
    wanted = dump.with_name(dump.name + ".list")
    listed = _run([program, "--list", str(dump)], engine.url).splitlines()
    wanted.write_text("\n".join(line for line in listed if not (replace and " EXTENSION " in line)))
    _run(
        [
            program,
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            *(["--clean", "--if-exists"] if replace else []),
            f"--use-list={wanted}",
            f"--dbname={_address(engine.url)}",
            str(dump),
        ],
        engine.url,
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT set_config('app.distributors', '*', true)")
        return _looked_over(connection)


def _looked_over(connection: sa.Connection) -> tuple[str, dict[str, int]]:
    tables = sorted(sa.inspect(connection).get_table_names())
    rows = {table: connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one() for table in tables}
    if "alembic_version" not in rows:
        raise BackupRefused("this is not a database of the portal")
    return migration_of(connection), rows


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(f"{name} is not installed; run: sudo apt-get install postgresql-client")
    return found


def _address(url: sa.URL) -> str:
    """Return the address as PostgreSQL's programs take it, without the password (others see arguments)."""
    query = {name: value for name, value in url.query.items() if name != "options"}
    plain = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return plain.render_as_string()


def _environment(url: sa.URL) -> Mapping[str, str]:
    options = url.query.get("options", "")
    told = {"PGOPTIONS": f"{options if isinstance(options, str) else ' '.join(options)} {EVERYBODY}".strip()}
    return {**os.environ, **told, **({"PGPASSWORD": url.password} if url.password else {}), "LC_ALL": "C.UTF-8"}


def _run(command: list[str], url: sa.URL) -> str:
    """Run one of the programs of PostgreSQL, whose arguments are ours, and return what it says."""
    env = _environment(url)
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - see above
    if done.returncode != 0:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise BackupRefused(f"{Path(command[0]).name} failed: {'; '.join(said[:3])}")
    return done.stdout
