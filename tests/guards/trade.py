"""A distributor's whole life through the real services: drafts, orders in every state, shipments,
papers with stored bytes, receipts, claims with photos, a credit note.

Every text that is the distributor's own carries its canary, so that a page, a file or a mail that
shows it to somebody else can be recognised. Some begin like a formula, for the spreadsheets.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from PIL import Image

from portal.accounts.models import AddressKind, UserAccount
from portal.allocation.service import run_allocation
from portal.billing.service import issue_invoice
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.finance.models import CreditAccount
from portal.finance.service_payments import Received, Sent, record_payment
from portal.orders.decisions import service_holds, service_review, service_submit, service_withdraw
from portal.orders.decisions.service_review import NewAsk
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.models import OrderLine
from portal.orders.states import HoldKind
from portal.pricing.models import Agreement, QuantityTier
from portal.pricing.service_downward import ListTerms, PriceEdits, begin_list, set_prices
from portal.returns import service as returns
from portal.returns import service_credit, service_decision
from portal.returns.models import Claim, ClaimLine
from portal.returns.photos.forms import Sender, take_photos
from portal.returns.photos.service import Allowance, StoredPhoto
from portal.returns.service_decision import Decision, Judgement
from portal.returns.states import Reason
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot import service_packing, service_picking
from portal.shipping.depot.rules_packing import Measures
from portal.shipping.journey import rules_booking, service_transport
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import PackageKind
from tests import factories
from tests.catalogue.factories import own_number
from tests.orders.factories import Market, header_of, make_market, order_of, sell

IN_STOCK, SHORT = "21029627", "21047102"
LIST_PRICES = (Decimal("7777.31"), Decimal("5553.17"))
"""What headquarters asks for the two: figures that nothing else is."""
NET_IN_STOCK = Decimal("6737.4837")
"""What a piece of `IN_STOCK` comes to below the quantity from which more is given."""
OFF, TIER_OFF = "13.37", "7.79"
"""Percent agreed with every distributor, and percent from 10 pieces on."""
DEALER_ROLES = ("dealer_owner", "dealer_buyer", "dealer_approver", "dealer_finance")


@dataclass
class Side:
    """One distributor of the world: its people by role, and its orders and shipments by stage."""

    name: str
    canary: str
    market: Market
    people: dict[str, UserAccount] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    shipments: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Return the id of the distributor."""
        return self.market.distributor.id

    @property
    def actor(self) -> Actor:
        """Return its owner as an actor."""
        return factories.actor_of(self.people["dealer_owner"])


def found(name: str, canary: str, **distributor: object) -> Side:
    """Found a distributor with addresses, people of every role, priced parts and own part numbers."""
    market = make_market(
        credit="987654321.09",
        name=f"={canary} Motors",
        legal_name=f"{canary} Trading LLC",
        country="AE",
        zone="Asia/Dubai",
        tax_id=f"TX{canary}",
        contract_number=f"CT-{canary}",
        **distributor,
    )
    side = Side(name, canary, market)
    for kind in (AddressKind.SOLD_TO, AddressKind.CONSIGNEE, AddressKind.NOTIFY):
        factories.make_address(
            market.distributor,
            kind=kind,
            label=f"{canary} {kind.value}",
            name=f"{canary} Stores",
            street=f"7 {canary} Road",
            city="Dubai",
            region="Dubai",
            postal_code="",
            country="AE",
            contact=f"{canary} Clerk",
            email=f"stores@{canary.lower()}.example",
            tax_id=f"TX{canary}",
        )
    for role in DEALER_ROLES:
        side.people[role] = factories.make_dealer_user(
            market.distributor,
            role=role,
            name=f"@{canary} {role.removeprefix('dealer_')}",
            email=f"{role}@{canary.lower()}.example",
        )
    facts = {"hs_code": "870830", "weight_g": 800, "length_mm": 120, "width_mm": 90, "height_mm": 60}
    sell(market, IN_STOCK, price=str(LIST_PRICES[0]), stock=500, **facts)
    sell(market, SHORT, price=str(LIST_PRICES[1]), stock=0, **facts)
    _agreed(market)
    own_number(market.distributor.id, f"{canary}OWN1", market.parts[IN_STOCK])
    return side


def _agreed(market: Market) -> None:
    """Give discounts: one agreed, one by quantity."""
    with transaction() as session:
        agreed = sa.select(Agreement).where(Agreement.distributor_id == market.distributor.id)
        session.scalars(agreed).one().discount_percent = Decimal(OFF)
        tier = QuantityTier(price_list_id=market.price_list_id, from_quantity=10, discount_percent=Decimal(TIER_OFF))
        session.add(tier)


def priced_for_dealers(side: Side, now: datetime) -> None:
    """Let a general distributor keep a price list for its dealers, who are shown its name."""
    owner = factories.actor_of(side.people["dealer_owner"])
    list_id = perform(begin_list, ListTerms("Dealers", "AED", now.date(), None), owner, now)
    perform(set_prices, list_id, PriceEdits({IN_STOCK: Decimal(700)}, {}, ()), Turn(owner, 1, now))


