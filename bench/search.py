"""The search at the size of a car maker: 200,000 orders of years, and what one look at them costs in CPU."""

import time
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from bench.figures import Figure
from portal.accounts.models import Distributor, UserAccount
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.scope import EVERYONE, scoped
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from portal.search.queries import found
from tests.factories import actor_of

ORDERS = 200_000
BATCH = 20_000
MOST_MS = 5.0
TIMES = 100
TEXTS = {
    "whole number": "SO-2024-123456",
    "serial alone": "123456",
    "beginning of a number": "SO-2024-12",
    "beginning of a purchase order": "NMS1234",
    "beginning of a VIN": "LZZABCDE7SA12",
    "beginning of a part number": "1005",
    "a name": "harbour",
    "nothing of the kind": "zzzz",
}


def measure_search(app: Flask) -> list[Figure]:
    """Fill in the years and measure one look for each kind of text, at both doors."""
    with app.app_context():
        with scoped(EVERYONE), transaction() as session:
            nile = session.scalars(sa.select(Distributor).where(Distributor.name.like("Nile%"))).one()
            for start in range(0, ORDERS, BATCH):
                session.execute(sa.insert(SalesOrder), [_order(nile, n) for n in range(start, start + BATCH)])
            session.execute(sa.text("INSERT INTO counter (series, last) VALUES ('SO-2024', :last)"), {"last": ORDERS})
        db.session.remove()
        with scoped(EVERYONE):
            people = {
                door: db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()
                for door, email in (("distributor", "owner@nile.example"), ("headquarters", "manager@hq.example"))
            }
            actors = {door: actor_of(person) for door, person in people.items()}
        return [_looked(door, actor, name, text) for door, actor in actors.items() for name, text in TEXTS.items()]


def _order(nile: Distributor, serial: int) -> dict[str, object]:
    made = utc_now() - timedelta(minutes=serial)
    return {
        "distributor_id": nile.id,
        "number": f"SO-2024-{serial:06d}",
        "state": OrderState.CLOSED,
        "order_type": OrderType.STOCK,
        "po_number": f"NM-S{serial}",
        "po_norm": f"nms{serial}",
        "vin": f"LZZABCDE7SA{serial:06d}",
        "currency": nile.currency,
        "created_at": made,
        "submitted_at": made,
        "total": Decimal(100),
        "line_count": 3,
        "pieces": 9,
    }


def _looked(door: str, actor: Actor, name: str, text: str) -> Figure:
    """Return the CPU of one look in milliseconds, the least of three rounds."""
    best = float("inf")
    with scoped(actor.scope):
        hits = found(text, actor, "en")
        for _round in range(3):
            started = time.process_time()
            for _time in range(TIMES):
                found(text, actor, "en")
            best = min(best, (time.process_time() - started) / TIMES * 1000)
    db.session.remove()
    return Figure(f"search, {door}: {name}", best, "ms CPU", MOST_MS, f"{len(hits)} found")
