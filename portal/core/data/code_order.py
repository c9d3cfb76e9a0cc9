"""The order of texts by the codes of their signs, the same on both engines and in Python.

PostgreSQL orders a column by the locale of its database otherwise, and the other way round than an index says that was
made so. `lower` and `icontains` stay with the column: by codes alone they would know the letters of English only.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class _ByCode(sa.sql.functions.FunctionElement[str]):
    name = "by_code"
    inherit_cache = True


def by_code(text: Any) -> sa.ColumnElement[str]:
    """Return a text that is ordered and compared by the codes of its signs."""
    return _ByCode(text)


@compiles(_ByCode)
def _as_it_stands(element: Any, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(_ByCode, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return f'{compiler.process(element.clauses, **how)} COLLATE "C"'
