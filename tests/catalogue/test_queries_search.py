"""The catalogue's search on both engines: numbers, words, filters, caps."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part, PartState
from portal.catalogue.queries_search import FILTERS, MOST_FOUND, SORTS, Reader, all_parts, parts_list
from portal.core.data.sessions import transaction
from portal.core.tables import list_state
from tests.catalogue.factories import make_distributor, make_part, make_parts, own_number
from tests.queries import counted


def found(args: dict[str, str], owner: int = 0, locale: str = "en") -> list[str]:
    state = list_state(args, sorts=SORTS, filters=FILTERS)
    rows: Any = parts_list(state, Reader(owner, locale)).rows
    return [part.number for part in rows]


def some_parts() -> None:
    make_part("21-029.627", names={"en": "Front brake disc", "zh": "前制动盘", "ar": "قرص الفرامل الأمامي"})
    make_part("21029628", names={"en": "Rear brake disc", "th": "จานเบรกหลัง"}, state=PartState.SUPERSEDED)
    make_part("90210296", names={"en": "Traction battery module", "zh": "动力电池模组"}, un_number="UN3480")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("21029627", ["21-029.627"]),
        ("21 029 627", ["21-029.627"]),
        ("210296", ["21-029.627", "21029628", "90210296"]),
        ("0296", ["21-029.627", "21029628", "90210296"]),
        ("9628", ["21029628"]),
        ("brake", ["21-029.627", "21029628"]),
        ("rear BRA", ["21029628"]),
        ("制动", ["21-029.627"]),
        ("电池", ["90210296"]),
        ("الفرامل", ["21-029.627"]),
        ("จานเบรก", ["21029628"]),
        ("nothing", []),
        ("'", []),
        ('"; DROP TABLE part; --', []),
        ("%%%", []),
        ("*", []),
    ],
)
def test_a_search_finds_numbers_and_words(app: Flask, text: str, numbers: list[str]) -> None:
    some_parts()

    assert found({"q": text}) == numbers


def test_the_exact_number_comes_first_whatever_the_order(app: Flask) -> None:
    make_parts(["1210", "210", "2100", "0210"])

    assert found({"q": "210", "sort": "-number"}) == ["210", "2100", "1210", "0210"]


def test_own_numbers_are_found_by_their_beginning_by_their_owner_only(app: Flask) -> None:
    owner, other = make_distributor(), make_distributor()
    for number, own in (("1000", "NM-00001"), ("1001", "NM-00002"), ("1002", "OM-00001")):
        own_number(owner, own, make_part(number))

    assert [found({"q": text}, owner) for text in ("NM-", "nm 0000", "NM00002", "M-0")] == [
        ["1000", "1001"], ["1000", "1001"], ["1001"], [],
    ]  # fmt: skip
    assert found({"q": "NM-"}, other) == []


def test_own_numbers_are_found_by_their_owner(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    own_number(owner, "NM-001", part)

    assert found({"q": "NM 001"}, owner) == ["A1"]
    assert found({"q": "NM 001"}, owner + 1) == []


def test_filters_sorts_and_pages(app: Flask) -> None:
    some_parts()

    assert found({"state": "superseded"}) == ["21029628"]
    assert found({"dangerous": "yes"}) == ["90210296"]
    assert found({"dangerous": "no"}) == ["21-029.627", "21029628"]
    assert found({"sort": "-number"}) == ["90210296", "21029628", "21-029.627"]
    assert found({"sort": "name"}) == ["21-029.627", "21029628", "90210296"]
    assert found({"q": "brake", "state": "active"}) == ["21-029.627"]
    assert found({"page": "2"}) == found({}), "past the end stands the last page"
    assert found({"sort": "weight", "state": "nonsense"}) == found({})


def test_names_are_told_and_sorted_in_the_readers_language(app: Flask) -> None:
    make_part("A1", names={"en": "Horn", "de": "Signalhorn"})
    make_part("A2", names={"en": "Radiator", "de": "Kühler"})

    assert found({"sort": "name"}, locale="en") == ["A1", "A2"]
    assert found({"sort": "name"}, locale="de") == ["A2", "A1"]


def test_a_search_that_fits_everything_is_capped_and_says_so(app: Flask) -> None:
    make_parts([f"21{number:06d}" for number in range(MOST_FOUND + 50)])

    state = list_state({"q": "brake"}, sorts=SORTS, filters=FILTERS)
    page = parts_list(state, Reader(0, "en"))
    everything = parts_list(list_state({}, sorts=SORTS, filters=FILTERS), Reader(0, "en"))

    assert (page.total, page.capped) == (MOST_FOUND, True)
    assert (everything.total, everything.capped) == (MOST_FOUND + 50, False)
    for asked in ({}, {"q": "brake"}, {"q": "21"}):
        whole = all_parts(list_state(asked, sorts=SORTS, filters=FILTERS), Reader(0, "en"))
        assert (whole.count(), len(list(whole.rows()))) == (MOST_FOUND + 50, MOST_FOUND + 50)


def test_a_capped_search_is_read_to_its_last_part(app: Flask) -> None:
    make_parts([f"21{number:06d}" for number in range(MOST_FOUND + 50)])

    last = parts_list(list_state({"q": "brake", "page": "last"}, sorts=SORTS, filters=FILTERS), Reader(0, "en"))

    assert (last.total, last.capped, last.state.page) == (MOST_FOUND + 50, False, 21)
    assert [part.number for part in last.rows][-1] == f"21{MOST_FOUND + 49:06d}"  # type: ignore[attr-defined]


def test_a_renamed_part_is_found_by_its_new_words_only(app: Flask) -> None:
    some_parts()
    with transaction() as session:
        renamed = sa.update(Part).where(Part.norm == "21029628").values(words="wiper blade", norm="21029999")
        session.execute(renamed)

    assert found({"q": "wiper"}) == ["21029628"]
    assert found({"q": "rear"}) == []
    assert found({"q": "9999"}) == ["21029628"]
    assert found({"q": "9628"}) == []


def test_a_deleted_part_is_found_no_more(app: Flask) -> None:
    make_parts(["77001", "77002"])
    with transaction() as session:
        session.execute(sa.delete(Part).where(Part.norm == "77001"))

    assert found({"q": "7700"}) == ["77002"]
    assert found({"q": "brake"}) == ["77002"]


def test_every_list_takes_two_statements(app: Flask) -> None:
    some_parts()

    for args in ({}, {"q": "brake"}, {"q": "210", "dangerous": "no", "sort": "name"}):
        with counted() as statements:
            found(args)
        assert len(statements) == 2, statements
