"""Companies found by what they are called, for the lists of everything that is theirs."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.data.lists import among
from portal.core.data.sessions import read
from portal.core.scope import current_scope


def of_companies_called(owner: Any, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that the company of a row (its column) in scope has this text in its name or code.

    The companies are found first: a list that is searched in several ways is read by the index of each, and where no
    company is called so there is one way fewer.
    """
    named = (column.icontains(text.strip(), autoescape=True) for column in (Distributor.name, Distributor.code))
    found = sa.select(Distributor.id).where(sa.or_(*named))
    scope = current_scope()
    if scope is not None and not scope.everyone:
        found = found.where(among(Distributor.id, scope.distributor_ids))
    ids = read(found).scalars().all()
    return among(owner, sorted(ids)) if ids else sa.false()
