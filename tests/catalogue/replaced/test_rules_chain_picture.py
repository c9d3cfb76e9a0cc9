"""A chain of replacements as a picture: older above newer, nothing upon another, mirrored for who reads from right."""

from datetime import date
from itertools import pairwise

from portal.catalogue.replaced.rules_chain_picture import (
    BOX_HEIGHT,
    BOX_WIDTH,
    MOST_BOXES,
    Link,
    Picture,
    picture_of,
    shortened,
    wrapped,
)
from portal.catalogue.replaced.rules_supersession import SupersessionKind

KIT, ONE = SupersessionKind.KIT, SupersessionKind.ONE_WAY


def link(old: int, new: int, kind: SupersessionKind = ONE, *, uses_up: bool = False) -> Link:
    return Link(old, f"P{old}", f"Part {old}", uses_up, new, f"P{new}", f"Part {new}", kind, 1, date(2026, 1, 1))


def drawn(*links: Link, asked: int = 1, mirrored: bool = False) -> Picture:
    picture = picture_of(links, asked, mirrored=mirrored)
    assert picture is not None
    return picture


def test_each_part_stands_below_all_it_replaces() -> None:
    picture = drawn(link(1, 2), link(2, 3), link(1, 3), link(4, 3))

    rows = {box.written: box.y // BOX_HEIGHT for box in picture.boxes}
    assert rows["P1"] == rows["P4"] == 0
    assert rows["P1"] < rows["P2"] < rows["P3"]


def test_no_box_stands_upon_another_and_all_are_within() -> None:
    picture = drawn(link(1, 2, KIT), link(1, 3, KIT), link(1, 4, KIT), link(2, 5))

    places = [(box.x, box.y) for box in picture.boxes]
    assert all(0 <= x <= picture.width - BOX_WIDTH and 0 <= y <= picture.height - BOX_HEIGHT for x, y in places)
    beside = sorted(x for x, y in places if y == places[1][1])
    assert all(right - left > BOX_WIDTH for left, right in pairwise(beside))


def test_arrows_lead_from_the_lower_edge_of_the_old_to_the_upper_of_the_new() -> None:
    picture = drawn(link(1, 2, KIT), link(1, 3, KIT))

    boxes = {box.written: box for box in picture.boxes}
    ends = [(one.from_x, one.from_y, one.to_x, one.to_y) for one in picture.arrows]
    old = boxes["P1"]
    assert ends == [(old.middle, old.y + BOX_HEIGHT, boxes[name].middle, boxes[name].y) for name in ("P2", "P3")]


def test_words_of_two_ways_to_one_part_stand_apart() -> None:
    one, other = drawn(link(1, 3), link(2, 3)).arrows

    assert one.words_x != other.words_x


def test_read_from_the_right_what_stands_beside_each_other_is_mirrored() -> None:
    plain, mirrored = drawn(link(1, 2, KIT), link(1, 3, KIT)), drawn(link(1, 2, KIT), link(1, 3, KIT), mirrored=True)

    across = {box.written: plain.width - BOX_WIDTH - box.x for box in plain.boxes}
    assert {box.written: box.x for box in mirrored.boxes} == across


def test_the_part_of_the_page_and_what_is_used_up_are_marked() -> None:
    picture = drawn(link(1, 2, uses_up=True), asked=2)

    assert [(box.written, box.asked, box.uses_up) for box in picture.boxes] == [
        ("P1", False, True),
        ("P2", True, False),
    ]


def test_a_loop_is_drawn_and_does_not_go_on_for_ever() -> None:
    assert len(drawn(link(1, 2), link(2, 1)).boxes) == 2


def test_nothing_and_too_many_parts_give_no_picture() -> None:
    assert picture_of([], 1) is None
    assert picture_of([link(one, 99) for one in range(MOST_BOXES)], 99) is None
    assert picture_of([link(one, 99) for one in range(MOST_BOXES - 1)], 99) is not None


def test_long_names_are_cut_and_wide_signs_count_for_two() -> None:
    assert shortened("Brake pad", 9) == "Brake pad"
    assert shortened("Brake pads front", 9) == "Brake pa…"
    assert shortened("前制动片总成", 6) == "前制…"


def test_a_name_is_broken_between_words_and_cut_only_where_two_lines_are_too_few() -> None:
    assert wrapped("Brake pad", 12, 2) == ("Brake pad",)
    assert wrapped("Battery pack cover – left", 14, 2) == ("Battery pack", "cover – left")
    assert wrapped("Battery pack cover – left, painted", 14, 2) == ("Battery pack", "cover – left,…")
    assert wrapped("前制动片总成左侧", 8, 2) == ("前制动片", "总成左侧")
    assert wrapped("", 8, 2) == ()
