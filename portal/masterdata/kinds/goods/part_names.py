"""Part names: what a part is called in each language."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part, PartText
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_swapped import part_numbers_for_names
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import NAMED_IN


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Part.number.label("part"), PartText.locale.label("language"), PartText.name).join(
        Part, Part.id == PartText.part_id
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    there = service_parts.part_ids({str(one.now["part"]) for one in changes if one.after})
    for one in changes:
        if one.after and one.now["part"] not in there:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": one.now["part"]})


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    rows = []
    for one in changes:
        row = one.after or one.before or {}
        name = None if one.action is Action.GONE else str(row["name"])
        rows.append((str(row["part"]), str(row["language"]), name))
    service_parts.set_names(rows)


PART_NAMES = known(
    Kind(
        "part_names",
        Fields(
            (
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("language", Shape.CHOICE, needed=True, choices=NAMED_IN),
                Field("name", needed=True),
            ),
            ("part", "language"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "name"),
        typed=lambda changes: part_numbers_for_names(changes, "part", "name"),
        may_go=True,
    )
)
"""The names of parts by language; a part without one is called by its own name."""
