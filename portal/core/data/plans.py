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
    """Return a statement to be counted: what was read in the order of the list (`not_by`) is read beside the others."""

    def turned(element: Any, **_more: Any) -> Any:
        if not isinstance(element, sa.BinaryExpression) or not isinstance(element.left, _NotBy):
            return None
        return next(iter(element.left.clauses)) == not_by(element.right)

    return sa.sql.visitors.replacement_traverse(statement, {}, turned)


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
