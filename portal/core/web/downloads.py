"""A list as a file: `?export=xlsx` or `?export=csv` on the address of any list."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import Response, request

from portal.core import locales
from portal.core.sheets.writer import Column, Rows, to_csv, to_xlsx
from portal.core.web.languages import language, zone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wanted_export() -> str:
    """Return `xlsx` or `csv` where the address asks for a file, else nothing."""
    asked = request.args.get("export", "")
    return asked if asked in ("xlsx", "csv") else ""


def table_file(kind: str, name: str, columns: Sequence[Column], rows: Rows) -> Response:
    """Return rows as a file to download, instants in the reader's zone; `name` is without suffix."""
    reader_zone = ZoneInfo(zone())
    if kind == "xlsx":
        rtl = locales.direction(language()) == "rtl"
        body = to_xlsx(columns, rows, sheet_title=name, rtl=rtl, zone=reader_zone)
        response = Response(body, mimetype=XLSX)
    else:
        response = Response(b"".join(to_csv(columns, rows, zone=reader_zone)), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    return response
