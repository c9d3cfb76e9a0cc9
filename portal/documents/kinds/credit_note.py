"""The credit note: positive lines that correct one earlier invoice (UNTDID 1001 code 381)."""

from enum import StrEnum
from typing import NotRequired, TypedDict

from portal.documents.rules_checks import tax_problems
from portal.documents.rules_fields import BANK, HEADING, MONEY
from portal.documents.rules_kinds import PRICED, PaperKind, Recorded, Subject
from portal.documents.rules_parts import Bank, Charge, Heading, TaxLine, Totals
from portal.documents.rules_sums import money_sums
from portal.documents.rules_words import mark as _l
from portal.documents.rules_words import mark_in_context as _lp


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


CREDIT_NOTE = PaperKind(
    code="credit_note",
    series="CN",
    rank=30,
    subject=Subject("claim", _l("Claim")),
    label=_l("Credit note"),
    # Translators: in German VAT law "Gutschrift" is a self-billed invoice, so the title of this paper is
    # "Rechnungskorrektur"
    title=_lp("paper title", "Credit note"),
    snapshot=CreditNoteSnapshot,
    readers=PRICED,
    mandatory=(*HEADING, *MONEY, *BANK, "lines[].reason", "corrects.number", "corrects.date", "application.code"),
    sums=(money_sums,),
    checks=(tax_problems,),
    places={"corrects": _l("Corrected invoice"), "application": _l("Use of the credit")},
    fields={"reason": _l("Reason"), "references": _l("References")},
    recorded=Recorded("credit_note", _l("Credit note"), _l("Credit note issued")),
)
