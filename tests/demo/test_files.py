"""What goes out as a file comes in again as it was: every kind of master data of the demo, in both formats."""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Any

import pytest
from flask import Flask

from portal.core.sheets.reader import read_book
from portal.core.tables import list_state
from portal.masterdata import queries
from portal.masterdata.files.rules_columns import placed
from portal.masterdata.files.rules_compare import compared, read_table
from portal.masterdata.ports import Kind, kinds_there_are
from portal.masterdata.rows.pages_rows import columns_of
from portal.masterdata.rules_fields import Row, Shape
from portal.masterdata.rules_limits import LIMITS
from portal.masterdata.words.labels_codes import codes_there_are, headings_of

ROWS = 40
EVERY_WAY = ("380.125", "7", "12.5", "1.2345", "999.999", "1234.125")
THOUSANDS = ("380.125", "1.001", "999.999")


def rows_of(kind: Kind, decimals: Sequence[str]) -> list[Row]:
    """The first rows of a kind, its decimals these in turn."""
    state = list_state({}, sorts=[kind.fields.key[0]], filters={})
    turn = cycle(decimals)
    figures = [
        one.name for one in kind.fields.all if one.shape is Shape.DECIMAL and one.places > 3 and one.most > 2_000
    ]
    rows: Iterator[Any] = queries.all_rows(kind, state).rows()
    return [{**row, **{name: next(turn) for name in figures}} for row in islice(rows, ROWS)]


@pytest.mark.parametrize("language", ["zh"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("decimals", [EVERY_WAY, THOUSANDS])
def test_every_kind_of_master_data_comes_in_as_it_went_out(
    demo: Flask, form: str, decimals: tuple[str, ...], language: str
) -> None:
    there = {kind: rows for kind in kinds_there_are() if (rows := rows_of(kind, decimals))}
    wrong = {}
    for kind, rows in there.items():
        with demo.test_request_context(headers={"Accept-Language": language}):
            sent = columns_of(kind).file_of(form, kind.name, rows).get_data()
        book = read_book(sent, f"out.{form}", LIMITS)
        where = placed(book, headings_of(kind))
        table = read_table(book.sheets[0], where.heading, where.columns, kind.fields, codes_there_are())
        found = compared(table, {kind.fields.key_of(row): row for row in rows}, kind.fields, whole=True)
        if found.wrong or found.changes or found.same != len(rows):
            wrong[kind.name] = (found.wrong[:2], found.changes[:2])

    assert wrong == {}
    assert len(there) > len(kinds_there_are()) / 2
