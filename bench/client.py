"""A small keep-alive client that signs in the way a browser does, and times what it asks for."""

import http.client
import re
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bench.server import cpu_seconds

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Figure:
    """What one page cost: milliseconds of CPU per request, median wall, bytes of the page."""

    name: str
    cpu_ms: float
    wall_ms: float
    size: int


@dataclass
class Client:
    """One connection with its cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        split = urlsplit(self.address)
        self.connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=120)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, bytes, str]:
        """Send a request and return status, body and Location."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "en"}
        if kind:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return answer.status, answer.read(), answer.getheader("Location") or ""

    def page(self, path: str) -> str:
        """Return a page; anything but 200 is an error."""
        status, body, where = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {where}")
        return body.decode()

    def send(self, path: str, fields: dict[str, str], token_from: str = "") -> tuple[int, bytes, str]:
        """Post a form with the CSRF token of a page."""
        found = TOKEN.search(self.page(token_from or path))
        assert found, token_from
        body = urlencode({"csrf_token": found.group(1), **fields}).encode()
        return self.ask("POST", path, body, "application/x-www-form-urlencoded")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in at the door of an account."""
        path = "/hq/login" if email.endswith("@hq.example") else "/login"
        status, _body, _where = self.send(path, {"email": email, "password": password})
        assert status == 303, (path, status)


def measured(name: str, client: Client, pid: int, path: str, times: int = 200) -> Figure:
    """Ask for a page many times after warming it up."""
    for _warm in range(20):
        size = len(client.page(path))
    walls = []
    before = cpu_seconds(pid)
    for _turn in range(times):
        start = time.perf_counter()
        client.page(path)
        walls.append(time.perf_counter() - start)
    burnt = cpu_seconds(pid) - before
    return Figure(name, 1000 * burnt / times, 1000 * statistics.median(walls), size)
