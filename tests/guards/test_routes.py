"""Every view is guarded, stands at its own door, and answers with the hardening headers."""

import re

import pytest
from flask import Flask

from portal.app import create_app
from portal.core.config import Settings
from portal.core.permissions import Permission
from portal.core.web.guards import GUARD, Unguarded
from portal.core.web.security import HEADERS

PUBLIC = {
    "accounts_door.login",
    "accounts_door.logout",
    "accounts_door.set_language",
    "hq_accounts_door.login",
    "hq_accounts_door.logout",
    "hq_accounts_door.set_language",
    "accounts_door_open.forgot",
    "accounts_door_open.reset",
    "accounts_door_open.invite",
    "accounts_door_open.first_admin",
    "accounts_door_open.language",
    "health.healthz",
    "health.readyz",
    "health.metrics",
    "home.headquarters_without_slash",
}


@pytest.fixture(scope="module")
def plain_app() -> Flask:
    return create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True))


def unguarded(app: Flask) -> list[str]:
    return [e for e, view in app.view_functions.items() if e != "static" and not hasattr(view, GUARD)]


def test_every_view_is_guarded(plain_app: Flask) -> None:
    assert unguarded(plain_app) == []


def test_an_unmarked_view_is_found_and_refused_at_run_time() -> None:
    app = create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True))
    app.add_url_rule("/planted", "planted", lambda: "open")
    assert unguarded(app) == ["planted"]
    with pytest.raises(Unguarded):
        app.test_client().get("/planted")


def test_only_the_listed_views_are_public(plain_app: Flask) -> None:
    public = {e for e, view in plain_app.view_functions.items() if getattr(view, GUARD, "") is None}
    assert public <= PUBLIC


def test_a_view_stands_at_the_door_of_its_permission(plain_app: Flask) -> None:
    wrong = []
    for rule in plain_app.url_map.iter_rules():
        permission = getattr(plain_app.view_functions[rule.endpoint], GUARD, None)
        at_hq = re.match(r"/hq(/|$)", rule.rule) is not None
        if isinstance(permission, Permission) and (permission.door == "hq") != at_hq:
            wrong.append(rule.rule)
    assert wrong == []


@pytest.mark.parametrize("path", ["/", "/hq/", "/login", "/hq/login", "/nowhere", "/healthz", "/static/css/tokens.css"])
def test_every_answer_carries_the_headers(app: Flask, path: str) -> None:
    response = app.test_client().get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_has_no_unsafe_source() -> None:
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "http" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/login?next=%00", "/catalogue?q=a%00b", "/orders/SO%00", "/hq/review?type=%00"])
def test_a_nul_byte_is_refused_before_any_view_sees_it(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 400


def test_a_nul_byte_in_a_form_is_refused(app: Flask) -> None:
    assert app.test_client().post("/login", data={"email": "a\x00b"}).status_code == 400
