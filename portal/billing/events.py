"""What can be said of an invoice or a credit note after the fact."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """A commercial invoice got its number."""

    invoice_id: int
    number: str
    distributor_id: int
    shipment_id: int


@dataclass(frozen=True, slots=True)
class CreditNoteIssued:
    """A credit note got its number."""

    credit_note_id: int
    number: str
    distributor_id: int
    claim_number: str
