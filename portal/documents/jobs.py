"""Printing issued papers after the commit: once, from the frozen snapshot, safe to repeat."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import structlog

from portal.core import storage
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import ENDED, Running, ends, handles
from portal.documents import queries, service
from portal.documents.models import PaperState
from portal.documents.printing.pdf import render_pdf
from portal.documents.queries_pictures import picture_bytes
from portal.documents.rules_freeze import snapshot_hash

log = structlog.get_logger("portal.documents")
FOLDER = "papers"


class SnapshotChanged(RuntimeError):
    """The frozen snapshot is not the one that was issued: it may not be printed."""


@handles(service.RENDER)
def render(running: Running) -> dict[str, Any] | None:
    """Print one paper and store its bytes; a READY paper is left alone, a failure is kept and raised."""
    document_id = int(running.payload["document_id"])
    paper = queries.paper_to_print(document_id)
    if paper is None or paper.state is PaperState.READY:
        db.session.remove()
        return None
    try:
        pictures = {name: picture_bytes(name) for name in [paper.snapshot.get("logo")] if name}
        db.session.remove()
        data = _printed(paper, pictures)
        key, digest = storage.put(data, FOLDER, ".pdf")
    except Exception as error:
        perform(service.keep_problem, document_id, f"{type(error).__name__}: {error}")
        raise
    first = perform(service.keep_bytes, document_id, key, digest, len(data))
    log.info("paper_ready", document=document_id, sha256=digest, size=len(data), first=first)
    return {"sha256": digest, "size": len(data)}


@ends(service.RENDER)
def give_up(payload: dict[str, Any]) -> None:
    """Say of a paper whose printing ended its process each time that it could not be printed."""
    service.keep_problem(int(payload["document_id"]), ENDED)


def _printed(paper: queries.PaperToPrint, pictures: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    if snapshot_hash(paper.snapshot) != paper.snapshot_hash:
        raise SnapshotChanged(f"document {paper.id}")
    return render_pdf(paper.kind, paper.snapshot, paper.locale, pictures)
