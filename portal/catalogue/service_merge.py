"""Two parts that are one: what is told of the one that goes moves to the one that stays, whose number it leads to."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.lists.models import PartListRow
from portal.catalogue.models import (
    BulletinPart,
    DangerousGoods,
    MarketRestriction,
    Part,
    PartAlias,
    PartFitment,
    PartSubstitute,
    PartText,
)
from portal.catalogue.photos.models import PartPhoto
from portal.catalogue.service_parts import find_by_names
from portal.core.data.changed import changed
from portal.core.data.sessions import db

_MOVED: Sequence[tuple[str, Any, tuple[str, ...]]] = (
    ("part_names", PartText, ("locale",)),
    ("fitments", PartFitment, ("model", "year_from")),
    ("market_restrictions", MarketRestriction, ("country",)),
    ("dangerous_goods", DangerousGoods, ()),
    ("bulletin_parts", BulletinPart, ("bulletin_id",)),
    ("part_lists", PartListRow, ("list_id",)),
)
"""What moves: its name, its table, and what tells its rows of one part apart; a row the other has already goes."""


def merge_parts(gone_id: int, kept_id: int) -> dict[str, int]:
    """Move what is told of a part to another, and let its number lead there; return how many rows moved, by what.

    Prices, replacements, stock, and lines of orders and papers stay where they are: whoever calls has seen to them.
    """
    db.session.flush()
    moved = {name: _move(model, gone_id, kept_id, same) for name, model, same in _MOVED}
    own = sa.update(PartAlias).where(PartAlias.part_id == gone_id).values(part_id=kept_id)
    moved["own_numbers"] = changed(own, tell_objects=True)
    moved["photos"] = _move_photos(gone_id, kept_id)
    moved["substitutes"] = _move_substitutes(gone_id, kept_id)
    led_there = sa.or_(Part.id == gone_id, Part.merged_into_id == gone_id)
    changed(sa.update(Part).where(led_there).values(merged_into_id=kept_id), tell_objects=True)
    find_by_names([kept_id])
    changed(sa.update(Part).where(Part.id == gone_id).values(words="", named_in=""), tell_objects=True)
    return {name: count for name, count in moved.items() if count}


def _move(model: Any, gone_id: int, kept_id: int, same: tuple[str, ...], column: str = "part_id") -> int:
    other = aliased(model)
    alike = (getattr(other, name) == getattr(model, name) for name in same)
    twice = sa.exists().where(getattr(other, column) == kept_id, *alike)
    mine = getattr(model, column) == gone_id
    changed(sa.delete(model).where(mine, twice), tell_objects=True)
    return changed(sa.update(model).where(mine).values({column: kept_id}), tell_objects=True)


def _move_photos(gone_id: int, kept_id: int) -> int:
    last = db.session.scalar(sa.select(sa.func.max(PartPhoto.place)).where(PartPhoto.part_id == kept_id))
    moved = sa.update(PartPhoto).where(PartPhoto.part_id == gone_id)
    first = 0 if last is None else last + 1
    return changed(moved.values(part_id=kept_id, place=PartPhoto.place + first), tell_objects=True)


def _move_substitutes(gone_id: int, kept_id: int) -> int:
    both = [PartSubstitute.part_id.in_((gone_id, kept_id)), PartSubstitute.substitute_id.in_((gone_id, kept_id))]
    changed(sa.delete(PartSubstitute).where(*both), tell_objects=True)
    own = _move(PartSubstitute, gone_id, kept_id, ("substitute_id",))
    return own + _move(PartSubstitute, gone_id, kept_id, ("part_id",), "substitute_id")
