"""Substitutes: what may be offered in a part's place, in which order, and whether also the other way round."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue import service_parts, service_rows
from portal.catalogue.models import Part, PartSubstitute
from portal.catalogue.replaced.queries_substitutes import substitutes_there
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape

Pair = tuple[str, str]


def _rows() -> sa.Select[*tuple[Any, ...]]:
    part, other = aliased(Part), aliased(Part)
    return (
        sa.select(
            part.number.label("part"), other.number.label("substitute"), PartSubstitute.rank, PartSubstitute.both_ways
        )
        .join(part, part.id == PartSubstitute.part_id)
        .join(other, other.id == PartSubstitute.substitute_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Two parts there are, and no pair told both ways and once more the other way round."""
    there = service_parts.part_ids(named_in(changes, "part", "substitute"))
    for name in ("part", "substitute"):
        yield from strangers(changes, name, there)
    pairs = substitutes_there(there.values())
    for one in changes:
        row = one.after or one.before or {}
        pairs.pop(_pair(row), None)
        if one.after:
            pairs[_pair(row)] = bool(row["both_ways"])
    for one in changes:
        if not one.after:
            continue
        part, other = _pair(one.now)
        if part == other:
            yield Objection(one.key, "substitute", "masterdata.substitute_itself")
        elif (other, part) in pairs and (pairs[other, part] or one.now["both_ways"]):
            yield Objection(one.key, "both_ways", "masterdata.substitute_again", {"part": other, "other": part})


def _pair(row: Any) -> Pair:
    return str(row["part"]), str(row["substitute"])


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_rows.set_substitutes(service_rows.Edited(*rows_by_action(changes)))


SUBSTITUTES = known(
    Kind(
        "substitutes",
        Fields(
            (
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("substitute", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("rank", Shape.WHOLE, least=Decimal(1), most=Decimal(99), usual=1),
                Field("both_ways", Shape.YES_NO, usual=False),
            ),
            ("part", "substitute"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "substitute"),
        may_go=True,
    )
)
"""What may stand for a part though neither replaces the other; told on the part's page, the lowest rank first."""
