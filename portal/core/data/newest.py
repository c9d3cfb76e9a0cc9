"""The first rows of a list over several companies, found company by company: each has its rows in the list's order.

A general distributor reads its own rows and its dealers'. An index that begins with the company has the rows of one in
order, and those of several in none: all of them would be read and sorted for a page of fifty.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.core.data.narrowing import ids_in_scope
from portal.core.scope import current_scope

MOST_COMPANIES = 100
"""Beyond so many companies their rows are sorted: as many short lists cost as much."""


def companies_apart() -> int:
    """Return by how many companies `first_rows` looks, 0 where it looks at all rows at once."""
    scope = current_scope()
    if scope is None or scope.everyone:
        return 0
    count = len(scope.distributor_ids)
    return count if 1 < count <= MOST_COMPANIES else 0


def first_rows(
    query: sa.Select[Any], model: Any, ordered: Sequence[Any], size: Any, offset: Any, companies: int
) -> sa.Select[Any]:
    """Return the rows of a query of an owned table from `offset` on, `size` of them, in this order.

    `size` and `offset` are numbers or bound parameters; `companies` is what `companies_apart` says, by which a kept
    statement is told from that of another scope.
    """
    page = query.order_by(*ordered).limit(size).offset(offset)
    if not companies:
        return page
    bare = query.order_by(None).with_only_columns(model.id, maintain_column_froms=True)
    each = [bare.where(model.distributor_id == _company(at)).order_by(*ordered) for at in range(companies)]
    ids = sa.union_all(*(sa.select(one.limit(size + offset).subquery().c.id) for one in each))
    return page.where(model.id.in_(ids))


def _company(at: int) -> sa.BindParameter[int]:
    """Return the company of this place in scope, whichever it is when the statement is run."""
    value: Callable[[], int] = partial(_company_now, at)
    return sa.bindparam(f"company_{at}", callable_=value, type_=sa.Integer())


def _company_now(at: int) -> int:
    return ids_in_scope()[at]
