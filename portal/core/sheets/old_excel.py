"""Reads XLS workbooks, back to those before Excel 97. What a number is, its format's text says, not the format's place.

Part of the confined reader process: standard library and xlrd only.
"""

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

import xlrd

from portal.core.errors import Refused
from portal.core.sheets.cells import Reading
from portal.core.sheets.model import ERROR_TEXT, Kind, Sheet
from portal.core.sheets.survey import PLAIN, Look, Survey, look_of

Limits = dict[str, int]
VISIBLE = 0


def tables_of(data: bytes, limits: Limits) -> Iterator[tuple[str, Callable[[], Sheet | None] | None]]:
    """Return the tables, each that is visible with what reads it; refuses what is encrypted or torn."""
    book = _guarded(lambda: _opened(data))
    for name in book.sheet_names():
        sheet = _guarded(partial(book.sheet_by_name, name))
        yield name, _reader(book, sheet, name, limits) if sheet.visibility == VISIBLE else None
        book.unload_sheet(name)


def _opened(data: bytes) -> Any:
    open_book = partial(xlrd.open_workbook, logfile=io.StringIO(), file_contents=data, on_demand=True, ragged_rows=True)
    try:
        return open_book(formatting_info=True)
    except NotImplementedError:
        return open_book()


def _guarded(read: Callable[[], Any]) -> Any:
    """What a reader of torn files gives; whatever it stumbles over is a refusal."""
    try:
        return read()
    except (MemoryError, Refused):
        raise
    except Exception as error:
        encrypted = "encrypted" in str(error).lower() or "password" in str(error).lower()
        raise Refused("sheet.encrypted" if encrypted else "sheet.unreadable") from error


def _reader(book: Any, sheet: Any, name: str, limits: Limits) -> Callable[[], Sheet | None]:
    def reader() -> Sheet | None:
        survey = Survey(limits)
        reading = Reading(limits, survey)
        looks: dict[int, Look] = {}
        for row in range(sheet.nrows):
            values = [
                _guarded(partial(_cell, book, sheet, (row, column), survey, looks))
                for column in range(sheet.row_len(row))
            ]
            shown = sheet.rowinfo_map.get(row)
            if shown is not None and shown.hidden:
                survey.hidden.add(row + 1)
            reading.add(row + 1, values, 0)
        survey.last_row = sheet.nrows
        for top, below, left, _right in sheet.merged_cells:
            survey.merge(top + 1, below, left + 1)
        return reading.sheet(Kind.XLS, name)

    return reader


def _cell(book: Any, sheet: Any, at: tuple[int, int], survey: Survey, looks: dict[int, Look]) -> object:
    """A cell as its own kind of value: text, number, day, time, truth."""
    row, column = at
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    place = row + 1, column + 1
    if book.formatting_info:
        style = sheet.cell_xf_index(row, column)
        if style not in looks:
            looks[style] = _look(book, style)
        if looks[style] is not PLAIN:
            survey.looks[place] = looks[style]
    if kind == xlrd.XL_CELL_ERROR:
        return ERROR_TEXT
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        return _day(value, book.datemode)
    return value


def _day(value: float, mode: Literal[0, 1]) -> object:
    """A day or a time of day; a number that is no day of a calendar stays a number."""
    try:
        moment = xlrd.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return value
    return moment.time() if 0 <= value < 1 else moment


def _look(book: Any, style: int) -> Look:
    if not 0 <= style < len(book.xf_list):
        return PLAIN
    found = book.xf_list[style]
    format_of = book.format_map.get(found.format_key)
    struck = 0 <= found.font_index < len(book.font_list) and bool(book.font_list[found.font_index].struck_out)
    look = look_of(format_of.format_str if format_of else "", struck=struck)
    return PLAIN if look == PLAIN else look
