"""The crash tests can fail: a server that forgets its keys doubles orders, planted damage is found."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.billing.models import Invoice
from portal.core.clock import utc_now
from portal.core.data.counters import Counter
from portal.core.data.sessions import transaction
from portal.core.jobs.queue import run_due
from portal.documents.models import Document, PaperState
from portal.finance.models import CreditAccount
from portal.notifications.models import Mail
from portal.orders.models import OrderHistory, OrderLine, SalesOrder
from portal.orders.models_bought import BoughtPart
from portal.shipping.depot.service_ready import KEPT
from portal.shipping.models import ReadyOrder
from portal.stock.models import Depot, Stock
from tests import factories
from tests.conftest import ON_SQLITE
from tests.crashes.checks import Attempt, wrong_with
from tests.crashes.ground import Ground, ground_on
from tests.crashes.sending import kill_while
from tests.crashes.test_kills import new_order, send_again
from tests.guards import trade
from tests.guards.trade import Side

pytestmark = [pytest.mark.slow, pytest.mark.race]
BETWEEN = 1.0
"""Seconds a server of these tests rests between commit and answer; the kill comes in them."""


@pytest.fixture
def slow_server(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """A server that answers late, and forgets its keys where asked to."""
    monkeypatch.setenv("SLOW_ANSWER", str(BETWEEN))
    monkeypatch.setenv("FORGETFUL", request.param)
    with ground_on("sqlite", tmp_path, "tests.crashes.forgetful:app") as ground:
        yield ground


@pytest.mark.parametrize(("slow_server", "copies"), [("0", 1), ("1", 2)], indirect=["slow_server"])
def test_a_server_that_forgets_its_keys_doubles_an_order_killed_before_its_answer(
    slow_server: Ground, copies: int
) -> None:
    attempts: list[Attempt] = []
    sending = new_order(slow_server, attempts)

    kill_while(slow_server, [sending], delay=BETWEEN * 0.6)
    send_again([sending])

    assert dict(slow_server.fates) == {"landed": 1}
    found = [one for one in wrong_with(attempts) if attempts[0].po_number in one]
    assert found == ([] if copies == 1 else [f"{attempts[0].po_number} is there 2 times"])


@pytest.fixture
def sound(app: Flask) -> tuple[Side, list[Attempt]]:
    """A database with an order handed in and a shipment booked, in which nothing is wrong."""
    now = utc_now() - timedelta(minutes=5)
    side = trade.found("a", "QZKANAQX")
    hq = {
        role: factories.actor_of(factories.make_hq_user(role=role))
        for role in ("hq_manager", "hq_planner", "hq_warehouse", "hq_logistics")
    }
    trade.booked(side, "booked", hq, now, quantity=3)
    number = trade.submitted(side, "handed-in", now, quantity=2)
    run_due()
    attempt = Attempt(f"+{side.canary}-PO-handed-in", ((trade.IN_STOCK, 2, trade.NET_IN_STOCK),), number)
    return side, [attempt]


def test_a_sound_database_is_not_accused(sound: tuple[Side, list[Attempt]]) -> None:
    side, attempts = sound

    assert wrong_with(attempts, side.shipments.values()) == []


def _twice(session: Session) -> None:
    order = session.scalars(sa.select(SalesOrder).order_by(SalesOrder.id.desc())).first()
    assert order is not None
    copied = {column.key: getattr(order, column.key) for column in sa.inspect(SalesOrder).columns if column.key != "id"}
    session.add(SalesOrder(**{**copied, "number": "SO-2026-000003"}))


def _told_twice(session: Session) -> None:
    row = session.scalars(sa.select(OrderHistory).where(OrderHistory.kind == "submitted")).first()
    assert row is not None
    copied = {column.key: getattr(row, column.key) for column in sa.inspect(OrderHistory).columns if column.key != "id"}
    session.add(OrderHistory(**copied))


def _mailed_twice(session: Session) -> None:
    session.add_all(
        Mail(
            to_address="x@x.example",
            kind="order_approved",
            locale="en",
            facts={"number": "SO-1"},
            message_id=f"m{n}",
            created_at=utc_now(),
        )
        for n in range(2)
    )


def _issued_twice(session: Session) -> None:
    paper = session.scalars(sa.select(Document).order_by(Document.id)).first()
    assert paper is not None
    copied = {column.key: getattr(paper, column.key) for column in sa.inspect(Document).columns if column.key != "id"}
    session.add(Document(**{**copied, "number": f"{paper.number[:-6]}000099", "public_id": "twice"}))


def _ready(session: Session) -> None:
    order = session.scalars(sa.select(SalesOrder).order_by(SalesOrder.id)).first()
    depot = session.scalar(sa.select(sa.func.min(Depot.id)))
    assert order is not None and depot is not None
    alike = {name: getattr(order, name) for name in set(KEPT) & set(sa.inspect(SalesOrder).columns.keys())}
    counts = {"lines": 1, "pieces": 1, "weight_g": 1, "vor": False, "dangerous": False, "waits": False}
    session.add(ReadyOrder(**{**alike, **counts, "order_id": order.id, "depot_id": depot}))


DAMAGE: dict[str, tuple[Callable[[Session], object], str]] = {
    "an order twice": (_twice, "is there 2 times"),
    "a line's amount": (
        lambda s: s.execute(sa.update(OrderLine).values(amount=OrderLine.amount + 1)),
        "its lines",
    ),
    "a total": (lambda s: s.execute(sa.update(SalesOrder).values(total=SalesOrder.total + 1)), "says"),
    "an order lost": (
        lambda s: s.execute(sa.update(SalesOrder).values(po_number="gone")),
        "was acknowledged",
    ),
    "a gap in a series": (lambda s: s.execute(sa.update(Counter).values(last=Counter.last + 1)), "series"),
    "what happened told twice": (_told_twice, "is there 2 times"),
    "a mail twice": (_mailed_twice, "is there 2 times"),
    "credit": (lambda s: s.execute(sa.update(CreditAccount).values(reserved=1)), "account"),
    "stock": (lambda s: s.execute(sa.update(Stock).values(on_hand=Stock.on_hand + 1)), "shelf"),
    "what was bought": (lambda s: s.execute(sa.update(BoughtPart).values(times=BoughtPart.times + 1)), "bought, and"),
    "what stands ready": (_ready, "ready, and"),
    "an invoice's total": (lambda s: s.execute(sa.update(Invoice).values(total=Invoice.total + 1)), "CI-"),
    "a paper not printed": (
        lambda s: s.execute(sa.update(Document).values(state=PaperState.ISSUED)),
        "is issued",
    ),
    "a paper twice": (_issued_twice, "has 2 papers of kind"),
}


@ON_SQLITE
@pytest.mark.parametrize("what", DAMAGE)
def test_planted_damage_is_found(sound: tuple[Side, list[Attempt]], what: str) -> None:
    side, attempts = sound
    damage, words = DAMAGE[what]

    with transaction() as session:
        damage(session)

    assert any(words in one for one in wrong_with(attempts, side.shipments.values()))


@ON_SQLITE
def test_a_broken_audit_chain_is_found(sound: tuple[Side, list[Attempt]]) -> None:
    with transaction() as session:
        session.execute(sa.text("UPDATE audit_head SET last_hash = 'x'"))

    assert any("chain" in one for one in wrong_with())
