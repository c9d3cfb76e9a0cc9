"""Numbers resolved, neighbours suggested, chains walked: all of it in few statements."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import ManufacturerCode, MarketRestriction, PartState, PartSubstitute, SoldVehicle
from portal.catalogue.queries import known_makers, parts_by_id, restricted_in, vehicle
from portal.catalogue.queries_resolution import Match, resolve
from portal.catalogue.replaced.queries_substitutes import substitutes_of
from portal.catalogue.replaced.queries_supersession import supersession_of
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.search.queries_nearest import nearest_numbers
from portal.core.data.sessions import db, transaction
from portal.core.scope import scope_of, scoped
from tests.catalogue.factories import make_distributor, make_part, make_parts, own_number, part_ids, replace
from tests.queries import counted

TODAY = date(2026, 3, 9)


def test_facts_come_in_the_language_asked_for_or_in_english(app: Flask) -> None:
    plain = make_part("A1", names={"en": "Horn", "zh": "喇叭"}, minimum=2, pack=2)
    danger = make_part("A2", un_number="UN3480", state=PartState.DISCONTINUED)

    with counted() as statements:
        found = parts_by_id([plain, danger, 999_999], "zh")

    assert len(statements) == 1
    assert set(found) == {plain, danger}
    assert (found[plain].name, found[plain].minimum, found[plain].dangerous) == ("喇叭", 2, None)
    assert found[danger].name == "Brake pad"
    assert found[danger].dangerous is not None
    assert (found[danger].dangerous.un_number, found[danger].state) == ("UN3480", PartState.DISCONTINUED)
    assert parts_by_id([plain], "ru")[plain].name == "Horn"


def test_a_number_is_found_however_it_is_written(app: Flask) -> None:
    owner, part = make_distributor(), make_part("90-123.456 A")
    texts = ["90-123.456 A", "90123456a", "90 123 456 A", "９０-123456A", "9012345"]

    found = resolve(texts, owner)

    assert [found[text].part_id for text in texts] == [part, part, part, part, None]
    assert {found[text].match for text in texts[:4]} == {Match.NUMBER}
    assert found["9012345"].match is Match.UNKNOWN


def test_own_numbers_count_for_their_owner_only(app: Flask) -> None:
    owner, other = make_distributor(), make_distributor()
    part = make_part("A1")
    own_number(owner, "NM-001", part)

    with scoped(scope_of(owner)):
        mine = resolve(["nm 001"], owner)["nm 001"]
    db.session.remove()
    with scoped(scope_of(other)):
        theirs = resolve(["nm 001"], other)["nm 001"]

    assert (mine.match, mine.part_id, mine.number) == (Match.OWN_NUMBER, part, "A1")
    assert theirs.match is Match.UNKNOWN


def test_the_makers_number_wins_over_an_own_number(app: Flask) -> None:
    owner = make_distributor()
    part, other = make_part("5001"), make_part("5002")
    own_number(owner, "5001", other)

    assert resolve(["5001"], owner)["5001"].part_id == part


def test_zeros_lost_or_added_in_front_are_forgiven_when_one_part_is_meant(app: Flask) -> None:
    owner = make_distributor()
    long, short = make_part("00123456"), make_part("777")
    make_parts(["0042", "42"])

    found = resolve(["123456", "000777", "00042", "0", "000"], owner)

    assert (found["123456"].match, found["123456"].part_id) == (Match.ZEROS, long)
    assert found["000777"].part_id == short
    assert (found["00042"].match, found["00042"].candidates) == (Match.AMBIGUOUS, ("0042", "42"))
    assert found["0"].match is found["000"].match is Match.UNKNOWN


def test_five_thousand_numbers_take_as_many_statements_as_five(app: Flask) -> None:
    owner = make_distributor()
    make_parts([f"{number:08d}" for number in range(0, 40_000, 10)])
    texts = [f"{number:08d}" for number in range(0, 50_000, 10)]

    taken = []
    for many in (5, 5_000):
        with counted() as statements:
            found = resolve([*texts[: many - 1], "nothing of the kind"], owner)
        assert len(found) == many
        taken.append(len(statements))

    assert sum(one.part_id is not None for one in found.values()) == 4_000
    assert taken[0] <= taken[1] <= 3


def test_texts_without_any_sign_of_a_number_are_unknown(app: Flask) -> None:
    owner = make_distributor()

    assert {one.match for one in resolve(["", "--", " . "], owner).values()} == {Match.UNKNOWN}
    assert resolve([], owner) == {}


def test_a_mistyped_number_is_told_its_neighbours(app: Flask) -> None:
    make_parts(["21029627", "21029672", "21029628", "91029627", "55555555"])

    with counted() as statements:
        found = nearest_numbers(["2102962", "12029627", "2102-9629", "99", "21029627"])

    assert len(statements) == 2
    assert found["2102962"][:2] == ["21029627", "21029628"]
    assert found["12029627"] == ["21029627", "91029627"][: len(found["12029627"])]
    assert "21029627" in found["2102-9629"]
    assert found["99"] == []
    assert "21029627" not in found["21029627"]


def test_a_number_without_its_zeros_in_front_is_suggested_first(app: Flask) -> None:
    make_parts(["0012346-AB", "12346-AC", "000000012346-AB"])

    found = nearest_numbers(["12346ab", "0000"])

    assert found == {"12346ab": ["0012346-AB", "12346-AC"], "0000": []}


def test_only_the_first_texts_are_looked_up(app: Flask) -> None:
    make_parts([f"2102{number:04d}" for number in range(100)])

    found = nearest_numbers([f"2102{number:04d}X" for number in range(80)])

    assert len(found) == 80
    assert found["21020049X"]
    assert found["21020050X"] == []


def test_a_chain_leads_to_its_end(app: Flask) -> None:
    first, second, third, free = (make_part(f"A{n}") for n in range(4))
    replace(first, second)
    replace(second, third, kind="two_way", ratio=2)

    with counted() as statements:
        found = supersession_of([first, second, third, free], TODAY)

    assert len(statements) == 1
    assert set(found) == {first, second}
    assert (found[first].kind, found[first].steps) == (SupersessionKind.ONE_WAY, ((third, 2),))
    assert found[first].chain == (first, second, third)
    assert (found[second].kind, found[second].steps) == (SupersessionKind.TWO_WAY, ((third, 2),))


def test_a_kit_is_taken_apart_and_a_choice_is_left_open(app: Flask) -> None:
    kit, one, two, newer = (make_part(f"K{n}") for n in range(4))
    old, left, right = (make_part(f"C{n}") for n in range(3))
    replace(kit, one, kind="kit", ratio=2)
    replace(kit, two, kind="kit")
    replace(one, newer)
    replace(old, left, right, kind="choice")

    found = supersession_of([kit, old], TODAY)

    assert (found[kit].kind, set(found[kit].steps)) == (SupersessionKind.KIT, {(newer, 2), (two, 1)})
    assert (found[old].kind, found[old].steps) == (SupersessionKind.CHOICE, ((left, 1), (right, 1)))


def test_a_circle_ends_and_says_so(app: Flask) -> None:
    one, two = make_part("A1"), make_part("A2")
    replace(one, two)
    replace(two, one)

    found = supersession_of([one], TODAY)[one]

    assert found.circle
    assert found.steps == ()


def test_a_replacement_counts_from_its_first_day(app: Flask) -> None:
    old, new = make_part("A1"), make_part("A2")
    replace(old, new, since=date(2026, 3, 10))

    assert supersession_of([old], TODAY) == {}
    assert supersession_of([old], date(2026, 3, 10))[old].steps == ((new, 1),)


def test_markets_makers_and_vehicles(app: Flask) -> None:
    make_parts(["A1", "A2"])
    first, second = part_ids("A1", "A2")
    with transaction() as session:
        session.execute(sa.insert(MarketRestriction), [{"part_id": first, "country": "NO"}])
        session.execute(sa.insert(ManufacturerCode), [{"code": "LX7", "maker": "Auriga"}])
        fleet = {"vin": "LX7ABCDE0PE000001", "model": "E5", "model_year": 2025, "country": "EG"}
        session.execute(sa.insert(SoldVehicle), [fleet])

    assert restricted_in([first, second], "NO") == {first}
    assert restricted_in([first, second], "EG") == restricted_in([], "NO") == frozenset()
    assert known_makers() == {"LX7"}
    sold = vehicle("LX7ABCDE0PE000001")
    assert sold is not None
    assert (sold.model, sold.model_year) == ("E5", 2025)
    assert vehicle("LX7ABCDE0PE000002") is None


def test_substitutes_are_read_by_rank_from_either_side_in_one_statement(app: Flask) -> None:
    asked, first, second, back, closed = (make_part(number) for number in ("A", "S1", "S2", "B", "N"))
    with transaction() as session:
        session.add_all(
            [
                PartSubstitute(part_id=asked, substitute_id=second, rank=2),
                PartSubstitute(part_id=asked, substitute_id=first, rank=1, both_ways=True),
                PartSubstitute(part_id=back, substitute_id=asked, rank=2, both_ways=True),
                PartSubstitute(part_id=asked, substitute_id=closed, rank=1),
                MarketRestriction(part_id=closed, country="EG"),
            ]
        )

    with counted() as statements:
        found = substitutes_of(asked, "en", "EG")

    assert len(statements) == 1
    assert [(one.part.number, one.rank, one.both_ways) for one in found] == [
        ("S1", 1, True),
        ("B", 2, True),
        ("S2", 2, False),
    ]
    assert [one.part.number for one in substitutes_of(second, "en", "EG")] == []
    assert [one.part.number for one in substitutes_of(asked, "en", "NO")] == ["N", "S1", "B", "S2"]
