"""Reads what became of rows: changes that wait for a second person, and who removed one meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.masterdata import queries
from portal.masterdata.models import ChangedRow, ChangeSet
from portal.masterdata.ports import Kind
from portal.masterdata.rules_changes import Action
from portal.masterdata.rules_fields import Row
from portal.masterdata.states import ChangeSetState


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change of a row that waits for a second person: its change set, when and by whom it was asked for, and what."""

    key: str
    change_set_id: int
    at: datetime
    by: str
    action: Action
    before: Row | None
    after: Row | None


def waiting_changes_of(kind: Kind, keys: Collection[str]) -> list[Waiting]:
    """Return the changes of these rows that wait for a second person, the oldest first."""
    found = (
        sa.select(
            ChangedRow.key, ChangeSet.id, ChangeSet.asked_at, ChangeSet.asked_by_name,
            ChangedRow.action, ChangedRow.before, ChangedRow.after,
        )
        .join(ChangeSet, ChangeSet.id == ChangedRow.change_set_id)
        .where(ChangedRow.kind == kind.name, among(ChangedRow.key, keys), ChangeSet.state == ChangeSetState.WAITING)
    )  # fmt: skip
    return [Waiting(*row) for row in db.session.execute(found.order_by(ChangedRow.id))] if keys else []


def gone_meanwhile(kind: Kind, key: str | None) -> Refused | None:
    """Return who removed a row that was there, and when; None of one that is there, and of one that never was."""
    if key is None or queries.present(kind, {key}):
        return None
    past = queries.history_of(kind, key, 1)
    return Refused("masterdata.gone_meanwhile", who=past[0].by, when=past[0].at) if past else None
