"""Whole lists handed to one statement: thousands of keys as a single parameter, on both engines."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from portal.core.database import on_postgresql


def among(column: Any, values: Iterable[int | str]) -> sa.ColumnElement[bool]:
    """Return the condition that a column is one of these values, however many they are.

    `= ANY(array)` on PostgreSQL, a join with `json_each` on SQLite: the statement stays the same
    for five and for 5,000 values, so it is planned once and has no limit of parameters.
    """
    listed = list(values)
    if on_postgresql():
        array = sa.bindparam(None, listed, type_=postgresql.ARRAY(column.type), unique=True)
        return column == sa.any_(array)
    given = sa.func.json_each(json.dumps(listed)).table_valued("value")
    return column.in_(sa.select(given.c.value))


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
