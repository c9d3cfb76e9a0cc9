"""The list of count sheets with the form that makes one, and the page of a sheet: counts, differences, booking."""

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core.tables import Select, list_state
from portal.core.web.cells import numbered
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import figure, moment, words
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.stock import queries_count_sheets as queries
from portal.stock.labels import SHEET_ORDER_WORDS, SHEET_TONES, SHEET_WORDS, VERDICT_TONES, VERDICT_WORDS
from portal.stock.pages_shelves import DEPOT, Sent, asked, depot_selects, place_of
from portal.stock.queries_count_sheets import SheetFacts, SheetLine
from portal.stock.rules_count_sheets import BOOKABLE, COUNT_AGAIN, MOST_LINES, SheetState, Verdict

USUAL_LINES = 50


def _sheet_address(row: Any, reader: Reader) -> str:
    return reader.at("hq_stock_counts.show", number=row.number)


SHEETS = Columns(
    Field(
        _l("Count sheet"),
        lambda row, reader: numbered(reader.href, row.number),
        lambda row: row.number,
        width=18,
        select=("number",),
        sort="number",
        order=("number",),
    ),
    DEPOT,
    words("area", _lp("stock", "Area"), sort="area"),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(SHEET_WORDS[row.state], SHEET_TONES[row.state]),
        lambda row: str(SHEET_WORDS[row.state]),
        width=14,
        select=("state",),
        sort="state",
        order=("state",),
    ),
    figure("lines", _lp("count sheet", "Lines")),
    figure("counted", _lp("count sheet", "Counted")),
    figure("booked", _lp("count sheet", "Booked")),
    moment("made_at", _lp("count sheet", "Made"), sort="made"),
    words("made_by_name", _lp("count sheet", "Made by"), width=24),
    address=_sheet_address,
)
"""The list of count sheets, the latest first."""

BLANK = Columns(
    Field(_l("Count sheet"), None, lambda row: row.sheet_number, width=18),
    figure("line_no", _lp("count sheet", "Line"), cell=None, width=8),
    Field(_lp("stock", "Area"), None, lambda row: row.area, width=10),
    Field(_lp("stock", "Bin"), None, lambda row: row.bin, width=14),
    Field(_l("Part number"), None, lambda row: row.part_number, width=18),
    Field(_l("Description"), None, lambda row: row.part_name, width=36),
    figure("counted", _l("Pieces counted"), cell=None, width=16),
)
"""A sheet as a spreadsheet to be filled in; what the ledger says is not told."""


def sheets_page(sent: Sent | None = None) -> Response:
    """Show the list of count sheets and the form that makes one, or hand the list out as a file."""
    sent = sent or Sent()
    choices = depot_selects()
    filters = {"depot": [code for code, _words in choices], "state": [*SheetState]}
    state = list_state(asked(), sorts=SHEETS.sorts("-made"), filters=filters)
    wanted = SHEETS.wanted()
    if kind := wanted_export():
        return SHEETS.file(kind, "count-sheets", queries.all_sheets(wanted, state), title=_("Count sheets"))
    page = queries.sheets(wanted, state)
    selects: list[Select] = [
        ("depot", _("All depots"), choices),
        ("state", _("Open and closed"), [(one.value, SHEET_WORDS[one]) for one in SheetState]),
    ]
    return respond(
        "stock/hq_count_sheets.html",
        status=sent.status,
        page=page,
        table=SHEETS.drawn(page.rows),
        selects=selects,
        places=_places(choices),
        orders=[(one.value, str(told)) for one, told in SHEET_ORDER_WORDS.items()],
        most=MOST_LINES,
        usual=USUAL_LINES,
        sent=sent,
    )


def _places(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a sheet may be of: each depot as a whole, and below it its areas."""
    areas: dict[str, list[str]] = {}
    for code, area in queries.areas():
        areas.setdefault(code, []).append(area)
    return [
        (value, told)
        for code, name in choices
        for value, told in [(code, name), *((f"{code}/{one}", f"{code} · {one}") for one in areas.get(code, []))]
    ]


def sheet_page(sheet: SheetFacts, sent: Sent | None = None) -> Response:
    """Show a sheet with its lines as they stand; what was typed and refused stands in them again."""
    sent = sent or Sent()
    if kind := wanted_export():
        whole = queries.blank_lines(sheet.id, language())
        return BLANK.file(kind, f"count-sheet-{sheet.number}", whole, title=_("Count sheet"))
    lines = queries.lines_of(sheet.id, language())
    return respond(
        "stock/hq_count_sheet.html",
        status=sent.status,
        sheet=sheet,
        waits=sheet.state is SheetState.OPEN,
        pill=(SHEET_WORDS[sheet.state], SHEET_TONES[sheet.state]),
        order=SHEET_ORDER_WORDS[sheet.order],
        lines=[(line, place_of(line), VERDICT_WORDS[line.verdict], VERDICT_TONES[line.verdict]) for line in lines],
        counts=_counts(lines),
        sent=sent,
    )


def _counts(lines: list[SheetLine]) -> dict[str, int]:
    """Return how many lines are there, wait, are booked, could be booked, differ, and must be counted again."""
    verdicts = [line.verdict for line in lines]
    return {
        "all": len(lines),
        "open": verdicts.count(Verdict.OPEN),
        "booked": verdicts.count(Verdict.BOOKED),
        "ready": sum(one in BOOKABLE for one in verdicts),
        "differs": verdicts.count(Verdict.DIFFERS),
        "again": sum(one in COUNT_AGAIN for one in verdicts),
    }
