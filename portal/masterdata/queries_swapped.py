"""Whether codes and names look swapped: rows held against the numbers and codes there are."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.catalogue.queries_numbers import numbers_of_norms
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.masterdata import rules_swapped
from portal.masterdata.ports import Judge
from portal.masterdata.rules_changes import Change, Objection


def part_numbers_for_names(changes: Sequence[Change], number: str, name: str) -> Iterable[Objection]:
    """Return what speaks against rows of parts that are named by the number of another one."""
    asked = {norm(str(one.now[name])) for one in rules_swapped.maybe_numbers(changes, name)}
    known = numbers_of_norms(asked) if asked else {}
    return rules_swapped.numbers_for_names(changes, known, number, name)


def codes_for_names(rows: Callable[[], sa.Select[*tuple[Any, ...]]], code: str, name: str) -> Judge:
    """Return what says which new rows of a kind hold their name where the code belongs, and the other way round."""

    def judged(changes: Sequence[Change]) -> Iterable[Objection]:
        asked = {str(one.now[name]) for one in rules_swapped.maybe_codes(changes, name)}
        if not asked:
            return ()
        there = rows().subquery()
        found = db.session.execute(sa.select(there.c[code], there.c[name]).where(among(there.c[code], asked)))
        return rules_swapped.codes_for_names(changes, {row[0]: row[1] for row in found}, code, name)

    return judged
