"""The stored file of a paper, handed to a browser as it is."""

import io

import structlog
from flask import Response, send_file
from flask_babel import gettext as _

from portal.core.storage import StorageDamaged
from portal.core.web.downloads import called
from portal.core.web.errorpages import error_page
from portal.documents import queries
from portal.documents.rules_freeze import file_name

log = structlog.get_logger("portal.documents")
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def paper_file(paper: queries.PaperFacts) -> Response:
    """Return a paper's stored bytes as an attachment (ranges and If-None-Match are answered).

    A paper that is not printed yet, or whose file is damaged or gone, gets a page that says so
    (503); a damaged one is logged.
    """
    if not paper.ready:
        return _later(_("This paper is being printed. Reload the page in a moment."))
    try:
        data = queries.bytes_of(paper)
    except (StorageDamaged, OSError) as error:
        log.error("paper_unreadable", document=paper.id, number=paper.number, error=repr(error))
        return _later(
            _("The stored file of this paper cannot be read just now. Headquarters' technicians have been told.")
        )
    response = send_file(
        io.BytesIO(data),
        mimetype="application/pdf",
        conditional=True,
        etag=paper.sha256,
        last_modified=paper.issued_at,
    )
    return _guarded(called(response, file_name(paper.number)))


def _later(text: str) -> Response:
    response = error_page(503, _("The paper is not available now"), text)
    response.headers["Retry-After"] = "5"
    return response


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
