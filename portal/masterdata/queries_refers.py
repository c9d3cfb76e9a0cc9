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


@dataclass(frozen=True, slots=True)
class Pointing:
    """A column that names rows of a table, and the column of these which it `holds`."""

    column: sa.Column[Any]
    holds: str


def first_in_use(kind: str, keys: Collection[str]) -> tuple[str, list[Refers]] | None:
    """Return the key of a row something refers to, and what does, the most first; None where nothing does.

    Rows that go together, all these keys, do not stand against each other.
    """
    if kind not in HOMES:
        return None
    model, code = HOMES[kind]
    for pointing in pointing_at(model):
        key = db.session.scalar(_named(pointing, model, code, keys, keys).limit(1))
        if key is not None:
            return str(key), _refers(model, code, str(key), keys)
    return None


def _refers(model: type[Base], code: Any, key: str, leaving: Collection[str]) -> list[Refers]:
    counted = []
    for pointing in pointing_at(model):
        naming = _named(pointing, model, code, [key], leaving).subquery()
        count = db.session.scalar(sa.select(sa.func.count()).select_from(naming)) or 0
        if count:
            counted.append(Refers(pointing.column.table.name, pointing.column.name, count))
    return sorted(counted, key=lambda one: -one.count)


def _named(
    pointing: Pointing, model: type[Base], code: Any, keys: Collection[str], leaving: Collection[str]
) -> sa.Select[Any]:
    """The keys of rows that are named by a column of rows that stay, once for each of these."""
    home: Any = sa.inspect(model).local_table
    row = home.alias()
    naming = sa.select(row.c[code.key]).join_from(row, pointing.column.table, pointing.column == row.c[pointing.holds])
    if pointing.column.table is home:
        naming = naming.where(~among(home.c[code.key], leaving))
    return naming.where(among(row.c[code.key], keys))


def pointing_at(model: type[Base]) -> Iterator[Pointing]:
    """Yield the columns that name a row of a table and stand against its going, in the order of their tables.

    Most hold its id, some its code. What the database lets go with its row (`ON DELETE CASCADE`), and names that go
    with their part, do not.
    """
    home: Any = sa.inspect(model).local_table
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        for column in table.columns:
            named = next((key.column.name for key in column.foreign_keys if _stops(key, home)), None)
            if named is not None and table.name not in _GO_WITH_IT:
                yield Pointing(column, named)


def _stops(key: sa.ForeignKey, home: Any) -> bool:
    """Tell whether a key leads to a row of a table by itself: of a key of several columns the id does."""
    alone = key.constraint is None or len(key.constraint.columns) == 1
    return key.column.table is home and (alone or key.column is home.c.id) and key.ondelete != "CASCADE"
