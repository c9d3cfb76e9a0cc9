"""Own numbers: what distributors call parts in their own books."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue import service_parts, service_rows
from portal.catalogue.models import Part, PartAlias
from portal.catalogue.queries_numbers import numbers_of_norms, owners_by_code
from portal.catalogue.rules_part_numbers import LONGEST_WRITTEN, norm
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import LONGEST_NUMBER


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Distributor.code.label("distributor"), PartAlias.written.label("own_number"), Part.number.label("part")
        )
        .select_from(PartAlias)
        .join(Distributor, Distributor.id == PartAlias.distributor_id)
        .join(Part, Part.id == PartAlias.part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A distributor and a part there are, and a number that is not the maker's of another part, which goes first."""
    yield from strangers(changes, "distributor", owners_by_code(named_in(changes, "distributor")))
    yield from strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))
    makers = numbers_of_norms({norm(each) for each in named_in(changes, "own_number")})
    for one in changes:
        if not one.after:
            continue
        own, part = norm(str(one.now["own_number"])), one.now["part"]
        if not own:
            yield Objection(one.key, "own_number", "masterdata.no_part_number")
        elif len(own) > LONGEST_NUMBER:
            facts = {"limit": LONGEST_NUMBER, "found": len(own)}
            yield Objection(one.key, "own_number", "masterdata.too_long", facts)
        elif makers.get(own, part) != part:
            yield Objection(one.key, "own_number", "masterdata.makers_number", {"number": makers[own]})


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    edited = service_rows.Edited(*rows_by_action(changes))
    service_rows.set_own_numbers(edited, owners_by_code({str(row["distributor"]) for row in edited.all}))


OWN_NUMBERS = known(
    Kind(
        "own_numbers",
        Fields(
            (
                Field("distributor", Shape.CODE, needed=True, longest=12),
                Field("own_number", Shape.CODE, needed=True, longest=LONGEST_WRITTEN, alike=norm),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
            ),
            ("distributor", "own_number"),
        ),
        _rows,
        _write,
        _judge,
        search=("distributor", "own_number", "part"),
        found_by=("part",),
        may_go=True,
    )
)
"""Distributors' own numbers as they write them; compared without dashes and spaces, as every part number is."""
