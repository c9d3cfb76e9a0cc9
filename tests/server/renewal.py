"""A PostgreSQL database given back as its template is: emptied where that will do, made anew where not."""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from tests.server.postgres import PostgresServer

SCHEMA = " UNION ALL ".join(
    f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name} WHERE {own}"
    for name, own in (
        ("pg_class", "relnamespace = 'public'::regnamespace"),
        ("pg_attribute", "attrelid >= 16384 AND attnum > 0"),
        ("pg_constraint", "connamespace = 'public'::regnamespace"),
        ("pg_trigger", "true"),
        ("pg_policy", "true"),
        ("pg_proc", "pronamespace = 'public'::regnamespace"),
        ("pg_namespace", "nspname !~ '^pg_'"),
        ("pg_db_role_setting", "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"),
    )
)
"""Whatever changes a schema writes one of these rows anew, or takes one away."""
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
SEQUENCES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname"
)


MOST_TIMES = 100
"""How often one database is emptied before it is made anew: dead rows stay in its files, for nobody vacuums it."""


class Renewal:
    """Gives one database of a test process back as its template is, each time it is called.

    Rows are deleted by the superuser with triggers off, where any are; what the migrations wrote is put back, and
    every sequence. A database whose schema was touched, that somebody holds, or that is gone, is made anew.
    """

    def __init__(self, server: PostgresServer, live: str, template: str) -> None:
        self._server = server
        self.live = live
        self._template = template
        self._open: psycopg.Connection | None = None
        self._emptied = 0
        self.made = 0

    def __call__(self) -> None:
        """Give the database back; nobody may be in the middle of using it."""
        try:
            emptied = self._open is not None and self._emptied < MOST_TIMES and self._empty(self._open)
        except psycopg.Error:
            emptied = False
        if emptied:
            self._emptied += 1
        else:
            self._make()

    def _make(self) -> None:
        if self._open is not None:
            self._open.close()
        self._server.drop_database(self.live)
        self._server.create_database(self.live, template=self._template)
        self.made += 1
        self._emptied = 0
        self._open = self._server.connect(self.live)
        self._learn(self._open)

    def _learn(self, connection: psycopg.Connection) -> None:
        """Note what there is to empty and to put back, in this connection's own temporary tables."""
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET lock_timeout = '1s'")
        tables = [name for (name,) in connection.execute(TABLES)]
        self._filled = _union(tables)
        self._seeded = {name for (name,) in connection.execute(self._filled)}
        for name in self._seeded:
            copied = sql.SQL("CREATE TEMP TABLE {} AS TABLE public.{}")
            connection.execute(copied.format(sql.Identifier(f"kept_{name}"), sql.Identifier(name)))
        self._sequences = self._put_back(connection, [name for (name,) in connection.execute(SEQUENCES)])
        self._schema = connection.execute(SCHEMA).fetchall()

    @staticmethod
    def _put_back(connection: psycopg.Connection, names: Sequence[str]) -> sql.Composable:
        """Return the statement that sets all sequences to what they are now."""
        words: list[sql.Composable] = []
        for name in names:
            state = connection.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name)))
            place = sql.Literal(f'public."{name}"')
            words += [sql.SQL("setval({}, {}, {})").format(place, *map(sql.Literal, state.fetchone() or ()))]
        return sql.SQL("SELECT ") + sql.SQL(", ").join(words)

    def _empty(self, connection: psycopg.Connection) -> bool:
        """Empty the database in one transaction; tell whether it is now as the template is."""
        if connection.execute(SCHEMA, prepare=True).fetchall() != self._schema:
            return False
        filled = {name for (name,) in connection.execute(self._filled, prepare=True)}
        words = [sql.SQL("DELETE FROM public.{}").format(sql.Identifier(name)) for name in sorted(filled)]
        for name in sorted(self._seeded):
            put_back = sql.SQL("INSERT INTO public.{} OVERRIDING SYSTEM VALUE TABLE pg_temp.{}")
            words.append(put_back.format(sql.Identifier(name), sql.Identifier(f"kept_{name}")))
        connection.execute(sql.SQL("; ").join([*words, self._sequences]))
        return True


def _union(tables: Sequence[str]) -> sql.Composed:
    """Return the query for those tables that have rows."""
    each = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM public.{})")
    return sql.SQL(" UNION ALL ").join(each.format(sql.Literal(name), sql.Identifier(name)) for name in tables)
