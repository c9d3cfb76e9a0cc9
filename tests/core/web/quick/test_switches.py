"""Each piece switched off: the library does the work, and every page of the demo stays the same, byte for byte.

The pages are found by following links, two of each kind, as readers of three languages at both doors.
"""

import gc
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from portal.accounts import service_sessions
from portal.accounts.models import UserAccount
from portal.app import create_app
from portal.core import formats
from portal.core.clock import utc_now
from portal.core.config import HalfConfigured, Piece, Settings, plain_pieces
from portal.core.data.sessions import db, perform
from portal.core.scope import EVERYONE, scoped
from portal.core.web.quick import garbage, sentences
from tests.demo.ground import DemoGround

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]

READERS = {"buyer@nile.example": "/", "buyer@nordic.example": "/", "admin@hq.example": "/hq/"}
OF_PAGES = [piece for piece in Piece if piece not in (Piece.GARBAGE, Piece.ADDING)]
EACH_KIND = 2
LINK = re.compile(r'<a [^>]*href="([^"#]+)')
NEW_EACH_TIME = re.compile(r'(name="(?:csrf_token|idempotency_key)"[^>]* value=)"[^"]*"')
LIMITS = service_sessions.Limits(timedelta(hours=8), timedelta(hours=8))
Pages = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def moment() -> datetime:
    """The instant at which all pages are asked for."""
    return utc_now()


@pytest.fixture(scope="module")
def tokens(demo_ground: DemoGround) -> dict[str, str]:
    """A session of each reader, good for every application on the demo's database."""
    with demo_ground.app.app_context(), scoped(EVERYONE):
        found = {
            email: perform(service_sessions.start_session, person.id, person.door, LIMITS, utc_now())
            for email in READERS
            for person in db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).all()
        }
        db.session.remove()
    return found


@pytest.fixture(scope="module")
def quick_pages(demo_ground: DemoGround, tokens: dict[str, str], moment: datetime) -> Pages:
    """The pages as they are made with every piece."""
    found: Pages = {}
    for email, start in READERS.items():
        client = client_of(demo_ground.app, email, tokens)
        with time_machine.travel(moment, tick=False):
            found |= {(email, address): body for address, body in walked(demo_ground.app, client, start).items()}
    return found


@pytest.fixture(autouse=True)
def numbers_as_before() -> Iterator[None]:
    """Who writes numbers is set for the whole process, by the application made last."""
    yield
    formats.by_babel(False)


def client_of(app: Flask, email: str, tokens: dict[str, str]) -> FlaskClient:
    """Return a client of an application with a reader's session."""
    client = app.test_client()
    client.set_cookie("portal_hq" if email.endswith("@hq.example") else "portal_d", tokens[email])
    return client


def body_of(client: FlaskClient, address: str) -> str | None:
    """Return a page without what is new each time it is asked for; None for what is no page."""
    answer = client.get(address)
    return NEW_EACH_TIME.sub(r"\1", answer.get_data(as_text=True)) if answer.mimetype == "text/html" else None


def walked(app: Flask, client: FlaskClient, start: str) -> dict[str, str]:
    """Follow links breadth first, so many of each kind, no two filters together; return the pages by address."""
    waiting, known, seen, found = deque([start]), {start}, Counter[str](), dict[str, str]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(app, address)
        if seen[kind] >= EACH_KIND or "&" in kind or "language" in kind or kind == "static":
            continue
        seen[kind] += 1
        body = body_of(client, address)
        if body is not None:
            found[address] = body
            links = [urljoin(address, link.replace("&amp;", "&")) for link in LINK.findall(body)]
            fresh = [there for there in dict.fromkeys(links) if there.startswith("/") and there not in known]
            known.update(fresh)
            waiting.extend(fresh)
    return found


def kind_of(app: Flask, address: str) -> str:
    """Return which page an address is, with the names of its filters."""
    split = urlsplit(address)
    try:
        endpoint, _values = app.url_map.bind("localhost").match(split.path, method="GET")
    except HTTPException:
        return split.path
    return f"{endpoint}?" + "&".join(sorted(part.split("=")[0] for part in split.query.split("&") if part))


def changed(app: Flask, pages: Pages, tokens: dict[str, str], moment: datetime) -> list[str]:
    """Return whose pages an application makes otherwise, and where they part."""
    clients = {email: client_of(app, email, tokens) for email in READERS}
    found = []
    with time_machine.travel(moment, tick=False):
        for (email, address), body in pages.items():
            other = body_of(clients[email], address) or ""
            if other != body:
                at = next((n for n, (one, two) in enumerate(zip(body, other, strict=False)) if one != two), len(body))
                found.append(f"{email} {address}: {body[at - 60 : at + 60]!r} became {other[at - 60 : at + 60]!r}")
    return found


def with_off(app: Flask, *pieces: Piece) -> Flask:
    """Return an application on the same database that leaves pieces to their libraries."""
    settings: Settings = app.extensions["settings"]
    return create_app(replace(settings, plain=frozenset(pieces)))


def test_the_walk_reaches_lists_orders_and_forms_of_both_doors(quick_pages: Pages) -> None:
    addresses = {address for _email, address in quick_pages}

    assert {"/orders", "/catalogue", "/orders/new", "/account", "/hq/orders", "/hq/review"} <= addresses
    assert len(quick_pages) > 100


@pytest.mark.parametrize("piece", OF_PAGES)
def test_no_page_changes_when_a_piece_is_left_to_its_library(
    piece: Piece, demo_ground: DemoGround, quick_pages: Pages, tokens: dict[str, str], moment: datetime
) -> None:
    plain = with_off(demo_ground.app, piece)

    assert changed(plain, quick_pages, tokens, moment) == []


def test_no_page_changes_when_all_is_left_to_the_libraries(
    demo_ground: DemoGround, quick_pages: Pages, tokens: dict[str, str], moment: datetime
) -> None:
    plain = with_off(demo_ground.app, *Piece)

    assert changed(plain, quick_pages, tokens, moment) == []


def test_a_piece_that_writes_otherwise_is_seen(
    demo_ground: DemoGround,
    quick_pages: Pages,
    tokens: dict[str, str],
    moment: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted flaw: days with a sign too many."""
    plain = with_off(demo_ground.app)
    right = formats.date
    monkeypatch.setattr(formats, "date", lambda *given: right(*given) + "'")

    assert len(changed(plain, quick_pages, tokens, moment)) > 10


def test_a_piece_switched_off_does_nothing(demo_ground: DemoGround, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch itself: with `all` Jinja's environment is Flask's own and no sentence is kept."""
    plain = with_off(demo_ground.app, *Piece)
    with plain.test_request_context():
        assert sentences.sentences("en") == {}
    assert type(plain.jinja_env).__module__ == "flask.templating"
    assert type(demo_ground.app.jinja_env).__module__ == "portal.core.web.quick.templating"

    before = gc.get_threshold()
    garbage.settle(Settings(plain=plain_pieces("garbage")))
    assert gc.get_threshold() == before


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("", set()), ("all", set(Piece)), ("fields, numbers", {Piece.FIELDS, Piece.NUMBERS})],
)
def test_pieces_are_named_in_a_list(demo_ground: DemoGround, text: str, pieces: set[Piece]) -> None:
    assert plain_pieces(text) == pieces


def test_a_name_that_is_no_piece_stops_the_start(demo_ground: DemoGround) -> None:
    with pytest.raises(HalfConfigured, match="PORTAL_PLAIN names feilds"):
        plain_pieces("feilds")
