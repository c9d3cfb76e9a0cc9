"""Makes real and hostile spreadsheet files in memory for the tests of reading them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import openpyxl.styles
import xlsxwriter
from odf import number, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from portal.core.errors import Refused
from portal.core.sheets.model import DEFAULT_LIMITS, Limits, Sheet
from portal.core.sheets.reader import read_book

HEADINGS = ["Part No.", "Qty"]
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def read_sheet(
    data: bytes, filename: str, limits: Limits = DEFAULT_LIMITS, name: str = "", known: Sequence[str] = ()
) -> Sheet:
    """The first table of a file, or the named one; the refusal of one that was not read."""
    book = read_book(data, filename, limits, known)
    if name:
        for unread in book.unread:
            if unread.name == name:
                raise Refused(unread.code, **(unread.facts or {}))
        return next(sheet for sheet in book.sheets if sheet.name == name)
    return book.sheets[0]


def xlsx(*rows: Sequence[Any]) -> bytes:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def formatted_xlsx(cells: dict[str, tuple[Any, str]]) -> bytes:
    """Cell name to (value, number format)."""
    book = openpyxl.Workbook()
    for name, (value, code) in cells.items():
        book.active[name] = value
        book.active[name].number_format = code
    return saved(book)


COLUMNS = [first + second for first in ("", *"ABCDEFGHI") for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def struck_xlsx(*rows: Sequence[Any], line: int) -> bytes:
    """A workbook of one sheet with one line struck through."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for cell in book.active[line]:
        cell.font = openpyxl.styles.Font(strike=True)
    return saved(book)


def formula_xlsx(formula: str, stored: Any) -> bytes:
    """Part number and a quantity that is a formula with a stored value."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_string(1, 0, "21029627")
        sheet.write_formula(1, 1, formula, None, stored)
    return target.getvalue()


def ods(*rows: Sequence[Any], padded: bool = False) -> bytes:
    """An OpenDocument spreadsheet; with `padded`, numbers are shown with eight digits."""
    return ods_of({"Bestellung": rows}, padded=padded)


def ods_of(tables: Mapping[str, Sequence[Sequence[Any]]], *, padded: bool = False) -> bytes:
    """An OpenDocument spreadsheet of several tables by name."""
    document = OpenDocumentSpreadsheet()
    zeros = number.NumberStyle(name="N8")
    zeros.addElement(number.Number(decimalplaces=0, minintegerdigits=8))
    cell_style = style.Style(name="padded", family="table-cell", datastylename="N8")
    document.automaticstyles.addElement(zeros)
    document.automaticstyles.addElement(cell_style)
    for name, rows in tables.items():
        sheet = table.Table(name=name)
        for row in rows:
            line = table.TableRow()
            for value in row:
                line.addElement(ods_cell(value, padded))
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    target = io.BytesIO()
    document.write(target)
    return target.getvalue()


def ods_cell(value: Any, padded: bool) -> Any:
    if isinstance(value, str):
        cell = table.TableCell(valuetype="string")
        cell.addElement(text.P(text=value))
        return cell
    shown = f"{value:08d}" if padded else str(value)
    cell = table.TableCell(valuetype="float", value=value, stylename="padded" if padded else None)
    cell.addElement(text.P(text=shown))
    return cell


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """The archive with one entry added or replaced."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.namelist():
            if entry != name:
                archive.writestr(entry, source.read(entry))
        archive.writestr(name, body)
    return target.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    """One entry of the archive."""
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def sheet_xml(rows: str, dimension: str = "A1") -> bytes:
    """A worksheet part around these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{space}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def xls(rows: Sequence[Sequence[str | float]], formats: dict[tuple[int, int], tuple[int, str]] | None = None) -> bytes:
    """A BIFF8 workbook in a compound file ([MS-XLS], [MS-CFB]), one sheet, LABEL and NUMBER cells.

    `formats` gives cells (row, column from 0) a number format of their own: its place and its text.
    """
    import struct

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    styles = list(dict.fromkeys((formats or {}).values()))
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            known = (formats or {}).get((row, column))
            place = struct.pack("<HHH", row, column, 1 + styles.index(known) if known else 0)
            if isinstance(value, str):
                label = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += record(0x0204, place + label)
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    width = max(map(len, rows))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)) + cells
    sheet += record(0x000A, b"")
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + struct.pack("<BB", 5, 0) + b"Arial"
    looks = record(0x0031, font) * 4
    for spot, code in styles:
        looks += record(0x041E, struct.pack("<HHB", spot, len(code), 0) + code.encode("latin-1"))
    for spot in (0, *(spot for spot, _code in styles)):
        looks += record(0x00E0, struct.pack("<HHH", 0, spot, 0) + bytes(14))
    looks = looks if styles else b""
    name = struct.pack("<BB", 5, 0) + b"Order"
    offset = len(begin) + len(looks) + 4 + 6 + len(name) + 4
    globals_ = begin + looks + record(0x0085, struct.pack("<IH", offset, 0) + name) + record(0x000A, b"")
    return compound_file("Workbook", globals_ + sheet)


def compound_file(stream: str, body: bytes) -> bytes:
    """A version 3 compound file with one stream of at least 4096 bytes."""
    import struct

    body = body.ljust(4096, b"\0")
    body = body.ljust(-(-len(body) // 512) * 512, b"\0")
    sectors, end, none = len(body) // 512, 0xFFFFFFFE, 0xFFFFFFFF
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", none) * 108
    chain = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    fat = b"".join(struct.pack("<I", link) for link in chain).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2 if name else 0, kind, 1)
        return head + struct.pack("<III", none, none, child) + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, none, 2, len(body))
    directory += entry("", 0, none, 0, 0) * 2
    return header + fat + directory + body


def part_of_body(data: bytes, name: str) -> bytes:
    """One XML entry without its declaration, so that something can stand before its root."""
    body = part_of(data, name)
    return body.partition(b"?>")[2].lstrip() if body.startswith(b"<?xml") else body
