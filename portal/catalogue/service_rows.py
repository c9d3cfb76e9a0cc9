"""Rows that name parts by their numbers, many at a time: what parts fit, what replaces them, where they may go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import (
    DangerousGoods,
    MarketRestriction,
    Part,
    PartAlias,
    PartFitment,
    PartState,
    PartSubstitute,
    SoldVehicle,
    Supersession,
)
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.service_parts import PARTS, Values, part_ids
from portal.catalogue.vehicles.rules_vins import range_begins
from portal.core.data.changed import changed
from portal.core.data.lists import among
from portal.core.data.narrowing import narrowed
from portal.core.data.owned import Base
from portal.core.data.sessions import add_rows, db
from portal.core.data.touched import touched
from portal.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Edited:
    """What happens to the rows of a table: those that are new, as changed ones are to be, as those were that go."""

    new: Sequence[Values] = ()
    changed: Sequence[Values] = ()
    gone: Sequence[Values] = ()

    @property
    def all(self) -> Iterable[Values]:
        """Return all rows, whatever happens to them."""
        return (*self.new, *self.changed, *self.gone)


def set_fitments(edited: Edited) -> None:
    """Set what parts fit: part, model, model years, range of VINs."""
    told = with_part_ids(edited, {"part": "part_id"})
    write_rows(
        PartFitment,
        ("part_id", "model", "year_from"),
        Edited(*(list(map(_with_beginning, rows)) for rows in (told.new, told.changed, told.gone))),
    )


def _with_beginning(fitment: Values) -> Values:
    return {**fitment, "vins_begin": range_begins(fitment["vin_from"], fitment["vin_to"])}


def set_sold_vehicles(edited: Edited) -> None:
    """Set which vehicles were sold: VIN, model, model year, country."""
    write_rows(SoldVehicle, ("vin",), edited)


def set_market_restrictions(edited: Edited) -> None:
    """Set in which countries parts are not released: part, country."""
    write_rows(MarketRestriction, ("part_id", "country"), with_part_ids(edited, {"part": "part_id"}))


def set_dangerous_goods(edited: Edited) -> None:
    """Set what carriers must know of parts."""
    rows = with_part_ids(edited, {"part": "part_id"})
    write_rows(DangerousGoods, ("part_id",), rows)
    touched(PARTS, (row["part_id"] for row in rows.all))


def set_substitutes(edited: Edited) -> None:
    """Set what may be offered in a part's place: part, substitute, rank, both ways."""
    told = with_part_ids(edited, {"part": "part_id", "substitute": "substitute_id"})
    write_rows(PartSubstitute, ("part_id", "substitute_id"), told)


def set_supersessions(edited: Edited, today: date) -> None:
    """Set what replaces parts: old part, new part, kind, ratio, valid from (`2026-11-30`).

    An active part that is replaced by now becomes superseded, and active again with its last replacement gone or put
    off; a discontinued one stays so. A replacement counts from its day on, whatever the part's state.
    """
    ids = with_part_ids(edited, {"old_part": "old_part_id", "new_part": "new_part_id"})
    dated = [
        [{**row, "valid_from": date.fromisoformat(row["valid_from"])} for row in rows]
        for rows in (ids.new, ids.changed, ids.gone)
    ]
    told = Edited(*dated)
    write_rows(Supersession, ("old_part_id", "new_part_id"), told)
    old, replaced = {row["old_part_id"] for row in told.all}, _replaced(today)
    _move(PartState.ACTIVE, PartState.SUPERSEDED, among(Part.id, old), replaced)
    _move(PartState.SUPERSEDED, PartState.ACTIVE, among(Part.id, old), ~replaced)


def follow_replacements(today: date) -> int:
    """Let active parts be superseded whose replacement counts by now; return how many that were."""
    return _move(PartState.ACTIVE, PartState.SUPERSEDED, _replaced(today))


def _replaced(today: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(Supersession.old_part_id == Part.id, Supersession.valid_from <= today)


def _move(state: PartState, then: PartState, *which: sa.ColumnElement[bool]) -> int:
    return changed(sa.update(Part).where(Part.state == state, *which).values(state=then))


def set_own_numbers(edited: Edited, distributors: Mapping[str, int]) -> None:
    """Set distributors' own numbers for parts: distributor (a code among these), own number, part."""
    told = [
        [
            {
                "distributor_id": distributors[row["distributor"]],
                "norm": norm(row["own_number"]),
                "written": row["own_number"],
                "part_id": row["part_id"],
            }
            for row in rows
        ]
        for ids in [with_part_ids(edited, {"part": "part_id"})]
        for rows in (ids.new, ids.changed, ids.gone)
    ]
    write_rows(PartAlias, ("distributor_id", "norm"), Edited(*told))


def with_part_ids(edited: Edited, parts: Mapping[str, str]) -> Edited:
    """Return rows with ids in place of part numbers: field by column. Refuses `part.unknown` (number)."""
    ids = part_ids({row[name] for row in edited.all for name in parts})

    def told(row: Values) -> Values:
        missing = next((row[name] for name in parts if row[name] not in ids), None)
        if missing is not None:
            raise Refused("part.unknown", number=missing)
        rest = {name: value for name, value in row.items() if name not in parts}
        return {**rest, **{column: ids[row[name]] for name, column in parts.items()}}

    return Edited(*([told(row) for row in rows] for rows in (edited.new, edited.changed, edited.gone)))


def write_rows(model: type[Base], key: tuple[str, ...], edited: Edited) -> None:
    """Write rows found by the columns of a key; each of the three kinds in one statement for all its rows."""
    found = sa.and_(*(getattr(model, name) == sa.bindparam(f"at_{name}") for name in key))
    connection = db.session.connection()
    if edited.gone:
        connection.execute(narrowed(sa.delete(model).where(found)), [_at(row, key) for row in edited.gone])
    if edited.changed:
        set_to: dict[str, Any] = {name: sa.bindparam(f"to_{name}") for name in edited.changed[0] if name not in key}
        rows = [_at(row, key) | {f"to_{name}": row[name] for name in set_to} for row in edited.changed]
        connection.execute(narrowed(sa.update(model).where(found).values(set_to)), rows)
    if edited.new:
        add_rows(model, edited.new)


def _at(row: Values, key: tuple[str, ...]) -> dict[str, Any]:
    return {f"at_{name}": row[name] for name in key}
