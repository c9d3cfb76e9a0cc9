"""The pages of papers, the same at both doors: list, one paper, its file."""

from collections.abc import Iterable
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core import formats
from portal.core.errors import NotVisible
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.web.cells import numbered, together
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor
from portal.core.web.page_words import ltr
from portal.core.web.page_words import reader as page_reader
from portal.core.web.pages import respond
from portal.documents import labels, pages_file, queries
from portal.documents.kinds import KINDS
from portal.documents.models import PaperState
from portal.documents.queries import PaperFacts
from portal.documents.rules_kinds import PaperKind


def kinds_to_read() -> list[PaperKind]:
    """Return the kinds of paper this reader may open, in the order of lists."""
    held = current_actor().permissions
    return [kind for kind in KINDS.values() if kind.readable_with(held)]


def readable(papers: Iterable[PaperFacts]) -> list[PaperFacts]:
    """Return those of some papers that this reader may open."""
    held = current_actor().permissions
    return [paper for paper in papers if paper.kind.readable_with(held)]


def words() -> dict[str, Any]:
    """Return the words that templates need to tell of papers."""
    return {
        "kind_words": labels.KIND_WORDS,
        "state_words": labels.STATE_WORDS,
        "state_tones": labels.STATE_TONES,
        "subject_words": labels.SUBJECT_WORDS,
    }


def _belongs_to(paper: Any, _reader: Reader) -> Markup:
    number = together(Markup('<span class="mono">'), ltr(paper.subject_number), Markup("</span>"))
    return together(labels.SUBJECT_WORDS.get(paper.subject_kind, ""), " ", number)


def _size(paper: Any, reader: Reader) -> Any:
    return Markup("<bdi>%s</bdi>") % formats.file_size(paper.size, reader.code) if paper.ready else ""


def _download(paper: Any, reader: Reader) -> Any:
    if not paper.ready:
        return ""
    spoken = reader.gettext("Download PDF") + " " + paper.number
    pdf = reader.to("documents.pdf", public_id=paper.public_id)
    return Markup('<a href="%s" aria-label="%s">%sPDF</a>') % (pdf, spoken, page_reader().icon("download"))


PAPERS = Columns(
    Field(
        _l("Number"),
        lambda paper, reader: numbered(reader.href, paper.number),
        lambda paper: paper.number,
        width=24,
        sort="number",
    ),
    Field(
        _l("Kind"),
        lambda paper, _reader: labels.KIND_WORDS[paper.kind],
        lambda paper: str(labels.KIND_WORDS[paper.kind]),
        width=20,
        select=("kind",),
    ),
    Field(_l("Buyer"), lambda paper, _reader: paper.buyer, lambda paper: paper.buyer, width=32, select=("buyer",)),
    Field(_l("Belongs to"), _belongs_to, lambda paper: paper.subject_number, width=20, sort="subject"),
    Field(
        _l("Issued on"),
        lambda paper, reader: reader.day(paper.issued_on),
        lambda paper: paper.issued_on,
        kind=ColumnKind.DATE,
        width=12,
        sort="issued",
    ),
    Field(
        _l("State"),
        lambda paper, reader: reader.pill(labels.STATE_WORDS[paper.state], labels.STATE_TONES[paper.state]),
        lambda paper: str(labels.STATE_WORDS[paper.state]),
        width=16,
        select=("state",),
    ),
    Field(
        _l("Size"),
        _size,
        lambda paper: paper.size or None,
        kind=ColumnKind.INTEGER,
        width=12,
        heading=_l("Bytes"),
        select=("size",),
        look="n",
    ),
    Field("SHA-256", value=lambda paper: paper.sha256, width=66),
    Field(_l("File"), _download, select=("file",)),
    address=lambda paper, reader: reader.to("documents.show", public_id=paper.public_id),
)
"""The list of papers, at both doors."""


def list_page() -> Response:
    """Answer the list of papers of the kinds one may read, or its export."""
    kinds = kinds_to_read()
    state = list_state(
        request.args,
        sorts=PAPERS.sorts("-issued"),
        filters={"kind": [kind.code for kind in kinds], "state": [each.value for each in PaperState]},
    )
    if kind := wanted_export():
        return PAPERS.file(kind, "papers", queries.all_papers(state, kinds), title=_("Documents"), dated=True)
    page = queries.papers_list(state, kinds)
    table = PAPERS.drawn(page.rows)
    return respond(
        "documents/list.html", "documents/_list.html", page=page, table=table, state=state, kinds=kinds, **words()
    )


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
