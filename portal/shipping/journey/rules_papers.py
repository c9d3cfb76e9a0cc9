"""What papers say of the goods of a shipment: frozen facts, prices left out."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portal.shipping.states import PackageKind


@dataclass(frozen=True, slots=True)
class PackedPieces:
    """Pieces of one shipment line in one carton."""

    shipment_line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class CartonFacts:
    """A package: place in the row from 1, sizes in millimetres, weights in grams, and what lies in it."""

    position: int
    kind: PackageKind
    sscc: str
    length_mm: int
    width_mm: int
    height_mm: int
    net_g: int
    gross_g: int
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
