"""From the rows of a table to what would change: each row read field by field, and held against what is there. Pure."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from portal.core.number_shapes import decimal_sign
from portal.core.sheets.model import Sheet
from portal.masterdata.rules_cells import Known, Unreadable, read
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape, Value
from portal.masterdata.rules_keys import SEPARATOR
from portal.masterdata.rules_units import ONE, Turned, currency_in, times, unit_in

LONGEST_WRITTEN = 120
LONGEST_KEY = 200
NEW_LACKS = "masterdata.new_lacks"
"""A row is new, and the table has no column for what a new one needs."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell: row, field ("" for the row), what was written, the code of its words, facts."""

    row_number: int
    field: str
    written: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A row that could be read: where it stood, and the values of the fields the table has."""

    row_number: int
    key: str
    values: Row


@dataclass
class Table:
    """What a table says: its rows, and what is wrong with the others."""

    rows: list[Read]
    wrong: list[Wrong]
    count: int = 0


def read_table(sheet: Sheet, heading: int | None, columns: Mapping[str, int], kinds: Fields, known: Known) -> Table:
    """Return the rows of a table below its headings; blank ones count for nothing, a key twice is wrong."""
    table = Table([], [])
    fields = [(kinds.named(name), index) for name, index in columns.items()]
    factors = _factors(sheet, heading, fields)
    other = {
        one.name: {"unit": unit_in(said) or "", "own": one.unit}
        for one, index in fields
        for said in [_heading_of(sheet, heading, index)]
        if times(said, one.unit) is None
    }
    decimals = {one.name for one, _index in fields if one.shape is Shape.DECIMAL or factors[one.name] != ONE}
    signs = {one.name: _decimal_sign(sheet, heading, index) for one, index in fields if one.name in decimals}
    usual = _said_by_headings(sheet, heading, fields, kinds, known)
    memory: dict[tuple[str, str, bool], Value] = {}
    seen: dict[str, int] = {}
    covered = {(row, column): first for first, last, column in sheet.merged for row in range(first + 1, last + 1)}
    odd = sheet.days | sheet.rounded | covered.keys()
    start = 0 if heading is None else heading + 1
    for place in range(start, len(sheet.rows)):
        cells, number = sheet.rows[place], sheet.row_numbers[place]
        if not any(cell.strip() for cell in cells):
            continue
        table.count += 1
        values: Row = dict(usual)
        before = len(table.wrong)
        if number == sheet.cut_off:
            table.wrong.append(Wrong(number, "", "", "masterdata.cut_off"))
            continue
        for one, index in fields:
            written = cells[index] if index < len(cells) else ""
            stored = one.name in decimals and (number, index + 1) in sheet.fractions
            asked = (one.name, written, stored)
            try:
                _refuse_unit(other.get(one.name), written)
                if (number, index + 1) in odd:
                    _refuse_odd(one, (number, index + 1), sheet, covered)
                if asked not in memory:
                    memory[asked] = read(
                        one, written, known, stored=stored, decimal=signs.get(one.name, ""), times=factors[one.name]
                    )
                values[one.name] = memory[asked]
            except Unreadable as why:
                table.wrong.append(Wrong(number, one.name, written[:LONGEST_WRITTEN], why.code, why.facts))
        if len(table.wrong) > before:
            continue
        key = kinds.key_of(values)
        problem = _key_problem(kinds, values, key, seen)
        if problem:
            code, facts = problem
            table.wrong.append(Wrong(number, kinds.key[0], key[:LONGEST_WRITTEN], code, facts))
            continue
        seen[key] = number
        table.rows.append(Read(number, key, values))
    return table


def turned_columns(sheet: Sheet, heading: int | None, columns: Mapping[str, int], kinds: Fields) -> list[Turned]:
    """Return the columns that are read in another unit than their field's."""
    fields = [(kinds.named(name), index) for name, index in columns.items()]
    factors = _factors(sheet, heading, fields)
    return [
        Turned(said.strip(), unit_in(said) or "", one.unit, factors[one.name])
        for one, index in fields
        if factors[one.name] != ONE
        for said in [_heading_of(sheet, heading, index)]
    ]


def _factors(sheet: Sheet, heading: int | None, fields: Sequence[tuple[Field, int]]) -> dict[str, Decimal]:
    """How many of its field's unit one of each column's is, 1 where that is not exact (none of its cells is read)."""
    return {one.name: times(_heading_of(sheet, heading, index), one.unit) or ONE for one, index in fields}


def _heading_of(sheet: Sheet, heading: int | None, column: int) -> str:
    cells = [] if heading is None else sheet.rows[heading]
    return cells[column] if column < len(cells) else ""


