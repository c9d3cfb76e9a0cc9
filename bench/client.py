"""A small keep-alive client that signs in the way a browser does, and times what it asks for."""

import gzip
import http.client
import re
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bench.server import cpu_seconds

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BOUNDARY = "bench-0123456789"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page cost: milliseconds of CPU per request, median wall, its bytes, and compressed."""

    cpu_ms: float
    wall_ms: float
    size: int
    compressed: int


@dataclass
class Client:
    """One connection with its cookies, and the process that serves it."""

    address: str
    pid: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        split = urlsplit(self.address)
        self.connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=300)

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

    def token(self, path: str) -> str:
        """Return the CSRF token of a page's forms."""
        found = TOKEN.search(self.page(path))
        assert found, path
        return found.group(1)

    def send(self, path: str, fields: dict[str, str]) -> tuple[int, bytes, str]:
        """Post a form with the CSRF token of its page."""
        body = urlencode({"csrf_token": self.token(path), **fields}).encode()
        return self.ask("POST", path, body, "application/x-www-form-urlencoded")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in at the door of an account."""
        path = "/hq/login" if email.endswith("@hq.example") else "/login"
        status, _body, _where = self.send(path, {"email": email, "password": password})
        assert status == 303, (path, status)


def multipart(fields: Mapping[str, str], file: bytes, filename: str) -> tuple[bytes, str]:
    """Return the body of a form with one file (field `sheet`), and its content type."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="sheet"; filename="{filename}"\r\n'
    parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), file, b"\r\n"]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def compared(pages: Mapping[str, tuple[Client, str]], rounds: int, times: int) -> dict[str, Asked]:
    """Ask for pages in turn, round by round, so that a busy machine is busy for all; medians of rounds."""
    bodies = {name: [client.page(path) for _ in range(10)][-1].encode() for name, (client, path) in pages.items()}
    cpu: dict[str, list[float]] = {name: [] for name in pages}
    wall: dict[str, list[float]] = {name: [] for name in pages}
    for _round in range(rounds):
        for name, (client, path) in pages.items():
            burnt, walls = _turns(client, path, times)
            cpu[name].append(burnt)
            wall[name] += walls
    return {
        name: Asked(
            1000 * statistics.median(cpu[name]),
            1000 * statistics.median(wall[name]),
            len(body),
            len(gzip.compress(body, 6)),
        )
        for name, body in bodies.items()
    }


def _turns(client: Client, path: str, times: int) -> tuple[float, Sequence[float]]:
    walls = []
    before = cpu_seconds(client.pid)
    for _turn in range(times):
        start = time.perf_counter()
        client.page(path)
        walls.append(time.perf_counter() - start)
    return (cpu_seconds(client.pid) - before) / times, walls
