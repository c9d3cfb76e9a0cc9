"""A list as a file: what it is called, how HTTP calls it, and that every list of the portal goes this way."""

import io
import re
from urllib.parse import unquote

import pytest
import time_machine
from flask import Flask, Response
from openpyxl import load_workbook

from portal.core.config import ROOT
from portal.core.sheets.writer import Column
from portal.core.web.downloads import TYPES, TableFile, called, list_file, table_file, wanted_export

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
    table = TableFile("xlsx", "papers", [Column("Number")], 2, lambda: ROWS, "单据", dated=True)
    with app.test_request_context("/"):
        answer = list_file(table)

    words = "filename*=UTF-8''%E5%8D%95%E6%8D%AE-2026-03-10.xlsx"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=papers-2026-03-10.xlsx; {words}"
    assert load_workbook(io.BytesIO(answer.data)).sheetnames == ["单据"]


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


@pytest.mark.parametrize("name", ["الكتالوج.csv", "a\r\nb.csv", 'a".csv', "a\\b.csv"])
def test_a_word_of_the_readers_language_is_no_name_for_every_server(name: str) -> None:
    with pytest.raises(ValueError, match="not a name for a file"):
        called(Response(), name)


@pytest.mark.parametrize("words", ["الكتالوج.csv", "a\r\nSet-Cookie: b", 'a;"b%'])
def test_whatever_the_words_the_header_is_ascii_and_says_them(words: str) -> None:
    header = called(Response(), "catalogue.csv", words, shown=True).headers["Content-Disposition"]

    assert header.isascii() and header.isprintable()
    assert header.startswith("inline; filename=catalogue.csv; filename*=UTF-8''")
    assert unquote(header.rpartition("''")[2]) == words


def test_the_header_of_a_file_is_written_in_one_place() -> None:
    homes = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "portal").rglob("*.py"))
        if re.search(r"Content-Disposition|download_name|as_attachment", path.read_text())
    }

    assert homes == {"portal/core/web/downloads.py"}
