"""A dozen orders in every state, told through the real services: nothing here writes a table itself.

Each story happens some time ago, one command after another; papers are printed by the same jobs
that print them in earnest.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.queries import addresses_of, distributor_facts
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import Part, PartFitment, SoldVehicle
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.core.money import Money
from portal.demo.cast import Goods, Shelf, actor_of
from portal.demo.loading import Loading
from portal.demo.shipments_story import ship, take_in
from portal.documents.printing.pdf import missing_libraries
from portal.orders import service_progress
from portal.orders.decisions import service_gathering, service_holds, service_review, service_submit, service_withdraw
from portal.orders.decisions.service_handover import hand_over
from portal.orders.entry import service_drafts
from portal.orders.entry.rows import rules_change
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.models import OrderHold, SalesOrder
from portal.orders.rules_incoterms import counterpart
from portal.orders.states import HoldKind
from portal.orders.types.states import OrderType


@dataclass(frozen=True, slots=True)
class Order:
    """What a story orders: who, how, for what, and how many days ago it began."""

    email: str
    po_number: str
    goods: tuple[Goods, ...]
    days_ago: float
    order_type: OrderType = OrderType.DAILY
    vin: str = ""
    mode: Mode | None = None
    place: str = ""


class Teller:
    """Tells the stories of one load, in order, with the clock of each story."""

    def __init__(self, loading: Loading) -> None:
        self.now = loading.now
        self.shelf = Shelf(loading)
        self.reviewer = actor_of("reviewer@hq.example")
        self.manager = actor_of("manager@hq.example")
        self.loading = loading

    def at(self, days_ago: float, minutes: float = 0) -> datetime:
        """Return an instant so many days before the load, and some minutes on."""
        return self.now - timedelta(days=days_ago) + timedelta(minutes=minutes)

    def draft(self, order: Order) -> int:
        """Begin a draft with its goods; return the order's id."""
        buyer, when = actor_of(order.email), self.at(order.days_ago)
        own = buyer.distributor_id or 0
        begun = service_drafts.default_header(distributor_facts(own), addresses_of(own))
        mode = order.mode or begun.mode
        standing = order.vin != ""
        header = replace(
            begun,
            order_type=order.order_type,
            po_number=order.po_number,
            mode=mode,
            incoterm=counterpart(begun.incoterm, mode),
            incoterm_place=order.place or begun.incoterm_place,
            vin=order.vin,
            repair_order="RO-5521" if standing else "",
            odometer_km=18_250 if standing else None,
            stopped_on=when.date() if standing else None,
            reason="Customer waits for the part" if order.order_type is OrderType.URGENT else "",
        )
        rows = [RowText(part_text=one.number, quantity_text=str(one.quantity)) for one in order.goods]
        number = perform(service_drafts.save_draft, rules_change.DraftChange(header=header, added=rows), buyer, when)
        return db.session.scalars(sa.select(SalesOrder.id).where(SalesOrder.number == number)).one()

    def submit(self, order: Order) -> int:
        """Hand an order in a little later; return its id."""
        order_id = self.draft(order)
        buyer, when = actor_of(order.email), self.at(order.days_ago, 4)
        perform(service_submit.submit, order_id, Turn(buyer, version_of(order_id), when), ask_exception=True)
        return order_id

    def take(self, order: Order, after: float = 7) -> int:
        """Let the reviewer take it."""
        order_id = self.submit(order)
        perform(
            service_review.take, order_id, Turn(self.reviewer, version_of(order_id), self.at(order.days_ago, after))
        )
        return order_id

    def approve(self, order: Order) -> int:
        """Let it be approved: by the reviewer as far as his limit reaches, above it by the manager."""
        order_id = self.take(order)
        when = self.at(order.days_ago, 15)
        perform(service_review.approve, order_id, Turn(self._decider(order_id, when), version_of(order_id), when))
        self._let_pass(order_id, when)
        return order_id

    def _decider(self, order_id: int, when: datetime) -> Actor:
        stored = sa.select(SalesOrder.total, SalesOrder.currency).where(SalesOrder.id == order_id)
        total, currency = db.session.execute(stored).one()
        limit = self.reviewer.limit_in(currency)
        if limit is not None and Money(total, currency) <= limit:
            return self.reviewer
        manager = self.manager
        perform(
            hand_over, order_id, manager.user_id or 0, manager.name, Turn(self.reviewer, version_of(order_id), when)
        )
        return manager

    def _let_pass(self, order_id: int, when: datetime) -> None:
        finance = actor_of("finance@hq.example")
        holds = sa.select(OrderHold.id).where(OrderHold.order_id == order_id, OrderHold.released_at.is_(None))
        for hold_id in list(db.session.scalars(holds)):
            perform(service_holds.release_hold, hold_id, "Checked with the distributor", finance, when)


