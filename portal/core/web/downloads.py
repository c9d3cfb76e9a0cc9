"""A list as a file: `?export=xlsx` or `?export=csv` on the address of any list, always with all of its rows.

Up to `MOST_AT_ONCE` rows are answered in the request, in few requests at a time. More are made by a job, which the room
of downloads offers through `offer_later`: the job asks the same view again in the name of the same person
(`guards.asked_by`), and is handed the table instead of an answer. Nothing is ever cut; what a sheet cannot hold is
refused with its number.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, BinaryIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, request
from werkzeug.http import quote_header_value

from portal.core import locales
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.sheets.writer import Column, Rows, check_length, to_csv, write_xlsx
from portal.core.web.guards import asked_by_a_job
from portal.core.web.languages import language, zone

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
"""The kinds of file a list is given as, and how HTTP calls them."""
MOST_AT_ONCE = 5_000
"""So many rows are answered in the request that asks for them."""
FEW = 500
"""So many rows are written in a moment, whoever else has files written."""
WRITERS = BoundedSemaphore(2)
"""Requests of this process that may write more than `FEW` rows at the same time; a further one becomes a job's work."""
TOLD_EVERY = 1_000
_LATER = "portal_large_files"
Told = Callable[[int], None]


def wanted_export() -> str:
    """Return `xlsx` or `csv` where the address asks for a file, else nothing."""
    asked = request.args.get("export", "")
    return asked if asked in TYPES else ""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A list as a file that is not written yet: `rows` begins to read them, `count` tells how many there are.

    `name` is the list's, in plain ASCII; the file and its sheet are called `title` where there is one, a word of the
    reader's language. `dated` adds the reader's day. Instants are in the reader's zone, the sheet in its direction.
    """

    kind: str
    name: str
    columns: Sequence[Column]
    count: int
    rows: Callable[[], Rows]
    title: str = ""
    dated: bool = False

    def check_length(self) -> None:
        """Refuse what a sheet does not hold, before a row is read."""
        if self.kind == "xlsx":
            check_length(self.count)

    def write(self, target: BinaryIO, told: Told = lambda _rows: None) -> int:
        """Write the whole file, telling now and then how many rows are done; return how many there were."""
        counted, reader_zone = _Counted(self.rows(), told), ZoneInfo(zone())
        if self.kind == "xlsx":
            rtl = locales.direction(language()) == "rtl"
            title = self.title or self.name
            write_xlsx(target, self.columns, counted, sheet_title=title, rtl=rtl, zone=reader_zone)
        else:
            target.writelines(to_csv(self.columns, counted, zone=reader_zone))
        return counted.done

    def names(self) -> tuple[str, str]:
        """Return what the file is called, in plain ASCII and in the reader's words, both with their suffix."""
        day = f"-{day_in(utc_now(), zone())}" if self.dated else ""
        return f"{self.name}{day}.{self.kind}", f"{self.title or self.name}{day}.{self.kind}"


class _Counted:
    """Rows that are counted as they are taken."""

    def __init__(self, rows: Rows, told: Told) -> None:
        self.rows, self.told, self.done = rows, told, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self.rows:
            yield row
            self.done += 1
            if self.done % TOLD_EVERY == 0:
                self.told(self.done)


class TableAnswer(Response):
    """What a job gets of a view instead of a file: the table, to be written as long as the request stands."""

    def __init__(self, table: TableFile) -> None:
        super().__init__(mimetype=TYPES[table.kind])
        self.table = table


Later = Callable[[TableFile], Response]


def offer_later(app: Flask, later: Later) -> None:
    """Say what answers a request for a file that is too large for one request."""
    app.extensions[_LATER] = later


def list_file(table: TableFile) -> Response:
    """Answer a list as a file: at once, or by a page that offers to make it, which also tells what does not fit."""
    if asked_by_a_job():
        return TableAnswer(table)
    if table.count <= FEW:
        return _answered(table)
    if table.count > MOST_AT_ONCE or not WRITERS.acquire(blocking=False):
        later: Later = current_app.extensions[_LATER]
        return later(table)
    try:
        return _answered(table)
    finally:
        WRITERS.release()


def table_file(
    kind: str, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, title: str = ""
) -> Response:
    """Answer rows that are at hand, such as the lines of one order, as a file; all of them, however many."""
    return _answered(TableFile(kind, name, columns, len(rows), lambda: rows, title))


def _answered(table: TableFile) -> Response:
    body = io.BytesIO()
    table.write(body)
    return called(Response(body.getvalue(), mimetype=TYPES[table.kind]), *table.names())


def called(response: Response, name: str, words: str = "", *, shown: bool = False) -> Response:
    """Say in an answer's header what its file is called, and whether it is shown or kept; the answer is returned.

    The only writer of that header. `name` is plain ASCII (`ValueError` for anything else), for every server and
    browser; `words` may be of any language and stands beside it as RFC 5987 has it.
    """
    if not (name.isascii() and name.isprintable()) or '"' in name or "\\" in name:
        raise ValueError(f"not a name for a file: {name!r}")
    header = f"{'inline' if shown else 'attachment'}; filename={quote_header_value(name)}"
    if words and words != name:
        header += f"; filename*=UTF-8''{quote(words, safe='')}"
    response.headers["Content-Disposition"] = header
    return response


_PICTURE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


def picture(data: bytes, name: str, words: str = "") -> Response:
    """Answer a JPEG this portal drew itself, an image and nothing else, for its reader's browser to keep an hour.

    `name` and `words` are those of `called`.
    """
    response = Response(data, mimetype="image/jpeg")
    response.headers.update(_PICTURE_HEADERS)
    return called(response, name, words, shown=True)
