"""How the numbers of papers begin, as sellers say, and which series have given numbers."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from portal.core.data.counters import Counter
from portal.core.data.sessions import db
from portal.documents.models import PaperSeries
from portal.documents.rules_kinds import PaperKind
from portal.documents.rules_series import Beginning, prefix_on, usual_prefix

YEAR = len("-2026")


def prefix_of(kind: PaperKind, seller: str, on: date) -> str:
    """Return how the numbers of a kind of a seller's papers begin on a day."""
    said = sa.select(PaperSeries.prefix, PaperSeries.valid_from).where(
        PaperSeries.seller == seller, PaperSeries.kind == kind
    )
    beginnings = [Beginning(*row) for row in db.session.execute(said)]
    return prefix_on(on, beginnings, usual_prefix(kind.series, seller))


def have_given_numbers(prefixes: Collection[str]) -> frozenset[str]:
    """Return which of these have begun numbers in some year."""
    if not prefixes:
        return frozenset()
    begun = sa.or_(*(Counter.series.startswith(f"{one}-", autoescape=True) for one in prefixes))
    there = {series[:-YEAR] for series in db.session.scalars(sa.select(Counter.series).where(begun, Counter.last > 0))}
    return frozenset(there & set(prefixes))