def draft(side: Side, stage: str, now: datetime, *, short: int = 0, odd: bool = False, quantity: int = 4) -> str:
    """Keep a draft under the name of a stage and return its number; `odd` rows cannot be ordered."""
    rows = [RowText(f"{side.canary}OWN1", str(quantity), f"{side.canary} row note")]
    rows += [RowText(SHORT, str(short))] if short else []
    rows += [RowText(f"{side.canary}UNKNOWN", "x")] if odd else []
    head = replace(
        header_of(side.market, po_number=f"+{side.canary}-PO-{stage}", mode=Mode.AIR, note=f"{side.canary} note"),
        notify_id=_address(side, AddressKind.NOTIFY),
        consignee_id=_address(side, AddressKind.CONSIGNEE),
    )
    number = perform(service_drafts.save_draft, DraftChange(header=head, added=rows), side.actor, now)
    side.orders[stage] = number
    return number


def _address(side: Side, kind: AddressKind) -> int:
    query = sa.text("SELECT id FROM address WHERE distributor_id = :d AND kind = :k ORDER BY id LIMIT 1")
    return int(db.session.execute(query, {"d": side.id, "k": kind.value}).scalar_one())


def submitted(side: Side, stage: str, now: datetime, **content: int) -> str:
    """Hand a fresh order in; return its number."""
    number = draft(side, stage, now, **content)  # type: ignore[arg-type]
    perform(service_submit.submit, order_of(number).id, Turn(side.actor, order_of(number).version, now))
    return number


def order_stages(side: Side, hq: Mapping[str, Actor], now: datetime) -> None:
    """Make an order of every state before shipping: draft to rejected, held, cancelled, backordered."""
    clerk = hq["hq_manager"]
    draft(side, "draft", now)
    draft(side, "odd", now, odd=True, quantity=3)
    submitted(side, "submitted", now, quantity=5)
    taken(side, "taken", clerk, now, quantity=6)
    _decided(
        side,
        "changes",
        clerk,
        now,
        7,
        lambda order, version: perform(
            service_review.request_changes,
            order,
            [NewAsk(f"{side.canary} please correct", 1), NewAsk(f"{side.canary} why?")],
            (now + timedelta(days=3)).date(),
            Turn(clerk, version, now),
        ),
    )
    _decided(
        side,
        "rejected",
        clerk,
        now,
        8,
        lambda order, version: perform(
            service_review.reject, order, "wrong_part", f"{side.canary} not this part", Turn(clerk, version, now)
        ),
    )
    number = submitted(side, "held", now, quantity=9)
    reason = f"{side.canary} embargo check"
    perform(service_holds.place_hold, order_of(number).id, HoldKind.COMPLIANCE, reason, hq["hq_compliance"], now)
    number = submitted(side, "cancelled", now, quantity=10)
    version = order_of(number).version
    perform(service_withdraw.cancel, order_of(number).id, f"{side.canary} mistake", Turn(side.actor, version, now))
    released(side, "short", hq, now, short=7, quantity=11)


def taken(side: Side, stage: str, reviewer: Actor, now: datetime, **content: int) -> str:
    """Hand a fresh order in and have it taken for review."""
    number = submitted(side, stage, now, **content)
    order = order_of(number)
    perform(service_review.take, order.id, Turn(reviewer, order.version, now))
    return number


def _decided(side: Side, stage: str, reviewer: Actor, now: datetime, quantity: int, decide: object) -> None:
    number = taken(side, stage, reviewer, now, quantity=quantity)
    order = order_of(number)
    decide(order.id, order.version)


def released(side: Side, stage: str, hq: Mapping[str, Actor], now: datetime, **content: int) -> str:
    """Hand an order in, approve it and share stock out to it."""
    number = taken(side, stage, hq["hq_manager"], now, **content)
    order = order_of(number)
    perform(service_review.approve, order.id, Turn(hq["hq_manager"], order.version, now))
    perform(run_allocation, hq["hq_planner"], now, None, [order_of(number).id])
    return number


def picking(side: Side, stage: str, hq: Mapping[str, Actor], now: datetime, **content: int) -> str:
    """Plan a shipment of a fresh order; return the shipment's number."""
    order = order_of(released(side, stage, hq, now, **content))
    lines = db.session.execute(
        sa.select(OrderLine.id, OrderLine.allocated).where(OrderLine.order_id == order.id, OrderLine.allocated > 0)
    ).all()
    wanted = [service_picking.Wanted(line_id, pieces) for line_id, pieces in lines]
    depot = side.market.depot_ids[0]
    number = perform(service_picking.plan_shipment, depot, "air", wanted, hq["hq_warehouse"], now)
    side.shipments[stage] = number
    return number


