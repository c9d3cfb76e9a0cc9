"""A list as a file: `?export=xlsx` or `?export=csv` on the address of any list."""

from collections.abc import Sequence
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Response, request

from portal.core import locales
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.sheets.writer import Column, Rows, to_csv, to_xlsx
from portal.core.web.languages import language, zone

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
"""The kinds of file a list is given as, and how HTTP calls them."""


def wanted_export() -> str:
    """Return `xlsx` or `csv` where the address asks for a file, else nothing."""
    asked = request.args.get("export", "")
    return asked if asked in TYPES else ""


def table_file(
    kind: str, name: str, columns: Sequence[Column], rows: Rows, *, title: str = "", dated: bool = False
) -> Response:
    """Return rows as a file to download, instants in the reader's zone, the sheet in the reader's direction.

    `name` is without suffix and names the sheet too where no `title` does; `dated` adds the reader's day to it. It
    travels in a header, which holds plain ASCII only: a word of the reader's language is a `title`. Raises ValueError.
    """
    if not (name.isascii() and name.isprintable()):
        raise ValueError(f"not a name for a file: {name!r}")
    reader_zone = ZoneInfo(zone())
    if kind == "xlsx":
        rtl = locales.direction(language()) == "rtl"
        body = to_xlsx(columns, rows, sheet_title=title or name, rtl=rtl, zone=reader_zone)
    else:
        body = b"".join(to_csv(columns, rows, zone=reader_zone))
    day = f"-{day_in(utc_now(), zone())}" if dated else ""
    response = Response(body, mimetype=TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}{day}.{kind}")
    return response


def called(response: Response, name: str, words: str = "", *, shown: bool = False) -> Response:
    """Say in an answer's header what its file is called, and whether it is shown or kept; the answer is returned.

    The only writer of that header. `name` is plain ASCII (`ValueError` for anything else), for every server and
    browser; `words` may be of any language and stands beside it as RFC 5987 has it.
    """
    if not (name.isascii() and name.isprintable()) or '"' in name or "\\" in name:
        raise ValueError(f"not a name for a file: {name!r}")
    header = f'{"inline" if shown else "attachment"}; filename="{name}"'
    if words and words != name:
        header += f"; filename*=UTF-8''{quote(words, safe='')}"
    response.headers["Content-Disposition"] = header
    return response
