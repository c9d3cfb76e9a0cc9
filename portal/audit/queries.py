"""Reading the record, and checking that nobody changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.audit.models import AuditHead, AuditRow
from portal.audit.rules import COVERED, GENESIS, row_hash
from portal.core.data.counting import counted
from portal.core.data.names import Names
from portal.core.data.numbers import numbered_as, own_numbers, with_id
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.jobs.models import Job
from portal.core.tables import ListState, Page, Wanted

COUNTED_AT_MOST = 10_000
RECENT = 500
EVERYDAY = ("account.signed_in",)
"""Actions nine rows in ten tell of; a list shows them where it is asked for them, or for `ALL`."""
ALL = "all"
NAMES = Names(AuditRow)
"""What a list of the record may hold: all of a row."""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The last check of the whole chain: when, whether it held, and the first bad row if not."""

    at: datetime | None
    running: bool
    ok: bool | None
    first_bad_id: int | None


def audit_page(wanted: Wanted, state: ListState, named: Sequence[str] = ()) -> Page:
    """Return one page of the record, newest first unless sorted otherwise; counted up to a cap.

    `named` are the actions whose words hold what is searched for.
    """
    found = counted(sa.select(AuditRow.id).where(*_narrowed(state, named)), state, COUNTED_AT_MOST)
    shown = _listed(wanted, state, named).offset(found.state.offset).limit(found.state.size)
    return found.page(db.session.execute(shown).all())


def all_rows(wanted: Wanted, state: ListState, named: Sequence[str] = ()) -> Whole:
    """Return all rows of a view, for a spreadsheet."""
    return Whole(_listed(wanted, state, named))


def _narrowed(state: ListState, named: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    action, subject = state.filters.get("action"), state.filters.get("subject")
    if not action:
        found.append(AuditRow.action.not_in(EVERYDAY))
    elif action != ALL:
        found.append(AuditRow.action == action)
    if subject:
        found.append(AuditRow.subject_kind == subject)
    if actor := state.filters.get("actor"):
        found.append(with_id(AuditRow.actor_id, actor))
    if state.search:
        like = [c.icontains(state.search, autoescape=True) for c in (AuditRow.subject_id, AuditRow.actor_name)]
        own = numbered_as(own_numbers(state.search), state.search, AuditRow.subject_id)
        found.append(sa.or_(*like, own, AuditRow.action.in_(named)))
    return found


def _listed(wanted: Wanted, state: ListState, named: Sequence[str]) -> sa.Select[Any]:
    columns = NAMES.select(wanted.order_of(state.sort))
    listed: sa.Select[Any] = sa.select(*NAMES.select(wanted.names)).where(*_narrowed(state, named))
    return listed.order_by(*(each.desc() if state.descending else each.asc() for each in columns))


def audit_row(row_id: int) -> AuditRow:
    """Return one row with before and after, or raise `NotVisible`."""
    row = db.session.get(AuditRow, row_id)
    if row is None:
        raise NotVisible
    return row


def known_actions() -> list[str]:
    """Return the actions the record holds, by name (choices of a filter)."""
    return list(db.session.scalars(_each_value(AuditRow.action)))


def known_subjects() -> list[str]:
    """Return the kinds of things the record is about, by name (choices of a filter)."""
    return list(db.session.scalars(_each_value(AuditRow.subject_kind)))


def known_actors() -> list[tuple[int, str]]:
    """Return `(id, name)` of the people the record names, by name; at most 500."""
    person = _each_value(AuditRow.actor_id).subquery().c.value
    name = sa.select(sa.func.max(AuditRow.actor_name)).where(AuditRow.actor_id == person).scalar_subquery()
    people = sa.select(person, name.label("name")).order_by("name").limit(500)
    return [(row[0], row.name) for row in db.session.execute(people)]


def _each_value(column: Any) -> sa.Select[Any]:
    """Return the select of the values of a column, each found from the one before it by the column's index."""
    seen = sa.select(sa.func.min(column).label("value")).cte("seen", recursive=True)
    after = sa.select(sa.func.min(column)).where(column > seen.c.value).scalar_subquery()
    seen = seen.union_all(sa.select(after).where(seen.c.value.is_not(None)))
    return sa.select(seen.c.value).where(seen.c.value.is_not(None)).order_by(seen.c.value)


def verify_chain(*, last: int | None = None) -> tuple[bool, int | None]:
    """Make every hash again and return `(True, None)`, or `(False, id of the first bad row)`.

    A row changed, removed, added or out of order breaks the chain; so does a missing end. With
    `last`, only the newest so many rows are looked at.
    """
    head = db.session.execute(sa.select(AuditHead.last_id, AuditHead.last_hash)).one()
    start = max(head.last_id - last, 0) if last else 0
    previous, expected = _hash_before(start), start + 1
    rows = sa.select(AuditRow).where(AuditRow.id > start).order_by(AuditRow.id)
    for row in db.session.scalars(rows.execution_options(yield_per=1_000)):
        covered = {name: getattr(row, name) for name in COVERED}
        if row.id != expected or row.previous_hash != previous or row_hash(covered) != row.row_hash:
            return False, min(row.id, expected)
        previous, expected = row.row_hash, expected + 1
    if head.last_id != expected - 1:
        return False, min(expected, head.last_id + 1)
    return (True, None) if head.last_hash == previous else (False, head.last_id)


def _hash_before(start: int) -> str | None:
    if start == 0:
        return GENESIS
    return db.session.scalar(sa.select(AuditRow.row_hash).where(AuditRow.id == start))


def last_full_check() -> ChainCheck:
    """Return how the newest check of the whole chain stands, as its job left it."""
    newest = sa.select(Job.state, Job.result, Job.finished_at).where(Job.kind == "audit.verify")
    row = db.session.execute(newest.order_by(Job.id.desc()).limit(1)).first()
    if row is None:
        return ChainCheck(None, False, None, None)
    result = row.result or {}
    return ChainCheck(row.finished_at, row.finished_at is None, result.get("ok"), result.get("first_bad_id"))