def packed(side: Side, stage: str, hq: Mapping[str, Actor], now: datetime, **content: int) -> str:
    """Pick and pack a shipment of a fresh order."""
    number = picking(side, stage, hq, now, **content)
    warehouse, shipment = hq["hq_warehouse"], shipment_of(number)
    lines = {line.id: line.planned for line in lines_of(shipment)}
    perform(service_picking.record_pick, shipment.id, lines, Turn(warehouse, shipment.version, now))
    box = service_packing.CartonInput(
        PackageKind.CARTON, Measures(400, 300, 300, 1000 + 900 * sum(lines.values())), lines
    )
    perform(service_packing.add_carton, shipment.id, box, Turn(warehouse, shipment_of(number).version, now))
    perform(service_packing.confirm_packing, shipment.id, Turn(warehouse, shipment_of(number).version, now))
    return number


def booking_of(side: Side, now: datetime) -> rules_booking.Booking:
    """Return a booking whose own texts carry the canary."""
    return rules_booking.Booking(
        carrier=f"{side.canary} Air",
        transport_document="176-12345675",
        port_loading="CKG",
        port_discharge="DXB",
        departure=now + timedelta(days=1),
        arrival=now + timedelta(days=3),
        vessel_flight=f"{side.canary}1",
        marks=f"{side.canary} marks",
    )


def booked(side: Side, stage: str, hq: Mapping[str, Actor], now: datetime, **content: int) -> str:
    """Book a packed shipment; its invoice and packing list are issued and printed."""
    number = packed(side, stage, hq, now, **content)
    shipment = shipment_of(number)
    perform(service_transport.book, shipment.id, booking_of(side, now), Turn(hq["hq_logistics"], shipment.version, now))
    perform(issue_invoice, shipment.id, hq["hq_logistics"], now)
    run_due()
    return number


def received(side: Side, stage: str, hq: Mapping[str, Actor], now: datetime, **content: int) -> str:
    """Let a shipment travel and arrive one piece short and one damaged."""
    number = dispatched(side, stage, hq, now, **content)
    shipment = shipment_of(number)
    counts = [Count(line.id, line.picked - 2, damaged=1) for line in lines_of(shipment)]
    notes = {line.id: f"{side.canary} crushed" for line in lines_of(shipment)}
    perform(service_receipt.confirm_receipt, shipment.id, counts, notes, Turn(side.actor, shipment.version, now))
    return number


def dispatched(side: Side, stage: str, hq: Mapping[str, Actor], now: datetime, **content: int) -> str:
    """Let a booked shipment leave."""
    number = booked(side, stage, hq, now, **content)
    shipment = shipment_of(number)
    perform(service_transport.dispatch, shipment.id, Turn(hq["hq_logistics"], shipment.version, now))
    return number


def claimed(side: Side, stage: str, shipment_number: str, now: datetime, quantity: int = 1) -> str:
    """File a claim for a damaged piece with a photo."""
    line = lines_of(shipment_of(shipment_number))[0]
    (photo,) = take_photos(
        [(_picture(side.canary), f"{side.canary}.png")], Sender(side.actor, now, Allowance(1000, 500))
    )
    assert isinstance(photo, StoredPhoto)
    wanted = returns.WantedLine("1", line.id, Reason.DMG_V, quantity, f"{side.canary} dented", (photo,))
    request = returns.ClaimRequest(shipment_number, f"{side.canary} claim note", (wanted,))
    number = perform(returns.file_claim, request, side.actor, now)
    side.claims[stage] = number
    return number


def credited(side: Side, stage: str, shipment_number: str, hq: Mapping[str, Actor], now: datetime) -> str:
    """File a claim, have it approved by one person and credited by another."""
    number = claimed(side, stage, shipment_number, now)
    claim = db.session.scalars(sa.select(Claim).where(Claim.number == number)).one()
    line = db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id == claim.id)).one()
    judged = Judgement(line.id, line.quantity, fee_percent=Decimal(0), note=f"{side.canary} agreed")
    decision = Decision((judged,), f"{side.canary} decision", claim.version)
    perform(service_decision.decide, number, decision, hq["hq_manager"], now)
    perform(service_credit.issue_credit, number, hq["hq_finance"], now)
    run_due()
    return number


def _picture(canary: str) -> bytes:
    target = io.BytesIO()
    shade = sum(canary.encode()) % 200
    Image.new("RGB", (40, 30), (shade, 90, 40)).save(target, "PNG")
    return target.getvalue()


def shipment_of(number: str) -> Shipment:
    """Return a shipment as stored."""
    return db.session.scalars(sa.select(Shipment).where(Shipment.number == number)).one()


def lines_of(shipment: Shipment) -> list[ShipmentLine]:
    """Return the lines of a shipment as stored."""
    query = sa.select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id).order_by(ShipmentLine.id)
    return list(db.session.scalars(query))


def paid(side: Side, hq: Mapping[str, Actor], now: datetime) -> None:
    """Record money that came in and is not settled on an invoice yet."""
    wanted = sa.select(CreditAccount.id).where(CreditAccount.distributor_id == side.id)
    reference = f"{side.canary} transfer"
    day = (now - timedelta(days=1)).date()
    received = Received(db.session.scalars(wanted).one(), Decimal(25), day, reference, f"{side.canary} note", {})
    perform(record_payment, received, Sent(reference, reference), hq["hq_finance"], now)
