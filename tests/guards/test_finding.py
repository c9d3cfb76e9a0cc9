"""From what one sees to its file: a blueprint bears the name of its room and part, as do its templates and tests."""

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from portal.core.config import ROOT
from portal.rooms import BLUEPRINTS, ROUTES

README = ROOT / "README.md"
HEADING = "| blueprint | answers in | pages in | tests in |"
FRONT = "views"
"""The part of a room that is its front: its blueprint needs no name of its own."""

DOORS = ("distributor", "hq")
SHARED = ("components",)
"""Folders of templates that are everybody's."""

BESIDE: Mapping[str, tuple[str, ...]] = {"notifications": ("emails",)}
"""Further folders whose templates one home alone names: a mail is no page."""

ANSWERS = re.compile(r"^pages(_|$)|(^|_)routes$")


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


def strangers(source: str, home: str) -> set[str]:
    """Return the templates a file of `portal/<home>/` names that stand in another folder and are not shared."""
    own = {home, *SHARED, *BESIDE.get(home, ())}
    return {one for one in templates_named(source) if one.rpartition("/")[0] not in own}


def files_that_answer(home: str) -> list[Path]:
    """Return the files of a folder that name templates: its routes and pages."""
    return [path for path in (ROOT / "portal" / home).glob("*.py") if ANSWERS.search(path.stem)]


def all_addresses() -> MapAdapter:
    """Return every address of the portal, to be asked which view answers it."""
    app = Flask("addresses")
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app.url_map.bind("localhost")


ADDRESSES = all_addresses()


def asked_by(source: str, addresses: MapAdapter) -> set[str]:
    """Return the blueprints a test file asks: by an address in a function of its own, or of `tests` it imports.

    What stands in a formatted address counts as a 1, so that it is a number or a name, but no word of an address. A
    docstring asks for nothing, nor does an address that is only compared with another.
    """
    tree = ast.parse(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            functions += _imported(node)
    texts = {text for function in functions for text in _texts(function)}
    found = (_answering(text.partition("?")[0], addresses) for text in texts if text.startswith("/"))
    return {name for names in found for name in names}


def _imported(node: ast.ImportFrom) -> list[ast.FunctionDef]:
    file = (ROOT / (node.module or "").replace(".", "/")).with_suffix(".py")
    if not file.exists():
        return []
    wanted = {alias.name for alias in node.names}
    there = ast.parse(file.read_text("utf-8")).body
    return [each for each in there if isinstance(each, ast.FunctionDef) and each.name in wanted]


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Constant | ast.JoinedStr):
            yield from _texts(child)
        elif not isinstance(node, ast.Compare | ast.Expr):
            pieces = child.values if isinstance(child, ast.JoinedStr) else [child]
            yield "".join(str(piece.value) if isinstance(piece, ast.Constant) else "1" for piece in pieces)


def _answering(path: str, addresses: MapAdapter) -> Iterator[str]:
    for method in ("GET", "POST"):
        try:
            endpoint, _values = addresses.match(path, method=method)
        except (HTTPException, RequestRedirect):
            continue
        yield endpoint.partition(".")[0]


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
    tests = [path.read_text("utf-8") for path in (ROOT / "tests" / home).glob("test_*.py")]

    assert {one for path in files_that_answer(home) for one in strangers(path.read_text("utf-8"), home)} == set()
    assert list((ROOT / "templates" / home).glob("*.html")), f"no page in templates/{home}"
    asked = {name for source in tests for name in asked_by(source, ADDRESSES)}
    assert name_of(module) in asked, f"no test in tests/{home} asks for an address of {name_of(module)}"


def test_readme_prints_the_table_of_blueprints() -> None:
    text = README.read_text("utf-8")
    start = text.index(HEADING)
    printed = text[start:].split("\n\n")[0].splitlines()[2:]

    assert printed == rows(ROUTES), "the table should read:\n" + "\n".join(rows(ROUTES))


def test_the_rule_knows_a_name_by_its_file() -> None:
    assert name_of("portal.allocation.hq_promise_routes") == "hq_allocation_promise"
    assert name_of("portal.orders.views.distributor_routes") == "orders"
    assert name_of("portal.accounts.door.hq_routes") == "hq_accounts_door"
    assert name_of("portal.accounts.door.open_routes") == "accounts_door_open"


def test_the_rule_sees_a_stranger() -> None:
    planted = (
        'respond("billing/list.html", "orders/views/_lines.html", "orders/entry/_kept.html", "components/_a.html")'
    )

    assert strangers(planted, "orders/views") == {"billing/list.html", "orders/entry/_kept.html"}
    assert strangers('respond("orders/_lines.html")', "orders/views") == {"orders/_lines.html"}
    assert strangers('respond("emails/mail.html")', "billing") == {"emails/mail.html"}
    assert strangers('respond("emails/mail.html")', "notifications") == set()


def test_the_rule_sees_a_test_that_asks_for_nothing_of_its_own() -> None:
    asks = "def test_it(browser):\n    browser.page({})\n"

    assert asked_by(asks.format('f"/orders/{order.number}/withdraw"'), ADDRESSES) == {"orders_decisions"}
    assert asked_by(asks.format('"/hq/orders?q=1"'), ADDRESSES) == {"hq_orders"}
    assert asked_by(asks.format('f"/orders/{order.number}/{verb}"'), ADDRESSES) == set()
    assert asked_by('def test_it(page):\n    """/orders"""\n    assert page.path == "/orders"\n', ADDRESSES) == set()
    assert asked_by('def test_it(page, n):\n    assert page.path == f"/orders/{n}"\n', ADDRESSES) == set()
    assert asked_by('PATH = "/orders"\ndef test_it(): ...\n', ADDRESSES) == set()
    assert asked_by("from tests.shipping.desks import group_path\n", ADDRESSES) == {"hq_shipping_depot_ready"}
    assert asked_by("from tests.shipping.desks import buyer\n", ADDRESSES) == set()
