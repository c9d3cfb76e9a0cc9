"""`kill -9` of the whole server at random moments, through real HTTP: nothing lost, nothing twice.

A round sends forms, kills arbiter and worker somewhere on the way, starts again and sends what was
not answered once more, with the same hidden key. `CRASH_KILLS` sets the rounds of each kind: 8 in every
test run, 50 before a release.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.entry.service_drafts import save_draft
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from portal.shipping.models import Shipment
from portal.shipping.states import ShipmentState
from tests.conftest import ENGINES
from tests.crashes.checks import Attempt, wrong_with
from tests.crashes.ground import PRICES, Ground, ground_on
from tests.crashes.sending import Aim, Sending, kill_while, usual_seconds
from tests.crashes.server import APPLICATION
from tests.crashes.visitor import replaced
from tests.guards import trade
from tests.orders.factories import header_of

pytestmark = [pytest.mark.slow, pytest.mark.race]
KILLS = int(os.environ.get("CRASH_KILLS", "8"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
_serial = count(1)


@pytest.fixture(params=ENGINES)
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """A fresh portal with a real server on each engine."""
    with ground_on(request.param, tmp_path, getattr(request.module, "APPLICATION", APPLICATION)) as made:
        yield made


def test_killed_while_orders_are_handed_in(ground: Ground) -> None:
    chance = random.Random(SEED)
    attempts: list[Attempt] = []
    new = Aim(chance, usual_seconds(lambda: [new_order(ground, attempts)]))
    submit = Aim(chance, usual_seconds(lambda: [handing_in(ground, one) for one in begun(ground, attempts, 2)]))

    for kill in rounds(ground):
        if kill % 3 == 0:
            sendings = [new_order(ground, attempts)]
            kill_while(ground, sendings, new.moment())
            new.learn(sendings)
        else:
            sendings = [handing_in(ground, attempt) for attempt in begun(ground, attempts, 2)]
            sendings.append(replace(sendings[0]))
            kill_while(ground, sendings, submit.moment())
            submit.learn(sendings)
        send_again(sendings)
    for attempt in attempts:
        finish(ground, attempt)

    ground.settle()
    assert wrong_with(attempts) == [], f"CRASH_SEED={SEED}"
    assert sum(1 for one in attempts if one.acknowledged) == len(attempts) >= KILLS
    assert struck_everywhere(ground.fates)


def test_killed_while_papers_are_issued(ground: Ground) -> None:
    chance, now = random.Random(SEED), utc_now()
    stages = [(f"crash{number}", number % 4 + 1) for number in range(KILLS + 3)]
    packed = iter([trade.packed(ground.side, name, ground.hq, now, quantity=pieces) for name, pieces in stages])
    shipments: list[str] = []
    aim = Aim(chance, usual_seconds(lambda: [booking(ground, packed, shipments)]))

    for kill in range(KILLS):
        sendings = [booking(ground, packed, shipments)]
        # Beyond the answer lies the printing by the worker: every other kill may hit that.
        kill_while(ground, sendings, aim.moment(4 if kill % 2 else 1.2))
        aim.learn(sendings)
        book_again(ground, shipments[-1], sendings[0])

    ground.settle()
    ground.run_again()  # one job may have been under way at eight kills
    assert wrong_with([], shipments) == [], f"CRASH_SEED={SEED}"
    assert states_of(shipments) == {ShipmentState.BOOKED}
    assert struck_everywhere(ground.fates)


def rounds(ground: Ground, most: int = 6) -> Iterator[int]:
    """Count kills: as many as asked for, and on (up to `most` times that) until both sides of the commit were struck.

    On a machine with much else to do the server may be slower than it was measured to be, and every kill too early.
    """
    for kill in count():
        if kill >= KILLS and (struck_everywhere(ground.fates) or kill >= most * KILLS):
            return
        yield kill


def wanted(attempts: list[Attempt]) -> Attempt:
    """Think of the next order: its own purchase order number, three parts."""
    serial = next(_serial)
    lines = tuple((part, serial % 40 + place, price) for place, (part, price) in enumerate(PRICES, 1))
    attempts.append(Attempt(f"KILL-{serial}", lines))
    return attempts[-1]


def new_order(ground: Ground, attempts: list[Attempt]) -> Sending:
    """Fill in the page of a new order; its lines become a draft when it is sent."""
    order = wanted(attempts)
    typed = "\n".join(f"{part}\t{quantity}" for part, quantity, _price in order.lines)
    fields = ground.buyer.form("/orders/new", "/orders/new")
    filled = replaced(fields, po_number=order.po_number, lines=typed, do="check", mode="air")
    return Sending(ground.buyer, "/orders/new", filled, lambda: bool(all_stored(order.po_number)))


def begun(ground: Ground, attempts: list[Attempt], how_many: int) -> list[Attempt]:
    """Begin so many orders without being killed."""
    for _ in range(how_many):
        order = wanted(attempts)
        head = header_of(ground.side.market, po_number=order.po_number, mode=Mode.AIR)
        rows = [RowText(part, str(quantity)) for part, quantity, _price in order.lines]
        perform(save_draft, DraftChange(header=head, added=rows), ground.side.actor, utc_now())
    return attempts[-how_many:]


def handing_in(ground: Ground, attempt: Attempt) -> Sending:
    """Open an order's draft and take its form as the button would send it."""
    number = stored(attempt.po_number).number
    path = f"/orders/{number}/submit"
    fields = ground.buyer.form(f"/orders/new?draft={number}", path)
    return Sending(ground.buyer, path, fields, lambda: stored(attempt.po_number).state is OrderState.SUBMITTED)


