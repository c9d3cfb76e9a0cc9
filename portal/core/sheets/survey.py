"""Counts rows, columns and zero-filled numbers of a workbook's tables before a parser sees them.

Part of the confined reader process: standard library only.
"""

import re
from collections.abc import Callable

from portal.core.errors import Refused
from portal.core.sheets.archive import scan_xml

CELL_NAME = re.compile(r"\$?([A-Z]{1,4})\$?([0-9]{1,8})")
PADDED = re.compile(r"0{2,}")


class Survey:
    """What a scan of one table saw: rows in use, outermost cell, zero-filled and error cells, hidden rows."""

    def __init__(self) -> None:
        self.rows = self.last_row = self.last_column = 0
        self.padded: dict[tuple[int, int], int] = {}
        self.errors: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        self._newest = 0

    def see(self, row: int, column: int, rows: int = 1) -> None:
        """Note one used cell (1-based); `rows` copies of its row follow each other."""
        if row > self._newest:
            self.rows += rows
            self._newest = row
        self.last_row = max(self.last_row, row + rows - 1)
        self.last_column = max(self.last_column, column)

    def check(self, limits: dict[str, int]) -> None:
        """Refuse too many rows or columns, and cells so far apart that the gap is the content."""
        if self.last_column > limits["columns"]:
            raise Refused("sheet.too_many_columns", limit=limits["columns"], found=self.last_column)
        if self.rows > limits["rows"] + limits["heading_rows"]:
            raise Refused("sheet.too_many_rows", limit=limits["rows"], found=self.rows)
        if self.last_row * self.last_column > limits["area"]:
            raise Refused("sheet.cells_far_apart", row=self.last_row, column=self.last_column)


def _survey_xlsx(body: bytes, pads: list[int]) -> Survey:
    """Count a worksheet part (ECMA-376 part 1, 18.3); `pads` is digits shown per cell style."""
    seen, row, column, width, kind, hidden = Survey(), 0, 0, 0, "n", False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, width, kind, hidden
        if name == "row":
            row, column = int(attributes.get("r") or row + 1), 0
            hidden = attributes.get("hidden", "0") in ("1", "true")
        elif name == "c":
            row, column = _cell_position(attributes.get("r"), row, column + 1)
            style = int(attributes.get("s") or 0)
            kind = attributes.get("t", "n")
            width = pads[style] if kind == "n" and style < len(pads) else 0
        elif name in ("v", "is") and column:
            seen.see(row, column)
            if hidden:
                seen.hidden.add(row)
            if width:
                seen.padded[row, column] = width
            if kind == "e":
                seen.errors.add((row, column))

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


def _zero_pads(styles: bytes | None) -> list[int]:
    """For each cell style the digits its number format fills with zeros (0 where it does not)."""
    codes: dict[str, str] = {}
    pads: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            code = codes.get(attributes.get("numFmtId", ""), "").split(";")[0]
            pads.append(len(code) if PADDED.fullmatch(code) else 0)

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    if styles is not None:
        scan_xml(styles, start, end)
    return pads


class _OdsSurvey:
    """Counts the tables of a content.xml (OpenDocument 1.3 part 3, 9.1), repeats included."""

    def __init__(self) -> None:
        self.tables: dict[str, Survey] = {}
        self.row, self.rows, self.column, self.columns = 1, 1, 1, 1
        self.value, self.shown, self.filled, self.hidden = "", "", False, False
        self.table = Survey()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element that begins."""
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name == "table":
            self.table = self.tables.setdefault(plain.get("name", ""), Survey())
            self.row = 1
        elif name == "table-row":
            self.rows, self.column = repeats(plain.get("number-rows-repeated")), 1
            self.hidden = plain.get("visibility", "visible") != "visible"
        elif name in ("table-cell", "covered-table-cell"):
            self.columns = repeats(plain.get("number-columns-repeated"))
            self.value = plain.get("value", "") if plain.get("value-type") == "float" else ""
            self.filled, self.shown = "value-type" in plain, ""

    def text(self, characters: str) -> None:
        """Take note of text within a cell, as far as it may tell how a number is shown."""
        self.shown += characters[:64] if len(self.shown) < 64 else ""

    def end(self, name: str) -> None:
        """Count a row or cell that ends, as often as it stands there."""
        if name == "table-row":
            self.row += self.rows
        elif name in ("table-cell", "covered-table-cell"):
            if self.filled:
                self.table.see(self.row, self.column + self.columns - 1, self.rows)
                if self.hidden:
                    self.table.hidden.add(self.row)
                self.note_padding()
            self.column += self.columns

    def note_padding(self) -> None:
        """Let a number shown as 00123 keep its zeros; only single cells, never repeated ones."""
        shown = self.shown.strip()
        single = self.rows == self.columns == 1
        if single and shown.isascii() and shown.isdigit() and shown.startswith("0") and self.value:
            self.table.padded[self.row, self.column] = len(shown)


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


def surveys(parts: dict[str, bytes]) -> Callable[[str], Survey]:
    """Return a function from table name to its survey; every XML part has been walked on return."""

    def nothing(name: str, attributes: dict[str, str]) -> None:
        """Walk on."""

    if "content.xml" in parts:
        ods = _OdsSurvey()
        scan_xml(parts["content.xml"], ods.start, ods.end, ods.text)
        scan_xml(parts.get("meta-inf/manifest.xml", b"<r/>"), nothing)
        return lambda name: ods.tables.get(name, Survey())
    names = _sheet_parts(parts)
    for name, body in parts.items():
        if not name.startswith("xl/worksheets/"):
            scan_xml(body, nothing)
    pads = _zero_pads(parts.get("xl/styles.xml"))

    def survey(name: str) -> Survey:
        body = parts.get(names.get(name, ""))
        if body is None:
            raise Refused("sheet.unreadable")
        return _survey_xlsx(body, pads)

    return survey
