"""Parts in the order of their names in a language, read off indexes and not sorted.

A part that has no name in a language is called by its own. So the names of the language are read in their order, and
beside them the own names of parts named in others alone: an index tells those by the languages each has a name in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part, PartText
from portal.catalogue.queries import NAME
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.code_order import by_code
from portal.core.data.distinct import values_there_are
from portal.core.data.sessions import read

MOST_NAMED_APART = 40
"""Beyond so many sets of languages all parts are sorted: as many short lists cost as much."""

Conditions = Sequence[sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Order:
    """The names of which language are read, which way, and from a part's on or from the first."""

    locale: str
    descending: bool
    from_a_part: bool = False


def named_in_others(locale: str) -> list[str]:
    """Return the sets of languages, as parts tell theirs, of parts that have no name in this one."""
    return [named for named in values_there_are(Part.named_in) if locale not in named.split()]


def values_of(named: Sequence[str]) -> dict[str, str]:
    """Return what the parameters of `ids_by_name` are for these sets of languages."""
    return {f"named_{at}": each for at, each in enumerate(named)}


def name_of(number: str, locale: str) -> dict[str, Any] | None:
    """Return what the parameters are for whoever reads on from a part, or None where there is none of this number."""
    named = (PartText.part_id == Part.id) & (PartText.locale == locale)
    asked = sa.select(NAME, Part.id).select_from(Part).outerjoin(PartText, named).where(Part.norm == norm(number))
    row = read(asked).one_or_none()
    return None if row is None else {"from_name": row[0], "from_id": row[1]}


def by_name(name: Any, part_id: Any, *, descending: bool) -> list[sa.ColumnElement[Any]]:
    """Return the keys parts are sorted by: the name, and of parts that share one the older first."""
    return [key.desc() if descending else key.asc() for key in (by_code(name), sa.type_coerce(part_id, sa.Integer))]


def beyond(name: Any, part_id: Any, *, descending: bool) -> sa.ColumnElement[bool]:
    """Return the condition that a part follows in the list on the one `name_of` tells of."""
    here: Any = sa.tuple_(by_code(name), part_id)
    start: Any = sa.tuple_(sa.bindparam("from_name", type_=sa.String), sa.bindparam("from_id", type_=sa.Integer))
    follows: sa.ColumnElement[bool] = here < start if descending else here > start
    return follows


def ids_by_name(order: Order, apart: int, fits: Conditions, size: Any, offset: Any) -> sa.Select[int]:
    """Return the ids of a page of parts; `apart` is how many sets of languages `named_in_others` told."""
    told = [_named(order, fits), *(_called(order, at, fits) for at in range(apart))]
    if not apart:
        return sa.select(told[0].limit(size).offset(offset).subquery().c.id)
    first = [sa.select(each.limit(size + offset).subquery()) for each in told]
    together = sa.union_all(*first).subquery()
    keys = by_name(together.c.name, together.c.id, descending=order.descending)
    return sa.select(together.c.id).order_by(*keys).limit(size).offset(offset)


def _named(order: Order, fits: Conditions) -> sa.Select[int, str]:
    """Return the parts that have a name in the language."""
    told = sa.select(PartText.part_id.label("id"), PartText.name.label("name"))
    told = told.where(PartText.locale == order.locale)
    if fits:
        told = told.join(Part, Part.id == PartText.part_id).where(*fits)
    return _in_order(told, PartText.name, PartText.part_id, order)


def _called(order: Order, at: int, fits: Conditions) -> sa.Select[int, str]:
    """Return the parts that have names in one set of other languages."""
    text = sa.orm.aliased(PartText)
    nameless = ~sa.exists().where(text.part_id == Part.id, text.locale == order.locale)
    told = sa.select(Part.id.label("id"), Part.name.label("name"))
    told = told.where(Part.named_in == sa.bindparam(f"named_{at}", type_=sa.String), nameless, *fits)
    return _in_order(told, Part.name, Part.id, order)


def _in_order(told: sa.Select[int, str], name: Any, part_id: Any, order: Order) -> sa.Select[int, str]:
    if order.from_a_part:
        told = told.where(beyond(name, part_id, descending=order.descending))
    return told.order_by(*by_name(name, part_id, descending=order.descending))