def _said_by_headings(
    sheet: Sheet, heading: int | None, fields: Sequence[tuple[Field, int]], kinds: Fields, known: Known
) -> Row:
    """The currency of all rows, where the heading of an amount names one and no column does."""
    there = {one.name for one, _index in fields}
    if "currency" in there or all(one.name != "currency" for one in kinds.all):
        return {}
    said = {currency_in(_heading_of(sheet, heading, index), known.currencies) for one, index in fields if one.money}
    said.discard("")
    return {"currency": said.pop()} if len(said) == 1 else {}


def _decimal_sign(sheet: Sheet, heading: int | None, column: int) -> str:
    """The decimal sign all those numbers of a column show that show one plainly, "" where they differ or none does."""
    shown = set()
    for number, cells in islice(sheet.numbered(), 0 if heading is None else heading + 1, None):
        if column < len(cells) and (number, column + 1) not in sheet.fractions:
            shown.add(decimal_sign(cells[column]))
    shown.discard("")
    return shown.pop() if len(shown) == 1 else ""


def _refuse_unit(facts: Mapping[str, str] | None, written: str) -> None:
    """A number of a unit that is no whole part of its field's, or no multiple, says nothing there."""
    if facts is not None and written.strip():
        raise Unreadable("masterdata.other_unit", **facts)


def _refuse_odd(field: Field, place: tuple[int, int], sheet: Sheet, covered: Mapping[tuple[int, int], int]) -> None:
    """A cell that a merged one covers holds nothing of its own; a code kept as a day or a long number is lost."""
    if place in covered:
        raise Unreadable("masterdata.merged", row=covered[place])
    if field.shape is Shape.CODE:
        raise Unreadable("masterdata.day_for_code" if place in sheet.days else "masterdata.digits_lost")


def _key_problem(kinds: Fields, values: Row, key: str, seen: Mapping[str, int]) -> tuple[str, dict[str, object]] | None:
    if any(SEPARATOR in str(values[name]) for name in kinds.key):
        return "masterdata.key_sign", {"sign": SEPARATOR}
    if len(key) > LONGEST_KEY:
        return "masterdata.key_long", {"limit": LONGEST_KEY, "found": len(key)}
    if key in seen:
        return "masterdata.twice", {"row": seen[key]}
    return None


@dataclass
class Compared:
    """What would change, how many rows stay as they are, and what is wrong."""

    changes: list[Change]
    same: int
    wrong: list[Wrong]


def compared(table: Table, present: Mapping[str, Row], kinds: Fields, *, whole: bool) -> Compared:
    """Return what the rows of a table change; where the file is `whole`, what it lacks goes."""
    found = Compared([], 0, list(table.wrong))
    usual = kinds.usual
    needed = [one.name for one in kinds.all if one.needed and one.usual is None]
    for row in table.rows:
        before = present.get(row.key)
        if before is None:
            lacking = [name for name in needed if name not in row.values]
            if lacking:
                found.wrong.append(Wrong(row.row_number, lacking[0], "", NEW_LACKS))
                continue
            found.changes.append(Change(row.key, Action.NEW, None, usual | row.values, row.row_number))
            continue
        after = before | row.values
        if after == before:
            found.same += 1
        else:
            found.changes.append(Change(row.key, Action.CHANGED, before, after, row.row_number))
    if whole:
        there = {row.key for row in table.rows}
        gone = (key for key in present if key not in there)
        found.changes += [Change(key, Action.GONE, present[key], None) for key in gone]
    return found


def filled(found: Compared, changes: Sequence[Change]) -> Compared:
    """Return what was compared with its changes as they were filled; what is then as it was is no change."""
    kept = [one for one in changes if one.before != one.after]
    return Compared(kept, found.same + len(found.changes) - len(kept), found.wrong)


def objected(found: Compared, objections: Sequence[Objection]) -> Compared:
    """Return what was compared without the changes something speaks against, and with what does."""
    changes = {one.key: one for one in found.changes}
    against = {one.key for one in objections}
    told = []
    for one in objections:
        change = changes.get(one.key)
        number = (change.row_number if change else None) or 0
        told.append(Wrong(number, one.field, _written(change, one), one.code, one.facts))
    kept = [one for one in found.changes if one.key not in against]
    return Compared(kept, found.same, sorted([*found.wrong, *told], key=lambda one: one.row_number))


def _written(change: Change | None, objection: Objection) -> str:
    value = change.now.get(objection.field) if change else None
    return "" if value is None else str(value)[:LONGEST_WRITTEN]
