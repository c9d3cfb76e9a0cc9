"""The legal entities that sell, as headquarters sees them."""

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.core.data.sessions import db
from portal.core.errors import NotVisible


def sellers() -> Sequence[SellingEntity]:
    """Return all of them, by their code."""
    return db.session.scalars(sa.select(SellingEntity).order_by(SellingEntity.code)).all()


def seller_ids() -> dict[str, int]:
    """Return the ids of all of them by their codes."""
    return {row.code: row.id for row in db.session.execute(sa.select(SellingEntity.code, SellingEntity.id))}


def seller(entity_id: int) -> SellingEntity:
    """Return one of them; `NotVisible` for an unknown one."""
    found = db.session.get(SellingEntity, entity_id)
    if found is None:
        raise NotVisible
    return found
