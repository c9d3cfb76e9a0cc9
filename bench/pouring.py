"""Many rows into a database, fast: COPY or `executemany`, or made by the engine itself from a counter.

While it fills, foreign keys and the indexes of the tables concerned are away and come back as the schema has them: on
PostgreSQL the keys are checked over all rows then, on SQLite by whoever asks (`broken_keys`).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from portal.core.data.owned import Base, Owned
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE

BLOCK = 10_000
Rows = Iterable[dict[str, Any]]


@contextmanager
def filling(*models: type[Base]) -> Iterator[sa.Connection]:
    """Give a connection that fills these tables and waits for no disk; nobody else is connected meanwhile.

    What it writes is not safe from a crash, which costs a benchmark nothing.
    """
    db.session.remove()
    db.engine.dispose()
    engine = sa.create_engine(db.engine.url, poolclass=sa.pool.StaticPool)
    with engine.connect() as connection:
        for statement in _PREPARED[engine.dialect.name]:
            _exec(connection, statement)
        connection.commit()
        away = _taken_away(connection, [model.__tablename__ for model in models])
        yield connection
        connection.commit()
        for statement in away:
            _exec(connection, statement)
        connection.commit()
        if engine.dialect.name == "sqlite":
            _exec(connection, "PRAGMA journal_mode=WAL")
        else:
            for (statement,) in _exec(connection, _SEQUENCES).all():
                _exec(connection, statement)
            connection.commit()
    engine.dispose()


_PREPARED = {
    "sqlite": tuple(
        f"PRAGMA {one}"
        for one in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1500000", "temp_store=FILE")
    ),
    "postgresql": (
        f"SELECT set_config('app.distributors', '{EVERYONE.setting}', false)",
        "SET maintenance_work_mem = '512MB'",
        "SET work_mem = '256MB'",
        "SET synchronous_commit = off",
    ),
}


def _exec(connection: sa.Connection, statement: str) -> sa.CursorResult[Any]:
    """Run a statement as it stands, `%` and all."""
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def on_postgresql(connection: sa.Connection) -> bool:
    """Tell which engine a connection is of."""
    return connection.dialect.name == "postgresql"


def _taken_away(connection: sa.Connection, tables: list[str]) -> list[str]:
    """Drop the foreign keys and the indexes of tables; return the statements that make them again."""
    names = ", ".join(f"'{table}'" for table in tables)
    found: Any = _exec(connection, (_POSTGRES if on_postgresql(connection) else _SQLITE).format(names=names)).all()
    for drop, _make in found:
        _exec(connection, drop)
    connection.commit()
    return [make for _drop, make in reversed(found)]


_SQLITE = (
    "SELECT 'DROP INDEX ' || name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    " AND tbl_name IN ({names})"
)
_POSTGRES = (
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),"
    " format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
    " FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text IN ({names})"
    " UNION ALL SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(i.indexrelid) FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid::regclass::text IN ({names})"
    " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
)


def look_at_all() -> None:
    """Let PostgreSQL look at what its tables hold, as it does by itself in production; SQLite plans without."""
    with db.engine.connect() as connection:
        if on_postgresql(connection):
            connection.execution_options(isolation_level="AUTOCOMMIT")
            _exec(connection, "VACUUM ANALYZE")


_SEQUENCES = (
    "SELECT format('SELECT setval(%L, (SELECT max(%I) FROM %s))',"
    " pg_get_serial_sequence(c.oid::regclass::text, a.attname), a.attname, c.oid::regclass)"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped"
    " AND pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL"
)


def broken_keys(connection: sa.Connection) -> int:
    """Return how many foreign keys lead nowhere on SQLite; PostgreSQL refuses them when they come back."""
    return len(_exec(connection, "PRAGMA foreign_key_check").all())


def give(connection: sa.Connection, model: type[Base], columns: Mapping[str, Any], source: str) -> int:
    """Let the engine make rows of a table: a text is SQL over the source, all else a value; return how many.

    Columns that are not named get what the model gives them.
    """
    table: Any = model.__table__
    plain = {each.name: each.default.arg for each in table.c if each.default is not None and each.default.is_scalar}
    made = {
        each.name: each.default.arg(None) for each in table.c if each.default is not None and each.default.is_callable
    }
    wanted: dict[str, Any] = {name: sa.literal(value, table.c[name].type) for name, value in {**plain, **made}.items()}
    for name, told in columns.items():
        as_sql = isinstance(told, str)
        wanted[name] = sa.literal_column(told) if as_sql else sa.literal(told, table.c[name].type)
    rows = sa.select(*(told.label(name) for name, told in wanted.items())).select_from(sa.text(source))
    done = connection.execute(sa.insert(table).from_select(list(wanted), rows, include_defaults=False))
    connection.commit()
    return done.rowcount


def run(connection: sa.Connection, *statements: str) -> None:
    """Run statements as they stand."""
    for statement in statements:
        _exec(connection, statement)
    connection.commit()


def counter(connection: sa.Connection, name: str, count: int) -> None:
    """Make a table of the numbers from 0 on, so many of them, in its column `n`."""
    run(
        connection,
        f"CREATE TABLE {name} (n INTEGER PRIMARY KEY)",
        f"INSERT INTO {name} WITH RECURSIVE c (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < {count - 1})"
        " SELECT n FROM c",
    )


def pour(connection: sa.Connection, model: type[Base], rows: Rows) -> int:
    """Write rows of a table, all naming the same columns, in blocks of one transaction each; return how many.

    PostgreSQL copies nothing into a table with row policies: its rows are inserted.
    """
    table: Any = model.__table__
    copied = on_postgresql(connection) and not issubclass(model, Owned)
    mark = "%s" if on_postgresql(connection) else "?"
    written = 0
    for block in batched_rows(rows):
        names = list(block[0])
        values = [tuple(row.values()) for row in block]
        columns = ", ".join(f'"{name}"' for name in names)
        raw: Any = connection.connection.driver_connection
        cursor = raw.cursor()
        if copied:
            with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
                for value in values:
                    copy.write_row(value)
        else:
            marks = ", ".join([mark] * len(names))
            cursor.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", values)
        raw.commit()
        written += len(block)
    return written


def batched_rows(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    """Yield rows in blocks of `BLOCK`."""
    block: list[dict[str, Any]] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


@contextmanager
def search_made_after(connection: sa.Connection) -> Iterator[None]:
    """Leave the search tables alone while parts are poured in, and make them anew from all parts then.

    What is dropped comes back as the schema has it.
    """
    postgres = on_postgresql(connection)
    kept: Any = _exec(connection, _POSTGRES_KEPT if postgres else _SQLITE_KEPT).all()
    run(connection, *(away for away, _again in kept))
    yield
    run(connection, _FOUND.format(models=_MODELS[connection.dialect.name]))
    if postgres:
        run(connection, _POSTGRES_WORDS)
    else:
        run(connection, *(f"INSERT INTO {it} ({it}) VALUES ('rebuild')" for it in ("part_norm_fts", "part_words_fts")))
    run(connection, *(again for _away, again in kept))


_SQLITE_KEPT = (
    "SELECT 'DROP TRIGGER ' || name, sql FROM sqlite_master WHERE type = 'trigger'"
    " AND (name LIKE 'part_%_fts_%' OR name LIKE 'part_found_%')"
)
_POSTGRES_KEPT = (
    "SELECT format('DROP INDEX %I', indexname), replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes"
    " WHERE tablename LIKE 'part_fts%' AND indexdef LIKE '%USING gin%'"
    " UNION ALL SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),"
    " format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger"
    " WHERE tgname LIKE 'part_fts_%' OR tgname LIKE 'part_found_%'"
)
_POSTGRES_WORDS = (
    "INSERT INTO part_fts (part_id, norm, words) SELECT id, norm,"
    " array_to_tsvector(array_remove(string_to_array(words, ' '), '')) FROM part ON CONFLICT DO NOTHING"
)
_FOUND = (
    "INSERT INTO part_found (part_id, norm, state, system, dangerous, models) SELECT id, norm, state, system,"
    " EXISTS (SELECT 1 FROM dangerous_goods WHERE part_id = part.id), coalesce({models}, '') FROM part"
    " WHERE id NOT IN (SELECT part_id FROM part_found)"
)
_MODELS = {
    "sqlite": (
        "(SELECT group_concat(model, char(10)) FROM"
        " (SELECT DISTINCT model FROM part_fitment WHERE part_id = part.id ORDER BY model))"
    ),
    "postgresql": (
        "(SELECT string_agg(DISTINCT model, chr(10) ORDER BY model) FROM part_fitment WHERE part_id = part.id)"
    ),
}
