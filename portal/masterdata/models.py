"""Change sets: what was to be changed by whom and from which file, row by row, and what was wrong with it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant, Json, Word
from portal.masterdata.rules_changes import Action
from portal.masterdata.states import ChangeSetState


class ChangeSet(Base):
    """One change of one kind of master data: from a file, or of one row from its page (no file name).

    `columns` is field to column (from 0), `heading` the index of the row of headings, `head` the first rows of the
    file, `whole` whether rows that the file lacks are to go. `second` wants a second person, who is never the one who
    asked. `problem` is why a job could not go on, with its facts. `takes_back` is the change set this one undoes where
    that wants a second person as well.
    """

    __tablename__ = "change_set"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(30), index=True)
    state: Mapped[ChangeSetState] = mapped_column(Word(ChangeSetState))
    file_name: Mapped[str] = mapped_column(sa.String(200), default="")
    storage_key: Mapped[str] = mapped_column(sa.String(200), default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    sheet: Mapped[int] = mapped_column(default=0)
    heading: Mapped[int | None]
    columns: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    head: Mapped[dict[str, Any] | None] = mapped_column(Json)
    whole: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.String(60), default="")
    problem_facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    second: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(200))
    asked_at: Mapped[datetime] = mapped_column(Instant, index=True)
    takes_back: Mapped[int | None] = mapped_column(sa.ForeignKey("change_set.id"))
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        sa.CheckConstraint("NOT second OR decided_by IS NULL OR decided_by <> asked_by", name="four_eyes"),
        sa.CheckConstraint(
            "NOT second OR state NOT IN ('applying', 'applied', 'undoing', 'undone') OR decided_by IS NOT NULL",
            name="second_decided",
        ),
    )


class ChangedRow(Base):
    """One row of a change set: what it was (None: there was none) and what it is to be (None: it goes).

    `key` is what identifies the row within its kind. The rows of applied change sets are the history of that row.
    """

    __tablename__ = "changed_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    change_set_id: Mapped[int] = mapped_column(sa.ForeignKey("change_set.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    key: Mapped[str] = mapped_column(sa.String(200))
    row_number: Mapped[int | None]
    action: Mapped[Action] = mapped_column(Word(Action))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    __table_args__ = (
        sa.Index("ix_changed_row_of", "kind", "key", "id"),
        sa.Index("ix_changed_row_in", "change_set_id", "action", "id"),
    )


class MergedRow(Base):
    """A row that turned out to be another: the two keys, what it was, what moved (how many, by what), who and why."""

    __tablename__ = "merged_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    gone_key: Mapped[str] = mapped_column(sa.String(200))
    kept_key: Mapped[str] = mapped_column(sa.String(200))
    gone: Mapped[dict[str, Any]] = mapped_column(Json)
    moved: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    asked_by_name: Mapped[str] = mapped_column(sa.String(200))
    merged_by_name: Mapped[str] = mapped_column(sa.String(200))
    merged_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (sa.Index("ix_merged_row_of", "kind", "gone_key"),)


class RowProblem(Base):
    """What is wrong with a cell of a file: row, field ("" for the row as a whole), what was written, and why not."""

    __tablename__ = "row_problem"
    id: Mapped[int] = mapped_column(primary_key=True)
    change_set_id: Mapped[int] = mapped_column(sa.ForeignKey("change_set.id"))
    row_number: Mapped[int]
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    written: Mapped[str] = mapped_column(sa.String(120), default="")
    code: Mapped[str] = mapped_column(sa.String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    __table_args__ = (sa.Index("ix_row_problem_in", "change_set_id", "row_number", "id"),)


class ColumnChoice(Base):
    """Which columns were chosen for files of one layout, so that the next one need not be asked about."""

    __tablename__ = "column_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    layout: Mapped[str] = mapped_column(sa.String(64))
    columns: Mapped[dict[str, Any]] = mapped_column(Json)
    chosen_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (sa.UniqueConstraint("kind", "layout"),)


class KindFigure(Base):
    """How many rows a kind of master data had when they were counted last, and how many lacked what, by its name."""

    __tablename__ = "kind_figure"
    kind: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    rows: Mapped[int]
    gaps: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    counted_at: Mapped[datetime] = mapped_column(Instant)
