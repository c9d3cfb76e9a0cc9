"""The plan of the house inside the rooms, read from the import graph; their order is in pyproject."""

import re

import grimp
import pytest

GRAPH = grimp.build_graph("portal", include_external_packages=True)
VOCABULARY = ("routes", "forms", "labels", "service", "queries", "models", "events", "rules", "states")
WEB = ("flask", "sqlalchemy", "babel", "wtforms", "flask_login", "flask_babel", "flask_wtf")


def layer_of(module: str) -> int | None:
    """Return where a file stands in the vocabulary of a room, by the first word it starts with."""
    name = module.rsplit(".", 1)[-1]
    if name.endswith("_routes") or name == "routes":
        return 0
    for depth, word in enumerate(VOCABULARY):
        if name == word or name.startswith(word + "_"):
            return depth
    return None


def upward_imports(graph: grimp.ImportGraph) -> list[str]:
    """Return the imports inside one room that point upward in the vocabulary."""
    found = []
    for module in sorted(graph.modules):
        parts = module.split(".")
        here = layer_of(module)
        if len(parts) < 3 or parts[1] == "core" or here is None:
            continue
        for target in graph.find_modules_directly_imported_by(module):
            there = layer_of(target)
            if target.split(".")[:2] == parts[:2] and there is not None and there < here:
                found.append(f"{module} -> {target}")
    return found


def chains_to(graph: grimp.ImportGraph, sources: re.Pattern[str], packages: tuple[str, ...]) -> list[str]:
    """Return a chain for each forbidden package that a matching module reaches, however indirectly."""
    found = []
    for module in sorted(m for m in graph.modules if sources.fullmatch(m)):
        for package in packages:
            if package in graph.modules:
                chain = graph.find_shortest_chain(module, package)
                if chain:
                    found.append(" -> ".join(chain))
    return found


def direct_imports(graph: grimp.ImportGraph, sources: re.Pattern[str], packages: tuple[str, ...]) -> list[str]:
    """Return the direct imports of forbidden packages by matching modules."""
    return [
        f"{module} -> {target}"
        for module in sorted(m for m in graph.modules if sources.fullmatch(m))
        for target in graph.find_modules_directly_imported_by(module)
        if target in packages
    ]


PURE = re.compile(r"portal\.(?!core)\w+\.(states|rules|events)(_\w+)?")
COMMANDS = re.compile(r"portal\.(?!core)\w+\.(service|queries)(_\w+)?")


def test_inside_a_room_imports_point_downward() -> None:
    assert upward_imports(GRAPH) == []


def test_rules_states_and_events_know_no_framework_even_indirectly() -> None:
    assert chains_to(GRAPH, PURE, WEB) == []


def test_services_and_queries_know_no_web() -> None:
    assert direct_imports(GRAPH, COMMANDS, ("flask", "flask_login", "flask_babel", "flask_wtf", "wtforms")) == []


def test_the_guard_sees_planted_flaws() -> None:
    graph = grimp.ImportGraph()
    for module in (
        "portal.orders.rules",
        "portal.orders.service",
        "portal.orders.labels",
        "flask_babel",
        "sqlalchemy",
    ):
        graph.add_module(module)
    graph.add_import(importer="portal.orders.rules", imported="portal.orders.service")
    graph.add_import(importer="portal.orders.service", imported="flask_babel")
    assert upward_imports(graph) == ["portal.orders.rules -> portal.orders.service"]
    assert chains_to(graph, PURE, ("flask_babel",)) == ["portal.orders.rules -> portal.orders.service -> flask_babel"]
    assert direct_imports(graph, COMMANDS, ("flask_babel",)) == ["portal.orders.service -> flask_babel"]


@pytest.mark.parametrize("name", ["utils", "helpers", "managers", "common", "misc"])
def test_no_room_for_odds_and_ends(name: str) -> None:
    assert [m for m in GRAPH.modules if m.startswith("portal.") and m.split(".")[-1] == name] == []
