"""Through the real server, its log on a full disk: parts without a name, photos and their names, a storage gone."""

import http.client
import io
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from lxml import html
from PIL import Image

from tests.conftest import ON_SQLITE
from tests.crashes.server import Server
from tests.returns.factories import Counted
from tests.returns.test_pages import buyer, just_received, key, photo

pytestmark = [pytest.mark.slow, ON_SQLITE]
NAME = "كرتونة ١.png"


@pytest.fixture
def served(app: Flask, tmp_path: Path) -> Iterator[Server]:
    """gunicorn on the database of the test; whatever it logs meets a full disk."""
    where = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "STORAGE_URL": f"file://{tmp_path}"}
    server = Server(where, Path("/dev/full"))
    server.start_cold()
    yield server
    server.close()


class Visitor:
    """Somebody signed in, who sends forms in parts, byte by byte as told."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, cookies

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[http.client.HTTPResponse, bytes]:
        """Send a request; return the answer's head and body."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, {"Cookie": cookies, **({"Content-Type": kind} if kind else {})})
        answer = line.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = given.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer, answer.read()

    def fields(self, path: str, form: int = -1) -> dict[str, str]:
        """Open a page and return the fields of its last form of main, as they stand."""
        _head, page = self.ask("GET", path)
        return dict(html.fromstring(page).xpath("//main//form")[form].form_values())

    def send(self, path: str, parts: list[bytes]) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a form in parts."""
        body = b"".join(b"--qz\r\n" + part + b"\r\n" for part in parts) + b"--qz--\r\n"
        return self.ask("POST", path, body, "multipart/form-data; boundary=qz")


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value


def in_chunks(port: int, path: str, body: bytes) -> tuple[int, bool]:
    """Send a form in chunks as they stand; return the status, and whether the page says what is wrong."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
        line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    return int(answer.split()[1]), b"not understood" in answer


def test_odd_forms_photos_and_an_outage_are_answered_by_the_real_server(
    app: Flask, served: Server, tmp_path: Path
) -> None:
    made = just_received(Counted(counts={"wrong": 1}))
    cookie = buyer(app, made).client.get_cookie("portal_d")
    assert cookie is not None
    visitor, stranger = Visitor(served.port, {"portal_d": cookie.value}), Visitor(served.port, {})

    fields = visitor.fields(f"/returns/new?shipment={made.number}")
    typed = [part(name, value.encode()) for name, value in fields.items()]
    for nameless in (
        b"Content-Disposition: form-data\r\n\r\nx",
        b'Content-Disposition: form-data; filename="a"\r\n\r\nx',
    ):
        head, page = visitor.send("/returns/new", [nameless, *typed])
        assert (head.status, b"not understood" in page) == (400, True)
        head, page = stranger.send("/orders/new", [nameless])
        assert (head.status, b"not understood" in page) == (400, True)

    for body in (b"ZZ\r\nno chunk\r\n0\r\n\r\n", b"-5\r\nx\r\n"):
        assert in_chunks(served.port, "/login", body) == (400, True)
    nul = part("sheet", b"x", '; filename="a\x00b.csv"')
    head, page = visitor.send("/orders/new", [part("csrf_token", fields["csrf_token"].encode()), nul])
    assert (head.status, b"not understood" in page) == (400, True)

    data, _name = photo()
    file = part(f"photos-{key(made, 'wrong')}", data.getvalue(), f'; filename="{NAME}"')
    head, _page = visitor.send("/returns/new", [*typed, file])
    assert head.status == 303
    claim = head.headers["Location"]
    _head, page = visitor.ask("GET", claim)
    head, jpeg = visitor.ask("GET", html.fromstring(page).xpath("//main//img/@src")[0])
    assert Image.open(io.BytesIO(jpeg)).size == (320, 200)
    called = "%D9%83%D8%B1%D8%AA%D9%88%D9%86%D8%A9%20%D9%A1.jpg"
    number = claim.rsplit("/", 1)[1]
    assert head.headers["Content-Disposition"] == f"inline; filename={number}.jpg; filename*=UTF-8''{called}"

    (tmp_path / "photos").rename(tmp_path / "elsewhere")
    (tmp_path / "photos").write_text("no folder")
    head, page = visitor.send("/returns/new", [*typed, file])
    told = (head.status, head.headers["Location"], head.headers["Retry-After"], b"Nothing was lost." in page)
    assert told == (503, None, "10", True)
