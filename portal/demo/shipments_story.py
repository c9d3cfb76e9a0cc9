"""Shipments of the demo: picked, packed, booked, dispatched, counted, claimed, through the real services."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from PIL import Image, ImageDraw

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.demo.cast import actor_of
from portal.orders.models import OrderLine, SalesOrder
from portal.returns import service as claims
from portal.returns import service_credit, service_decision
from portal.returns.models import Claim, ClaimLine
from portal.returns.photos.forms import Sender, take_photos
from portal.returns.photos.service import Allowance, StoredPhoto
from portal.returns.states import Reason
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot import service_packing, service_picking
from portal.shipping.depot.queries_carriage import dangerous_pieces, test_summaries
from portal.shipping.depot.queries_contents import contents_of
from portal.shipping.depot.rules_packing import Measures
from portal.shipping.journey import rules_booking, service_transport
from portal.shipping.journey.rules_waybills import awb_number
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import PackageKind
from portal.stock.models import Allocation

ACID = "4012345678901234567"


@dataclass(frozen=True, slots=True)
class Way:
    """How a mode of transport travels in the demo; `document` makes its number of a serial."""

    carrier: str
    voyage: str
    loading: str
    days: int
    document: Callable[[int], str]


WAYS = {
    "sea": Way("COSCO Shipping", "COSCO TAURUS 042W", "Shanghai (CNSHA)", 28, lambda n: f"COSU64{n:08d}"),
    "air": Way("Gulf Air Cargo", "GF 157", "Chongqing (CKG)", 2, lambda n: awb_number("607", f"{n:07d}")),
    "rail": Way("Yuxinou Rail", "YX 8406", "Chongqing Tuanjiecun (CNCQG)", 17, lambda n: f"{n:08d} SMGS"),
}
# Where each country takes goods in: harbour, airport, rail terminal.
PORTS = {
    "EG": ("Port Said (EGPSD)", "Cairo (CAI)", ""),
    "TH": ("Laem Chabang (THLCH)", "Bangkok (BKK)", ""),
    "MX": ("Manzanillo (MXZLO)", "Mexico City (MEX)", ""),
    "JP": ("Nagoya (JPNGO)", "Nagoya (NGO)", ""),
    "KW": ("Shuwaikh (KWSWK)", "Kuwait (KWI)", ""),
    "NO": ("Oslo (NOOSL)", "Oslo (OSL)", "Oslo Alnabru"),
}


def ship(order_id: int, when: datetime, *, until: str = "dispatched") -> str:
    """Ship what is allocated of an order as far as `until`; return the shipment's number."""
    warehouse, logistics = actor_of("warehouse@hq.example"), actor_of("logistics@hq.example")
    number = _plan(order_id, warehouse, when)
    if until == "picking":
        return number
    _pack(number, warehouse, when + timedelta(hours=1))
    if until == "packed":
        return number
    _book(number, logistics, when + timedelta(hours=3))
    run_due()
    shipment = shipment_of(number)
    acid = ACID if shipment.mode == "sea" else ""
    departed = when + timedelta(hours=20)
    perform(service_transport.dispatch, shipment.id, Turn(logistics, shipment.version, departed), acid=acid)
    return number


def shipment_of(number: str) -> Shipment:
    """Return a shipment as it stands."""
    db.session.remove()
    return db.session.scalars(sa.select(Shipment).where(Shipment.number == number)).one()


def _plan(order_id: int, warehouse: Actor, when: datetime) -> str:
    order = db.session.scalars(sa.select(SalesOrder).where(SalesOrder.id == order_id)).one()
    lines = sa.select(Allocation.line_id, Allocation.quantity, Allocation.depot_id).join(
        OrderLine, OrderLine.id == Allocation.line_id
    )
    found = db.session.execute(lines.where(OrderLine.order_id == order_id, Allocation.quantity > 0)).all()
    depot = found[0].depot_id
    wanted = [service_picking.Wanted(row.line_id, row.quantity) for row in found if row.depot_id == depot]
    return perform(service_picking.plan_shipment, depot, order.mode.value, wanted, warehouse, when)


