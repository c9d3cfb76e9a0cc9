"""Counts rows and cells of the tables of an XLSX or ODS, and reads their styles, before a parser sees them.

Part of the confined reader process: standard library only.
"""

import re
from collections.abc import Callable

from portal.core.errors import Refused
from portal.core.sheets.archive import scan_xml
from portal.core.sheets.survey import PLAIN, Look, Survey, look_of

CELL_NAME = re.compile(r"\$?([A-Z]{1,4})\$?([0-9]{1,8})")
BUILT_IN = {"9": "0%", "10": "0.00%"} | dict.fromkeys(("5", "6", "7", "8", "42", "44"), "$0.00")
"""What number formats without a text of their own mean, as far as it matters here."""
EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: [a-z]+="[0-9a-zA-Z]*")*(?:/>|></c>)')
EMPTY_ROW = re.compile(
    rb'<row r="[0-9]{1,7}"(?: [A-Za-z0-9:]+="[^"<>]*")*+'
    rb'(?:/>|>(?:<c(?: [a-z]+="[^"<>]*")*+(?:/>|></c>)|\s)*+</row>)'
)
"""A row that holds nothing but styled cells, with or without names; it has a name of its own, so no other row moves."""


def without_empty(body: bytes) -> bytes:
    """Return a worksheet part without cells and rows that hold nothing but a style; all others keep their names."""
    return EMPTY_CELL.sub(b"", EMPTY_ROW.sub(b"", body))


def _survey_xlsx(body: bytes, looks: list[Look], limits: dict[str, int]) -> Survey:
    """Count a worksheet part (ECMA-376 part 1, 18.3); `looks` are those of the cell styles."""
    seen, row, column, look, kind, hidden = Survey(limits), 0, 0, PLAIN, "n", False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, look, kind, hidden
        if name == "row":
            row, column = int(attributes.get("r") or row + 1), 0
            hidden = attributes.get("hidden", "0") in ("1", "true")
        elif name == "c":
            seen.walk()
            row, column = _cell_position(attributes.get("r"), row, column + 1)
            style = int(attributes.get("s") or 0)
            kind = attributes.get("t", "n")
            look = looks[style] if style < len(looks) else PLAIN
        elif name in ("v", "is", "f") and column:
            seen.see(row, column)
            if hidden:
                seen.hidden.add(row)
            if look is not PLAIN:
                seen.looks[row, column] = look
            if name == "f" and kind != "str":
                seen.formulas.add((row, column))
            if kind == "e":
                seen.errors.add((row, column))
        elif name == "mergeCell":
            first, _colon, last = attributes.get("ref", "").partition(":")
            top, left = _cell_position(first, 0, 0)
            seen.merge(top, _cell_position(last, top, left)[0], left)

    scan_xml(body, start)
    return seen


def _cell_position(name: str | None, row: int, column: int) -> tuple[int, int]:
    """1-based row and column of a name such as AB12, or the running place when there is none."""
    if not name:
        return row, column
    match = CELL_NAME.fullmatch(name)
    if match is None:
        raise Refused("sheet.unreadable")
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]), number


def _looks(styles: bytes | None) -> list[Look]:
    """The look of each cell style, in the order of the workbook."""
    codes: dict[str, str] = {}
    struck: list[bool] = []
    looks: list[Look] = []
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "fonts"):
            inside = name
        elif name == "font" and inside == "fonts":
            struck.append(False)
        elif name == "strike" and inside == "fonts" and struck:
            struck[-1] = attributes.get("val", "1") not in ("0", "false")
        elif name == "xf" and inside == "cellXfs":
            number, font = attributes.get("numFmtId", ""), attributes.get("fontId", "")
            line = font.isdecimal() and int(font) < len(struck) and struck[int(font)]
            found = look_of(codes.get(number) or BUILT_IN.get(number, ""), struck=line)
            looks.append(PLAIN if found == PLAIN else found)

    def end(name: str) -> None:
        nonlocal inside
        inside = "" if name in ("cellXfs", "fonts") else inside

    if styles is not None:
        scan_xml(styles, start, end)
    return looks


