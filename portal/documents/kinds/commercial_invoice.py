"""The commercial invoice: the demand for payment and the value for customs."""

from collections.abc import Iterator
from typing import NotRequired, TypedDict

from portal.documents.rules_checks import conveyance_problems, tax_problems
from portal.documents.rules_fields import BANK, HEADING, MONEY, MOVEMENT
from portal.documents.rules_kinds import PRICED, SHIPMENT, PaperKind, Recorded
from portal.documents.rules_parts import (
    Bank,
    Charge,
    Heading,
    Packages,
    Party,
    Snapshot,
    TaxLine,
    Terms,
    Totals,
    Transport,
)
from portal.documents.rules_sums import money_sums
from portal.documents.rules_words import mark as _l
from portal.documents.rules_words import mark_in_context as _lp


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


def payment_problems(snapshot: Snapshot) -> Iterator[str]:
    """Name an invoice that does not say how it is to be paid."""
    terms = snapshot.get("terms") or {}
    if not (terms.get("payment") or terms.get("payment_text")):
        yield "terms.payment is missing"


COMMERCIAL_INVOICE = PaperKind(
    code="commercial_invoice",
    series="CI",
    rank=10,
    subject=SHIPMENT,
    label=_l("Commercial invoice"),
    title=_lp("paper title", "Commercial invoice"),
    snapshot=InvoiceSnapshot,
    readers=PRICED,
    mandatory=(
        *HEADING,
        *MOVEMENT,
        *MONEY,
        *(f"lines[].{part}" for part in ("order_number", "hs_code", "origin")),
        *BANK,
        "terms.due_date",
        "marks",
    ),
    sums=(money_sums,),
    checks=(tax_problems, conveyance_problems, payment_problems),
    fields={"due_date": _l("Due date"), "payment": _l("Payment terms")},
    recorded=Recorded("invoice", _l("Invoice"), _l("Invoice issued")),
)
