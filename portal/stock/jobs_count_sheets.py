"""Printing count sheets after they are made, and forgetting prints of closed ones; both safe to repeat."""

from datetime import time
from typing import Any

import structlog

from portal.core import formats, storage
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import Running, handles
from portal.core.jobs.schedule import daily
from portal.documents.printing.pdf import render_list
from portal.stock import queries_count_sheets as queries
from portal.stock import service_count_sheets as service
from portal.stock.queries_count_sheets import SheetFacts
from portal.stock.rules_count_sheets import Verdict

log = structlog.get_logger("portal.stock")
FOLDER = "count-sheets"
TEMPLATE = "documents/kinds/_count_sheet.html"


@handles(service.PRINT)
def print_sheet(running: Running) -> dict[str, Any] | None:
    """Print the lines of a sheet that are to be counted, blind; one that is printed or asked for anew is left alone."""
    sheet_id, printing = int(running.payload["sheet_id"]), int(running.payload["printing"])
    sheet = queries.sheet_of_id(sheet_id)
    lines = [one for one in queries.lines_of(sheet_id, sheet.language) if one.verdict is Verdict.OPEN]
    zone = queries.zone_of(sheet.depot_id)
    db.session.remove()
    if sheet.printing != printing or sheet.is_printed:
        return None
    data = render_list(TEMPLATE, {"sheet": _head(sheet, zone), "lines": [_row(one) for one in lines]}, sheet.language)
    key, digest = storage.put(data, FOLDER, ".pdf")
    before = perform(service.keep_print, sheet_id, printing, key, digest)
    if before and before != key:
        storage.remove(before)
    log.info("count_sheet_printed", sheet=sheet.number, lines=len(lines), size=len(data))
    return {"lines": len(lines), "size": len(data)}


def _head(sheet: SheetFacts, zone: str) -> dict[str, str]:
    local = formats.regional(sheet.language, zone)
    return {
        "number": sheet.number,
        "depot": f"{sheet.depot_code} · {sheet.depot_name}",
        "area": sheet.area,
        "made": formats.datetime(sheet.made_at, zone, local),
        "by": sheet.made_by_name,
    }


def _row(line: queries.SheetLine) -> dict[str, Any]:
    place = " · ".join(part for part in (line.area, line.bin) if part)
    return {"line_no": line.line_no, "place": place, "number": line.part_number, "name": line.part_name}


@daily("stock.count_sheets", at=time(3, 25))
def remove_prints(running: Running) -> dict[str, Any]:
    """Remove the prints of closed sheets, and what no sheet names; nothing while one is being printed."""
    keys = list(storage.keys(FOLDER))
    db.session.remove()
    named, printing = queries.prints_of_open_sheets()
    removed = 0
    for at, key in enumerate(keys if not printing else (), 1):
        if key not in named:
            storage.remove(key)
            removed += 1
        running.progress(at, len(keys))
    db.session.remove()
    if not printing:
        perform(service.forget_prints)
    return {"removed": removed}
