"""Tenancy inside the session: each statement is narrowed to the scope in force, and PostgreSQL is told of it.

The first two of three layers: a criterion on every owned table of an ORM statement, and the setting PostgreSQL's
row policies read. Without a scope an owned table is not reached at all.
"""

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa
from sqlalchemy import orm

from portal.core.data.owned import Base, Owned
from portal.core.data.plans import usual
from portal.core.errors import NoScope
from portal.core.scope import current_scope

_narrow: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def narrowed(statement: Any) -> Any:
    """Return a statement that reaches only rows in scope; kept as long as the statement it was made of."""
    scope = current_scope()
    if scope is None:
        _refuse_owned(statement)
        return statement
    if scope.everyone:
        return statement
    found = _narrow.get(statement)
    if found is None:
        found = _narrow[statement] = statement.options(_only_in_scope())
    return found


@cache
def _only_in_scope() -> Any:
    """Return the option that narrows every owned table of a statement to the scope in which it is run."""
    ids = sa.bindparam("scope_ids", callable_=ids_in_scope, expanding=True, type_=sa.Integer())
    return orm.with_loader_criteria(
        Owned, lambda cls: usual(cls.distributor_id.in_(ids)), include_aliases=True, propagate_to_loaders=False
    )


def ids_in_scope() -> list[int]:
    """Return the distributors of the scope in force, in their order; `NoScope` where it is none, or that of all."""
    scope = current_scope()
    if scope is None or scope.everyone:
        raise NoScope("a statement narrowed to some distributors was run for others")
    return sorted(scope.distributor_ids)


_harmless: WeakSet[Any] = WeakSet()


def _refuse_owned(statement: Any) -> None:
    if statement in _harmless:  # a statement kept by its module was looked through before
        return
    owned = {mapper.local_table for mapper in Base.registry.mappers if _is_owned(mapper)}
    for element in sa.sql.visitors.iterate(statement):
        if isinstance(element, sa.Table) and element in owned:
            raise NoScope(f"{element.name} was read or changed before a scope was set")
    _harmless.add(statement)


def _is_owned(mapper: orm.Mapper[Any]) -> bool:
    return issubclass(mapper.class_, Owned)


def tell_postgresql(session: orm.Session) -> None:
    """Tell PostgreSQL's row policies the scope in force, once a transaction and scope; nothing on SQLite."""
    scope = current_scope()
    setting = scope.setting if scope else ""
    if session.info.get("scope_told") == setting:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('app.distributors', %s, true)", (setting,))
    session.info["scope_told"] = setting


def check_owners(distributor_ids: set[int]) -> None:
    """Raise `NoScope` unless rows of these distributors may be written in the scope in force."""
    scope = current_scope()
    if scope is None or not (scope.everyone or distributor_ids <= scope.distributor_ids):
        raise NoScope("rows of a distributor out of scope were to be added")
