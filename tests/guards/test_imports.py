"""The plan of the house inside the rooms, read from the import graph; the order of rooms and parts is in pyproject."""

import ast
import re
import tomllib
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import grimp
import pytest

from portal.core.config import ROOT

GRAPH = grimp.build_graph("portal", include_external_packages=True, cache_dir=None)
NO_ROOMS = {"cli", "dev", "app", "backup", "demo", "rooms", "reactions", "telling", "core"}
"""What stands among the layers of pyproject and is no room: it has no routes, and a vocabulary of its own."""


def rooms() -> tuple[str, ...]:
    """Return the rooms, as the contract on their order lists them: a new one is judged from its first day."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return tuple(name for layer in layers for name in re.split(r"[\s|:]+", layer) if name not in NO_ROOMS)


ROOMS = rooms()
VOCABULARY = ("routes", "pages", "forms", "labels", "service", "queries", "models", "events", "rules", "states")
"""The ten words of a room, from the door down; a file is called one of them, or one of them and its subject."""

BESIDE = {"jobs": "routes", "ports": "queries"}
"""Two words beside them, and the word they stand level with: `jobs` are what the worker calls, doors as routes
are; `ports` are what rooms above hand in at start so that this one may ask without knowing them."""

EXCEPTIONS = {
    "portal.documents.kinds": "one file a kind of paper, named after it; a contract keeps them apart",
    "portal.masterdata.kinds": "one file a kind of master data, named after it; a contract keeps them apart",
    "portal.documents.printing": "draws a paper; its own contract in pyproject places each of its files",
}
"""Folders outside the vocabulary, and why."""

WEB = ("flask", "sqlalchemy", "babel", "wtforms", "flask_login", "flask_babel", "flask_wtf")


def word_of(module: str) -> str | None:
    """Return the word a file is called by: its first one, or the last of a route's (`hq_packing_routes`)."""
    name = module.rsplit(".", 1)[-1]
    if name == "routes" or name.endswith("_routes"):
        return "routes"
    first = name.split("_", 1)[0]
    return first if first in VOCABULARY or first in BESIDE else None


def layer_of(module: str) -> int | None:
    """Return where a file stands in the vocabulary, from the door down."""
    word = word_of(module)
    return None if word is None else VOCABULARY.index(BESIDE.get(word, word))


def files_of_rooms(modules: Iterable[str]) -> list[str]:
    """Return the files of rooms: no packages, nothing below an exception."""
    known = set(modules)
    packages = {module.rsplit(".", 1)[0] for module in known}
    return sorted(
        module
        for module in known
        if len(parts := module.split(".")) > 2
        and parts[0] == "portal"
        and parts[1] in ROOMS
        and module not in packages
        and not any(module.startswith(f"{one}.") for one in EXCEPTIONS)
    )


def unplaced(modules: Iterable[str]) -> list[str]:
    """Return the files of rooms that the vocabulary cannot place."""
    return [module for module in files_of_rooms(modules) if layer_of(module) is None]


def upward_imports(graph: grimp.ImportGraph) -> list[str]:
    """Return the imports inside one room that point upward in the vocabulary."""
    found = []
    for module in files_of_rooms(graph.modules):
        here, room = layer_of(module), module.split(".")[:2]
        for target in sorted(graph.find_modules_directly_imported_by(module)):
            there = layer_of(target) if target.split(".")[:2] == room else None
            if here is not None and there is not None and there < here:
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


def circles(graph: grimp.ImportGraph) -> list[str]:
    """Return the pairs of our files that reach each other, by whatever way."""
    found = []
    for module in sorted(m for m in graph.modules if m.startswith("portal.")):
        targets = graph.find_modules_directly_imported_by(module)
        ours = [target for target in targets if target.startswith("portal.")]
        found += [f"{module} <-> {target}" for target in ours if graph.find_shortest_chain(target, module)]
    return found


PURE = re.compile(r"portal\.(?!core)(\w+\.)+(states|rules|events)(_\w+)?")
COMMANDS = re.compile(r"portal\.(?!core)(\w+\.)+(service|queries)(_\w+)?")


def test_every_file_of_a_room_has_a_word_of_the_vocabulary() -> None:
    assert unplaced(GRAPH.modules) == []


def test_inside_a_room_imports_point_downward() -> None:
    assert upward_imports(GRAPH) == []


def test_no_two_files_import_each_other_by_any_way() -> None:
    assert circles(GRAPH) == []


def test_rules_states_and_events_know_no_framework_even_indirectly() -> None:
    assert chains_to(GRAPH, PURE, WEB) == []


def test_services_and_queries_know_no_web() -> None:
    assert direct_imports(GRAPH, COMMANDS, ("flask", "flask_login", "flask_babel", "flask_wtf", "wtforms")) == []


def test_core_knows_no_room() -> None:
    rooms = tuple(m for m in GRAPH.modules if m.startswith("portal.") and m.split(".")[1] in ROOMS)
    assert direct_imports(GRAPH, re.compile(r"portal\.core(\.\w+)*"), rooms) == []


def test_the_guard_sees_planted_flaws() -> None:
    graph = grimp.ImportGraph()
    rules, service, odd = "portal.orders.entry.rows.rules_rows", "portal.orders.service", "portal.orders.entry.showing"
    for module in ("portal.orders", "portal.orders.entry", rules, service, odd, "flask_babel", "sqlalchemy"):
        graph.add_module(module)
    graph.add_import(importer=rules, imported=service)
    graph.add_import(importer=service, imported="flask_babel")
    assert unplaced(graph.modules) == [odd]
    assert upward_imports(graph) == [f"{rules} -> {service}"]
    assert chains_to(graph, PURE, ("flask_babel",)) == [f"{rules} -> {service} -> flask_babel"]
    assert direct_imports(graph, COMMANDS, ("flask_babel",)) == [f"{service} -> flask_babel"]
    assert circles(graph) == []
    graph.add_import(importer=service, imported=rules)
    assert circles(graph) == [f"{rules} <-> {service}", f"{service} <-> {rules}"]


@pytest.mark.parametrize("name", ["utils", "helpers", "managers", "common", "misc"])
def test_no_room_for_odds_and_ends(name: str) -> None:
    assert [m for m in GRAPH.modules if m.startswith("portal.") and m.split(".")[-1] == name] == []


def missing_names(source: str) -> list[str]:
    """The names of this project a module asks for by `from ... import` that are not there."""
    asked = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    wanted = [(str(node.module), one.name) for node in asked for one in node.names]
    ours = [(module, name) for module, name in wanted if module.partition(".")[0] in {"portal", "bench", "tests"}]
    return [f"{module}.{name}" for module, name in ours if not _is_there(module, name)]


def _is_there(module: str, name: str) -> bool:
    there = import_module(module)
    return hasattr(there, name) or (hasattr(there, "__path__") and find_spec(f"{module}.{name}") is not None)


@pytest.mark.parametrize("path", sorted((ROOT / "bench").glob("*.py")), ids=lambda path: path.name)
def test_what_the_benchmark_asks_for_is_there(path: Path) -> None:
    assert missing_names(path.read_text(encoding="utf-8")) == []


def test_a_name_that_is_not_there_would_be_found() -> None:
    assert missing_names("from portal.core.clock import utc_now, no_such") == ["portal.core.clock.no_such"]