def stored(po_number: str) -> SalesOrder:
    """Return the order with a purchase order number; there is one and no more."""
    (order,) = all_stored(po_number)
    return order


def all_stored(po_number: str) -> list[SalesOrder]:
    """Return all orders with a purchase order number."""
    db.session.remove()
    return list(db.session.scalars(sa.select(SalesOrder).where(SalesOrder.po_number == po_number)))


def send_again(sendings: list[Sending]) -> None:
    """Send what was not answered once more, unchanged: it is answered as if nothing had been."""
    for sending in sendings:
        if sending.answer is None:
            sending.send()
        assert sending.answer is not None
        assert sending.answer.status == 303, (
            sending.path,
            sending.answer.status,
            sending.answer.text[-3000:],
        )


def finish(ground: Ground, attempt: Attempt) -> None:
    """Hand an order in that is still a draft, and note the number the portal gave it."""
    order = stored(attempt.po_number)
    if order.state is OrderState.DRAFT:
        sending = handing_in(ground, attempt)
        sending.send()
        assert sending.answer and sending.answer.status == 303, sending.answer
    attempt.acknowledged = order.number


def booking(ground: Ground, packed: Iterator[str], shipments: list[str]) -> Sending:
    """Fill in the booking of the next packed shipment."""
    number = next(packed)
    shipments.append(number)
    return filled_booking(ground, number)


def filled_booking(ground: Ground, number: str) -> Sending:
    """Fill in the booking form of a shipment."""
    path, leaves = f"/hq/shipments/{number}/book", utc_now() + timedelta(days=1)
    arrives = leaves + timedelta(days=2)
    fields = ground.clerk.form(path, path)
    typed = {
        "carrier": "Sky Freight",
        "transport_document": "176-12345675",
        "vessel_flight": "CA 3921",
        "port_loading": "CKG",
        "port_discharge": "DXB",
        "departure": f"{leaves:%Y-%m-%dT%H:%M}",
        "arrival": f"{arrives:%Y-%m-%dT%H:%M}",
        "marks": "KILL",
    }
    return Sending(ground.clerk, path, replaced(fields, **typed), lambda: states_of([number]) == {ShipmentState.BOOKED})


def book_again(ground: Ground, number: str, sending: Sending) -> None:
    """Send a booking again; where it had landed the portal says so and does nothing twice."""
    landed = sending.landed()
    if sending.answer is not None:
        assert (sending.answer.status, landed) == (303, True), sending.answer
        return
    again = replace(sending)
    again.send()
    assert again.answer and again.answer.status == (409 if landed else 303), (landed, again.answer)


def struck_everywhere(fates: Counter[str]) -> bool:
    """Tell whether the kills struck before and after the answer: else they prove nothing."""
    return fates["answered"] > 0 and fates["undone"] + fates["landed"] > 0


def states_of(shipments: list[str]) -> set[ShipmentState]:
    """Return the states these shipments stand in."""
    db.session.remove()
    query = sa.select(Shipment.state).where(Shipment.number.in_(shipments))
    return set(db.session.scalars(query))
