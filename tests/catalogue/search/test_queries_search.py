"""The catalogue's search on both engines: numbers, words, filters, caps."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import DangerousGoods, Part, PartAlias, PartFitment, PartState
from portal.catalogue.search.queries import FILTERS, MOST_FOUND, SORTS, Reader, all_parts, parts_found, parts_list
from portal.catalogue.search.queries_ways import MOST_NAMED, MOST_NAMED_ALONE, Way, look_for
from portal.catalogue.vehicles.queries_vins import of_a_range
from portal.catalogue.vehicles.rules_vins import beginnings, in_range
from portal.core.data.sessions import on_postgresql, transaction
from portal.core.tables import list_state
from tests.catalogue.factories import fitted, make_distributor, make_part, make_parts, own_number, sold
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
        ("braek dsic", ["21-029.627", "21029628"]),
        ("break", ["21-029.627", "21029628"]),
        ("batery", ["90210296"]),
        ("制", ["21-029.627"]),
        ("الفَرَامِل", ["21-029.627"]),
        ("จานเบรค", ["21029628"]),
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

    assert found({"q": "210", "sort": "-number"}) == ["210", "0210", "2100", "1210"]


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


def test_a_word_that_is_known_is_doubted_last(app: Flask) -> None:
    make_part("A1", names={"en": "Rear camera"})
    make_part("A2", names={"en": "Gear camera"})
    make_part("A3", names={"en": "Break switch"})
    make_part("A4", names={"en": "Brake pad"})

    def meant(text: str) -> tuple[list[str], tuple[str, ...]]:
        told = parts_found(list_state({"q": text}, sorts=SORTS, filters=FILTERS), Reader(0, "en"))
        return [part.number for part in told.page.rows], told.meant  # type: ignore[attr-defined]

    assert meant("rear caemra") == (["A1"], ("rear", "camera"))
    assert meant("break pads") == (["A4"], ("brake", "pad"))
    assert meant("rear camera") == (["A1"], ())
    assert meant("qwxyz") == ([], ())


def test_own_numbers_are_found_by_their_beginning_and_middle(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    own_number(owner, "NM-00177", part)

    for typed in ("nm", "NM 001", "0177"):
        assert found({"q": typed}, owner) == ["A1"], typed
    assert found({"q": "0177"}, owner + 1) == []


def test_the_middle_of_an_own_number_follows_whatever_changes(app: Flask) -> None:
    owner, one, other = make_distributor(), make_part("A1"), make_part("A2")
    own_number(owner, "XY-0000-77", one)
    own_number(owner, "QQ", other)

    def change(statement: Any) -> None:
        with transaction() as session:
            session.execute(statement)

    assert [found({"q": text}, owner) for text in ("y00", "000", "077", "77", "QQ")] == [["A1"]] * 3 + [[], ["A2"]]

    change(sa.update(PartAlias).where(PartAlias.norm == "XY000077").values(norm="XY5188", part_id=other))
    assert [found({"q": text}, owner) for text in ("000", "518")] == [[], ["A2"]]

    change(sa.delete(PartAlias).where(PartAlias.norm == "XY5188"))
    assert found({"q": "518"}, owner) == []


def test_the_middle_of_many_own_numbers_is_capped_and_says_so(app: Flask) -> None:
    owner = make_distributor()
    make_parts([f"P{number:04d}" for number in range(MOST_FOUND + 20)], name="Bolt")
    with transaction() as session:
        mine = enumerate(session.scalars(sa.select(Part.id)).all())
        rows = [{"distributor_id": owner, "norm": f"X99999Y{at:04d}", "part_id": part_id} for at, part_id in mine]
        session.execute(sa.insert(PartAlias), rows)

    page = parts_list(list_state({"q": "999"}, sorts=SORTS, filters=FILTERS), Reader(owner, "en"))

    assert (page.total, page.capped) == (MOST_FOUND, True)


def test_postgresql_is_asked_for_the_words_a_beginning_has(app: Flask) -> None:
    make_part("A1", names={"en": "Front brake disc"})
    make_part("A2", names={"en": "Brakes"})
    make_part("A3", names={"en": " ".join(f"sen{at}" for at in range(MOST_NAMED + 1))})

    asked, alone = (look_for(text, 0).values["words"] for text in ("brake dis sen newword", "sen1"))

    told = "('brake' | 'brakes') & ('disc') & 'sen':* & 'newword':*"
    assert alone == ("'sen1':*" if on_postgresql() else '"sen1"*'), f"{MOST_NAMED_ALONE} words are too many alone"
    assert asked == (told if on_postgresql() else '"brake"* AND "dis"* AND "sen"* AND "newword"*')
    assert [found({"q": text}) for text in ("brake", "brake dis", "sen", "sen32 sen")] == [
        ["A1", "A2"], ["A1"], ["A3"], ["A3"],
    ]  # fmt: skip


def test_of_many_words_all_must_be_there_wherever_they_stand(app: Flask) -> None:
    make_part("A1", names={"en": "Front brake pad set inner for Vega V3"})
    make_part("A2", names={"en": "Rear brake pad set inner for Vega V3"})
    make_part("A3", names={"en": "Front brake pad set inner for Vega V2"})

    text = "front brake pad set inner vega v3"
    look = look_for(text, 0)

    asked = [look.values["words"].count("'"), look.values["more_words"].count("'")] if on_postgresql() else [0, 0]
    assert (Way.MANY_WORDS in look.ways) == on_postgresql()
    assert asked == ([10, 4] if on_postgresql() else [0, 0])
    assert [found({"q": each}) for each in (text, " ".join(reversed(text.split())), text[6:])] == [
        ["A1"], ["A1"], ["A1", "A2"],
    ]  # fmt: skip


def test_a_long_beginning_finds_the_words_that_have_it(app: Flask) -> None:
    make_part("A1", names={"de": "Hochspannungskabel"})
    make_part("A2", names={"de": "Hochspannungskabelbaum vorn"})

    asked = look_for("Hochspannungs vorn", 0).values["words"]

    named = ["hochspannungskabel", "hochspannungskabelbaum"]
    told = " | ".join(f"'{one}'" for one in named) if on_postgresql() else " OR ".join(f'"{one}"' for one in named)
    assert f"({told})" in asked
    assert [found({"q": text}) for text in ("Hochspannungs", "Hochspannungs vorn", "Hochspannungskabelb")] == [
        ["A1", "A2"], ["A2"], ["A2"],
    ]  # fmt: skip


def test_a_part_that_several_ways_find_is_told_once(app: Flask) -> None:
    owner = make_distributor()
    part = make_part("870-8301", names={"en": "Bolt 8708"}, hs_code="870830")
    make_part("5870830", names={"en": "Nut"})
    own_number(owner, "8708-X", part)
    own_number(owner, "A-8708", part)

    assert found({"q": "8708"}, owner) == ["870-8301", "5870830"]


def test_an_hs_code_finds_its_parts(app: Flask) -> None:
    make_part("A1", hs_code="870830")
    make_part("A2", hs_code="8708.30")
    make_part("A3", hs_code="850760")

    for typed in ("8708", "870830", "8708.30", "8708 30"):
        assert found({"q": typed}) == ["A1", "A2"], typed


SPANS = [
    ("", ""),
    ("LX7ABCDE1SA000001", "LX7ABCDE1SA000099"),
    ("LX7ABCDE1SA000051", ""),
    ("LX7", "LX7ABCDE"),
    ("", "LX7ABCDE1SA000049"),
    ("LX7ABCDE9SA000050", ""),
    ("ZZ7ABCDE1SA000001", ""),
]
"""VIN ranges from and to; the check digit in the ninth place does not count."""


def test_a_vin_finds_what_fits_its_vehicle(app: Flask) -> None:
    sold("LX7ABCDE7SA000001", "Lyra V5", 2024)
    for number, model, years in (
        ("A1", "Lyra V5", (2022, None)),
        ("A2", "Lyra V5", (2020, 2023)),
        ("A3", "Orion", (2020, None)),
    ):
        fitted(make_part(number), model, *years)

    assert found({"q": "lx7abcde7sa000001"}) == ["A1"]


def test_a_vin_finds_what_its_range_allows_as_the_part_page_tells(app: Flask) -> None:
    vin = "LX7ABCDE7SA000050"
    sold(vin, "Lyra V5", 2024)
    for at, (vin_from, vin_to) in enumerate(SPANS):
        fitted(make_part(f"A{at}"), "Lyra V5", 2022, vins=(vin_from, vin_to))

    fits = [f"A{at}" for at, (vin_from, vin_to) in enumerate(SPANS) if in_range(vin, vin_from, vin_to)]
    assert found({"q": vin}) == fits == ["A0", "A1", "A3", "A5"]


@pytest.mark.parametrize(
    ("vin", "numbers"),
    [
        ("LX7AB3C43ST000500", ["A-9001", "OPEN"]),
        ("lx7ab3c49st000100", ["A-9001", "OPEN"]),
        ("LX7AB3C48ST000900", ["A-9001", "OPEN"]),
        ("LX7AB3C48ST000901", ["OPEN"]),
        ("LX7AB3C48ST000099", ["OPEN"]),
        ("LX7AB3D48ST000500", ["OPEN", "SHORT"]),
        ("WX7AB3C43ST000500", []),
    ],
)
def test_a_vin_of_no_sold_vehicle_finds_the_ranges_it_is_in(app: Flask, vin: str, numbers: list[str]) -> None:
    spans = {
        "A-9001": ("LX7AB3C49ST000100", "LX7AB3C48ST000900"),
        "OPEN": ("LX7AB3A", ""),
        "SHORT": ("LX7AB3D", "LX7AB3D"),
        "EVERY": ("", ""),
    }
    for number, vins in spans.items():
        fitted(make_part(number), "Lyra", 2025, 2026, vins)

    assert found({"q": vin}) == numbers
    assert [one for one, span in spans.items() if any(span) and in_range(vin.upper(), *span)] == numbers


def test_a_vin_in_a_range_is_found_over_an_index(app: Flask) -> None:
    fitted(make_part("A-9001"), "Lyra", 2025, 2026, ("LX7AB3C49ST000100", "LX7AB3C48ST000900"))

    def explain(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> tuple[str, Any]:
        return (f"EXPLAIN {statement}" if on_postgresql() else f"EXPLAIN QUERY PLAN {statement}"), values

    with transaction() as session:
        connection = session.connection()
        if on_postgresql():
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        sa.event.listen(connection, "before_cursor_execute", explain, retval=True)
        vin = "LX7AB3C43ST000500"
        plan = connection.execute(of_a_range(), {"vin": vin, "vin_beginnings": beginnings(vin)})
        told = str(plan.cursor.fetchall()) if plan.cursor else ""

    assert "ix_part_fitment_vins" in told


def test_filters_sorts_and_pages(app: Flask) -> None:
    some_parts()

    fitted(make_part("30", system="brakes", names={"en": "Caliper"}), "Lyra V5", 2022)

    assert (
        found({"system": "brakes"}) == found({"model": "Lyra V5"}) == found({"q": "cal", "model": "Lyra V5"}) == ["30"]
    )
    assert found({"q": "cal", "system": "body"}) == []
    assert found({"availability": "free"}) == found({"q": "cal", "availability": "free"}) == []
    assert found({"state": "superseded"}) == ["21029628"]
    assert found({"dangerous": "yes"}) == ["90210296"]
    assert found({"dangerous": "no"}) == ["21-029.627", "21029628", "30"]
    assert found({"sort": "-number"}) == ["90210296", "30", "21029628", "21-029.627"]
    assert found({"sort": "name"}) == ["30", "21-029.627", "21029628", "90210296"]
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

    assert (last.total, last.capped, last.state.page) == (MOST_FOUND + 50, False, MOST_FOUND // 50 + 1)
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


@pytest.mark.parametrize(
    ("args", "most", "beginnings"),
    [
        ({}, 2, 0),
        ({"q": "brake"}, 2, 1),
        ({"q": "210", "dangerous": "no", "sort": "name"}, 3, 1),
        ({"q": "braek"}, 4, 2),
    ],
)
def test_a_list_takes_the_same_statements_however_many_it_finds(
    app: Flask, args: dict[str, str], most: int, beginnings: int
) -> None:
    some_parts()

    with counted() as statements:
        found(args)

    assert len(statements) == most + (beginnings if on_postgresql() else 0), statements


def test_what_filters_would_leave_is_counted(app: Flask) -> None:
    fitted(make_part("1", system="brakes"), "Lyra V5", 2022)
    fitted(make_part("2", system="brakes", un_number="UN3480"), "Orion", 2022)
    make_part("3", system="body", state=PartState.SUPERSEDED)

    def counts(**args: str) -> Any:
        state = list_state({"q": "brake", **args}, sorts=SORTS, filters=FILTERS)
        return parts_found(state, Reader(0, "en")).facets

    assert counts()["system"] == {"brakes": 2, "body": 1}
    assert counts()["model"] == {"Lyra V5": 1, "Orion": 1}
    assert counts()["dangerous"] == {"yes": 1, "no": 2}
    assert counts()["state"] == {"active": 2, "superseded": 1}
    assert counts()["availability"] == {"free": 0}
    assert counts(system="body")["state"] == {"superseded": 1}, "counted among what the other filters leave"
    assert counts(system="body")["system"] == {"brakes": 2, "body": 1}, "but for the filter itself"


def test_what_is_counted_follows_whatever_changes(app: Flask) -> None:
    one, other = make_part("1", system="brakes", un_number="UN3480"), make_part("2")
    fitted(one, "Orion", 2022)
    fitted(one, "Orion", 2024)
    fitted(one, "Lyra V5", 2022)

    def counts(*kinds: str) -> list[Any]:
        state = list_state({"q": "brake"}, sorts=SORTS, filters=FILTERS)
        told = parts_found(state, Reader(0, "en")).facets
        return [{value: parts for value, parts in told[kind].items() if parts} for kind in kinds]

    def change(*statements: Any) -> None:
        with transaction() as session:
            for statement in statements:
                session.execute(statement)

    assert counts("model", "dangerous") == [{"Lyra V5": 1, "Orion": 1}, {"yes": 1, "no": 1}]

    mine = PartFitment.part_id == one
    change(
        sa.update(PartFitment).where(mine, PartFitment.year_from == 2024).values(part_id=other),
        sa.update(PartFitment).where(mine, PartFitment.model == "Lyra V5").values(model="Vega"),
        sa.update(DangerousGoods).values(part_id=other),
        sa.update(Part).where(Part.id == one).values(system="body", state=PartState.SUPERSEDED),
    )
    assert counts("model", "system", "state") == [
        {"Orion": 2, "Vega": 1},
        {"body": 1, "": 1},
        {"superseded": 1, "active": 1},
    ]
    assert (found({"q": "brake", "dangerous": "yes"}), found({"q": "brake", "model": "Vega"})) == (["2"], ["1"])

    change(sa.delete(PartFitment).where(mine), sa.delete(DangerousGoods))
    assert counts("model", "dangerous") == [{"Orion": 1}, {"no": 2}]


def test_what_it_begins_stands_first_among_more_parts_than_are_looked_at(app: Flask) -> None:
    make_parts([f"XBRAKE{number:03d}" for number in range(300)], name="Pad")
    make_parts([f"Y{number:03d}" for number in range(300)], name="Brake")
    make_part("BRAKE1", names={"en": "Brake"})

    assert found({"q": "brake"})[0] == "BRAKE1"


def test_a_number_with_other_zeros_stands_before_what_it_begins_and_what_holds_it(app: Flask) -> None:
    make_parts([f"7123{number:03d}" for number in range(MOST_FOUND)] + [f"123{number:03d}" for number in range(9)])
    make_parts(["0123"])
    own = make_distributor("OWNER")
    own_number(own, "123", make_part("Z9"))

    assert found({"q": "123"}, own)[:3] == ["0123", "Z9", "123000"]
    read = [part for page in "12345" for part in found({"q": "123", "size": "100", "page": page}, own)]
    assert sorted(read) == sorted(set(read))


def test_a_part_of_very_many_own_numbers_hides_no_other_whose_number_has_the_text(app: Flask) -> None:
    own, much, other = make_distributor("OWNER"), make_part("1"), make_part("2")
    with transaction() as session:
        rows = [{"distributor_id": own, "norm": f"A900{number:04d}", "part_id": much} for number in range(2_500)]
        session.execute(sa.insert(PartAlias), rows)
    own_number(own, "B900ZZ", other)

    assert found({"q": "900"}, own) == ["1", "2"]


def test_pages_are_read_from_the_row_they_start_at(app: Flask) -> None:
    make_parts([f"77{number:03d}" for number in range(70)])

    def page(**args: str) -> Any:
        return parts_list(list_state({"size": "25", **args}, sorts=SORTS, filters=FILTERS), Reader(0, "en"))

    first = page()
    second = page(page="2", after=first.edges[1])
    third = page(page="3", after=second.edges[1])

    assert [part.number for part in second.rows] == [f"77{number:03d}" for number in range(25, 50)]
    assert (second.further, third.further, len(third.rows), third.last) == (True, False, 20, 70)
    assert page(page="2", before=third.edges[0]).rows == second.rows
    assert page(sort="-number", page="2", after="77025").rows == first.rows[::-1]
    assert page(page="9", after="99").rows == third.rows, "after the last part stands the last page"
