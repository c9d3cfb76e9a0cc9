"""What is found before the rest of a statement is looked at, where PostgreSQL would go through the rest instead."""

from typing import Any

import sqlalchemy as sa


def found_first(ids: sa.Select[Any] | sa.CompoundSelect[Any], name: str = "found") -> sa.Select[Any]:
    """Return a select of these ids, each found by its own index and once.

    PostgreSQL would otherwise read the list in its order until a page is full, row by row where few of it are found:
    a search that finds nothing would read years.
    """
    found = ids.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")
    return sa.select(*found.c)
