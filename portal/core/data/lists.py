"""Whole lists handed to one statement: thousands of keys as a single parameter, on both engines."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles

from portal.core.data.sessions import on_postgresql


class _Listed(sa.types.TypeDecorator[Any]):
    """A list of values as one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, item: Any) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(self.item))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


class _Among(sa.sql.functions.FunctionElement[bool]):
    """`column = ANY(list)` on PostgreSQL, membership in `json_each(list)` on SQLite."""

    name = "among"
    inherit_cache = True


@compiles(_Among)
def _among_each(element: _Among, compiler: Any, **how: Any) -> str:
    column, listed = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"


@compiles(_Among, "postgresql")
def _among_any(element: _Among, compiler: Any, **how: Any) -> str:
    clauses: Any = element.clauses
    column, listed = clauses
    # A foreign key has no type before the model it leads to is imported, and a statement that is kept may be older.
    listed.type.item = column.type
    return f"{compiler.process(column, **how)} = ANY ({compiler.process(listed, **how)})"


def among(column: Any, values: Iterable[int | str]) -> sa.ColumnElement[bool]:
    """Return the condition that a column is one of these values, however many they are.

    `= ANY(array)` on PostgreSQL, a join with `json_each` on SQLite: the statement stays the same
    for five and for 5,000 values, so it is planned once and has no limit of parameters.
    """
    return _Among(column, sa.bindparam(None, list(values), type_=_Listed(column.type), unique=True))


def among_given(column: Any, name: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column is one of a list handed over, by this name, with each execution."""
    return _Among(column, sa.bindparam(name, type_=_Listed(column.type)))


def rows_given(rows: Iterable[tuple[int | Decimal, ...]], *names: str) -> sa.FromClause:
    """Return a list of rows of whole numbers as a table with these columns, to join or update from."""
    listed = [[int(value) for value in row] for row in rows]
    if on_postgresql():
        each = sa.func.jsonb_array_elements(sa.literal(listed, postgresql.JSONB)).table_valued("value")
        cells: list[Any] = [sa.cast(each.c.value.op("->>")(index), sa.BigInteger) for index in range(len(names))]
    else:
        each = sa.func.json_each(json.dumps(listed)).table_valued("value")
        cells = [sa.func.json_extract(each.c.value, f"$[{index}]") for index in range(len(names))]
    columns = [cell.label(name) for cell, name in zip(cells, names, strict=True)]
    return sa.select(*columns).select_from(each).subquery()
