"""The facts of a shipment from which its papers are made: plain values, frozen, prices left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portal.shipping.queries import milestones, shipment_by_id
from portal.shipping.queries_contents import Contents, PackedCarton, contents_of
from portal.shipping.rules_dangerous import packing_of
from portal.shipping.rules_milestones import Statement, newest
from portal.shipping.states import Basis, MilestoneKind, PackageKind


@dataclass(frozen=True, slots=True)
class PackedPieces:
    """Pieces of one shipment line in one carton."""

    shipment_line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class CartonFacts:
    """A package: place in the row from 1, sizes in millimetres, weights in grams, cubic metres."""

    position: int
    kind: PackageKind
    sscc: str
    length_mm: int
    width_mm: int
    height_mm: int
    net_g: int
    gross_g: int
    volume_m3: Decimal
    contents: tuple[PackedPieces, ...]


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """A line that travels: `name` English, `local_name` in the receiver's language or empty."""

    shipment_line_id: int
    order_id: int
    line_id: int
    order_number: str
    po_number: str
    line_no: int
    part_id: int
    part_number: str
    name: str
    local_name: str
    unit: str
    hs_code: str
    origin: str
    quantity: int
    un_number: str = ""


@dataclass(frozen=True, slots=True)
class DangerousFacts:
    """One dangerous part of the shipment: net grams in all its cartons, charge in percent."""

    part_number: str
    name: str
    un_number: str
    hazard_class: str
    packing_group: str
    packing_instruction: str
    packing: str
    net_g: int
    charge_percent: int | None
    un38_reference: str
    emergency_phone: str
    cartons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PackingFacts:
    """Everything a packing list or an invoice says of a shipment, besides money and parties.

    Addresses are ids of the distributor's address book. Weights in grams, volume in cubic metres;
    `containers` and `marks` one entry each; times are instants, `depot_zone` tells their day.
    """

    shipment_id: int
    number: str
    distributor_id: int
    depot_id: int
    depot_name: str
    depot_zone: str
    ship_to_id: int | None
    consignee_id: int | None
    notify_id: int | None
    incoterm: str
    incoterm_place: str
    currency: str
    mode: str
    carrier: str
    transport_document: str
    vessel_flight: str
    containers: tuple[str, ...]
    port_loading: str
    port_discharge: str
    destination: str
    destination_country: str
    marks: tuple[str, ...]
    acid: str
    departure: datetime | None
    arrival: datetime | None
    lines: tuple[ShippedLine, ...]
    cartons: tuple[CartonFacts, ...]
    dangerous: tuple[DangerousFacts, ...]
    net_g: int
    gross_g: int
    volume_m3: Decimal

    @property
    def pieces(self) -> int:
        """Return how many pieces travel."""
        return sum(line.quantity for line in self.lines)


def packing_facts(shipment_id: int, locale: str = "en") -> PackingFacts:
    """Return the facts of a shipment in scope for its papers, or raise `NotVisible`.

    Lines of which nothing was picked are left out. `locale` is the receiver's language.
    """
    facts = shipment_by_id(shipment_id)
    contents = contents_of(shipment_id, locale)
    told = [Statement(one.kind, one.basis, one.at) for one in milestones(shipment_id)]
    return PackingFacts(
        shipment_id=facts.id, number=facts.number, distributor_id=facts.distributor_id,
        depot_id=facts.depot_id, depot_name=facts.depot_name, depot_zone=facts.depot_zone,
        ship_to_id=facts.ship_to_id, consignee_id=facts.consignee_id, notify_id=facts.notify_id,
        incoterm=facts.incoterm, incoterm_place=facts.incoterm_place, currency=facts.currency,
        mode=facts.mode, carrier=facts.carrier, transport_document=facts.transport_document,
        vessel_flight=facts.vessel_flight,
        containers=tuple(part.strip() for part in facts.containers.split(",") if part.strip()),
        port_loading=facts.port_loading, port_discharge=facts.port_discharge,
        destination=facts.ship_to_city, destination_country=facts.destination_country,
        marks=tuple(line for line in facts.marks.splitlines() if line.strip()), acid=facts.acid,
        departure=newest(told, MilestoneKind.DEPARTED, Basis.PLANNED),
        arrival=newest(told, MilestoneKind.ARRIVED, Basis.PLANNED),
        lines=_shipped(contents), cartons=tuple(map(_carton, contents.cartons)),
        dangerous=tuple(_dangerous(contents)), net_g=contents.net_g, gross_g=contents.gross_g,
        volume_m3=contents.volume_m3,
    )  # fmt: skip


def _shipped(contents: Contents) -> tuple[ShippedLine, ...]:
    return tuple(
        ShippedLine(
            line.id, line.order_id, line.line_id, line.order_number, line.po_number, line.line_no,
            line.part_id, line.part_number, line.name, line.local_name, line.unit, line.hs_code,
            line.origin, line.expected, line.danger.un_number if line.danger else "",
        )
        for line in contents.lines
        if line.expected
    )  # fmt: skip


def _carton(carton: PackedCarton) -> CartonFacts:
    return CartonFacts(
        carton.position, carton.kind, carton.sscc, carton.length_mm, carton.width_mm, carton.height_mm,
        carton.net_g, carton.gross_g, Decimal(carton.package.volume_mm3) / 10**9,
        tuple(PackedPieces(content.line.id, content.quantity) for content in carton.contents),
    )  # fmt: skip


def _dangerous(contents: Contents) -> Iterable[DangerousFacts]:
    inside: dict[int, list[tuple[int, int]]] = {}
    for carton in contents.cartons:
        for content in carton.contents:
            if content.line.danger is not None:
                inside.setdefault(content.line.part_id, []).append((carton.position, content.quantity))
    first = {line.part_id: line for line in reversed(contents.lines)}
    for part_id, packed in inside.items():
        line, goods = first[part_id], first[part_id].danger
        assert goods is not None
        yield DangerousFacts(
            line.part_number, line.name, goods.un_number, goods.hazard_class, goods.packing_group,
            goods.packing_instruction, packing_of(goods.packing_instruction).value,
            goods.net_g * sum(quantity for _, quantity in packed), goods.charge_percent,
            goods.un38_reference, goods.emergency_phone, tuple(sorted({place for place, _ in packed})),
        )  # fmt: skip
