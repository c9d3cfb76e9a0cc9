"""The door through the real server: what its answers say in their headers, from the login to the logout."""

import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from portal.core.data.sessions import db
from tests.crashes.server import Server
from tests.factories import PASSWORD, make_dealer_user

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


class Line:
    """One browser's cookies over plain HTTP."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}  # type: ignore[var-annotated]

    def send(self, method: str, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
        """Send one request; return status, headers by their lower-case name, and the text."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request(method, path, body=urlencode(fields) if fields else None, headers=headers)
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie":
                    self.cookies |= {key: each.value for key, each in SimpleCookie(value).items()}
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()

    def token(self, path: str) -> str:
        """Return the token of a page's first form."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.send("GET", path)[2])
        assert found is not None
        return found[1]


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[Server]:
    settings = {"DATABASE_URL": str(db.engine.url), "STORAGE_URL": f"file://{tmp_path}", "SECRET_KEY": "x" * 40}
    running = Server({**settings, "EMBEDDED_WORKER": "0"}, tmp_path / "server.log")
    try:
        running.start()
        yield running
    finally:
        running.kill()
        running.close()


def test_no_answer_names_the_server_and_logging_out_clears_what_the_browser_kept(app: Flask, server: Server) -> None:
    user = make_dealer_user()
    db.session.remove()
    browser = Line(server.port)
    for path, status in (("/login", 200), ("/no/such/page", 404), ("/static/js/portal.js", 200), ("/account", 303)):
        answered, headers, _text = browser.send("GET", path)
        assert (path, answered, "server" in headers) == (path, status, False)

    sent = {"csrf_token": browser.token("/login"), "email": user.email, "password": PASSWORD, "next": ""}
    status, headers, _text = browser.send("POST", "/login", **sent)
    assert (status, headers["location"]) == (303, "/")
    (known,) = (name for name in browser.cookies if name.startswith("portal_known_"))
    assert browser.send("GET", "/account")[0] == 200

    status, headers, _text = browser.send("POST", "/logout", csrf_token=browser.token("/account"))

    assert (status, headers["clear-site-data"]) == (303, '"cache", "storage"')
    assert browser.cookies["portal_d"] == "" and browser.cookies[known] != ""
    assert "server" not in headers
