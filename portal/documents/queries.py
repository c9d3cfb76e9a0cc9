"""Issued papers as others may see them: lists, one paper, the papers of a thing, stored bytes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core import storage
from portal.core.data.counting import counted
from portal.core.data.newest import companies_apart, first_rows
from portal.core.data.numbers import numbered_as, own_numbers
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page
from portal.documents.kinds import KINDS, kind_named
from portal.documents.models import Document, PaperState
from portal.documents.rules_kinds import PaperKind
from portal.documents.rules_parts import Snapshot


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper without its contents; `size` in bytes and `sha256` of its file once it is READY."""

    id: int
    public_id: str
    distributor_id: int
    kind: PaperKind
    number: str
    locale: str
    subject_kind: str
    subject_number: str
    issued_on: date
    issued_at: datetime
    state: PaperState
    snapshot_hash: str
    storage_key: str
    sha256: str
    size: int
    problem: str
    buyer: str

    @property
    def ready(self) -> bool:
        """Tell whether its file can be downloaded."""
        return self.state is PaperState.READY


@dataclass(frozen=True, slots=True)
class PaperToPrint:
    """What the printer needs."""

    id: int
    kind: PaperKind
    locale: str
    snapshot: Snapshot
    snapshot_hash: str
    state: PaperState


_BUYER = Document.snapshot[("buyer", "name")].as_string()
_COLUMNS = (
    Document.id,
    Document.public_id,
    Document.distributor_id,
    Document.kind,
    Document.number,
    Document.locale,
    Document.subject_kind,
    Document.subject_number,
    Document.issued_on,
    Document.issued_at,
    Document.state,
    Document.snapshot_hash,
    Document.storage_key,
    Document.sha256,
    Document.size,
    Document.problem,
    _BUYER,
)
SORTS: dict[str, tuple[sa.ColumnElement[Any], ...]] = {
    "issued": (Document.issued_on.expression, Document.id.expression),
    "number": (Document.number.expression,),
    "subject": (Document.subject_number.expression, Document.id.expression),
}


def _facts(row: Any) -> PaperFacts:
    values: tuple[Any, ...] = (*row[:-1], row[-1] or "")
    return PaperFacts(*values)


def _narrowed(statement: Any, state: ListState, kinds: Sequence[PaperKind]) -> Any:
    if len(kinds) < len(KINDS):
        statement = statement.where(Document.kind.in_(kinds))
    if state.search:
        meant = own_numbers(state.search)
        statement = statement.where(numbered_as(meant, state.search, Document.number, Document.subject_number))
    if kind := state.filters.get("kind"):
        statement = statement.where(Document.kind == kind_named(kind))
    if stage := state.filters.get("state"):
        statement = statement.where(Document.state == PaperState(stage))
    return statement


def _order(state: ListState) -> list[Any]:
    columns = SORTS.get(state.sort, SORTS["issued"])
    return [each.desc() if state.descending else each.asc() for each in columns]


def papers_list(state: ListState, kinds: Sequence[PaperKind]) -> Page:
    """Return one page of the papers of some kinds within scope: searched, filtered by kind and state, sorted."""
    found = counted(_narrowed(sa.select(Document.id), state, kinds), state, MOST_COUNTED)
    chosen, at = _narrowed(sa.select(*_COLUMNS), state, kinds), found.state
    rows = db.session.execute(first_rows(chosen, Document, _order(state), at.size, at.offset, companies_apart())).all()
    return found.page([_facts(row) for row in rows])


def all_papers(state: ListState, kinds: Sequence[PaperKind]) -> Whole:
    """Return all papers of some kinds in a view of the list, for a spreadsheet."""
    chosen = _narrowed(sa.select(*_COLUMNS), state, kinds).order_by(*_order(state))
    return Whole(chosen, lambda rows: map(_facts, rows))


def paper_for(public_id: str) -> PaperFacts:
    """Return a paper by the id in its address, or raise `NotVisible` (somebody else's, or none)."""
    row = db.session.execute(sa.select(*_COLUMNS).where(Document.public_id == public_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _facts(row)


def papers_of(subject_kind: str, subject_number: str) -> list[PaperFacts]:
    """Return the papers within scope of one thing (`shipment`, `claim`), oldest first."""
    mine = (Document.subject_kind == subject_kind, Document.subject_number == subject_number)
    rows = db.session.execute(sa.select(*_COLUMNS).where(*mine).order_by(Document.id))
    return [_facts(row) for row in rows]


def papers_of_all(subject_kind: str, subject_numbers: Collection[str]) -> list[PaperFacts]:
    """Return the papers within scope of several things of one kind, oldest first, in one statement."""
    mine = (Document.subject_kind == subject_kind, Document.subject_number.in_(subject_numbers))
    rows = db.session.execute(sa.select(*_COLUMNS).where(*mine).order_by(Document.id))
    return [_facts(row) for row in rows]


def paper_to_print(document_id: int) -> PaperToPrint | None:
    """Return what a job prints, or None where there is no such paper."""
    wanted = sa.select(
        Document.id, Document.kind, Document.locale, Document.snapshot, Document.snapshot_hash, Document.state
    ).where(Document.id == document_id)
    row = db.session.execute(wanted).one_or_none()
    return PaperToPrint(*row) if row else None


def bytes_of(paper: PaperFacts) -> bytes:
    """Return a READY paper's bytes exactly as they were stored.

    Raises `StorageDamaged` where their hash differs, `FileNotFoundError` where they are gone.
    """
    return storage.get(paper.storage_key, paper.sha256)
