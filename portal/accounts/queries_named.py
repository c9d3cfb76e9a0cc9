"""Companies found by what they are called, for the lists of everything that is theirs."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Distributor, DistributorKind, in_subtree
from portal.accounts.rules_named import Named, code_and_name
from portal.core.data.lists import among
from portal.core.data.numbers import with_id
from portal.core.data.sessions import read
from portal.core.scope import current_scope

CHOSEN, TYPED = "distributor", "company"
"""The filters of a list by its company: the id of one, or what was typed and means none."""


def of_companies_called(owner: Any, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that the company of a row (its column) in scope has this text in its name or code.

    The companies are found first: a list that is searched in several ways is read by the index of each, and where no
    company is called so there is one way fewer.
    """
    ids = read(_in_scope(sa.select(Distributor.id).where(_called(text)))).scalars().all()
    return among(owner, sorted(ids)) if ids else sa.false()


def of_company_chosen(owner: Any, filters: Mapping[str, str]) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a row (its column) is of the company a list is narrowed to, none where it is not.

    No row is of a company that was typed and is not known: what was meant is never shown as if nothing were.
    """
    if filters.get(TYPED):
        return (sa.false(),)
    return (with_id(owner, filters[CHOSEN]),) if filters.get(CHOSEN) else ()


def companies_called(text: str, most: int) -> list[Named]:
    """Return the companies in scope that have this text in their code or name, at most so many.

    Those called exactly so come first, then those whose code begins so, then by name. Code and name together mean the
    one that has both. A region is none of them: it has nothing of its own, and is told by `region_called`.
    """
    typed = text.strip()
    exactly = sa.or_(*(sa.func.lower(each) == sa.func.lower(typed) for each in (Distributor.code, Distributor.name)))
    begins = Distributor.code.istartswith(typed, autoescape=True)
    turn = sa.case((exactly, 0), (begins, 1), else_=2)
    found = sa.select(*_NAMED).where(_called(typed), _BUYS).order_by(turn, Distributor.name, Distributor.id)
    return [Named(*row) for row in read(_in_scope(found).limit(most))]


def region_called(text: str) -> Named | None:
    """Return the region in scope that has this code or name, None for none."""
    typed = sa.func.lower(text.strip())
    exactly = sa.or_(*(sa.func.lower(each) == typed for each in (Distributor.code, Distributor.name)), _both(text))
    found = sa.select(*_NAMED).where(exactly, ~_BUYS).order_by(Distributor.id).limit(1)
    row = read(_in_scope(found)).one_or_none()
    return None if row is None else Named(*row)


def companies_below(region: Named, most: int) -> list[Named]:
    """Return the companies of a region in scope, by name, at most so many."""
    above = orm.aliased(Distributor)
    found = sa.select(*_NAMED).join(above, in_subtree(Distributor, above)).where(above.id == region.id, _BUYS)
    return [Named(*row) for row in read(_in_scope(found.order_by(Distributor.name, Distributor.id)).limit(most))]


def company_called(key: int) -> Named | None:
    """Return a company in scope by its id, None for any other."""
    row = read(_in_scope(sa.select(*_NAMED).where(Distributor.id == key))).one_or_none()
    return None if row is None else Named(*row)


def at_least(companies: int) -> bool:
    """Tell whether there are so many companies in scope; no more of them are counted."""
    scope = current_scope()
    if scope is not None and not scope.everyone:
        return len(scope.distributor_ids) >= companies
    return int(read(_counted(companies)).scalar_one()) >= companies


def fewer_than(companies: int) -> sa.ColumnElement[bool]:
    """Return the condition that there are fewer companies in all, for a statement that names them only then."""
    few: sa.ColumnElement[bool] = _counted(companies).scalar_subquery() < companies
    return few


@cache
def _counted(most: int) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(sa.select(Distributor.id).limit(most).subquery())


_BUYS = Distributor.kind != DistributorKind.REGION
_NAMED = (Distributor.id, Distributor.code, Distributor.name, ~_BUYS)


def _called(text: str) -> sa.ColumnElement[bool]:
    named = (column.icontains(text.strip(), autoescape=True) for column in (Distributor.name, Distributor.code))
    return sa.or_(*named, _both(text))


def _both(text: str) -> sa.ColumnElement[bool]:
    """The condition that a company has the code and the name that a text says together."""
    lower = sa.func.lower
    said = (
        sa.and_(lower(Distributor.code) == lower(code), lower(Distributor.name) == lower(name))
        for code, name in code_and_name(text)
    )
    return sa.or_(sa.false(), *said)


def _in_scope(statement: Any) -> Any:
    scope = current_scope()
    if scope is None or scope.everyone:
        return statement
    return statement.where(among(Distributor.id, scope.distributor_ids))
