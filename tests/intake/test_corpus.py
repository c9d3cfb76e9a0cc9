"""Files as parts departments send them: each is read as it is meant, or asked about, never something else."""

from dataclasses import asdict

import pytest

from portal.core.sheets.child import book_of
from portal.core.sheets.kind import kind_of, name_ending
from portal.core.sheets.model import DEFAULT_LIMITS, Book, Kind
from portal.intake.rules_find import Wanted, find
from portal.intake.rules_headings import KNOWN, Field
from portal.intake.rules_look import texts_to_ask
from portal.intake.rules_rows import column_letter, rows_of
from tests.intake.corpus import CATALOGUE, PARTS, File, files

FILES = list(files())


def book_in(file: File) -> Book:
    """Read a file as the confined reader does, without the process around it."""
    data, name = file.data(), f"order.{'csv' if file.kind in ('semicolon', 'ansi', 'tsv') else file.kind}"
    text = kind_of(data, name) is Kind.TEXT
    return book_of(data, {"limits": asdict(DEFAULT_LIMITS), "named": name_ending(name), "text": text, "known": KNOWN})


def test_the_corpus_is_large_and_of_all_kinds() -> None:
    assert len(FILES) >= 140
    assert {file.kind for file in FILES} == {"csv", "tsv", "semicolon", "ansi", "xlsx", "xls", "ods"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_read_as_it_is_meant_or_asked_about(file: File) -> None:
    book, right = book_in(file), file.drawn
    known = CATALOGUE.intersection(texts_to_ask(book))

    found = find(book, Wanted(), known)

    columns = {one: column_letter(index) for one, index in found.choice.columns.items()}
    sheet = book.sheets[found.choice.sheet]
    heading = None if found.choice.heading is None else sheet.row_numbers[found.choice.heading]
    assert found.sure is not right.asks
    if right.part or not right.asks:
        assert (columns.get(Field.PART, ""), heading) == (right.part, right.heading)
    if right.asks:
        return
    assert columns.get(Field.QUANTITY, "") == right.quantity
    assert sheet.name in (right.sheet, "", "Order")
    taken = rows_of(book, found.choice).rows
    assert len(taken) == right.rows
    assert {row.text(Field.PART) for row in taken} <= set(PARTS)
