"""Rows are found by numbers as people write them: others' numbers by a stored key, or sign for sign."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.counters import Counter
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers, written_as
from portal.core.data.sessions import db, transaction
from portal.core.references import reference_key

KEPT = {"PO-0042": "PO-0042", "MAEU 12345-67": "MAEU 12345-67", "172–1234 5675": "172–1234 5675", "A/1": "A/1"}


@pytest.fixture
def table(app: Flask) -> None:
    """A table of numbers: as they were written, and their keys."""
    with transaction() as session:
        session.add_all(Counter(series=number, last=0) for number in KEPT)
        session.add_all(Counter(series=f"key:{reference_key(number)}", last=0) for number in KEPT)
        session.add_all([Counter(series="SO-2026", last=3), Counter(series="SO-2026-000003", last=0)])


def found(condition: sa.ColumnElement[bool]) -> list[str]:
    return list(db.session.scalars(sa.select(Counter.series).where(condition).order_by(Counter.series)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("po 42", "PO-0042"),
        ("maeu1234567", "MAEU 12345-67"),
        ("MAEU–12345 67", "MAEU 12345-67"),
        ("5675", "172–1234 5675"),
        ("172 12345675", "172–1234 5675"),
        ("a / 1", "A/1"),
    ],
)
def test_what_others_number_is_found_sign_for_sign(table: None, text: str, number: str) -> None:
    among = sa.and_(written_as(text, Counter.series), Counter.series.in_(list(KEPT)))

    assert found(among) == [number]


@pytest.mark.parametrize("text", ["", " - ", "%", "_", "A1"])
def test_nothing_and_signs_of_searches_find_nothing(table: None, text: str) -> None:
    assert found(sa.and_(written_as(text, Counter.series), Counter.series.in_(list(KEPT)))) == []
    assert found(keyed_as(text, sa.func.replace(Counter.series, "key:", ""))) in ([], ["key:a/1"])


@pytest.mark.parametrize("text", ["PO-42", "po 0042", "PO-000042", "po"])
def test_a_stored_key_is_found_in_every_padding_and_by_its_beginning(table: None, text: str) -> None:
    assert found(
        sa.and_(Counter.series.like("key:%"), keyed_as(text, sa.func.replace(Counter.series, "key:", "")))
    ) == ["key:po0042"]


@pytest.mark.parametrize("text", ["so 2026 3", "SO-2026-0000", "3", "so"])
def test_our_own_number_is_found_as_it_is_kept(table: None, text: str) -> None:
    assert "SO-2026-000003" in found(numbered_as(own_numbers(text), text, Counter.series))


def test_our_own_numbers_are_looked_up_and_not_searched_through(app: Flask) -> None:
    with transaction() as session:
        session.add(Counter(series="SO-2026", last=3))
    asked = str(numbered_as(own_numbers("so 2026 3"), "so 2026 3", Counter.series))

    assert "LIKE" not in asked.upper() and "lower(" not in asked
