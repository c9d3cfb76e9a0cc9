"""How the numbers of papers begin, as master data changes it; numbers given already never change."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.documents.kinds import kind_named
from portal.documents.models import PaperSeries

Values = Mapping[str, Any]


def set_series(rows: Sequence[Values], gone: Sequence[Values]) -> None:
    """Add, change and remove beginnings: seller (code), kind of paper (its code), first day (ISO 8601); prefix."""
    for row in [*rows, *gone]:
        db.session.execute(
            sa.delete(PaperSeries).where(
                PaperSeries.seller == row["seller"],
                PaperSeries.kind == kind_named(row["paper"]),
                PaperSeries.valid_from == date.fromisoformat(row["valid_from"]),
            )
        )
    for row in rows:
        db.session.add(
            PaperSeries(
                seller=row["seller"],
                kind=kind_named(row["paper"]),
                prefix=row["prefix"],
                valid_from=date.fromisoformat(row["valid_from"]),
            )
        )
    db.session.flush()
