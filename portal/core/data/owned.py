"""What every table is built on: predictable names of constraints, and rows that belong to one distributor."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table; constraints get predictable names so that migrations can drop them."""

    metadata = sa.MetaData(naming_convention=NAMES)


class Owned:
    """A row that belongs to one distributor; reads of it are scoped by who asks, three times over.

    Children of an owned row refer to it by `(distributor_id, id)`, see `owned_by`.
    """

    distributor_id: Mapped[int] = mapped_column(sa.ForeignKey("distributor.id"), index=True)


def four_eyes(asked: str, approved: str) -> str:
    """Return the condition of a CHECK: both people are known or neither, and they are two."""
    return f"({asked} IS NULL) = ({approved} IS NULL) AND ({asked} IS NULL OR {asked} <> {approved})"


def owned_by(table: str, column: str, **options: Any) -> sa.ForeignKeyConstraint:
    """Return the composite foreign key that keeps a child with its parent's distributor."""
    return sa.ForeignKeyConstraint(["distributor_id", column], [f"{table}.distributor_id", f"{table}.id"], **options)
