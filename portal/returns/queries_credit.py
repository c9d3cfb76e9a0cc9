"""What the answers to a claim are worth: one reckoning for the page before the decision and for the decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.core.errors import FieldRefused, Refused
from portal.returns.queries_receipt import InvoicedLine, invoiced_lines
from portal.returns.rules import Credit, credit_amount
from portal.returns.rules_claims import CREDITED_OUTCOMES
from portal.returns.states import Outcome, Reason

NO_CREDIT = Credit(Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A claim line with its answer, as far as money goes; `fee_percent` is held back from its credit."""

    id: int
    shipment_line_id: int
    reason: Reason
    approved: int
    outcome: Outcome
    fee_percent: Decimal

    @property
    def credited(self) -> bool:
        """Tell whether the answer ends in money: a surplus was never charged, so it is not credited."""
        return bool(self.approved) and self.outcome in CREDITED_OUTCOMES and self.reason is not Reason.OVER


def credits_of(claim_id: int, currency: str, lines: Sequence[AnsweredLine]) -> dict[int, Credit | FieldRefused]:
    """Return by line what its answer is credited, or why it cannot be, named with the field it belongs to.

    Running shares of one invoice line are taken in turn; other decided claims are counted in.
    """
    invoiced = invoiced_lines({line.shipment_line_id for line in lines}, besides=claim_id)
    credits: dict[int, Credit | FieldRefused] = {}
    for line in lines:
        credits[line.id] = credit = _credit(line, invoiced.get(line.shipment_line_id), currency)
        if isinstance(credit, Credit) and line.credited:
            charged = invoiced[line.shipment_line_id]
            invoiced[line.shipment_line_id] = replace(
                charged,
                credited_quantity=charged.credited_quantity + line.approved,
                credited_amount=charged.credited_amount + credit.amount,
            )
    return credits


def _credit(line: AnsweredLine, charged: InvoicedLine | None, currency: str) -> Credit | FieldRefused:
    if not line.credited:
        return NO_CREDIT
    if charged is None:
        return FieldRefused("claim.not_invoiced", field=f"approved-{line.id}")
    try:
        return credit_amount(
            line.approved,
            charged.quantity,
            charged.amount,
            line.fee_percent,
            currency,
            credited_quantity=charged.credited_quantity,
            credited_amount=charged.credited_amount,
            deposit=charged.deposit if line.reason is Reason.CORE else None,
        )
    except Refused as refusal:
        column = "fee" if refusal.code == "returns.fee_out_of_range" else "approved"
        return FieldRefused(refusal.code, field=f"{column}-{line.id}", **refusal.facts)
