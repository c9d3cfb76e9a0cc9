"""From what one sees to its file: a blueprint bears the name of its room and part, as do its templates and tests."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from portal.core.config import ROOT
from portal.rooms import ROUTES

README = ROOT / "README.md"
HEADING = "| blueprint | answers in | pages in | tests in |"
FRONT = "views"
"""The part of a room that is its front: its blueprint needs no name of its own."""

DOORS = ("distributor", "hq")


def name_of(module: str) -> str:
    """Return the name a blueprint must bear: its door (headquarters' only), room, part, and subject."""
    *room, file = module.split(".")[1:]
    words = file.removesuffix("routes").rstrip("_").split("_")
    door = "hq" if words[0] == "hq" else ""
    subject = [word for word in words if word and word not in DOORS]
    return "_".join(filter(None, (door, *(part for part in room if part != FRONT), *subject)))


def home_of(module: str) -> str:
    """Return the folder of a routes file below `portal/`, which is that of its templates and tests as well."""
    return "/".join(module.split(".")[1:-1])


def rows(modules: tuple[str, ...]) -> list[str]:
    """Return the table of blueprints as README prints it."""
    found = []
    for module in sorted(modules, key=name_of):
        home, file = home_of(module), module.replace(".", "/")
        found.append(f"| `{name_of(module)}` | `{file}.py` | `templates/{home}/` | `tests/{home}/` |")
    return found


def templates_named(source: str) -> set[str]:
    """Return the templates a source text names."""
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and text.endswith(".html")}


def strangers(source: str, room: str) -> set[str]:
    """Return the templates a routes file names that are another room's; `components/` is everybody's."""
    return {one for one in templates_named(source) if one.split("/")[0] not in (room, "components")}


@pytest.mark.parametrize("module", ROUTES)
def test_a_blueprint_bears_the_name_of_its_file(module: str) -> None:
    blueprint = import_module(module).blueprint

    assert blueprint.name == name_of(module)
    tree = ast.parse(Path(import_module(module).__file__ or "").read_text("utf-8"))
    views = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len({view.name for view in views}) == len(views)


@pytest.mark.parametrize("module", ROUTES)
def test_its_pages_and_tests_stand_in_folders_of_the_same_name(module: str) -> None:
    home = home_of(module)
    source = Path(import_module(module).__file__ or "").read_text("utf-8")

    assert strangers(source, home.split("/")[0]) == set()
    assert list((ROOT / "templates" / home).rglob("*.html")), f"no page in templates/{home}"
    assert list((ROOT / "tests" / home).rglob("test_*.py")), f"no test in tests/{home}"


def test_readme_prints_the_table_of_blueprints() -> None:
    text = README.read_text("utf-8")
    start = text.index(HEADING)
    printed = text[start:].split("\n\n")[0].splitlines()[2:]

    assert printed == rows(ROUTES), "the table should read:\n" + "\n".join(rows(ROUTES))


def test_the_rule_sees_a_stranger() -> None:
    assert name_of("portal.orders.supply.hq_promise_routes") == "hq_orders_supply_promise"
    assert name_of("portal.orders.views.distributor_routes") == "orders"
    assert name_of("portal.accounts.door.hq_routes") == "hq_accounts_door"
    assert name_of("portal.accounts.door.open_routes") == "accounts_door_open"
    assert strangers('respond("billing/list.html", "orders/views/_lines.html")', "orders") == {"billing/list.html"}
