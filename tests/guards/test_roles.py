"""Role by view by method: the code equals the published table, and answers as the table says."""

import re
from collections.abc import Iterable, Iterator

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.core.config import ROOT
from portal.core.permissions import Permission
from portal.core.web.guards import requires
from tests.conftest import ON_SQLITE
from tests.guards.addresses import Parameter, Parameters, choices_of, rules_of
from tests.guards.breakdowns import breakdowns
from tests.guards.pages import path_of, ways_of
from tests.guards.roles import NOBODY, Cell, cells_of, plain_app, published
from tests.guards.walk import NOT_READY
from tests.guards.world import World, ids_of, missing_like


def test_the_table_is_the_published_one() -> None:
    now, known = set(cells_of(plain_app())), set(published())

    assert sorted(now - known) == [], "new or changed: look at them, then `python -m tests.guards.roles`"
    assert sorted(known - now) == [], "published, but no longer there"


def test_a_view_opened_wider_would_be_seen() -> None:
    app = plain_app()

    app.view_functions["hq_audit.index"] = requires(Permission.HQ_HOME)(lambda: "open to all of headquarters")

    assert {cell.role for cell in set(cells_of(app)) - set(published())} >= {"hq_clerk", "hq_warehouse"}


@ON_SQLITE  # who may is decided before a statement is made
@pytest.mark.slow
def test_every_cell_answers_as_the_table_says(world: World, known: Parameters) -> None:
    with breakdowns(world.app) as broken:
        wrong = wrong_cells(world, known, published())

    assert (wrong, broken) == ([], [])


@ON_SQLITE
@pytest.mark.slow
def test_an_unguarded_view_and_a_wrong_line_would_be_seen(world: World, known: Parameters) -> None:
    cells = [
        Cell("hq_clerk", "hq_audit.index", "GET", "yes"),
        Cell("hq_auditor", "hq_audit.index", "GET", "no"),
    ]

    wrong = wrong_cells(world, known, cells)

    assert [line.split(":")[0] for line in wrong] == [
        "hq_clerk GET hq_audit.index",
        "hq_auditor GET hq_audit.index",
    ]


def wrong_cells(world: World, known: Parameters, cells: list[Cell]) -> list[str]:
    """Return the cells that answer otherwise than the table says, in words."""
    by_role: dict[str, dict[str, bool]] = {}
    for cell in cells:
        by_role.setdefault(cell.role, {})[cell.endpoint] = cell.allowed == "yes"
    wrong = []
    for role, allowed in by_role.items():
        person = world.hq.get(role) or world.a.people.get(role)
        browser = world.browser(person)
        token = browser.csrf_token()
        for rule, method in rules_of(world.app):
            if rule.endpoint not in allowed:
                continue
            path = _path(world, known, rule, method)
            data = {"csrf_token": token} if method != "GET" else None
            response = browser.open(path, method=method, data=data)
            if method != "GET" and person is not None:
                browser.sign_in(person)  # logging out is one of the cells
            if not _fits(response, allowed[rule.endpoint], anonymous=role == NOBODY):
                wrong.append(f"{role} {method} {rule.endpoint}: {response.status_code} {path}")
    return wrong


def _path(world: World, known: Parameters, rule: Rule, method: str) -> str:
    """Return a path a reader can open; what would be changed is named by an id that nothing has."""
    ways = ways_of(rule, world.a, known, most=1) if method == "GET" and rule.arguments else []
    if ways:
        return path_of(world.app, rule, ways[0])
    way = {}
    for name in rule.arguments:
        meaning = known.meaning(Parameter("path", rule.endpoint, name))
        assert meaning is not None, f"{rule.rule}: the list of parameters does not know {name}"
        some = ids_of(world.a, meaning.id_kind)[:1] if meaning.id_kind else []
        way[name] = missing_like(some[0]) if some else (choices_of(rule, name) or [meaning.example or "1"])[0]
        if meaning.id_kind and not some:
            way[name] = "2000000001"
    return path_of(world.app, rule, way)


def _fits(response: TestResponse, allowed: bool, *, anonymous: bool) -> bool:
    to_login = "/login" in response.headers.get("Location", "") and response.status_code == 303
    if allowed:
        leaves = "logout" in response.request.path
        works = response.status_code < 500 or response.request.path == NOT_READY
        return works and response.status_code != 403 and (not to_login or leaves or anonymous)
    return to_login if anonymous else response.status_code == 403


def test_the_table_has_every_role() -> None:
    from portal.accounts.rules_roles import ROLES

    assert {cell.role for cell in published()} == {NOBODY, *ROLES}


WAITING: set[Permission] = set()
"""Permissions that roles hold already and whose pages come with the room of master data."""


def never_asked(sources: Iterable[str]) -> set[Permission]:
    """Return the permissions that no source asks for, by name (`Permission.HQ_HOME`, `may("HQ_HOME")`)."""
    asked = {name for text in sources for name in re.findall(r"""(?:Permission\.|may\(["'])([A-Z_]+)""", text)}
    return {permission for permission in Permission if permission.name not in asked}


def sources_of_pages() -> Iterator[str]:
    """Return what may ask for a permission: rooms and templates, but not the table of roles."""
    for path in (*(ROOT / "portal").rglob("*.py"), *(ROOT / "templates").rglob("*.html")):
        if path.name != "roles.py":
            yield path.read_text(encoding="utf-8")


def test_every_permission_is_asked_for_but_those_that_wait() -> None:
    assert never_asked(sources_of_pages()) == WAITING


def test_a_permission_nobody_asks_for_would_be_seen() -> None:
    texts = [f"@requires(Permission.{permission.name})" for permission in Permission]

    assert never_asked(texts) == set()
    assert never_asked(text for text in texts if "MAIL_VIEW" not in text) == {Permission.MAIL_VIEW}
