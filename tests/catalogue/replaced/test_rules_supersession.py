"""Chains, kits, choices and circles of supersession."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.replaced.rules_supersession import (
    ChainStop,
    Need,
    Successor,
    Supersession,
    SupersessionKind,
    end_of_chain,
    explode,
    fillers_of,
    is_rest,
    links_of,
    may_fill,
)

ONE, TWO = SupersessionKind.ONE_WAY, SupersessionKind.TWO_WAY
KIT, CHOICE = SupersessionKind.KIT, SupersessionKind.CHOICE


def link(kind: SupersessionKind, *successors: str | tuple[str, int]) -> Supersession[str]:
    """Return a link; a successor is a part, or a part with its ratio."""
    made = (Successor(*s) if isinstance(s, tuple) else Successor(s) for s in successors)
    return Supersession(kind, tuple(made))


FORWARD = {"P1": link(ONE, "P2"), "P2": link(ONE, "P3")}
FULL = {"P1": link(TWO, "P2"), "P2": link(TWO, "P3")}


def test_tv_11_forward_chain_is_filled_by_newer_parts_only() -> None:
    assert may_fill("P1", "P2", FORWARD)
    assert may_fill("P1", "P3", FORWARD)
    assert not may_fill("P2", "P1", FORWARD)
    assert not may_fill("P3", "P1", FORWARD)


def test_tv_11_full_interchange_is_filled_both_ways() -> None:
    assert may_fill("P2", "P1", FULL)
    assert may_fill("P2", "P3", FULL)
    assert may_fill("P3", "P1", FULL)


def test_one_one_way_link_closes_the_way_back() -> None:
    mixed = {"P1": link(TWO, "P2"), "P2": link(ONE, "P3")}

    assert may_fill("P2", "P1", mixed)
    assert not may_fill("P3", "P2", mixed)
    assert not may_fill("P3", "P1", mixed)
    assert fillers_of("P2", mixed) == ("P2", "P3", "P1")


def test_a_choice_is_filled_by_any_one_and_a_kit_by_no_single_part() -> None:
    links = {"A": link(CHOICE, "B", "C"), "K": link(KIT, "X", "Y")}

    assert may_fill("A", "B", links) and may_fill("A", "C", links)
    assert not may_fill("B", "C", links)
    assert not may_fill("K", "X", links)


def test_the_walk_ends_at_the_newest_part() -> None:
    chain = end_of_chain("P1", FORWARD)

    assert (chain.path, chain.last, chain.stop) == (("P1", "P2", "P3"), "P3", ChainStop.END)
    assert end_of_chain("P3", FORWARD).path == ("P3",)


def test_the_walk_stops_at_kits_choices_and_circles() -> None:
    links = {"A": link(ONE, "K"), "K": link(KIT, "X", "Y"), "B": link(CHOICE, "X", "Y")}
    circle = {"A": link(ONE, "B"), "B": link(ONE, "C"), "C": link(ONE, "A")}

    assert (end_of_chain("A", links).last, end_of_chain("A", links).stop) == ("K", ChainStop.KIT)
    assert end_of_chain("B", links).stop is ChainStop.CHOICE
    assert end_of_chain("A", circle).stop is ChainStop.CYCLE
    assert end_of_chain("A", circle).path == ("A", "B", "C")


def test_a_kit_is_taken_apart_by_ratio_down_to_the_newest_parts() -> None:
    links = {
        "OLD": link(KIT, ("BODY", 1), ("BOLT", 4), ("SET", 2)),
        "SET": link(KIT, ("BOLT", 3), ("SEAL", 1)),
        "SEAL": link(ONE, "SEAL2"),
    }

    explosion = explode("OLD", 5, links)

    assert explosion.needs == (Need("BODY", 5), Need("BOLT", 50), Need("SEAL2", 10))
    assert (explosion.choices, explosion.cycles) == ((), ())


def test_a_choice_inside_a_kit_is_left_to_a_person() -> None:
    links = {"OLD": link(KIT, "A", "B"), "B": link(CHOICE, "C", "D")}

    explosion = explode("OLD", 2, links)

    assert explosion.needs == (Need("A", 2), Need("B", 2))
    assert explosion.choices == ("B",)


def test_a_circle_inside_a_kit_is_reported_not_followed() -> None:
    links = {"OLD": link(KIT, "A", ("B", 2)), "B": link(ONE, "OLD")}

    explosion = explode("OLD", 1, links)

    assert explosion.needs == (Need("A", 1), Need("B", 2))
    assert explosion.cycles == ("B",)


def test_links_are_read_from_rows() -> None:
    rows = [("A", "B", ONE, 1), ("K", "X", KIT, 2), ("K", "Y", KIT, 1), ("C", "D", ONE, 1)]

    links = links_of([*rows, ("C", "E", ONE, 1)])

    assert links["A"] == link(ONE, "B")
    assert links["K"] == link(KIT, ("X", 2), "Y")
    assert links["C"] == link(CHOICE, "D", "E")


@pytest.mark.parametrize(
    ("discontinued", "replaced", "planned_on", "rest"),
    [
        (True, False, None, True),
        (False, False, None, False),
        (True, True, None, False),
        (True, False, date(2026, 3, 20), False),
    ],
)
def test_what_is_on_the_shelf_is_the_rest_where_nothing_follows(
    discontinued: bool, replaced: bool, planned_on: date | None, rest: bool
) -> None:
    assert is_rest(discontinued, replaced=replaced, planned_on=planned_on) is rest


def test_malformed_links_are_refused() -> None:
    for make in (lambda: link(ONE, "A", "B"), lambda: link(KIT), lambda: link(KIT, ("A", 0))):
        with pytest.raises(ValueError):
            make()


@given(
    st.dictionaries(
        st.integers(0, 7),
        st.tuples(st.sampled_from([ONE, TWO, KIT, CHOICE]), st.lists(st.integers(0, 7), min_size=1)),
    )
)
def test_any_web_of_links_is_walked_to_an_end(
    web: dict[int, tuple[SupersessionKind, list[int]]],
) -> None:
    links = links_of((old, new, kind, 1) for old, (kind, news) in web.items() for new in dict.fromkeys(news))

    for part in range(8):
        assert end_of_chain(part, links).path[0] == part
        assert explode(part, 1, links).needs
        assert part in fillers_of(part, links)
