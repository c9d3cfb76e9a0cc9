"""What SQLite's planner is told of rows, for it keeps no statistics; PostgreSQL keeps its own, and reads none of this.

Without statistics SQLite takes an index on equal values to leave ten rows, whatever the table holds.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class _Usual(sa.sql.functions.FunctionElement[bool]):
    name = "usual"
    inherit_cache = True


class _NotBy(sa.sql.functions.FunctionElement[Any]):
    name = "not_by"
    inherit_cache = True


def usual(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return a condition that many rows meet: rows are found by another where there is one."""
    return _Usual(condition)


def not_by(column: Any) -> sa.ColumnElement[Any]:
    """Return a column rows are not to be found by: its table is read in the order of the list, the others beside it."""
    return _NotBy(column)


def in_no_order(statement: Any) -> Any:
    """Return a statement to be counted: each row is read with those it names, found by their keys, in no order."""

    def turned(element: Any, **_more: Any) -> Any:
        if not isinstance(element, sa.BinaryExpression):
            return None
        sides = [
            next(iter(side.clauses)) if isinstance(side, _NotBy) else side for side in (element.left, element.right)
        ]
        for key, named in (sides, reversed(sides)):
            if _names(named, key):
                return key == not_by(named)
        return None

    return sa.sql.visitors.replacement_traverse(statement, {}, turned)


def _names(named: Any, key: Any) -> bool:
    """Tell whether a column is a foreign key of another, which is all of its table's key."""
    if not isinstance(named, sa.Column) or not isinstance(key, sa.Column) or not key.primary_key:
        return False
    return any(each.target_fullname == f"{key.table}.{key.name}" for each in named.foreign_keys)


@compiles(_Usual)
@compiles(_NotBy)
def _as_it_stands(element: Any, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(_Usual, "sqlite")
def _usual_on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"likelihood({compiler.process(element.clauses, **how)}, 0.0625)"


@compiles(_NotBy, "sqlite")
def _not_by_on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"+{compiler.process(element.clauses, **how)}"
