"""Files handed to a browser: stored papers as they are, and lists as spreadsheets."""

import io
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import structlog
from flask import Response, make_response, request, send_file
from flask_babel import gettext as _

from portal.core.clock import utc_now
from portal.core.locales import direction
from portal.core.sheets.writer import Column, Rows, to_csv, to_xlsx
from portal.core.storage import StorageDamaged
from portal.core.web.errorpages import error_page
from portal.core.web.languages import language, zone
from portal.documents import queries
from portal.documents.rules_freeze import file_name

log = structlog.get_logger("portal.documents")
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("xlsx", "csv")


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
        io.BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=file_name(paper.number),
        conditional=True, etag=paper.sha256, last_modified=paper.issued_at,
    )  # fmt: skip
    return _guarded(response)


def _later(text: str) -> Response:
    response = error_page(503, _("The paper is not available now"), text)
    response.headers["Retry-After"] = "5"
    return response


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def wanted_format() -> str | None:
    """Return `xlsx` or `csv` when the address asks for an export, else None."""
    asked = request.args.get("export", "")
    return asked if asked in FORMATS else None


def spreadsheet(name: str, title: str, columns: Sequence[Column], rows: Rows) -> Response:
    """Return a list as the spreadsheet asked for, in the reader's direction and zone.

    `name` is the plain start of the file's name, `title` that of the sheet.
    """
    place = ZoneInfo(zone())
    if wanted_format() == "csv":
        response = make_response(b"".join(to_csv(columns, rows, zone=place)))
        response.mimetype, suffix = "text/csv", "csv"
    else:
        rtl = direction(language()) == "rtl"
        response = make_response(to_xlsx(columns, rows, sheet_title=title, rtl=rtl, zone=place))
        response.mimetype, suffix = XLSX, "xlsx"
    stamp = utc_now().astimezone(place).strftime("%Y-%m-%d")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{suffix}"'
    return response
