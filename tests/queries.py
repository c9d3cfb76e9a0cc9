"""Counts the statements a block sends to the database, so that lists prove they stay constant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.core.data.sessions import db

_HOUSEKEEPING = (
    "SELECT set_config",
    "PRAGMA",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SET TRANSACTION",
    "SET LOCAL lock_timeout",
)


@dataclass
class Counted:
    """The statements seen, in order; `len()` is their number. Telling the scope is not counted."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(statement.replace("\n", " ")[:200] for statement in self.statements)


@contextmanager
def counted() -> Iterator[Counted]:
    """Count the statements of the current application's database sent inside the block.

    with counted() as statements:
        browser.get("/catalogue")
    assert len(statements) <= 8, statements
    """
    seen = Counted()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_HOUSEKEEPING):
            seen.statements.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
