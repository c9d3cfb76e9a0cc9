"""What refers to rows that cannot go: by which table, and how often; asked for only once the database has refused."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor, SellingEntity, UserAccount
from portal.catalogue.models import Bulletin, Part
from portal.core.data.lists import among
from portal.core.data.owned import Base
from portal.core.data.sessions import db
from portal.pricing.models import PriceList
from portal.stock.models import Depot

HOMES: Mapping[str, tuple[type[Base], Any]] = {
    "price_lists": (PriceList, PriceList.code),
    "depots": (Depot, Depot.code),
    "sellers": (SellingEntity, SellingEntity.code),
    "distributors": (Distributor, Distributor.code),
    "parts": (Part, Part.number),
    "bulletins": (Bulletin, Bulletin.number),
    "people": (UserAccount, UserAccount.email),
}
"""Kinds whose rows others name by an id: the table, and the column of their key."""
_GO_WITH_IT = frozenset({"part_text"})


@dataclass(frozen=True, slots=True)
class Refers:
    """How many rows of a table name a row, and by which column."""

    table: str
    column: str
    count: int


def first_in_use(kind: str, keys: Collection[str]) -> tuple[str, list[Refers]] | None:
    """Return the key of a row something refers to, and what does, the most first; None where nothing does."""
    if kind not in HOMES:
        return None
    model, code = HOMES[kind]
    home: Any = model
    for column in _pointing_at(model):
        key = db.session.scalar(
            sa.select(code).join_from(home, column.table, column == home.id).where(among(code, keys)).limit(1)
        )
        if key is not None:
            return str(key), _refers(model, db.session.scalar(sa.select(home.id).where(code == key)))
    return None


def _refers(model: type[Base], row_id: Any) -> list[Refers]:
    counted = []
    for column in _pointing_at(model):
        count = db.session.scalar(sa.select(sa.func.count()).select_from(column.table).where(column == row_id)) or 0
        if count:
            counted.append(Refers(column.table.name, column.name, count))
    return sorted(counted, key=lambda one: -one.count)


def _pointing_at(model: type[Base]) -> Iterator[sa.Column[Any]]:
    """The columns of other tables that hold the id of a row and stand against its going, in the order of their tables.

    What the database lets go with its row (`ON DELETE CASCADE`), and names that go with their part, do not.
    """
    home: Any = sa.inspect(model).local_table
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        for column in table.columns:
            stops = any(key.column is home.c.id and key.ondelete != "CASCADE" for key in column.foreign_keys)
            if stops and table is not home and table.name not in _GO_WITH_IT:
                yield column
