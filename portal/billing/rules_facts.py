"""What billing knows of a shipment: frozen facts from which its papers are made."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.accounts.sellers.rules_bank import BankDetails
from portal.billing.rules import VatCategory
from portal.shipping.journey.rules_papers import CartonFacts, DangerousFacts, ShippedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine(ShippedLine):
    """A shipped quantity with what its order line costs and has been charged so far.

    `amount` is the whole order line's; `unit_price` has four decimals.
    """

    ordered: int
    unit_price: Decimal
    amount: Decimal
    invoiced: int
    invoiced_amount: Decimal


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A company as papers name it; `lines` in postal order, without name and country.

    `latin_name` and `latin_lines` are its Latin form, the country in English at the end; empty where all is Latin.
    `own_script` is a seller's name and address as it writes them at home, in one line.
    """

    name: str
    lines: tuple[str, ...]
    country: str
    code: str = ""
    tax_id: str = ""
    registration: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    latin_name: str = ""
    latin_lines: tuple[str, ...] = ()
    own_script: str = ""

    @property
    def name_on_marks(self) -> str:
        """Return the name that every port reads."""
        return self.latin_name or self.name


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """The legal entity that sells: its party, number series, zone, and where a paper of it is paid (None: unknown).

    `logo` is the hash of the picture its papers print, "" for none.
    """

    id: int
    code: str
    zone: str
    party: PartyFacts
    vat_id: str
    bank: BankDetails | None
    logo: str = ""


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
    lines: tuple[PricedLine, ...]
    cartons: tuple[CartonFacts, ...]
    dangerous: tuple[DangerousFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A shipped line with its share of the order line's amount."""

    line: PricedLine
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
