"""Error pages through the real server: what was too large is answered, and a page that breaks twice still comes."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from lxml import html

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


def refused(server: Server, head: bytes) -> tuple[str, str]:
    """Send a request as it is; return the answer's head and page."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(head)
        answer = b"".join(iter(lambda: line.recv(65_536), b"")).decode()
    return answer.partition("\r\n\r\n")[0], answer.partition("\r\n\r\n")[2]


def test_an_address_that_is_too_long_is_answered_by_the_portal_with_menu_and_person(app: Flask, served: Server) -> None:
    cookie = Browser(app).sign_in(make_dealer_user()).client.get_cookie("portal_d")
    assert cookie is not None

    status, page = asked(served, f"/orders?q={'x' * 8_100}", cookie.value)
    assert (status, "The address is too long" in page, "<nav" in page) == (414, True, True)
    status, page = asked(served, f"/orders?q={'x' * 5_900}", cookie.value)
    assert (status, "<nav" in page) == (200, True)


def test_what_the_server_cannot_read_is_answered_with_a_page_of_the_portal_in_each_language(served: Server) -> None:
    long = refused(served, b"GET /orders?q=" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    broken = refused(served, b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n")

    for (head, page), status, title in (
        (long, " 414 ", "The address is too long"),
        (broken, " 400 ", "The request was not understood"),
    ):
        assert status in head.splitlines()[0] and "Content-Security-Policy" in head and "gunicorn" not in head + page
        found = html.fromstring(page)
        assert found.xpath("//h1")[0].text == title
        assert found.xpath("//section/@lang") == ["en", "zh-Hans", "ar"] and found.xpath("//section/@dir")[-1] == "rtl"
        sheet = found.xpath("//link[contains(@href, 'portal.css')]/@href")[0]
        assert asked(served, sheet, "")[0] == 200
