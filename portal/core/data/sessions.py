"""Database sessions: `Read` for looking, `Write` for changing, one transaction per command.

`db.session` is the session of the moment: a plain read session in a request or job, the write
session inside `transaction()`. Reads cannot write (PostgreSQL: a read-only transaction; SQLite:
`query_only`). A write takes SQLite's lock with its first statement (`BEGIN IMMEDIATE`), so a
reader is never upgraded. `with_for_update()` locks rows on PostgreSQL and nothing on SQLite,
where the whole database is locked already; what must not be oversold is a conditional UPDATE.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, cast

import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event, orm

from portal.core.config import Piece
from portal.core.data import hooks
from portal.core.data.engines import is_held_by_others, is_transient, prepare_engine, waits, write_engine
from portal.core.data.narrowing import check_owners, narrowed, tell_postgresql
from portal.core.data.owned import Base, Owned

P = ParamSpec("P")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")

MANY = 1_000
"""So many rows added at once are copied on PostgreSQL."""
LONGEST_WAIT = 6.0
"""Seconds a command waits for others in all."""

REPLICA = "replica"
"""Under this key a replica's engine is known, where one is configured (`portal.core.data.replica`)."""
READS_REPLICA = "portal_reads_replica"

_writing: ContextVar[bool] = ContextVar("portal_writing", default=False)


class PortalSession(FlaskSession):
    """A session that only reads, or one that writes from its first statement."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self.writes = _writing.get()
        self.replica = not self.writes and bool(app_ctx.g.get(READS_REPLICA))

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        """Return the engine, marked for writing where this session writes."""
        if self.replica:
            return db.engines[REPLICA]
        engine = super().get_bind(*args, **kwargs)
        return write_engine(engine) if self.writes else engine


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with our sessions and our way to begin a transaction."""

    def _make_scoped_session(self, options: dict[str, Any]) -> Any:
        options = {"expire_on_commit": False, **options}
        factory = orm.sessionmaker(db=self, class_=PortalSession, **options)

        def whose() -> tuple[int, bool]:
            return id(app_ctx._get_current_object()), _writing.get()  # type: ignore[attr-defined]

        return orm.scoped_session(factory, whose)

    def _teardown_session(self, _failure: BaseException | None) -> None:
        self.let_go()

    def let_go(self) -> None:
        """Give the session of the moment back; a connection that died meanwhile has nothing to undo."""
        try:
            self.session.remove()
        except sa.exc.DBAPIError:
            self.session.remove()

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> sa.Engine:
        engine = super()._make_engine(bind_key, options, app)
        prepare_engine(engine)
        return engine


def _plain(odd: Any) -> str:
    if isinstance(odd, Decimal | datetime | date):
        return str(odd) if isinstance(odd, Decimal) else odd.isoformat()
    raise TypeError(f"{type(odd).__name__} does not belong in a JSON column")


_to_json = json.JSONEncoder(default=_plain, ensure_ascii=False, sort_keys=True).encode


db = Database(model_class=Base, engine_options={"json_serializer": _to_json})


@event.listens_for(PortalSession, "after_transaction_end")
def _forget_scope(session: orm.Session, _transaction: Any) -> None:
    """PostgreSQL forgets the scope with the transaction it was told in; so that the next is told before it reads."""
    session.info.pop("scope_told", None)


@event.listens_for(PortalSession, "before_flush")
def _tell_before_flush(session: orm.Session, _context: Any, _instances: Any) -> None:
    tell_postgresql(session)


@event.listens_for(PortalSession, "do_orm_execute")
def _apply_scope(state: orm.ORMExecuteState) -> None:
    """Narrow each statement to the scope in force; raise `NoScope` where there is none."""
    tell_postgresql(state.session)
    within = narrowed(state.statement)
    if not state.is_column_load:
        state.statement = within


def read(statement: sa.Select[*Ts], values: Mapping[str, Any] | None = None) -> sa.Result[*Ts]:
    """Run a select of columns, narrowed to the scope in force, for less than half of `db.session.execute`.

    For what many people wait for: it goes past all that only objects need, and a statement that its
    module keeps (`@cache`, values as bound parameters) is narrowed and keyed once and for all.
    Buys 12 % of an order at headquarters, 7 to 10 % of other pages (`python -m bench.quick`). Switch: `reading`.
    """
    if _plain_is(Piece.READING):
        return cast("sa.Result[*Ts]", db.session.execute(statement, values))
    session = cast(PortalSession, db.session())
    if session.writes:
        session.flush()  # what was added is to be seen
    tell_postgresql(session)
    return session.connection().execute(narrowed(statement), values)


