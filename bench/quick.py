"""What each piece done for speed buys: prints piece, page, ms of CPU with it and without it, and the gain.

python -m bench.quick                                 all of it
python -m bench.quick sentences fields --turns 100    only these pieces, over more turns

Two applications in one process read one database, one with the piece and one that leaves it to the library. They are
asked in turn, page by page, and the CPU of the process is counted; the median of the turns is told. On a machine that
others use the milliseconds swing; the gain is what counts.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from bench.__main__ import filled
from bench.data import BIG_ORDER
from bench.pages import BUYER, REVIEWER
from bench.work import measure_submits
from portal.accounts import service_sessions
from portal.accounts.models import UserAccount
from portal.accounts.queries import addresses_of, distributor_facts
from portal.app import create_app
from portal.core import formats
from portal.core.clock import utc_now
from portal.core.config import Piece, Settings
from portal.core.data.sessions import db, perform
from portal.core.scope import EVERYONE, scoped
from portal.core.web.quick.garbage import settle
from portal.demo.cast import actor_of
from portal.orders.entry import service_drafts
from portal.orders.entry.rows import rules_change
from portal.orders.entry.rows.rules_rows import RowText

LIMITS = service_sessions.Limits(timedelta(hours=8), timedelta(hours=8))
BY_THE_PROCESS = (Piece.GARBAGE, Piece.NUMBERS)
"""Pieces that are set for a process, not for an application."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a piece buys on one page: milliseconds of CPU with it and without it."""

    piece: str
    page: str
    with_it: float
    without: float

    @property
    def share(self) -> float:
        """Return the part of the page's CPU that is saved."""
        return 1 - self.with_it / self.without


def main() -> None:
    """Fill a database, measure the pieces asked for, print the table."""
    parser = argparse.ArgumentParser(prog="bench.quick", description=__doc__)
    parser.add_argument("pieces", nargs="*", help=", ".join(Piece))
    parser.add_argument("--turns", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/bench.db", storage_url=f"file://{folder}/storage")
        app = create_app(settings)
        numbers = filled(app)
        with app.app_context(), scoped(EVERYONE):
            draft = long_draft(numbers[:300])
            db.session.remove()
        settle(settings)
        pieces = [Piece(name) for name in asked.pieces] or list(Piece)
        for piece in pieces:
            print(table(gains(piece, app, pages(draft), asked.turns)), flush=True)
            if piece in (Piece.ADDING, Piece.GARBAGE):
                print(table(submits(piece, app, numbers)), flush=True)
        with app.app_context():
            db.engine.dispose()


def pages(draft: str) -> dict[str, tuple[str, str]]:
    """Return the pages that are measured: who asks, and for what."""
    return {
        "order list": (BUYER, "/orders"),
        "order list, headquarters": (REVIEWER, "/hq/orders"),
        "order of 50 lines": (BUYER, f"/orders/{BIG_ORDER}"),
        "order of 50 lines, headquarters": (REVIEWER, f"/hq/orders/{BIG_ORDER}"),
        "review queue": (REVIEWER, "/hq/review"),
        "catalogue": (BUYER, "/catalogue"),
        "preview of 300 rows": (BUYER, f"/orders/new?draft={draft}"),
        "own account": (BUYER, "/account"),
    }


def long_draft(numbers: Sequence[str]) -> str:
    """Save a draft of these parts and return its number."""
    buyer, now = actor_of(BUYER), utc_now()
    own = buyer.distributor_id or 0
    header = service_drafts.default_header(distributor_facts(own), addresses_of(own))
    rows = [RowText(part_text=number, quantity_text=str(3 + at % 20)) for at, number in enumerate(numbers)]
    change = rules_change.DraftChange(header=replace(header, po_number="BENCH-QUICK"), added=rows)
    return str(perform(service_drafts.save_draft, change, buyer, now))


def gains(piece: Piece, app: Flask, asked: dict[str, tuple[str, str]], turns: int) -> list[Gain]:
    """Measure one piece on every page."""
    plain = application_without(piece, app)
    return [_gain(piece, name, signed_in(app, *page), signed_in(plain, *page), page[1], turns)
            for name, page in asked.items()]  # fmt: skip


def application_without(piece: Piece, app: Flask) -> Flask:
    """Return an application on the same database that leaves a piece to its library."""
    settings: Settings = app.extensions["settings"]
    return app if piece in BY_THE_PROCESS else create_app(replace(settings, plain=frozenset({piece})))


def _gain(piece: Piece, name: str, quick: FlaskClient, plain: FlaskClient, path: str, turns: int) -> Gain:
    with_it: list[float] = []
    without: list[float] = []

    def one(told: list[float], client: FlaskClient, *, off: bool) -> None:
        with _left_to_the_library(piece) if off else _as_it_is():
            told.append(burnt(client, path))

    for turn in range(-3, turns):
        if turn == 0:  # both are warm
            with_it.clear()
            without.clear()
        for off in (False, True) if turn % 2 else (True, False):
            one(without if off else with_it, plain if off else quick, off=off)
    return Gain(piece, name, 1000 * statistics.median(with_it), 1000 * statistics.median(without))


def burnt(client: FlaskClient, path: str) -> float:
    """Return the seconds of CPU that a page takes."""
    start = time.process_time()
    answer = client.get(path)
    answer.get_data()
    spent = time.process_time() - start
    assert answer.status_code == 200, (path, answer.status_code)
    return spent


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _left_to_the_library(piece: Piece) -> Iterator[None]:
    """Switch off, for a moment, a piece that is set for the whole process; others are the application's."""
    if piece is Piece.NUMBERS:
        formats.by_babel(True)
        yield
        formats.by_babel(False)
    elif piece is Piece.GARBAGE:
        seldom = gc.get_threshold()
        gc.unfreeze()
        gc.set_threshold(700, 10, 10)
        yield
        gc.set_threshold(*seldom)
        gc.freeze()
    else:
        yield


def signed_in(app: Flask, email: str, path: str) -> FlaskClient:
    """Return a client of an application whose session is open at the door of a path."""
    with app.app_context(), scoped(EVERYONE):
        person = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()
        token = perform(service_sessions.start_session, person.id, person.door, LIMITS, utc_now())
        db.session.remove()
    client = app.test_client()
    client.set_cookie("portal_hq" if path.startswith("/hq") else "portal_d", token)
    return client


def submits(piece: Piece, app: Flask, numbers: Sequence[str]) -> list[Gain]:
    """Measure what a piece buys where an order is submitted with all its checks."""
    plain = application_without(piece, app)
    with_it = {one.name: one.value for one in measure_submits(app, numbers, "Q")}
    with _left_to_the_library(piece):
        without = {one.name: one.value for one in measure_submits(plain, numbers, "P")}
    return [Gain(piece, name, with_it[name], without[name]) for name in with_it]


def table(found: list[Gain]) -> str:
    """Return gains as lines of text."""
    return "\n".join(
        f"{one.piece:<11}{one.page:<48}{one.with_it:>8.2f}{one.without:>8.2f}{100 * one.share:>6.0f} %" for one in found
    )


if __name__ == "__main__":
    main()
