"""Checks 1 to 4 of the review: price, contract terms, credit, the same order twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from portal.finance.rules_credit_limit import CreditCode, credit_verdict
from portal.orders.checks.rules_facts import (
    FINANCE,
    MANAGER,
    Code,
    EarlierOrder,
    Evidence,
    Finding,
    LineFacts,
    OrderFacts,
    Severity,
)
from portal.orders.rules_incoterms import counterpart
from portal.orders.rules_purchase_order import purchase_order_key
from portal.orders.states import HoldKind

PRICE_TOLERANCE_RATIO = Decimal("0.005")
PRICE_TOLERANCE = Decimal("0.01")
REPEAT_WINDOW = timedelta(hours=72)

_CREDIT_CODES = {
    CreditCode.BLOCKED: Code.CREDIT_BLOCKED,
    CreditCode.OVERDUE: Code.CREDIT_OVERDUE,
    CreditCode.LIMIT_EXCEEDED: Code.CREDIT_LIMIT,
}


def check_prices(facts: OrderFacts) -> Iterator[Finding]:
    """Check 1: each price equals the valid one, of the day of submission.

    A deviation over 0.5 % or over 0.01 blocks, a smaller one warns.
    """
    for line in facts.lines:
        yield from _price_findings(line, facts)


def _price_findings(line: LineFacts, facts: OrderFacts) -> Iterator[Finding]:
    valid = line.valid_price
    if valid is None:
        evidence: Mapping[str, Evidence] = {"part": line.part_number}
        yield _price_block(Code.PRICE_MISSING, line, evidence)
        return
    submitted_on = facts.submitted_on or facts.submitted_at.date()
    if line.priced_on is not None and line.priced_on != submitted_on:
        dates = {"priced_on": line.priced_on.isoformat(), "submitted_on": submitted_on.isoformat()}
        yield _price_block(Code.PRICE_DATE, line, dates)
    deviation = abs(line.unit_price - valid)
    if deviation == 0:
        return
    prices = {"price": line.unit_price, "valid_price": valid, "deviation": deviation}
    if deviation > PRICE_TOLERANCE or deviation > valid * PRICE_TOLERANCE_RATIO:
        yield _price_block(Code.PRICE_DEV, line, prices)
    else:
        yield Finding(Code.PRICE_DEV, Severity.WARN, line.line_no, "unit_price", prices)


def _price_block(code: Code, line: LineFacts, evidence: Mapping[str, Evidence]) -> Finding:
    return Finding(code, Severity.BLOCK, line.line_no, "unit_price", evidence, MANAGER)


def check_terms(facts: OrderFacts) -> Iterator[Finding]:
    """Check 2: payment terms, Incoterms rule and currency are those of the contract.

    A contract under a rule for ships alone is kept by its counterpart where the goods do not go by ship.
    """
    contract = facts.partner
    kept = {contract.incoterm, counterpart(contract.incoterm, facts.mode)}
    for name, ordered, agreed in (
        ("payment_terms", facts.payment_terms, contract.payment_terms),
        ("incoterm", facts.incoterm, facts.incoterm if facts.incoterm in kept else contract.incoterm),
        ("currency", facts.currency, contract.currency),
    ):
        if ordered != agreed:
            evidence = {"ordered": ordered, "agreed": agreed}
            yield Finding(Code.TERMS, Severity.BLOCK, None, name, evidence, MANAGER)


def check_credit(facts: OrderFacts) -> Iterator[Finding]:
    """Check 3: the payer is not blocked, not over 15 days late, and within the limit."""
    credit = facts.credit
    if credit is None:
        return
    for reason in credit_verdict(
        credit.limit, credit.exposure, facts.amount, credit.oldest_overdue_days, credit.blocked
    ):
        evidence: dict[str, Evidence] = {
            "limit": reason.limit,
            "exposure": reason.exposure,
            "amount": reason.amount,
            "over_by": reason.over_by,
            "overdue_days": reason.overdue_days,
            "currency": facts.currency,
        }
        code = _CREDIT_CODES[reason.code]
        yield Finding(code, Severity.HOLD, None, None, evidence, FINANCE, HoldKind.CREDIT.value)


def check_repeats(facts: OrderFacts) -> Iterator[Finding]:
    """Check 4: the purchase order number is new, and so is the content within 72 hours.

    The number of a rejected or cancelled order may be used again, with a warning.
    """
    wanted = purchase_order_key(facts.purchase_order)
    same = [one for one in facts.earlier if wanted and purchase_order_key(one.purchase_order) == wanted]
    if same:
        live = [one for one in same if not one.void]
        evidence = {"purchase_order": facts.purchase_order, "orders": _numbers(live or same)}
        severity = Severity.BLOCK if live else Severity.WARN
        waiver = MANAGER if live else None
        yield Finding(Code.DUP_PO, severity, None, "purchase_order", evidence, waiver)
    content = content_of((line.part_number, line.quantity) for line in facts.lines)
    alike = [
        one
        for one in facts.earlier
        if not one.void and one.content == content and abs(facts.submitted_at - one.submitted_at) <= REPEAT_WINDOW
    ]
    if content and alike:
        yield Finding(Code.DUP_CONTENT, Severity.WARN, None, "lines", {"orders": _numbers(alike)})


def content_of(lines: Iterable[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    """Return an order's parts and quantities, lines of one part added up, order of lines lost."""
    pieces: Counter[str] = Counter()
    for part_number, quantity in lines:
        pieces[part_number] += quantity
    return frozenset(pieces.items())


def _numbers(orders: Iterable[EarlierOrder]) -> str:
    return ", ".join(sorted(one.number for one in orders))
