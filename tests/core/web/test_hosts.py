"""Names the portal answers to: ours for people, any for those who watch it; all else is one page and one line."""

import dataclasses
import json

import pytest
from flask import Flask

from portal.app import create_app
from portal.core.config import Settings
from tests.conftest import ON_SQLITE

OURS = ("portal.example", ".depot.example")


@pytest.fixture
def named(app: Flask) -> Flask:
    """An application that was never asked anything, with names of its own, behind one proxy."""
    settings: Settings = app.extensions["settings"]
    return create_app(
        dataclasses.replace(settings, trusted_hosts=OURS, proxy_hops=1, testing=False, secret_key="k" * 40)
    )


@ON_SQLITE
@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "10.0.0.7", "evil.example", "portal.example.evil.example", "", "a b"]
)
def test_the_first_request_under_a_name_that_is_not_ours_gets_a_plain_page_and_one_line(
    named: Flask, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    answer = named.test_client().get("/login", headers={"Host": host})

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (answer.status_code, [line["event"] for line in lines]) == (400, ["host_unknown"])
    assert "The request was not understood" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not host or host not in answer.text


@ON_SQLITE
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_who_watches_may_ask_by_address(named: Flask, path: str) -> None:
    answer = named.test_client().get(path, headers={"Host": "10.0.0.7:8000"})

    assert answer.status_code == {"/healthz": 200, "/readyz": 503, "/metrics": 200}[path]


@ON_SQLITE
@pytest.mark.parametrize("host", ["portal.example", "PORTAL.example:443", "north.depot.example"])
def test_our_own_names_are_answered(named: Flask, host: str) -> None:
    assert named.test_client().get("/login", headers={"Host": host}).status_code == 200


@ON_SQLITE
def test_a_proxy_of_ours_says_under_which_name_it_was_asked(named: Flask) -> None:
    ask = named.test_client()

    assert ask.get("/login", headers={"Host": "unix", "X-Forwarded-Host": "portal.example"}).status_code == 200
    assert ask.get("/login", headers={"Host": "portal.example", "X-Forwarded-Host": "evil.example"}).status_code == 400
