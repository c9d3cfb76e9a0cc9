"""What a credit note gives back: reasons as papers name them, prices that agree with amounts."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.billing.rules_facts import PartyFacts, SellerFacts
from portal.billing.rules_snapshots import bank_of, money_text, party_of, tax_lines
from portal.billing.rules_tax_texts import Sentence
from portal.core.errors import Refused
from portal.core.money import decimals, line_amount, rounded
from portal.documents.kinds.credit_note import CreditReason
from portal.documents.rules_parts import Snapshot

# A claim's reason as a credit note words it.
REASONS = {
    "short": CreditReason.SHORT,
    "over": CreditReason.RETURNED,
    "wrong": CreditReason.WRONG_PART,
    "label": CreditReason.WRONG_PART,
    "dmg_v": CreditReason.DAMAGED,
    "dmg_h": CreditReason.DAMAGED,
    "defect": CreditReason.DEFECTIVE,
    "counterfeit": CreditReason.DEFECTIVE,
    "ordererr": CreditReason.RETURNED,
    "surplus": CreditReason.RETURNED,
    "core": CreditReason.CORE_RETURN,
    "doc": CreditReason.GOODWILL,
    "price": CreditReason.PRICE_DIFFERENCE,
}
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """What is given back of one shipped line: pieces, their value, the fee held back, the claim's reason."""

    shipment_line_id: int
    quantity: int
    gross: Decimal
    fee: Decimal
    reason: str

    @property
    def amount(self) -> Decimal:
        """Return what is credited after the fee."""
        return self.gross - self.fee


@dataclass(frozen=True, slots=True)
class ClaimToCredit:
    """An approved claim on one shipment, as the room of returns hands it over."""

    number: str
    distributor_id: int
    shipment_id: int
    currency: str
    lines: tuple[CreditedLine, ...]


@dataclass(frozen=True, slots=True)
class CreditedGoods:
    """A credited line with what its invoice line said of the goods."""

    credited: CreditedLine
    order_number: str
    part_number: str
    description: str
    description_local: str
    unit: str
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class CreditPaper:
    """All a credit note says; `vat` is what held of VAT on the day of the supply that is credited."""

    seller: SellerFacts
    buyer: PartyFacts
    currency: str
    category: str
    vat: Sentence
    claim_number: str
    shipment_number: str
    invoice_number: str
    invoiced_on: date
    owed: Decimal
    goods: tuple[CreditedGoods, ...]


def judge_claim(claim: ClaimToCredit) -> Decimal:
    """Return the total a claim is credited; refuses amounts and quantities that cannot be credited."""
    for line in claim.lines:
        exact = all(rounded(value, claim.currency) == value for value in (line.gross, line.fee))
        if line.quantity < 1 or not exact or not Decimal(0) <= line.fee <= line.gross:
            raise Refused("billing.credit_malformed", quantity=line.quantity, amount=line.gross, fee=line.fee)
        if line.reason not in REASONS:
            raise Refused("billing.credit_reason_unknown", reason=line.reason)
    total = sum((line.amount for line in claim.lines), Decimal(0))
    if total <= 0:
        raise Refused("billing.nothing_to_credit", claim=claim.number)
    return total


def credit_snapshot(paper: CreditPaper) -> Snapshot:
    """Return a credit note without its number; a fee held back stands as an allowance."""
    gross = sum((each.credited.gross for each in paper.goods), Decimal(0))
    fee = sum((each.credited.fee for each in paper.goods), Decimal(0))
    total, currency = gross - fee, paper.currency
    names_vat_ids = paper.category != "O"
    seller = party_of(paper.seller.party)
    if names_vat_ids:
        seller["tax_id"] = paper.seller.vat_id
    snapshot: Snapshot = {
        "seller": seller,
        "buyer": party_of(paper.buyer, with_tax_id=names_vat_ids),
        "currency": currency,
        "corrects": {"number": paper.invoice_number, "date": paper.invoiced_on.isoformat()},
        "claim_number": paper.claim_number,
        "shipment_number": paper.shipment_number,
        "bank": bank_of(paper.seller),
        "lines": [_line(number, each, paper) for number, each in enumerate(paper.goods, 1)],
        "taxes": tax_lines(paper.category, total, currency, paper.vat),
        "totals": {"lines": money_text(gross, currency), "total": money_text(total, currency)},
        "application": _application(paper, total),
    }
    if paper.seller.logo:
        snapshot["logo"] = paper.seller.logo
    if fee:
        amount = money_text(fee, currency)
        snapshot["charges"] = [{"kind": "allowance", "code": "restocking", "amount": amount}]
        snapshot["totals"]["allowances"] = amount
    return snapshot


def _application(paper: CreditPaper, total: Decimal) -> dict[str, Any]:
    """Return how a credit reaches the buyer: off the invoice while it is owed, else on account."""
    if paper.owed >= total:
        return {"code": "offset", "references": [paper.invoice_number]}
    return {"code": "on_account"}


def _line(number: int, each: CreditedGoods, paper: CreditPaper) -> dict[str, Any]:
    credited = each.credited
    price = price_printed(credited.quantity, credited.gross, each.unit_price, paper.currency)
    line = {
        "number": number,
        "order_number": each.order_number,
        "claim_number": paper.claim_number,
        "part_number": each.part_number,
        "description": each.description,
        "reason": REASONS[credited.reason].value,
        "quantity": str(credited.quantity),
        "unit": each.unit,
        "unit_price": f"{price:f}",
        "amount": money_text(credited.gross, paper.currency),
    }
    if each.description_local and each.description_local != each.description:
        line["description_local"] = each.description_local
    return line


def price_printed(quantity: int, gross: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """Return the unit price of a credited line.

    It is the invoice's where that gives the amount, else the amount by piece, with as many decimals as
    it takes to give the amount back.
    """
    if line_amount(quantity, unit_price, currency) == gross:
        return unit_price
    half = Decimal(1).scaleb(-decimals(currency)) / 2
    for places in range(4, MOST_PLACES + 1):
        price = (gross / quantity).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if abs(price * quantity - gross) <= half:
            return price
    raise Refused("billing.credit_malformed", quantity=quantity, amount=gross, fee=Decimal(0))
