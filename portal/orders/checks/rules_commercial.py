"""Checks 1 to 4 of the review: price, contract terms, credit, the same order twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from portal.core.money import HUNDRED
from portal.core.references import reference_key
from portal.finance.rules_credit_limit import OVERDUE_DAYS, CreditCode, credit_verdict
from portal.orders.checks.rules_facts import (
    BLOCKS,
    BLOCKS_OR_WARNS,
    FINANCE,
    HOLDS,
    MANAGER,
    WARNS,
    Check,
    Evidence,
    Finding,
    LineFacts,
    OrderFacts,
    Spec,
    Subject,
)
from portal.orders.rules_incoterms import counterpart
from portal.orders.states import HoldKind
from portal.settings.rules import Unit, setting

PRICE_PERCENT = setting("price_percent", Unit.PERCENT, "0.5", most=100, places=2)
"""How far a price may be off the valid one, in percent of it, before it blocks."""
PRICE_AMOUNT = setting("price_amount", Unit.AMOUNT, "0.01", most=1_000, places=3)
"""How far a price may be off the valid one, in the order's currency, before it blocks."""
REPEAT_HOURS = setting("repeat_hours", Unit.HOURS, 72, most=8_760)
"""How long the same parts and quantities are taken for the same order."""

PRICE_DEV = Spec("PRICE_DEV", Subject.PRICE, BLOCKS_OR_WARNS, "unit_price", MANAGER)
PRICE_MISSING = Spec("PRICE_MISSING", Subject.PRICE, BLOCKS, "unit_price", MANAGER)
PRICE_DATE = Spec("PRICE_DATE", Subject.PRICE, BLOCKS, "unit_price", MANAGER)
TERMS = Spec("TERMS", Subject.TERMS, BLOCKS, waiver=MANAGER)
CREDIT_BLOCKED = Spec("CREDIT_BLOCKED", Subject.CREDIT, HOLDS, hold=HoldKind.CREDIT, lifted_by=FINANCE)
CREDIT_OVERDUE = Spec("CREDIT_OVERDUE", Subject.CREDIT, HOLDS, hold=HoldKind.CREDIT, lifted_by=FINANCE)
CREDIT_LIMIT = Spec("CREDIT_LIMIT", Subject.CREDIT, HOLDS, hold=HoldKind.CREDIT, lifted_by=FINANCE)
DUP_PO = Spec("DUP_PO", Subject.DUPLICATE, BLOCKS_OR_WARNS, "purchase_order", MANAGER)
DUP_CONTENT = Spec("DUP_CONTENT", Subject.DUPLICATE, WARNS, "lines")

_CREDIT = {
    CreditCode.BLOCKED: CREDIT_BLOCKED,
    CreditCode.OVERDUE: CREDIT_OVERDUE,
    CreditCode.LIMIT_EXCEEDED: CREDIT_LIMIT,
}


@dataclass(frozen=True)
class CreditFacts:
    """The payer's credit in the order's currency; without it the order is prepaid, unchecked."""

    limit: Decimal
    exposure: Decimal
    oldest_overdue_days: int = 0
    blocked: bool = False


@dataclass(frozen=True)
class EarlierOrder:
    """Another order of the same sold-to; `void` when it was rejected or cancelled."""

    number: str
    purchase_order: str
    submitted_at: datetime
    content: frozenset[tuple[str, int]] = frozenset()
    void: bool = False


def check_prices(facts: OrderFacts) -> Iterator[Finding]:
    """Check 1: each price equals the valid one, of the day of submission.

    A deviation over `PRICE_PERCENT` or over `PRICE_AMOUNT` blocks, a smaller one warns.
    """
    for line in facts.lines:
        yield from _price_findings(line, facts)


def _price_findings(line: LineFacts, facts: OrderFacts) -> Iterator[Finding]:
    valid = line.valid_price
    if valid is None:
        yield PRICE_MISSING.block({"part": line.part_number}, line.line_no)
        return
    submitted_on = facts.submitted_on or facts.submitted_at.date()
    if line.priced_on is not None and line.priced_on != submitted_on:
        dates = {"priced_on": line.priced_on.isoformat(), "submitted_on": submitted_on.isoformat()}
        yield PRICE_DATE.block(dates, line.line_no)
    deviation = abs(line.unit_price - valid)
    if deviation == 0:
        return
    prices = {"price": line.unit_price, "valid_price": valid, "deviation": deviation}
    part = valid * facts.figures.of(PRICE_PERCENT) / HUNDRED
    if deviation > facts.figures.of(PRICE_AMOUNT) or deviation > part:
        yield PRICE_DEV.block(prices, line.line_no)
    else:
        yield PRICE_DEV.warn(prices, line.line_no)


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
            yield TERMS.block({"ordered": ordered, "agreed": agreed}, field=name)


def check_credit(facts: OrderFacts) -> Iterator[Finding]:
    """Check 3: the payer is not blocked, not over `OVERDUE_DAYS` late, and within the limit."""
    allowed = facts.figures.whole(OVERDUE_DAYS)
    for credit in facts.known(CreditFacts):
        for reason in credit_verdict(
            credit.limit, credit.exposure, facts.amount, credit.oldest_overdue_days, credit.blocked, allowed
        ):
            evidence: dict[str, Evidence] = {
                "limit": reason.limit,
                "exposure": reason.exposure,
                "amount": reason.amount,
                "over_by": reason.over_by,
                "overdue_days": reason.overdue_days,
                "currency": facts.currency,
            }
            yield _CREDIT[reason.code].put_on_hold(evidence)


def check_repeats(facts: OrderFacts) -> Iterator[Finding]:
    """Check 4: the purchase order number is new, and so is the content within `REPEAT_HOURS`.

    The number of a rejected or cancelled order may be used again, with a warning.
    """
    earlier = facts.known(EarlierOrder)
    wanted = reference_key(facts.purchase_order)
    same = [one for one in earlier if wanted and reference_key(one.purchase_order) == wanted]
    if same:
        live = [one for one in same if not one.void]
        evidence = {"purchase_order": facts.purchase_order, "orders": _numbers(live or same)}
        yield DUP_PO.block(evidence) if live else DUP_PO.warn(evidence)
    content = content_of((line.part_number, line.quantity) for line in facts.lines)
    hours = facts.figures.whole(REPEAT_HOURS)
    alike = [
        one
        for one in earlier
        if not one.void
        and one.content == content
        and abs(facts.submitted_at - one.submitted_at) <= timedelta(hours=hours)
    ]
    if content and alike:
        yield DUP_CONTENT.warn({"orders": _numbers(alike), "hours": hours})


def content_of(lines: Iterable[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    """Return an order's parts and quantities, lines of one part added up, order of lines lost."""
    pieces: Counter[str] = Counter()
    for part_number, quantity in lines:
        pieces[part_number] += quantity
    return frozenset(pieces.items())


def _numbers(orders: Iterable[EarlierOrder]) -> str:
    return ", ".join(sorted(one.number for one in orders))


CHECKS = (
    Check(1, check_prices, (PRICE_DEV, PRICE_MISSING, PRICE_DATE)),
    Check(2, check_terms, (TERMS,)),
    Check(3, check_credit, (CREDIT_BLOCKED, CREDIT_OVERDUE, CREDIT_LIMIT)),
    Check(4, check_repeats, (DUP_PO, DUP_CONTENT)),
)
