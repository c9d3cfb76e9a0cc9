"""Issuing papers: judged, frozen, numbered last, printed after the commit and never again."""

import secrets
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.counters import numbered
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.core.jobs.queue import enqueue
from portal.core.locales import offered_for
from portal.documents.models import Document, PaperState
from portal.documents.printing.glyphs import refuse_missing_glyphs
from portal.documents.queries_series import prefix_of
from portal.documents.rules_freeze import as_seen, canonical, snapshot_hash
from portal.documents.rules_kinds import PaperKind
from portal.documents.rules_papers import MOST_ROWS, problems_of, rows_of
from portal.documents.rules_parts import Snapshot

RENDER = "documents.render"
PROBLEMS_TOLD = 5
LONGEST_PROBLEM = 2_000


def issue(
    kind: PaperKind,
    *,
    distributor_id: int,
    entity_code: str,
    locale: str,
    snapshot: Snapshot,
    subject_number: str,
    issued_on: date,
    actor: Actor,
    now: datetime,
) -> Document:
    """Issue a paper of a selling entity in the receiver's language and return it with its number.

    `snapshot` has no number and no date yet: both are set here; `subject_number` is that of what the kind
    belongs to, a shipment or a claim. Refused: `document.too_long` (more rows than a paper holds),
    `document.incomplete` (something is missing, or sums disagree), `documents.missing_glyph`. Signs one does
    not see, those that turn the direction among them, are cut. A receiver whose language is not offered yet
    gets English. The number comes last, as `CI-CN01-2026-000001` or as
    the seller says its papers' numbers begin: call this after
    everything that may still be refused. The bytes are made by a job after the commit.
    """
    prefix = prefix_of(kind, entity_code, issued_on)
    draft = {**as_seen(snapshot), "issue_date": issued_on.isoformat()}
    _judge(kind, {**draft, "number": f"{prefix}-{issued_on.year}-000000"})
    number = numbered(prefix, issued_on.year)
    frozen = {**draft, "number": number}
    document = Document(
        public_id=secrets.token_urlsafe(18),
        kind=kind,
        number=number,
        series=f"{prefix}-{issued_on.year}",
        distributor_id=distributor_id,
        locale=offered_for(locale),
        subject_kind=kind.subject.code,
        subject_number=subject_number,
        issued_on=issued_on,
        issued_at=now,
        issued_by=actor.user_id,
        snapshot=frozen,
        snapshot_hash=snapshot_hash(frozen),
        state=PaperState.ISSUED,
    )
    db.session.add(document)
    db.session.flush()
    _print_later(document, now)
    return document


def _print_later(document: Document, now: datetime) -> None:
    enqueue(
        RENDER,
        {"document_id": document.id},
        now=now,
        key=f"document:{document.id}",
        distributor_id=document.distributor_id,
        asked_by=document.issued_by,
    )


def _judge(kind: PaperKind, snapshot: Snapshot) -> None:
    """Refuse a snapshot that is too long, lacks a field, whose sums disagree, or that no font can print."""
    if (rows := rows_of(snapshot)) > MOST_ROWS:
        raise Refused("document.too_long", paper=kind, rows=rows, most=MOST_ROWS)
    canonical(snapshot)
    problems = problems_of(kind, snapshot)
    if problems:
        raise Refused("document.incomplete", problems=problems[:PROBLEMS_TOLD], count=len(problems))
    refuse_missing_glyphs(snapshot)


def keep_bytes(document_id: int, storage_key: str, sha256: str, size: int) -> bool:
    """Make a paper READY with its stored bytes; False, and nothing changed, where it already is."""
    values = {"storage_key": storage_key, "sha256": sha256, "size": size, "problem": ""}
    return _change(document_id, state=PaperState.READY, **values)


def keep_problem(document_id: int, problem: str) -> bool:
    """Record why a paper could not be printed yet; a READY paper stays as it is (False)."""
    return _change(document_id, state=PaperState.FAILED, problem=problem[:LONGEST_PROBLEM])


def _change(document_id: int, **values: object) -> bool:
    waiting = sa.update(Document).where(Document.id == document_id, Document.state != PaperState.READY)
    return changed(waiting.values(**values)) == 1
