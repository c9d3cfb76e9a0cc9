"""Whether the amounts of a paper agree with each other, to the last decimal."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from portal.core.money import rounded
from portal.documents.rules_parts import Snapshot

PRICE_TOLERANCE = Decimal("0.5")
"""Share of the last printed decimal that rounding a line may change."""


def total_of(values: Iterable[object]) -> Decimal:
    """Return the sum of figures, given as numbers or as decimal strings."""
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def differs(name: str, printed: object, counted: Decimal) -> Iterator[str]:
    """Name a printed sum that is not what its parts add up to; a sum left out counts as nothing."""
    if Decimal(str(printed or 0)) != counted:
        yield f"{name} is {printed or 0}, but adds up to {counted}"


def money_sums(snapshot: Snapshot) -> Iterator[str]:
    """Name what lines, charges, taxes and totals of a paper with amounts do not agree on."""
    totals, charges = snapshot["totals"], snapshot.get("charges") or []
    taken, added = (
        total_of(item["amount"] for item in charges if item["kind"] == kind) for kind in ("allowance", "charge")
    )
    tax = total_of(item.get("amount") or 0 for item in snapshot["taxes"])
    net = total_of(line["amount"] for line in snapshot["lines"])
    yield from _line_amounts(snapshot)
    yield from differs("totals.lines", totals["lines"], net)
    yield from differs("totals.allowances", totals.get("allowances"), taken)
    yield from differs("totals.charges", totals.get("charges"), added)
    yield from differs("totals.tax", totals.get("tax"), tax)
    yield from differs("totals.total", totals["total"], net - taken + added + tax)
    bases = total_of(item["base"] for item in snapshot["taxes"])
    yield from differs("taxes: the sum of bases", bases, net - taken + added)
    if totals.get("due") is not None or totals.get("prepaid"):
        left = Decimal(totals["total"]) - Decimal(totals.get("prepaid") or 0)
        yield from differs("totals.due", totals.get("due"), left)


def _line_amounts(snapshot: Snapshot) -> Iterator[str]:
    """A line's amount is quantity x unit price, within the rounding of its last decimal.

    Of a partial invoice the running amount is, so that all invoices add up to the order line.
    """
    for index, line in enumerate(snapshot["lines"]):
        earlier = line.get("earlier") or {"quantity": "0", "amount": "0"}
        amount = Decimal(line["amount"])
        step = Decimal(1).scaleb(int(amount.as_tuple().exponent))
        running = amount + Decimal(earlier["amount"])
        quantity = Decimal(line["quantity"]) + Decimal(earlier["quantity"])
        exact = quantity * Decimal(line["unit_price"])
        if abs(running - exact) > step * PRICE_TOLERANCE:
            yield f"lines[{index}].amount is {running}, but quantity x unit price is {exact}"


def part_rounding(lines: Sequence[Snapshot], currency: str) -> tuple[int, Decimal]:
    """Return how many lines of a paper differ from quantity x unit price, and by how much in all.

    Lines that are invoiced in parts do, because their parts add up to the rounded whole.
    """
    exact = (rounded(Decimal(line["quantity"]) * Decimal(line["unit_price"]), currency) for line in lines)
    apart = [Decimal(line["amount"]) - amount for line, amount in zip(lines, exact, strict=True)]
    return sum(1 for each in apart if each), sum(apart, Decimal(0))