def add_rows(model: type[Base], given: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all of them naming the same attributes, for a third of what objects cost.

    Buys 40 % of submitting 50 lines and 48 % of 5,000 (`python -m bench.quick`). Switch: `adding`.
    Raises `NoScope` for an owned row of a distributor outside the scope in force.
    """
    session = db.session()
    session.flush()
    tell_postgresql(session)
    if issubclass(model, Owned):
        check_owners({row["distributor_id"] for row in given})
    if _plain_is(Piece.ADDING):
        session.add_all([model(**row) for row in given])
        session.flush()
        return
    insert, names = _insert_of(model)
    if len(given) >= MANY and on_postgresql() and not issubclass(model, Owned):
        _copy(session.connection(), insert.table, names, given)
        return
    session.connection().execute(insert, [{names[name]: value for name, value in row.items()} for row in given])


def _copy(connection: sa.Connection, table: Any, names: Mapping[str, str], given: Sequence[Mapping[str, Any]]) -> None:
    """Hand many rows to PostgreSQL as one stream, for a third of what so many inserts cost; policies forbid it."""
    usual = {column.key: column.default.arg for column in table.c if column.default and column.default.is_scalar}
    keys = list(given[0])
    left = [key for key in usual if key not in {names[name] for name in keys}]
    columns = [table.c[names[name]] for name in keys] + [table.c[key] for key in left]
    kept = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns]
    rest = [usual[key] for key in left]
    told = ", ".join(connection.dialect.identifier_preparer.format_column(column) for column in columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy(f"COPY {table.name} ({told}) FROM STDIN") as stream:
        for row in given:
            values = [*(row[name] for name in keys), *rest]
            stream.write_row([each(value) if each else value for each, value in zip(kept, values, strict=True)])


def _plain_is(piece: Piece) -> bool:
    return piece in current_app.extensions["settings"].plain


@cache
def _insert_of(model: type[Base]) -> tuple[sa.Insert, dict[str, str]]:
    """Return the insert of a table, and its columns' keys by the names of the model's attributes."""
    mapper = orm.class_mapper(model)
    names = {each.key: each.columns[0].key for each in mapper.column_attrs}
    return sa.insert(cast(sa.Table, mapper.local_table)), names


@contextmanager
def transaction(wait: float | None = None) -> Iterator[orm.Session]:
    """Run a block as one transaction: reactions to its events included, one commit, or nothing.

    Objects loaded before the block are detached by it. A transaction inside another is an error. What
    others hold is waited for so many seconds (SQLite's one lock at the beginning, any lock of PostgreSQL).
    """
    if _writing.get():
        raise RuntimeError("a transaction inside a transaction")
    read_anew(replica=False)
    mark, waiting = _writing.set(True), waits.set(wait)
    try:
        session = db.session()
        tell_postgresql(session)
        yield session
        hooks.run_with_the_command(session)
        session.flush()
        hooks.run_before_commit(session)
        _commit(session)
        hooks.run_after_commit(session)
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()
        waits.reset(waiting)
        _writing.reset(mark)


def read_anew(*, replica: bool) -> None:
    """Begin a new session of the moment, which reads the replica or the database itself."""
    db.let_go()
    setattr(app_ctx.g, READS_REPLICA, replica)


def _commit(session: orm.Session) -> None:
    """Commit; a connection lost on the way leaves it in doubt whether it was, and the error says so."""
    try:
        session.commit()
    except sa.exc.DBAPIError as error:
        error.in_doubt = error.connection_invalidated  # type: ignore[attr-defined]
        raise


def perform(command: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run one command in one transaction, the whole of it again when the database asks for it.

    Retried at most four times: busy, serialisation failure, deadlock, lost connection. Not when the
    connection was lost during the commit: it may have been carried out, and twice is worse than an
    error page, after which the same form (with the same hidden key) may be sent again. All its tries
    together wait no longer than `LONGEST_WAIT` for others, so that whoever waits keeps no thread from
    the rest; then it is an outage.
    """
    until = time.monotonic() + LONGEST_WAIT
    wait = LONGEST_WAIT
    for attempt in range(5):
        try:
            with transaction(wait):
                return command(*args, **kwargs)
        except sa.exc.DBAPIError as error:
            wait = until - time.monotonic()
            if attempt == 4 or wait <= 0 or not is_transient(error):
                raise
            pause = 0.1 if error.connection_invalidated else 0.02
            time.sleep(random.uniform(0, pause * 2**attempt))  # noqa: S311 - spreads retries, guards nothing
    raise AssertionError("unreachable")


def perform_at_once(command: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Run a command that may as well be left out, once and without waiting for anybody; tell whether it was run."""
    try:
        with transaction(wait=0):
            command(*args, **kwargs)
    except sa.exc.DBAPIError as error:
        if not is_held_by_others(error):
            raise
        return False
    return True


def on_postgresql() -> bool:
    """Tell which engine the current application runs on."""
    return engine_of(current_app).dialect.name == "postgresql"


def engine_of(_app: Any = None) -> sa.Engine:
    """Return the engine of the current application."""
    return db.engine


Reading = sa.Select[*tuple[Any, ...]]
