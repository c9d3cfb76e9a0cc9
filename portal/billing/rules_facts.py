"""What billing knows of a shipment: frozen facts from which its papers are made."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.billing.rules import VatCategory


@dataclass(frozen=True, slots=True)
class Dangerous:
    """Dangerous goods of one part: grams in all its cartons together, charge in percent."""

    un_number: str
    hazard_class: str
    packing_group: str
    packing_instruction: str
    net_g: int
    charge_percent: int | None
    emergency_phone: str
    cartons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """A shipped quantity of one order line, and what the order line has been charged so far.

    `amount` is the whole order line's; `unit_price` has four decimals.
    """

    shipment_line_id: int
    order_id: int
    order_number: str
    po_number: str
    line_id: int
    part_id: int
    part_number: str
    description: str
    description_local: str
    hs_code: str
    origin: str
    unit: str
    quantity: int
    ordered: int
    unit_price: Decimal
    amount: Decimal
    invoiced: int
    invoiced_amount: Decimal
    un_number: str = ""


@dataclass(frozen=True, slots=True)
class PackedCarton:
    """A package: millimetres, grams, and how many pieces of which shipment line lie in it."""

    position: int
    kind: str
    sscc: str
    length_mm: int
    width_mm: int
    height_mm: int
    gross_g: int
    net_g: int
    items: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A company as papers name it; `lines` in postal order, without name and country."""

    name: str
    lines: tuple[str, ...]
    country: str
    code: str = ""
    tax_id: str = ""
    registration: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """The legal entity that sells: its party, number series, zone and bank."""

    id: int
    code: str
    zone: str
    party: PartyFacts
    vat_id: str
    bank_name: str
    account: str
    swift: str


@dataclass(frozen=True, slots=True)
class Consignment:
    """A shipment as billing sees it: who, where, how, which goods in which cartons."""

    shipment_id: int
    number: str
    distributor_id: int
    locale: str
    currency: str
    seller: SellerFacts
    buyer: PartyFacts
    consignee: PartyFacts
    notify: PartyFacts | None
    destination: str
    ship_from: str
    ship_to: str
    payment_terms: str
    contract_number: str
    incoterm: str
    incoterm_place: str
    mode: str
    carrier: str
    transport_document: str
    conveyance: str
    containers: tuple[str, ...]
    loading_place: str
    discharge_place: str
    departs_on: date | None
    marks: tuple[str, ...]
    acid: str
    lines: tuple[ShippedLine, ...]
    cartons: tuple[PackedCarton, ...]
    dangerous: tuple[Dangerous, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A shipped line with its share of the order line's amount."""

    line: ShippedLine
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """What one shipment is charged: every line's share, their sum, and the VAT category."""

    lines: tuple[ChargedLine, ...]
    total: Decimal
    category: VatCategory
    names_vat_ids: bool
    rate: Decimal | None

    def by_order(self) -> dict[str, Decimal]:
        """Return how much of the charge falls on each order, by its number."""
        sums: dict[str, Decimal] = {}
        for each in self.lines:
            number = each.line.order_number
            sums[number] = sums.get(number, Decimal(0)) + each.amount
        return sums
