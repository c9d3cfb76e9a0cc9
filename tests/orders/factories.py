"""A small market to order in: a distributor with an agreement, priced parts, stock in two depots."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Address, Distributor, UserAccount
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import Part
from portal.core.actor import Actor, Turn
from portal.core.data import events
from portal.core.data.sessions import db, perform, transaction
from portal.finance import service_accounts
from portal.orders.decisions import service_review, service_submit
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.events import OrderReleased
from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from portal.pricing.models import Agreement, ListPrice, PriceList
from tests import factories
from tests.catalogue.factories import make_part
from tests.stock.factories import make_depot, put_in_stock

NOW = datetime(2026, 3, 9, 1, tzinfo=UTC)
"""Monday 9:00 in Chongqing, a working morning."""
SINCE = date(2026, 1, 1)


@dataclass
class Market:
    """Ids and people of a test market."""

    distributor: Distributor
    address: Address
    buyer: UserAccount
    price_list_id: int
    depot_ids: list[int]
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Return the buyer as an actor."""
        return factories.actor_of(self.buyer)


def make_market(*, credit: str = "100000", **distributor: Any) -> Market:
    """Make a market whose distributor may spend so much; no parts yet."""
    made = factories.make_distributor(**{"incoterm": "FCA", "incoterm_place": "Chongqing", **distributor})
    address = factories.make_address(made)
    buyer = factories.make_dealer_user(made)
    with transaction() as session:
        prices = PriceList(code=f"PL{made.id}", name="Export", currency=made.currency, valid_from=SINCE)
        session.add(prices)
        session.flush()
        session.add(Agreement(distributor_id=made.id, price_list_id=prices.id, valid_from=SINCE))
        price_list_id = prices.id
    perform(service_accounts.set_credit, made.id, made.currency, limit=Decimal(credit), blocked=False)
    known = db.session.execute(sa.text("SELECT id FROM depot ORDER BY rank")).scalars().all()
    depots = list(known) or [make_depot("CKG", 1), make_depot("BRE", 2, "DE", "Europe/Berlin")]
    return Market(made, address, buyer, price_list_id, depots)


def sell(market: Market, number: str, *, price: str = "10", stock: int = 100, **part: Any) -> int:
    """Put a part on the market's price list and so many pieces of it on the first depot's shelf."""
    part_id = known_part(number) or make_part(number, **part)
    with transaction() as session:
        session.add(ListPrice(price_list_id=market.price_list_id, part_id=part_id, price=Decimal(price)))
    if stock:
        put_in_stock(market.depot_ids[0], part_id, stock)
    market.parts[number] = part_id
    return part_id


def known_part(number: str) -> int | None:
    """Return the id of a part that is there already."""
    return db.session.scalar(sa.select(Part.id).where(Part.number == number))


def sell_many(market: Market, count: int, *, stock: int = 100) -> list[str]:
    """Put many parts on the market at once; return their numbers."""
    numbers = [f"21{index:06d}" for index in range(count)]
    with transaction() as session:
        rows = [{"number": one, "norm": one, "name": "Bolt", "hs_code": "731815", "weight_g": 20} for one in numbers]
        session.execute(sa.insert(Part), rows)
        ids = dict(session.execute(sa.select(Part.number, Part.id).where(Part.number.in_(numbers))).all())
        listed = [
            {"price_list_id": market.price_list_id, "part_id": ids[one], "price": Decimal("2.5")} for one in numbers
        ]
        session.execute(sa.insert(ListPrice), listed)
        if stock:
            from portal.stock.models import Stock

            shelf = [{"depot_id": market.depot_ids[0], "part_id": ids[one], "on_hand": stock} for one in numbers]
            session.execute(sa.insert(Stock), shelf)
    market.parts |= ids
    return numbers


def header_of(market: Market, **values: Any) -> Header:
    """Return a head that can be submitted as a daily order."""
    head = Header(
        order_type=OrderType.DAILY,
        po_number=f"PO-{factories.next_number()}",
        ship_to_id=market.address.id,
        consignee_id=market.address.id,
        incoterm="FCA",
        incoterm_place="Chongqing",
        mode=Mode.SEA,
    )
    return replace(head, **values)


VOR: dict[str, Any] = {
    "order_type": OrderType.VOR,
    "mode": Mode.COURIER,
    "vin": "LZZABCDE7SA000001",
    "repair_order": "RO-1",
    "odometer_km": 12000,
    "stopped_on": date(2026, 3, 8),
}


def make_draft(market: Market, *lines: tuple[str, str | int], now: datetime = NOW, **header: Any) -> SalesOrder:
    """Make a draft with rows typed as given; return it as stored."""
    change = DraftChange(
        header=header_of(market, **header), added=[RowText(part, str(quantity)) for part, quantity in lines]
    )
    return order_of(perform(service_drafts.save_draft, change, market.actor, now))


def make_submitted(market: Market, *lines: tuple[str, str | int], now: datetime = NOW, **header: Any) -> SalesOrder:
    """Make an order that waits for review."""
    draft = make_draft(market, *lines, now=now, **header)
    return order_of(perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, now)))


def make_taken(market: Market, reviewer: Actor, *lines: tuple[str, str | int], **header: Any) -> SalesOrder:
    """Make an order that somebody reviews."""
    order = make_submitted(market, *lines, **header)
    return order_of(perform(service_review.take, order.id, Turn(reviewer, order.version, NOW + timedelta(minutes=5))))


def make_released(market: Market, *lines: tuple[str, str | int], now: datetime = NOW, **header: Any) -> SalesOrder:
    """Make an order that was approved and released."""
    manager = hq_actor("hq_manager")
    order = make_submitted(market, *lines, now=now, **header)
    perform(service_review.take, order.id, Turn(manager, order.version, now))
    order = order_of(perform(service_review.approve, order.id, Turn(manager, order.version + 1, now)))
    assert order.state is OrderState.RELEASED
    return order


@contextmanager
def unserved() -> Iterator[None]:
    """Let orders be released in this block without being allocated, as before a hold is lifted or stock comes."""
    known = events._reactions.copy()
    events._reactions.pop(OrderReleased)
    try:
        yield
    finally:
        events._reactions.clear()
        events._reactions.update(known)


def hq_actor(role: str | Sequence[str] = "hq_clerk", **values: Any) -> Actor:
    """Return somebody of headquarters."""
    return factories.actor_of(factories.make_hq_user(role=role, **values))


def order_of(number: str) -> SalesOrder:
    """Return an order as stored."""
    return db.session.scalars(sa.select(SalesOrder).where(SalesOrder.number == number)).one()


def lines_of(order: SalesOrder) -> list[OrderLine]:
    """Return the lines of an order as stored."""
    query = sa.select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    return list(db.session.scalars(query))


def holds_of(order: SalesOrder) -> list[OrderHold]:
    """Return the open holds of an order."""
    query = sa.select(OrderHold).where(OrderHold.order_id == order.id, OrderHold.released_at.is_(None))
    return list(db.session.scalars(query))
