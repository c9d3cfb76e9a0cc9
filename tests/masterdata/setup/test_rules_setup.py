"""How far a set-up is, by what there is of each step."""

import pytest

from portal.accounts.companies.rules_tree import Node, faults, from_the_top, paths
from portal.masterdata.setup.rules import Standing, State, Step, covered


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(Step.PARTS, 0), State.MISSING),
        (Standing(Step.PARTS, 1), State.DONE),
        (Standing(Step.CREDIT, 0, 4), State.MISSING),
        (Standing(Step.CREDIT, 3, 4), State.BEGUN),
        (Standing(Step.CREDIT, 4, 4), State.DONE),
        (Standing(Step.SELLERS, 0, 2, begun=True), State.BEGUN),
        (Standing(Step.WORKING_HOURS, 0), State.USUAL),
    ],
)
def test_a_step_is_missing_begun_or_done(standing: Standing, state: State) -> None:
    assert standing.state is state


def test_work_is_covered_by_any_role_that_does_it() -> None:
    assert covered([]) == 0
    assert covered([frozenset({"hq_manager", "hq_admin"}), frozenset({"hq_clerk"})]) == 1
    assert covered([frozenset({"hq_clerk", "hq_planner", "hq_warehouse", "hq_logistics", "hq_finance"})]) == 5


def test_a_tree_tells_each_fault_once() -> None:
    nodes = {
        "R": Node("region", ""),
        "G": Node("general", "R", "CN01"),
        "D": Node("dealer", "G"),
        "A": Node("region", "B"),
        "B": Node("region", "A"),
        "X": Node("dealer", "R", "CN01"),
        "Y": Node("general", "Z", "CN01"),
        "N": Node("general", "R"),
    }

    told = [(one.code, one.problem) for one in faults(nodes, nodes)]

    assert told == [("A", "loop"), ("B", "loop"), ("N", "seller"), ("X", "level"), ("Y", "unknown")]
    moved = nodes | {"G": Node("region", "R")}
    assert [(one.code, one.problem, one.parent) for one in faults(moved, ["G"])] == [("G", "below", "D")]


def test_parents_come_first_and_paths_lead_from_the_root() -> None:
    assert from_the_top({"D": "G", "G": "R", "R": "", "E": "G", "F": "elsewhere"}) == ["R", "G", "D", "E", "F"]
    assert paths({3: 2, 2: 1, 1: None}) == {1: "/1/", 2: "/1/2/", 3: "/1/2/3/"}
