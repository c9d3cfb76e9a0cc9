"""What is wrong with rows of a file, told anew where the number of a part stands in the column of something else."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from portal.catalogue.queries_numbers import numbers_of_norms
from portal.catalogue.rules_part_numbers import norm
from portal.core.sheets.model import Sheet
from portal.masterdata.files.rules_compare import Wrong
from portal.masterdata.rules_changes import Change, Objection
from portal.masterdata.rules_swapped import NO_SUCH_PART, PART_FIELDS, SWAPPED, numbered, strangers


def columns_told(changes: Sequence[Change], objections: Sequence[Objection]) -> list[Objection]:
    """Return objections; that a part is not there is told with the column that holds the number of one."""
    told_already = {one.key for one in objections if one.code == SWAPPED}
    others = strangers({one.key: one for one in changes if one.key not in told_already}, objections)
    known = _known(text for texts in others.values() for text in texts.values())
    told = []
    for one in objections:
        there = [name for name, text in others.get((one.key, one.field), {}).items() if norm(text) in known]
        facts = {**one.facts, "one": there[0], "other": one.field} if there else one.facts
        told.append(dataclasses.replace(one, code=NO_SUCH_PART if there else one.code, facts=facts))
    return told


def cells_told(wrong: Sequence[Wrong], sheet: Sheet, columns: Mapping[str, int]) -> list[Wrong]:
    """Return what is wrong with cells; that one says nothing is told with the column of parts if it is a part's number.

    That column holds no number of a part in the same row. `columns` are the places of fields.
    """
    part = next((name for name in PART_FIELDS if name in columns), "")
    maybe = [one for one in wrong if part and one.field not in ("", *PART_FIELDS) and numbered(one.written)]
    if not maybe:
        return list(wrong)
    at, rows = columns[part], dict(sheet.numbered())
    held = {one.row_number: "".join(rows[one.row_number][at : at + 1]) for one in maybe}
    known = _known([*(one.written for one in maybe), *held.values()])
    swapped = [one for one in maybe if norm(one.written) in known and norm(held[one.row_number]) not in known]
    cells = {(one.row_number, one.field) for one in swapped}
    return [
        dataclasses.replace(
            one, code=NO_SUCH_PART, facts={"text": held[one.row_number], "one": one.field, "other": part}
        )
        if (one.row_number, one.field) in cells
        else one
        for one in wrong
    ]


def _known(texts: Iterable[str]) -> dict[str, str]:
    """The numbers of parts that these texts mean."""
    asked = set(map(norm, texts))
    return numbers_of_norms(asked) if asked else {}
