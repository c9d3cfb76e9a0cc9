"""What may be offered in a part's place, and which pairs there are."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.models import MarketRestriction, Part, PartSubstitute
from portal.catalogue.queries import PartFacts, facts_from, facts_select
from portal.core.data.lists import among
from portal.core.data.sessions import db, read


@dataclass(frozen=True, slots=True)
class Substitute:
    """A part that may be offered in another's place; `both_ways`: and that one in its place."""

    part: PartFacts
    rank: int
    both_ways: bool


def substitutes_of(part_id: int, locale: str, country: str) -> list[Substitute]:
    """Return what may be offered in a part's place in a country, the lowest rank first, in one statement.

    A pair told both ways is found from either part. What is not released in the country is left out.
    """
    found = read(_substitutes(locale), {"part_id": part_id, "country": country}).all()
    return [Substitute(facts_from(row), *row[-2:]) for row in found]


@lru_cache(maxsize=32)
def _substitutes(locale: str) -> sa.Select[*tuple[Any, ...]]:
    asked: sa.BindParameter[int] = sa.bindparam("part_id")
    forward = sa.select(PartSubstitute.substitute_id.label("id"), PartSubstitute.rank, PartSubstitute.both_ways)
    back = sa.select(PartSubstitute.part_id.label("id"), PartSubstitute.rank, PartSubstitute.both_ways)
    pairs = forward.where(PartSubstitute.part_id == asked).union_all(
        back.where(PartSubstitute.substitute_id == asked, PartSubstitute.both_ways)
    )
    other = pairs.subquery()
    closed = sa.exists().where(
        MarketRestriction.part_id == Part.id, MarketRestriction.country == sa.bindparam("country")
    )
    return (
        facts_select(locale)
        .join(other, other.c.id == Part.id)
        .add_columns(other.c.rank, other.c.both_ways)
        .where(~closed)
        .order_by(other.c.rank, Part.norm)
    )


def substitutes_there(part_ids: Collection[int]) -> dict[tuple[str, str], bool]:
    """Return the pairs in which one of these parts stands: (part, substitute) numbers, and if both ways."""
    part, other = aliased(Part), aliased(Part)
    found = (
        sa.select(part.number, other.number, PartSubstitute.both_ways)
        .select_from(PartSubstitute)
        .join(part, part.id == PartSubstitute.part_id)
        .join(other, other.id == PartSubstitute.substitute_id)
        .where(sa.or_(among(PartSubstitute.part_id, part_ids), among(PartSubstitute.substitute_id, part_ids)))
    )
    return {(one, another): both for one, another, both in db.session.execute(found)}
