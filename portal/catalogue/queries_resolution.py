"""What a typed number means: the maker's, a distributor's own, or one that a spreadsheet took the zeros of."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.models import (
    Part,
    PartAlias,
)
from portal.catalogue.rules_part_numbers import norm, with_other_zeros
from portal.core.data.lists import among_given
from portal.core.data.sessions import read


class Match(StrEnum):
    """How a typed number led to a part, or why it did not."""

    NUMBER = "number"
    OWN_NUMBER = "own_number"
    ZEROS = "zeros"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a typed number means; `part_id` None where nothing, or more than one part, is meant.

    `number` is the part's own; `candidates` are the numbers an ambiguous text may mean.
    """

    match: Match
    part_id: int | None = None
    number: str = ""
    candidates: tuple[str, ...] = ()


_UNKNOWN = Resolution(Match.UNKNOWN)


_kept = aliased(Part)
_BY_NUMBER = (
    sa.select(Part.norm, sa.func.coalesce(_kept.id, Part.id), sa.func.coalesce(_kept.number, Part.number))
    .outerjoin(_kept, _kept.id == Part.merged_into_id)
    .where(among_given(Part.norm, "norms"))
)
"""A number leads to its part, or to the one that part turned out to be."""


_BY_OWN_NUMBER = (
    sa.select(PartAlias.norm, Part.id, Part.number)
    .join(Part, Part.id == PartAlias.part_id)
    .where(PartAlias.distributor_id == sa.bindparam("distributor_id"), among_given(PartAlias.norm, "norms"))
)


def resolve(numbers: Iterable[str], distributor_id: int, *, zeros: bool = True) -> dict[str, Resolution]:
    """Return what each typed number means, every text answered, in at most three statements.

    In this order: the maker's number in any punctuation, the distributor's own number, and the
    number with leading zeros lost or added (spreadsheets do that), when that means one part only.
    Without `zeros` a number means a part as it is written, or none.
    """
    norms = {text: norm(text) for text in numbers}
    wanted = {value for value in norms.values() if value}
    found = _by_number(wanted)
    found |= _by_own_number(wanted - found.keys(), distributor_id)
    if zeros:
        found |= _by_zeros({value for value in wanted - found.keys() if value.isascii() and value.isdigit()})
    return {text: found.get(value, _UNKNOWN) for text, value in norms.items()}


def _by_number(wanted: set[str]) -> dict[str, Resolution]:
    if not wanted:
        return {}
    found = read(_BY_NUMBER, {"norms": wanted}).all()
    return {value: Resolution(Match.NUMBER, part_id, number) for value, part_id, number in found}


def _by_own_number(wanted: set[str], distributor_id: int) -> dict[str, Resolution]:
    if not wanted:
        return {}
    found = read(_BY_OWN_NUMBER, {"norms": wanted, "distributor_id": distributor_id}).all()
    return {value: Resolution(Match.OWN_NUMBER, part_id, number) for value, part_id, number in found}


def _by_zeros(wanted: set[str]) -> dict[str, Resolution]:
    spellings = {value: with_other_zeros(value) for value in wanted}
    there = _by_number(set().union(*spellings.values()))
    found = {}
    for value, spelled in spellings.items():
        meant = [there[one] for one in sorted(spelled & there.keys())]
        if len(meant) == 1:
            found[value] = Resolution(Match.ZEROS, meant[0].part_id, meant[0].number)
        elif meant:
            found[value] = Resolution(Match.AMBIGUOUS, candidates=tuple(one.number for one in meant))
    return found
