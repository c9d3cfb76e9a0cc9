"""The parts that papers share: parties, terms, transport, charges, taxes, totals.

A snapshot is what a printed paper is made of: plain, JSON-serialisable values, frozen at issue. It is the
whole truth of a paper; printing it looks nothing up. Conventions:

- amounts, quantities, weights and measures are decimal strings with a dot ("1299.90");
  dates are ISO 8601 ("2026-03-09"); countries ISO 3166-1 alpha-2; currencies ISO 4217;
- weights are kilograms, carton sides centimetres, volumes cubic metres;
- fields marked NotRequired may be missing; an empty string or list counts as missing;
- a line names the order and the dealer's purchase order that it came from, because one shipment
  may serve several orders.
"""

from enum import StrEnum
from typing import Any, NotRequired, TypedDict


class Party(TypedDict):
    """A company on a paper; `lines` is its address in postal order, without name and country."""

    name: str
    lines: list[str]
    country: str
    latin_name: NotRequired[str]
    """Name and address in Latin letters for customs, where the local ones are in another script."""
    latin_lines: NotRequired[list[str]]
    code: NotRequired[str]
    """Our number of this customer."""
    tax_id: NotRequired[str]
    """A VAT id, where the VAT category calls for one."""
    tax_number: NotRequired[str]
    """The tax number that customs ask for, on papers whose VAT category knows no VAT ids."""
    registration_id: NotRequired[str]
    contact: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]


class Bank(TypedDict):
    """Where to pay."""

    account_holder: str
    bank_name: str
    account: str
    """IBAN or account number."""
    swift: str
    address: NotRequired[str]


class Terms(TypedDict):
    """Delivery and payment terms; Incoterms are always those of 2020."""

    incoterm: str
    place: str
    payment: NotRequired[str]
    """A code of `PaymentTerms`."""
    payment_days: NotRequired[int]
    deposit_percent: NotRequired[str]
    letter_of_credit: NotRequired[str]
    """Number of the credit, when `payment` is `letter_of_credit`."""
    payment_text: NotRequired[str]
    """The contract's own wording, printed as it stands instead of the code's."""
    due_date: NotRequired[str]
    freight: NotRequired[str]
    """Who bears freight and insurance where neither is charged apart: a code of `FreightShare`."""


class FreightShare(StrEnum):
    """What the prices hold: freight and insurance, freight alone, or neither (for the buyer's account)."""

    WITH_INSURANCE = "with_insurance"
    INCLUDED = "included"
    BUYER = "buyer"


class PaymentTerms(StrEnum):
    """The usual ways of paying.

    `net_end_of_month` counts `payment_days` from the month's end; `end_of_month_of_due` is the end of
    the month in which the date `payment_days` after the invoice falls.
    """

    IN_ADVANCE = "in_advance"
    DEPOSIT_BEFORE_SHIPMENT = "deposit_before_shipment"
    DEPOSIT_AGAINST_BILL = "deposit_against_bill"
    NET = "net"
    NET_END_OF_MONTH = "net_end_of_month"
    END_OF_MONTH_OF_DUE = "end_of_month_of_due"
    LETTER_OF_CREDIT = "letter_of_credit"


class Transport(TypedDict):
    """How the goods travel; ports may be airports or inland places."""

    mode: str
    """sea, air, road, rail, courier or multimodal."""
    loading_place: str
    discharge_place: str
    destination: NotRequired[str]
    carrier: NotRequired[str]
    """Who carries the main leg."""
    conveyance: NotRequired[str]
    """Vessel and voyage, flight, truck or train number; by sea and by air it must be there."""
    bill_kind: NotRequired[str]
    """B/L, AWB, CMR, CIM or courier waybill, as printed."""
    bill_number: NotRequired[str]
    containers: NotRequired[list[str]]
    departure_date: NotRequired[str]


class Packages(TypedDict):
    """The sum of a shipment's packages."""

    count: int
    kind: str
    net_kg: str
    gross_kg: str
    volume_m3: str


class Charge(TypedDict):
    """Something added to or taken off the sum of the lines; `amount` is never negative."""

    kind: str
    """`charge` or `allowance`."""
    code: str
    """freight, insurance, packing, handling, discount, restocking or documents; else `text`."""
    amount: str
    text: NotRequired[str]


class TaxLine(TypedDict):
    """The tax statement of one category.

    O not subject (no rate, no VAT ids), G export outside the EU, K intra-community supply,
    S standard rate. `rate` is a percentage.
    """

    category: str
    base: str
    text: NotRequired[str]
    """What is said of it in the receiver's language, as the law was on the day of supply; with `text_en`."""
    text_en: NotRequired[str]
    rate: NotRequired[str]
    amount: NotRequired[str]


class Totals(TypedDict):
    """lines - allowances + charges + tax = total; total - prepaid = due."""

    lines: str
    allowances: NotRequired[str]
    charges: NotRequired[str]
    tax: NotRequired[str]
    total: str
    prepaid: NotRequired[str]
    due: NotRequired[str]


class Signature(TypedDict):
    """Who signs, and where; the block is printed empty for a hand and a stamp."""

    name: NotRequired[str]
    position: NotRequired[str]
    place: NotRequired[str]


class Heading(TypedDict):
    """What every paper says at the top."""

    number: str
    issue_date: str
    seller: Party
    buyer: Party
    logo: NotRequired[str]
    """The hash of the picture at the head of its first page: the seller's logo on the day it was issued."""
    verify_url: NotRequired[str]
    """Where anyone can check that this paper is genuine; printed as a QR code."""
    remarks: NotRequired[list[str]]
    signature: NotRequired[Signature]


Snapshot = dict[str, Any]
"""A snapshot as it comes back from storage; `problems_of` says whether it holds."""
