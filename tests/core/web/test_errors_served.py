"""Error pages through the real server: what was too large is answered, and a page that breaks twice still comes."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import ON_SQLITE
from tests.crashes.server import Server
from tests.factories import make_dealer_user
from tests.web import Browser

pytestmark = [pytest.mark.slow, ON_SQLITE]
TOO_LARGE = 26_000_000


@pytest.fixture
def served(app: Flask, tmp_path: Path) -> Iterator[Server]:
    """gunicorn with a portal two of whose addresses break."""
    where = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "STORAGE_URL": f"file://{tmp_path}"}
    server = Server(where, tmp_path / "server.log", "tests.core.web.breaking:app")
    server.start_cold()
    yield server
    server.close()


def asked(server: Server, path: str, token: str, body: bytes | None = None) -> tuple[int, str]:
    """Ask for a page, or send a file with a body; return status and page."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    kind = {"Content-Type": "multipart/form-data; boundary=x"} if body else {}
    line.request("POST" if body else "GET", path, body, {"Cookie": f"portal_d={token}", **kind})
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def test_what_is_too_large_and_what_breaks_is_answered_with_menu_and_reference(app: Flask, served: Server) -> None:
    cookie = Browser(app).sign_in(make_dealer_user()).client.get_cookie("portal_d")
    assert cookie is not None

    status, page = asked(served, "/orders/new", cookie.value, b"x" * TOO_LARGE)
    assert (status, "25.2 MB" in page, "<nav" in page) == (413, True, True)
    status, page = asked(served, "/break", cookie.value)
    assert (status, "Reference" in page, "<nav" in page, "planted" in page) == (500, True, True, False)
    assert 'href="/break"' in page
    status, page = asked(served, "/break/menu", cookie.value)
    assert (status, "Reference" in page, "<nav" in page) == (500, True, False)
    assert "<html" in page
