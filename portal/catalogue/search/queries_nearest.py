"""Which part numbers a mistyped one may have meant, without comparing it with all of them."""

from collections.abc import Iterable
from string import ascii_uppercase, digits

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.catalogue.rules_part_numbers import nearest, norm, with_other_zeros
from portal.core.data.lists import among
from portal.core.data.sessions import db

MOST_TEXTS = 50
LEAST_LENGTH = 4
LONGEST = 24
NEIGHBOURS = 20


def nearest_numbers(texts: Iterable[str], limit: int = 3) -> dict[str, list[str]]:
    """Return for each text at most `limit` part numbers it may have meant: with zeros in front it lacks, then nearest.

    Two statements: every number one edit or some zeros in front away (by the unique index), and the neighbours that
    begin alike. The first 50 texts are looked up, the others and very short ones have an empty list.
    """
    norms = {text: norm(text) for text in texts}
    asked = [v for v in dict.fromkeys(norms.values()) if LEAST_LENGTH <= len(v) <= LONGEST][:MOST_TEXTS]
    zeros = {value: with_other_zeros(value) - {value} for value in asked}
    close = {value: _one_edit_away(value) for value in asked}
    known = _known(set().union(*close.values(), *zeros.values()), asked) if asked else {}
    alike = {value: {one for one in known if one in close[value] or _begin_alike(one, value)} for value in asked}
    best = {}
    for value in asked:
        same = sorted(zeros[value] & known.keys())
        other = nearest(value, alike[value] - zeros[value] - {value}, limit, farthest=2)
        best[value] = [*same, *other][:limit]
    return {text: [known[one] for one in best.get(value, ())] for text, value in norms.items()}


def _one_edit_away(value: str) -> set[str]:
    signs = digits if value.isdigit() else digits + ascii_uppercase
    cuts = [(value[:at], value[at:]) for at in range(len(value) + 1)]
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + sign + right[1:] for left, right in cuts if right for sign in signs}
    added = {left + sign + right for left, right in cuts for sign in signs}
    return dropped | swapped | changed | added


def _begin_alike(one: str, other: str) -> bool:
    kept = len(other) - 2
    return one[:kept] == other[:kept]


def _known(close: set[str], asked: list[str]) -> dict[str, str]:
    """Return norm to number of the close ones that exist and of those that begin like the asked."""
    exact = sa.select(Part.norm, Part.number).where(among(Part.norm, close), Part.merged_into_id.is_(None))
    found = dict(db.session.execute(exact).all())
    prefixes = {value[: len(value) - 2] for value in asked}
    neighbours = [
        sa.select(
            sa.select(Part.norm, Part.number)
            .where(Part.norm >= start, Part.norm < f"{start}\U0010ffff", Part.merged_into_id.is_(None))
            .order_by(Part.norm)
            .limit(NEIGHBOURS)
            .subquery()
        )
        for start in sorted(prefixes)
    ]
    found.update(db.session.execute(sa.union_all(*neighbours)).all())
    return found