def version_of(order_id: int) -> int:
    """Return the version of an order as it stands."""
    db.session.remove()
    return db.session.scalars(sa.select(SalesOrder.version).where(SalesOrder.id == order_id)).one()


def tell_shipments(loading: Loading) -> None:
    """Tell what is on its way, oldest first: credited, claimed, received, departed, packed, picking, backorders.

    Without the libraries that draw papers nothing has been booked.
    """
    tell = Teller(loading)
    if not missing_libraries():
        _tell_departed(tell)
    packed = tell.approve(Order("buyer@nile.example", "NM-7770", tuple(tell.shelf.plenty(5)), 7))
    ship(packed, tell.at(5), until="packed")
    picking = tell.approve(Order("buyer@nordic.example", "NP-3288", tuple(tell.shelf.plenty(4)), 5.2))
    ship(picking, tell.at(4), until="picking")
    tell.approve(Order("buyer@andes.example", "AA-0440", (*tell.shelf.plenty(3), *tell.shelf.scarce(2)), 4.5))
    tell.approve(Order("buyer@siam.example", "SE-1190", tuple(tell.shelf.plenty(8)), 3.3))


def _tell_departed(tell: Teller) -> None:
    credited = tell.approve(Order("buyer@andes.example", "AA-0421", tuple(tell.shelf.plenty(5)), 40))
    take_in(ship(credited, tell.at(34)), actor_of("buyer@andes.example"), tell.at(31), claim=True, credit=True)
    perform(service_progress.close, credited, tell.at(10))
    claimed = tell.approve(Order("buyer@nile.example", "NM-7731", tuple(tell.shelf.plenty(7)), 36))
    take_in(ship(claimed, tell.at(32)), actor_of("buyer@nile.example"), tell.at(3), claim=True)
    arrived = tell.approve(Order("buyer@siam.example", "SE-1177", tuple(tell.shelf.plenty(4)), 20))
    take_in(ship(arrived, tell.at(17)), actor_of("buyer@siam.example"), tell.at(9))
    by_rail = Order("buyer@nordic.example", "NP-3270", tuple(tell.shelf.plenty(9)), 16, mode=Mode.RAIL)
    ship(tell.approve(by_rail), tell.at(13))
    leaving = tell.approve(Order("buyer@nile.example", "NM-7755", tuple(tell.shelf.plenty(6)), 12))
    ship(leaving, tell.at(9))
    run_due()


def tell_currencies(loading: Loading) -> None:
    """Tell of orders in currencies without decimals and with three: one invoiced, one on its way through review."""
    tell = Teller(loading)
    for email, invoiced, reviewed in (
        ("buyer@seto.example", "SV-2031", "SV-2044"),
        ("buyer@khaleej.example", "KP-0107", "KP-0112"),
    ):
        if not missing_libraries():
            ship(tell.approve(Order(email, invoiced, tuple(tell.shelf.plenty(4)), 6)), tell.at(4))
        tell.submit(Order(email, reviewed, tuple(tell.shelf.plenty(3)), 0.1))
    run_due()


