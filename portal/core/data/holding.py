"""Small tables that hold for everybody (settings, order types, calendars), kept by each process until they change.

One row has a random mark that changes in the transaction in which such a table does. A request reads it with its
first statement, so every process sees a change at its next request, and pages do not become dearer. A mark is never
used twice: what was rolled back, or restored from a backup, is never taken for something else. Whoever writes such a
table calls `holding_changed`; rows changed past that are seen when a process begins anew.
"""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.sessions import db, read

R = TypeVar("R")
_OWN = "holding_mark"


class HoldingMark(Base):
    """The one row whose mark tells what holds now; none before anything was set."""

    __tablename__ = "holding_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(32))
    __table_args__ = (sa.CheckConstraint("id = 1", name="one"),)


MARK = sa.select(HoldingMark.mark)
"""Reads the mark; a statement of every request may carry it as a subquery and `mark_told` it."""

_kept: dict[str, tuple[str, Any]] = {}


def mark_told(mark: str | None) -> None:
    """Note the mark that this request or job goes by."""
    g.holding_mark = mark or ""


def mark_now() -> str:
    """Return the mark that holds for this request or job, or the one its transaction has set; empty where nothing is.

    What is kept under it is never kept for something else.
    """
    own = db.session().info.get(_OWN)
    if own is not None:
        return str(own)
    mark = g.get("holding_mark")
    if mark is None:
        mark = read(MARK).scalar() or ""
        mark_told(mark)
    return str(mark)


def held(name: str, reading: Callable[[], R], nothing: R) -> R:
    """Return what `reading` reads, from memory where it was read under the mark that holds; `name` is its own.

    Before anything was set it is `nothing`, unasked.
    """
    mark = mark_now()
    if not mark:
        return nothing
    known = _kept.get(name)
    if known is not None and known[0] == mark:
        return cast("R", known[1])
    found = reading()
    _kept[name] = mark, found
    return found


def holding_changed() -> None:
    """Let this transaction read anew what holds, changes so far written, and every process once it is committed."""
    db.session.flush()
    statement = sa.text(
        "INSERT INTO holding_mark (id, mark) VALUES (1, :mark) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
    )
    mark = secrets.token_hex(16)
    db.session.execute(statement, {"mark": mark})
    db.session().info[_OWN] = mark
    g.pop("holding_mark", None)