class _OdsSurvey:
    """Counts the tables of a content.xml (OpenDocument 1.3 part 3, 9.1), repeats included."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self.tables: dict[str, Survey] = {}
        self.refused: dict[str, Refused] = {}
        self.row, self.rows, self.column, self.columns = 1, 1, 1, 1
        self.value, self.shown, self.kind, self.formula, self.hidden = "", "", "", False, False
        self.name, self.style, self.struck = "", "", set[str]()
        self.reaching: list[tuple[int, int, int]] = []
        self.table = Survey(limits)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element that begins."""
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name == "style":
            self.style = plain.get("name", "")
        elif name == "text-properties" and plain.get("text-line-through-style", "none") != "none":
            self.struck.add(self.style)
        elif name == "table":
            self.name = plain.get("name", "")
            self.table = self.tables.setdefault(self.name, Survey(self.limits))
            self.row = 1
        elif name == "table-row":
            self.rows, self.column = repeats(plain.get("number-rows-repeated")), 1
            self.hidden = plain.get("visibility", "visible") != "visible"
        elif name in ("table-cell", "covered-table-cell"):
            self.table.walk()
            self.columns = repeats(plain.get("number-columns-repeated"))
            self.kind, self.formula = plain.get("value-type", ""), "formula" in plain
            self.value = plain.get("value", "") if self.kind == "float" else ""
            self.style, self.shown = plain.get("style-name", ""), ""
            down = repeats(plain.get("number-rows-spanned"))
            if down > 1 and self.kind:
                self.reaching.append((self.row, self.row + down - 1, self.column))

    def text(self, characters: str) -> None:
        """Take note of text within a cell, as far as it may tell how a number is shown."""
        self.shown += characters[:64] if len(self.shown) < 64 else ""

    def end(self, name: str) -> None:
        """Count a row or cell that ends, as often as it stands there."""
        if name == "table-row":
            self.row += self.rows
        elif name == "table":
            for place in self.reaching:
                self.table.merge(*place)
            self.reaching = []
        elif name in ("table-cell", "covered-table-cell"):
            if (self.kind or self.formula) and self.name not in self.refused:
                self.count()
            self.column += self.columns

    def count(self) -> None:
        """Note a cell in use; a table of too many rows is not counted on, the others are."""
        place = self.row, self.column
        try:
            self.table.see(self.row, self.column + self.columns - 1, self.rows)
        except Refused as refused:
            self.refused[self.name] = refused
            return
        if self.hidden:
            self.table.hidden.add(self.row)
        if self.formula and self.kind != "string":
            self.table.formulas.add(place)
        look = Look(self.padding(), self.kind == "currency", self.kind == "percentage", self.style in self.struck)
        if look != PLAIN:
            self.table.looks[place] = look

    def padding(self) -> int:
        """Return the digits of a number shown as 00123; only of single cells, never of repeated ones."""
        shown = self.shown.strip()
        single = self.rows == self.columns == 1
        zeros = single and shown.isascii() and shown.isdigit() and shown.startswith("0") and self.value
        return len(shown) if zeros else 0


def repeats(text: str | None) -> int:
    """Return a repeat count of at least one; nonsense is a refusal."""
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused("sheet.unreadable")
    return max(int(text), 1)


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Worksheet name to part name, by way of the workbook's relationships."""
    targets: dict[str, str] = {}
    found: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else "xl/" + target
            targets[attributes.get("Id", "")] = full.lower()

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
            found[plain.get("name", "")] = targets.get(plain.get("id", ""), "")

    scan_xml(parts.get("xl/_rels/workbook.xml.rels", b"<r/>"), relation)
    scan_xml(parts.get("xl/workbook.xml", b"<r/>"), sheet)
    return found


def surveys(parts: dict[str, bytes], limits: dict[str, int]) -> Callable[[str], Survey]:
    """Return a function from table name to its survey; every XML part has been walked on return.

    Worksheets in `parts` lose their cells without a value, so that the parser does not meet them either.
    """

    def nothing(name: str, attributes: dict[str, str]) -> None:
        """Walk on."""

    if "content.xml" in parts:
        ods = _OdsSurvey(limits)
        scan_xml(parts["content.xml"], ods.start, ods.end, ods.text)
        scan_xml(parts.get("meta-inf/manifest.xml", b"<r/>"), nothing)

        def counted(name: str) -> Survey:
            if name in ods.refused:
                raise ods.refused[name]
            return ods.tables.get(name, Survey(limits))

        return counted
    names = _sheet_parts(parts)
    for name, body in parts.items():
        if name.startswith("xl/worksheets/"):
            parts[name] = without_empty(body)
        else:
            scan_xml(body, nothing)
    looks = _looks(parts.get("xl/styles.xml"))

    def survey(name: str) -> Survey:
        body = parts.get(names.get(name, ""))
        if body is None:
            raise Refused("sheet.unreadable")
        return _survey_xlsx(body, looks, limits)

    return survey