def tell_orders(loading: Loading) -> None:
    """Tell what waits, oldest first: cancelled, rejected, on hold, with questions, drafts, orders at review."""
    tell = Teller(loading)
    goods = tell.shelf.plenty
    _tell_decided(tell)
    asked = Order("buyer@nile.example", "NM-7788", tuple(goods(4)), 1.4)
    _ask(tell, tell.take(asked), asked)
    tell.approve(Order("buyer@nordic.example", "NP-3301", tuple(goods(6)), 1.2))
    tell.draft(Order("buyer@siam.example", "SE-1219", tuple(goods(3)), 1.1))
    tell.take(Order("buyer@andes.example", "AA-0452", tuple(goods(9)), 0.5))
    tell.submit(Order("buyer@nordic.example", "NP-3310", tuple(goods(12)), 0.3, OrderType.STOCK))
    tell.draft(Order("buyer@nile.example", "NM-7801", tuple(goods(5)), 0.2))
    standing = tuple(_few(goods(2)))
    vin = _vin_in("EG", standing[0])
    vor = Order("buyer@nile.example", "NM-7790", standing, 0.004, OrderType.VOR, vin, Mode.COURIER, "Cairo")
    tell.submit(vor)
    by_freighter = (*goods(4), tell.shelf.battery())
    urgent = Order("buyer@siam.example", "SE-1204", by_freighter, 0.003, OrderType.URGENT, mode=Mode.AIR_CARGO)
    tell.submit(urgent)
    tell.submit(Order("buyer@siam.example", "SE-1222", tuple(_few(goods(2))), 0.002))
    shared = goods(3)
    for po_number, own in (("DE-0118", goods(2)), ("DE-0121", goods(1))):
        _pass_up(tell, Order("buyer@delta.example", po_number, (*shared, *own), 0.001))


def _pass_up(tell: Teller, order: Order) -> None:
    """Let a dealer pass an order to its general distributor."""
    order_id, when = tell.draft(order), tell.at(order.days_ago, 1)
    perform(service_gathering.pass_up, order_id, Turn(actor_of(order.email), version_of(order_id), when))


def _tell_decided(tell: Teller) -> None:
    goods = tell.shelf.plenty
    gone = tell.submit(Order("buyer@andes.example", "AA-0447", tuple(goods(2)), 7))
    buyer = actor_of("buyer@andes.example")
    reason = "Ordered twice; the parts came with AA-0440."
    perform(service_withdraw.cancel, gone, reason, Turn(buyer, version_of(gone), tell.at(7, 20)))
    refused = tell.take(Order("buyer@andes.example", "AA-0449", tuple(goods(2)), 6))
    note = "The second part does not fit this model; please check the part number."
    when = tell.at(6, 30)
    perform(service_review.reject, refused, "wrong_part", note, Turn(tell.reviewer, version_of(refused), when))
    held = tell.approve(Order("buyer@siam.example", "SE-1198", tuple(goods(3)), 2.2))
    reason = "Waiting for the end-user statement"
    perform(service_holds.place_hold, held, HoldKind.COMPLIANCE, reason, tell.manager, tell.at(2.1))


def _few(goods: list[Goods]) -> list[Goods]:
    return [replace(one, quantity=min(one.quantity, 2)) for one in goods]


def _vin_in(country: str, goods: Goods) -> str:
    """Return a vehicle sold in a country that these goods fit."""
    still = sa.or_(PartFitment.year_to.is_(None), PartFitment.year_to >= SoldVehicle.model_year)
    query = (
        sa.select(SoldVehicle.vin)
        .join(PartFitment, (PartFitment.model == SoldVehicle.model) & (PartFitment.year_from <= SoldVehicle.model_year))
        .join(Part, Part.id == PartFitment.part_id)
        .where(SoldVehicle.country == country, Part.number == goods.number, still)
        .order_by(SoldVehicle.vin)
    )
    return db.session.scalars(query.limit(1)).one()


def _ask(tell: Teller, order_id: int, order: Order) -> None:
    when = tell.at(order.days_ago, 25)
    asks = [
        service_review.NewAsk("Please confirm the model year of the vehicle for this part.", line_no=2),
        service_review.NewAsk("Air freight or sea? The Incoterm names a port.", field="mode"),
    ]
    due = (when + timedelta(days=5)).date()
    perform(service_review.request_changes, order_id, asks, due, Turn(tell.reviewer, version_of(order_id), when))
