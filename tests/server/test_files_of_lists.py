"""Every list as a file, through the server people have: gunicorn refuses a header that Flask's own client takes."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from email.message import Message
from functools import partial
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from flask import Flask

from portal.accounts import service_sessions
from portal.accounts.models import UserAccount
from portal.accounts.rules_roles import roles_of_door
from portal.allocation import service as allocation
from portal.core.actor import SYSTEM, Door
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.notifications.labels_lists import LISTS
from tests.conftest import ON_SQLITE
from tests.crashes.server import Server
from tests.downloads.factories import MANY, make_orders
from tests.factories import make_dealer_user, make_distributor, make_hq_user
from tests.web import COOKIES

pytestmark = [pytest.mark.slow, ON_SQLITE]
PAGES = {
    "distributor": [
        "/catalogue",
        "/orders?q=SO-2026-00001",
        "/shipments",
        "/returns",
        "/invoices",
        "/documents",
        "/team",
    ],
    "hq": [
        "/hq/orders?q=SO-2026-00001",
        "/hq/backorders",
        "/hq/allocation",
        "/hq/allocation/1",
        "/hq/review",
        "/hq/shipments",
        "/hq/returns",
        "/hq/invoices",
        "/hq/credit",
        "/hq/payments",
        "/hq/documents",
        "/hq/users",
        "/hq/audit",
    ],
}


class Reader:
    """Somebody signed in who asks a server over the wire."""

    def __init__(self, server: Server, person: UserAccount) -> None:
        self.server, self.person = server, person
        limits = service_sessions.Limits(timedelta(hours=12), timedelta(days=7))
        with transaction():
            token = service_sessions.start_session(person.id, person.door, limits, utc_now())
        self.cookies = {COOKIES[person.door.value]: token}

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, HTTPMessage | Message, bytes]:
        """Return status, headers and body of one answer; redirects are not followed."""
        address = f"http://127.0.0.1:{self.server.port}{path}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = urllib.request.Request(address, headers={"Cookie": cookies, "Referer": address})
        if fields is not None:
            asked.data = urlencode(fields).encode()
        try:
            answer = urllib.request.build_opener(Stay).open(asked, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with closing(answer):
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return int(answer.status or 0), answer.headers, answer.read()


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        return None


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[Server]:
    settings = {"DATABASE_URL": str(db.engine.url), "SECRET_KEY": "x" * 40, "STORAGE_URL": f"file://{tmp_path}/kept"}
    with closing(Server(settings, tmp_path / "server.log")) as running:
        running.start_cold()
        yield running


def test_every_list_comes_as_a_file_in_every_writing(app: Flask, server: Server) -> None:
    distributor = make_distributor()
    make_orders(distributor, 100)
    people = [
        (door.value, make(role=roles_of_door(door), locale=locale))
        for locale in ("zh", "ar")
        for door, make in ((Door.DISTRIBUTOR, partial(make_dealer_user, distributor)), (Door.HQ, make_hq_user))
    ]
    assert perform(allocation.run_allocation, SYSTEM, utc_now()) == 1
    lists, faults = set(), []
    for door, person in people:
        reader = Reader(server, person)
        for page in PAGES[door]:
            for kind in ("csv", "xlsx"):
                status, headers, body = reader.ask(f"{page}{'&' if '?' in page else '?'}export={kind}")
                said = headers.get("Content-Disposition", "")
                found = re.fullmatch(r"attachment; filename=([a-z-]+?)[-0-9]*\.\w+; filename\*=UTF-8''(\S+)", said)
                if (
                    status != 200
                    or not found
                    or unquote(found[2]).isascii()
                    or not body.startswith((b"PK", b"\xef\xbb"))
                ):
                    faults.append((page, kind, status, said))
                lists.add(found[1] if found else "")

    assert faults == []
    assert len(lists) == 14 and lists <= set(LISTS)


def test_a_file_of_many_rows_is_made_beside_the_server_and_fetched_whole(app: Flask, server: Server) -> None:
    distributor = make_distributor()
    make_orders(distributor)
    reader = Reader(server, make_dealer_user(distributor, locale="ar"))
    _status, _headers, offer = reader.ask("/orders?export=csv&sort=number")
    names = ("csrf_token", "idempotency_key", "wish")
    given = {name: re.findall(rf'name="{name}" value="([^"]+)"', offer.decode())[-2] for name in names}
    status, headers, _body = reader.ask("/downloads", given)
    page, until = str(headers["Location"]), time.monotonic() + 60
    while b"/file" not in (shown := reader.ask(page)[2]) and time.monotonic() < until:
        time.sleep(0.1)
    fetched, told, body = reader.ask(f"{page}/file")

    assert (status, fetched, told["Content-Length"]) == (303, 200, str(len(body))), shown.decode()[-2000:]
    assert "filename*=UTF-8''%D8%" in told["Content-Disposition"] and told["Content-Disposition"].isascii()
    assert body.decode("utf-8-sig").count("\r\n") == MANY + 1
    assert json.dumps(body.decode("utf-8-sig").splitlines()[-1]).startswith(f'"SO-2026-{MANY:06d}')
