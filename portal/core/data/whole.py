"""A view of a list read whole: counted before it is read, then row by row, however many rows it has."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db

BLOCK = 500


@dataclass(frozen=True, slots=True)
class Whole:
    """All rows of a view: the statement that reads them in their order, without a limit.

    `made` shapes a block of what was selected; what it asks for besides, it asks once a block.
    """

    statement: sa.Select[Any]
    made: Callable[[Sequence[Any]], Iterable[Any]] = iter

    def count(self) -> int:
        """Return how many rows there are now."""
        counting = self.statement.with_only_columns(sa.func.count(), maintain_column_froms=True).order_by(None)
        return db.session.scalar(counting) or 0

    def rows(self) -> Iterator[Any]:
        """Yield them as they are at the first one; no more than a block is in memory at any time."""
        found = db.session.execute(self.statement, execution_options={"yield_per": BLOCK})
        for block in found.partitions():
            yield from self.made(block)
