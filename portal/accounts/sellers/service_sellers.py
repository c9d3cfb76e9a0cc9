"""Legal entities that sell, as master data changes them; their bank details stay with two people."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.core.data.lists import among
from portal.core.data.sessions import db


def set_sellers(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add sellers, or change those with these codes; each row names their columns."""
    there = {one.code: one for one in db.session.scalars(sa.select(SellingEntity))}
    for row in rows:
        seller = there.get(row["code"])
        if seller is None:
            db.session.add(SellingEntity(**row))
            continue
        for name, value in row.items():
            setattr(seller, name, value)


def remove_sellers(codes: Sequence[str]) -> None:
    """Remove sellers nothing refers to; the database refuses any other."""
    if codes:
        db.session.execute(sa.delete(SellingEntity).where(among(SellingEntity.code, codes)))
