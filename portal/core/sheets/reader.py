"""Spreadsheets coming in: an uploaded file becomes rows of text, or a refusal.

What a file is, its content says. Files are read in a separate process that has little memory
and little time and none of the application's secrets. Refusals carry the codes `sheet.*`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from portal.core.confined.parent import Ended, ask
from portal.core.errors import Refused
from portal.core.sheets.kind import kind_of, name_ending
from portal.core.sheets.model import DEFAULT_LIMITS, Kind, Limits, Sheet

CHILD = "portal.core.sheets.child"


def read_sheet(
    data: bytes,
    filename: str,
    limits: Limits = DEFAULT_LIMITS,
    sheet_name: str | None = None,
    known: Sequence[str] = (),
) -> Sheet:
    """Return rows of an XLSX, ODS, XLS or delimited text file, all cells as text.

    Text cells stay exactly as they are; whole numbers lose point and exponent; a number shown with
    leading zeros by its cell format (XLSX, ODS) gets them back; formulas give their stored value;
    dates are ISO 8601. Of a workbook the first visible table with content is read, or `sheet_name`.
    `known` are the folded headings a sheet of this kind may have: a text file without a mark of its
    encoding is read in the code page under which most of them appear.
    A workbook is read whatever its name; text called .xlsx, .xls or .ods is refused by what it is.
    Up to `limits.rows + limits.heading_rows` filled rows pass here, because where the data begins
    is only known once headings are found; who reads the headings holds the data rows to the limit.
    """
    if len(data) > limits.file_mib * 2**20:
        raise Refused("sheet.too_large", limit=limits.file_mib, found=len(data))
    order = {
        "limits": asdict(limits),
        "sheet": sheet_name,
        "named": name_ending(filename),
        "text": kind_of(data, filename) is Kind.TEXT,
        "known": [*known],
    }
    return answered(data, order, limits.wall_seconds)


def answered(data: bytes, order: dict[str, Any], seconds: int) -> Sheet:
    """Return one table of a file, as the confined reader answered it."""
    answer = _ask_child(data, order, seconds)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["facts"])
    return Sheet(
        rows=answer["rows"],
        kind=Kind(answer["kind"]),
        row_numbers=answer["numbers"],
        name=answer.get("name", ""),
        others=tuple(answer.get("others", ())),
        rounded=frozenset((row, column) for row, column in answer.get("rounded", ())),
        fractions=frozenset((row, column) for row, column in answer.get("fractions", ())),
        hidden=tuple(answer.get("hidden", ())),
        encoding=answer.get("encoding", ""),
        delimiter=answer.get("delimiter", ""),
    )


def _ask_child(data: bytes, order: dict[str, Any], seconds: int) -> dict[str, Any]:
    """The reader's answer; a reader that dies, stalls or stammers means the file is unreadable."""
    said = ask(CHILD, order, data, seconds)
    try:
        answer: dict[str, Any] = json.loads(said.output)
    except ValueError as error:
        raise Refused("sheet.unreadable") from error
    if said.ended is not Ended.WELL:
        raise Refused("sheet.unreadable")
    return answer
