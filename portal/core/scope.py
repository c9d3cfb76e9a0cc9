"""For whom owned rows are read: the first of the three layers of tenancy.

A scope is set for a request (or a job) before its first query. Reading a table owned by
distributors without one raises `NoScope`; PostgreSQL is told the same scope and fails closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Which distributors' rows may be seen: everybody's, or those of a closed list of ids."""

    everyone: bool = False
    distributor_ids: frozenset[int] = frozenset()

    @property
    def setting(self) -> str:
        """Return the text PostgreSQL's row policies compare with: `*`, or ids joined by commas."""
        return "*" if self.everyone else ",".join(map(str, sorted(self.distributor_ids)))


EVERYONE = Scope(everyone=True)
NOBODY = Scope()

_scope: ContextVar[Scope | None] = ContextVar("portal_scope", default=None)


def scope_of(*distributor_ids: int) -> Scope:
    """Return the scope of exactly these distributors."""
    return Scope(distributor_ids=frozenset(distributor_ids))


def current_scope() -> Scope | None:
    """Return the scope in force, or None when nobody has said for whom."""
    return _scope.get()


def set_scope(scope: Scope | None) -> None:
    """Put a scope in force for the rest of this context (a request's guard calls it)."""
    _scope.set(scope)


@contextmanager
def scoped(scope: Scope) -> Iterator[None]:
    """Put a scope in force for a block (jobs, the command line, tests)."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)
