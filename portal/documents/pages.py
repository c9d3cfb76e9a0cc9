"""The pages of papers, the same at both doors: list, one paper, its file."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from portal.core.errors import NotVisible
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import ListState, list_state
from portal.core.web.downloads import table_file, wanted_export
from portal.core.web.guards import current_actor
from portal.core.web.pages import respond
from portal.documents import labels, pages_file, queries
from portal.documents.kinds import KINDS
from portal.documents.models import PaperState
from portal.documents.rules_kinds import PaperKind


def kinds_to_read() -> list[PaperKind]:
    """Return the kinds of paper this reader may open, in the order of lists."""
    held = current_actor().permissions
    return [kind for kind in KINDS.values() if kind.readable_with(held)]


def words() -> dict[str, Any]:
    """Return the words that templates need to tell of papers."""
    return {
        "kind_words": labels.KIND_WORDS,
        "state_words": labels.STATE_WORDS,
        "state_tones": labels.STATE_TONES,
        "subject_words": labels.SUBJECT_WORDS,
    }


def list_page() -> Response:
    """Answer the list of papers of the kinds one may read, or its export."""
    kinds = kinds_to_read()
    state = list_state(
        request.args,
        sorts=["-issued", "number", "subject"],
        filters={"kind": [kind.code for kind in kinds], "state": [each.value for each in PaperState]},
    )
    if kind := wanted_export():
        return _export(kind, state, kinds)
    page = queries.papers_list(state, kinds)
    return respond("documents/list.html", "documents/_list.html", page=page, state=state, kinds=kinds, **words())


def _export(kind: str, state: ListState, kinds: list[PaperKind]) -> Response:
    columns = [
        Column(_("Number"), width=24), Column(_("Kind"), width=20), Column(_("Buyer"), width=32),
        Column(_("Belongs to"), width=20), Column(_("Issued on"), ColumnKind.DATE, 12),
        Column(_("State"), width=16), Column(_("Bytes"), ColumnKind.INTEGER, 12), Column("SHA-256", width=66),
    ]  # fmt: skip
    rows = (
        (
            paper.number, str(labels.KIND_WORDS[paper.kind]), paper.buyer, paper.subject_number,
            paper.issued_on, str(labels.STATE_WORDS[paper.state]), paper.size or None, paper.sha256,
        )
        for paper in queries.papers_export(state, kinds)
    )  # fmt: skip
    return table_file(kind, "papers", columns, rows, title=_("Documents"), dated=True)


def _readable(public_id: str) -> queries.PaperFacts:
    """Return a paper of a kind this reader may open; any other is not there (`NotVisible`)."""
    paper = queries.paper_for(public_id)
    if not paper.kind.readable_with(current_actor().permissions):
        raise NotVisible
    return paper


def paper_page(public_id: str) -> Response:
    """Answer the page of one paper, or only its state for a page that waits for it."""
    return respond("documents/paper.html", "documents/_state.html", paper=_readable(public_id), **words())


def paper_file(public_id: str) -> Response:
    """Answer the stored file of one paper."""
    return pages_file.paper_file(_readable(public_id))