def _pack(number: str, warehouse: Actor, when: datetime) -> None:
    shipment = shipment_of(number)
    lines = db.session.execute(
        sa.select(ShipmentLine.id, ShipmentLine.planned, Part.weight_g)
        .join(Part, Part.id == ShipmentLine.part_id)
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(ShipmentLine.id)
    ).all()
    picked = {row.id: row.planned for row in lines}
    perform(service_picking.record_pick, shipment.id, picked, Turn(warehouse, shipment.version, when))
    middle = max(1, len(lines) // 2)
    for inside in filter(None, (lines[:middle], lines[middle:])):
        net_g = sum(row.planned * row.weight_g for row in inside)
        measures = Measures(800, 600, 500, net_g + net_g // 12 + 900)
        contents = {row.id: row.planned for row in inside}
        shipment = shipment_of(number)
        given = service_packing.CartonInput(PackageKind.CARTON, measures, contents)
        perform(service_packing.add_carton, shipment.id, given, Turn(warehouse, shipment.version, when))
    shipment = shipment_of(number)
    perform(service_packing.confirm_packing, shipment.id, Turn(warehouse, shipment.version, when))


def _book(number: str, logistics: Actor, when: datetime) -> None:
    shipment = shipment_of(number)
    way, serial = WAYS[shipment.mode], 1_234_500 + shipment.id
    harbour, airport, terminal = PORTS[_land_of(shipment)]
    given = rules_booking.Booking(
        carrier=way.carrier,
        transport_document=way.document(serial),
        vessel_flight=way.voyage,
        port_loading=way.loading,
        port_discharge={"sea": harbour, "rail": terminal}.get(shipment.mode, airport),
        departure=when + timedelta(hours=16),
        arrival=when + timedelta(days=way.days),
        marks=f"AURIGA PARTS\n{number}\nC/NO. 1-UP",
        acid=ACID if shipment.mode == "sea" else "",
        **_danger_papers(shipment),
    )
    perform(service_transport.book, shipment.id, given, Turn(logistics, shipment.version, when))


def _danger_papers(shipment: Shipment) -> dict[str, str]:
    contents = contents_of(shipment.id)
    if not dangerous_pieces(contents):
        return {}
    return {
        "dg_declaration": f"DGD-{shipment.id:06d}",
        "un38_3": test_summaries(contents),
        "packaging_appraisal": f"CQ26-{shipment.id:06d}",
    }


def _land_of(shipment: Shipment) -> str:
    wanted = sa.select(Distributor.country).where(Distributor.id == shipment.distributor_id)
    return db.session.scalars(wanted).one()


def take_in(number: str, buyer: Actor, when: datetime, *, claim: bool = False, credit: bool = False) -> None:
    """Count what arrived; with `claim` something is damaged and claimed, with `credit` also credited."""
    shipment = shipment_of(number)
    lines = db.session.execute(
        sa.select(ShipmentLine.id, ShipmentLine.picked)
        .where(ShipmentLine.shipment_id == shipment.id, ShipmentLine.picked > 0)
        .order_by(ShipmentLine.id)
    ).all()
    damaged = lines[0].id if claim else None
    counts = [
        Count(row.id, row.picked - (1 if row.id == damaged else 0), damaged=1 if row.id == damaged else 0)
        for row in lines
    ]
    notes = {damaged: "Box crushed on one corner"} if damaged else {}
    perform(service_receipt.confirm_receipt, shipment.id, counts, notes, Turn(buyer, shipment.version, when))
    if damaged:
        filed = _claim(number, damaged, buyer, when + timedelta(hours=2))
        if credit:
            _settle(filed, when + timedelta(days=1))


def _claim(number: str, line_id: int, buyer: Actor, when: datetime) -> str:
    (photo,) = take_photos([(_picture(), "carton.png")], Sender(buyer, when, Allowance(per_hour=100, mib_per_day=500)))
    assert isinstance(photo, StoredPhoto)
    line = claims.WantedLine(
        row="1",
        shipment_line_id=line_id,
        reason=Reason.DMG_V,
        quantity=1,
        note="Corner crushed, housing cracked; noted on the delivery receipt.",
        photos=(photo,),
    )
    request = claims.ClaimRequest(shipment_number=number, note="One piece damaged in transit.", lines=(line,))
    return perform(claims.file_claim, request, buyer, when)


def _settle(number: str, when: datetime) -> None:
    manager, finance = actor_of("manager@hq.example"), actor_of("finance@hq.example")
    db.session.remove()
    claim = db.session.scalars(sa.select(Claim).where(Claim.number == number)).one()
    lines = db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id == claim.id)).all()
    judged = tuple(service_decision.Judgement(line.id, line.quantity) for line in lines)
    decision = service_decision.Decision(judged, "Credited in full.", claim.version)
    perform(service_decision.decide, number, decision, manager, when)
    perform(service_credit.issue_credit, number, finance, when + timedelta(hours=1))


def _picture() -> bytes:
    """Return a drawn picture of a dented carton: the demo has no camera."""
    image = Image.new("RGB", (640, 480), "#e9edf0")
    draw = ImageDraw.Draw(image)
    draw.polygon([(120, 160), (420, 120), (520, 200), (520, 390), (210, 430), (120, 340)], fill="#c49a6c")
    draw.polygon([(420, 120), (520, 200), (480, 240), (400, 190)], fill="#8f6b45")
    draw.line([(120, 160), (210, 230), (520, 200)], fill="#7d5c39", width=4)
    draw.line([(210, 230), (210, 430)], fill="#7d5c39", width=4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
