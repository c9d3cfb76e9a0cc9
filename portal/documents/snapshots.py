"""What a printed paper is made of: plain, JSON-serialisable values, frozen at issue.

A snapshot is the whole truth of a paper; printing it looks nothing up. Conventions:

- amounts, quantities, weights and measures are decimal strings with a dot ("1299.90");
  dates are ISO 8601 ("2026-03-09"); countries ISO 3166-1 alpha-2; currencies ISO 4217;
- weights are kilograms, carton sides centimetres, volumes cubic metres;
- fields marked NotRequired may be missing; an empty string or list counts as missing;
- a line names the order and the dealer's purchase order that it came from, because one shipment
  may serve several orders.
"""

from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from portal.documents.rules_parts import (
    Bank,
    Charge,
    Packages,
    Party,
    PaymentTerms,
    Signature,
    TaxLine,
    Terms,
    Totals,
    Transport,
)

__all__ = [
    "Application",
    "Bank",
    "Carton",
    "Charge",
    "CorrectedInvoice",
    "CreditLine",
    "CreditNoteSnapshot",
    "CreditReason",
    "DangerousGoods",
    "Earlier",
    "Heading",
    "InvoiceLine",
    "InvoiceSnapshot",
    "Packages",
    "PackedLine",
    "PackingListSnapshot",
    "PaperKind",
    "Party",
    "PaymentTerms",
    "Signature",
    "Snapshot",
    "TaxLine",
    "Terms",
    "Totals",
    "Transport",
]


class PaperKind(StrEnum):
    """The papers that are printed from a snapshot."""

    PACKING_LIST = "packing_list"
    COMMERCIAL_INVOICE = "commercial_invoice"
    CREDIT_NOTE = "credit_note"


class Earlier(TypedDict):
    """What earlier invoices charged of the same order line."""

    quantity: str
    amount: str


class InvoiceLine(TypedDict):
    """A line of a commercial invoice; `amount` is quantity times price, rounded once.

    Where an order line is invoiced in parts, `earlier` makes the parts add up to the rounded
    whole: amount = rounded((earlier + this quantity) x price) - earlier amount.
    """

    number: int
    order_number: str
    po_number: NotRequired[str]
    part_number: str
    description: str
    description_local: NotRequired[str]
    hs_code: str
    origin: str
    quantity: str
    unit: str
    unit_price: str
    """Four decimals or more are kept; printed with four."""
    amount: str
    un_number: NotRequired[str]
    """Reference to dangerous goods, such as UN3480."""
    earlier: NotRequired[Earlier]
    """Of a partial invoice: the running amount is rounded then, not this line's."""


class CreditLine(TypedDict):
    """A line of a credit note: positive figures, and why they are given back."""

    number: int
    order_number: NotRequired[str]
    claim_number: NotRequired[str]
    part_number: str
    description: str
    description_local: NotRequired[str]
    reason: str
    """A code of `CreditReason`, or the reason in plain words."""
    hs_code: NotRequired[str]
    origin: NotRequired[str]
    quantity: str
    unit: str
    unit_price: str
    amount: str


class CreditReason(StrEnum):
    """Why a line is credited."""

    SHORT = "short"
    DAMAGED = "damaged"
    WRONG_PART = "wrong_part"
    DEFECTIVE = "defective"
    PRICE_DIFFERENCE = "price_difference"
    RETURNED = "returned"
    CORE_RETURN = "core_return"
    GOODWILL = "goodwill"
    CANCELLED = "cancelled"


class Heading(TypedDict):
    """What every paper says at the top."""

    number: str
    issue_date: str
    seller: Party
    buyer: Party
    verify_url: NotRequired[str]
    """Where anyone can check that this paper is genuine; printed as a QR code."""
    remarks: NotRequired[list[str]]
    signature: NotRequired[Signature]


class InvoiceSnapshot(Heading):
    """A commercial invoice: the demand for payment and the value for customs."""

    currency: str
    consignee: Party
    notify: NotRequired[Party]
    shipment_number: str
    supply_date: NotRequired[str]
    contract_number: NotRequired[str]
    proforma_number: NotRequired[str]
    bank: Bank
    terms: Terms
    transport: Transport
    packages: Packages
    marks: NotRequired[list[str]]
    lines: list[InvoiceLine]
    charges: NotRequired[list[Charge]]
    taxes: list[TaxLine]
    totals: Totals


class CorrectedInvoice(TypedDict):
    """The invoice that a credit note corrects (BT-25, BT-26)."""

    number: str
    date: str


class Application(TypedDict):
    """How the credit reaches the buyer.

    `code`: `offset` against the open invoices named in `references`, `on_account`, `refund`,
    or `replacement`.
    """

    code: str
    references: NotRequired[list[str]]


class CreditNoteSnapshot(Heading):
    """A credit note (UNTDID 1001 code 381): positive lines that correct one earlier invoice."""

    currency: str
    corrects: CorrectedInvoice
    claim_number: NotRequired[str]
    shipment_number: NotRequired[str]
    bank: Bank
    lines: list[CreditLine]
    charges: NotRequired[list[Charge]]
    taxes: list[TaxLine]
    totals: Totals
    application: Application


class PackedLine(TypedDict):
    """What lies in a carton. There is no price on a packing list, ever."""

    number: int
    order_number: str
    po_number: NotRequired[str]
    part_number: str
    description: str
    description_local: NotRequired[str]
    hs_code: NotRequired[str]
    origin: NotRequired[str]
    quantity: str
    unit: str


class Carton(TypedDict):
    """One package with its contents; `kind` is printed as it stands (Carton, Plywood case)."""

    number: int
    kind: str
    sscc: str
    """18 digits."""
    length_cm: str
    width_cm: str
    height_cm: str
    net_kg: str
    gross_kg: str
    volume_m3: str
    lines: list[PackedLine]


class DangerousGoods(TypedDict):
    """One dangerous item, in the words of its transport rules."""

    un_number: str
    shipping_name: str
    hazard_class: str
    packing_group: NotRequired[str]
    packing_instruction: str
    net_quantity: str
    """With its unit, such as "48.6 kg"."""
    cartons: list[int]
    state_of_charge: NotRequired[str]


class PackingListSnapshot(Heading):
    """A packing list: contents, sizes and weights, carton by carton."""

    consignee: Party
    notify: NotRequired[Party]
    shipment_number: str
    invoice_number: NotRequired[str]
    contract_number: NotRequired[str]
    proforma_number: NotRequired[str]
    terms: Terms
    transport: Transport
    marks: list[str]
    cartons: list[Carton]
    packages: Packages
    dangerous_goods: NotRequired[list[DangerousGoods]]
    emergency_phone: NotRequired[str]


Snapshot = dict[str, Any]
"""A snapshot as it comes back from storage; `problems_of` says whether it holds."""
