"""A list as a file: what it is called, how HTTP calls it, and that every list of the portal goes this way."""

import io

import pytest
import time_machine
from flask import Flask
from openpyxl import load_workbook

from portal.core.config import ROOT
from portal.core.sheets.writer import Column
from portal.core.web.downloads import TYPES, table_file, wanted_export

ROWS = [("A-1",), ("B-2",)]


@pytest.mark.parametrize(("kind", "mimetype"), TYPES.items())
def test_a_list_comes_as_an_attachment_of_its_kind(app: Flask, kind: str, mimetype: str) -> None:
    with app.test_request_context("/"):
        answer = table_file(kind, "orders", [Column("Part")], ROWS)

    assert answer.mimetype == mimetype
    assert answer.headers["Content-Disposition"] == f"attachment; filename=orders.{kind}"


@time_machine.travel("2026-03-09T23:30:00Z", tick=False)
def test_a_dated_list_names_the_readers_day_and_its_sheet_a_title(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.web.downloads.zone", lambda: "Asia/Shanghai")
    with app.test_request_context("/"):
        answer = table_file("xlsx", "papers", [Column("Number")], ROWS, title="Documents", dated=True)

    assert answer.headers["Content-Disposition"] == "attachment; filename=papers-2026-03-10.xlsx"
    assert load_workbook(io.BytesIO(answer.data)).sheetnames == ["Documents"]


@pytest.mark.parametrize(
    ("query", "kind"), [("?export=csv", "csv"), ("?export=xlsx", "xlsx"), ("?export=pdf", ""), ("", "")]
)
def test_only_known_kinds_of_file_are_asked_for(app: Flask, query: str, kind: str) -> None:
    with app.test_request_context(f"/{query}"):
        assert wanted_export() == kind


def test_how_http_calls_a_spreadsheet_is_written_down_once() -> None:
    homes = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "portal").rglob("*.py"))
        if '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"' in path.read_text()
    ]

    assert homes == ["portal/core/web/downloads.py"]


def test_a_word_of_the_readers_language_is_no_name_of_a_file(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(ValueError, match="not a name for a file"):
        table_file("csv", "الكتالوج", [], [])
