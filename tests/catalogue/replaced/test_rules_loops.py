"""Loops of supersession, found among all links."""

from itertools import pairwise

from portal.catalogue.replaced.rules_loops import MOST_LOOPS, loops_among, way_told


def test_a_chain_a_kit_and_two_ways_to_one_part_are_no_loop() -> None:
    assert list(loops_among([("A", "B"), ("B", "C"), ("A", "C"), ("D", "C")])) == []


def test_a_loop_is_told_along_its_way() -> None:
    (way,) = loops_among([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D")])

    assert way[0] == way[-1]
    assert {*pairwise(way)} == {("A", "B"), ("B", "C"), ("C", "A")}


def test_each_of_two_loops_is_told_and_a_part_that_replaces_itself() -> None:
    found = list(loops_among([("A", "B"), ("B", "A"), ("X", "Y"), ("Y", "X"), ("S", "S")]))

    assert sorted(sorted(set(way)) for way in found) == [["A", "B"], ["S"], ["X", "Y"]]


def test_no_more_are_told_than_a_reader_can_use() -> None:
    found = list(loops_among([(str(one), str(one)) for one in range(MOST_LOOPS + 5)]))

    assert len(found) == MOST_LOOPS


def test_a_long_way_is_told_in_short() -> None:
    assert way_told(("A", "B", "A")) == "A → B → A"
    assert way_told(tuple("ABCDEFGHIJA")) == "A → B → C → D → E → F → … → J → A"
