"""Checks 5 to 7 and 17 of the review: packs, superseded and ended parts, unusual quantities."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from math import isqrt
from statistics import median

from portal.catalogue.replaced.rules_supersession import Explosion, SupersessionKind, explode, is_rest
from portal.catalogue.rules_packs import QuantityFault, quantity_problems
from portal.orders.checks.rules_facts import (
    BLOCKS,
    BLOCKS_OR_WARNS,
    MANAGER,
    PLANNER,
    WARNS,
    Check,
    Demand,
    Evidence,
    Finding,
    LineFacts,
    OrderFacts,
    Spec,
    Subject,
)
from portal.orders.types.states import PackRule
from portal.settings.rules import Figures, Unit, setting

UNUSUAL_MONTHS = setting("unusual_months", Unit.MONTHS, 12, 1, 36)
"""How many months of what a distributor ordered a quantity is measured by."""
UNUSUAL_ORDERS = setting("unusual_orders", Unit.ORDERS, 4, 1, 100)
"""How many earlier orders are a measure."""
UNUSUAL_DEVIATIONS = setting("unusual_deviations", Unit.TIMES, 3, 1, 20)
"""How many standard deviations above the mean of the months are unusual."""
UNUSUAL_MEDIANS = setting("unusual_medians", Unit.TIMES, 10, 1, 1_000)
"""How many times the median order is unusual."""

MOQ = Spec("MOQ", Subject.QUANTITY, BLOCKS_OR_WARNS, "quantity", MANAGER)
PACK = Spec("PACK", Subject.QUANTITY, BLOCKS_OR_WARNS, "quantity", MANAGER)
MAX_PIECES = Spec("MAX_PIECES", Subject.QUANTITY, BLOCKS, "quantity", MANAGER)
SUPERSEDED = Spec("SUPERSEDED", Subject.SUPERSEDED, BLOCKS_OR_WARNS, "part_number", PLANNER)
SUPERSESSION_CYCLE = Spec("SUPERSESSION_CYCLE", Subject.SUPERSEDED, BLOCKS, "part_number", PLANNER)
DISCONTINUED = Spec("DISCONTINUED", Subject.DISCONTINUED, BLOCKS_OR_WARNS, "part_number")
QTY_OUTLIER = Spec("QTY_OUTLIER", Subject.QUANTITY, WARNS, "quantity")

_PACKS = {
    QuantityFault.BELOW_MINIMUM: MOQ,
    QuantityFault.NOT_WHOLE_PACKS: PACK,
}


def check_packs(facts: OrderFacts) -> Iterator[Finding]:
    """Check 5: minimum and whole packs, with the next right quantity; VOR pieces per part.

    The last pieces of an ended part are not held to a minimum or a pack they do not fill.
    """
    terms = facts.terms
    if terms.pack_rule is not PackRule.EXEMPT:
        block = terms.pack_rule is PackRule.BLOCK
        for line in facts.lines:
            for problem in quantity_problems(line.quantity, line.moq, line.spq):
                if _is_rest(line, facts) and 0 < line.stock < (problem.suggested or 0):
                    continue
                evidence = {"quantity": line.quantity, "moq": line.moq, "spq": line.spq}
                if problem.suggested is not None:
                    evidence["suggested"] = problem.suggested
                spec = _PACKS.get(problem.code, MOQ)
                yield spec.block(evidence, line.line_no) if block else spec.warn(evidence, line.line_no)
    if terms.max_pieces_per_part is not None:
        yield from _too_many_pieces(facts.lines, terms.max_pieces_per_part)


def _too_many_pieces(lines: tuple[LineFacts, ...], most: int) -> Iterator[Finding]:
    pieces: Counter[str] = Counter()
    for line in lines:
        pieces[line.part_number] += line.quantity
        if pieces[line.part_number] > most:
            evidence = {"quantity": pieces[line.part_number], "maximum": most}
            yield MAX_PIECES.block(evidence, line.line_no)


def check_superseded(facts: OrderFacts) -> Iterator[Finding]:
    """Check 6: a superseded part is offered its newest replacement, kits taken apart.

    Silent while the old part covers the line and may still be sold: it is to be used up, or old
    and new are fully interchangeable. Blocks when none of the old part is left.
    """
    for line in facts.lines:
        link = facts.successors.get(line.part_number)
        if link is None:
            continue
        keep_old = line.use_up_old or link.kind is SupersessionKind.TWO_WAY
        if keep_old and line.stock >= line.quantity:
            continue
        instead = explode(line.part_number, line.quantity, facts.successors)
        if instead.cycles:
            yield _circle(line, instead)
            continue
        evidence: dict[str, Evidence] = {
            "kind": link.kind.value,
            "replacement": _spelled(instead),
            "stock": line.stock,
            "choose": ", ".join(part for each in instead.choices for part in facts.successors[each].parts),
        }
        left = line.stock > 0
        yield SUPERSEDED.warn(evidence, line.line_no) if left else SUPERSEDED.block(evidence, line.line_no)


def _circle(line: LineFacts, instead: Explosion[str]) -> Finding:
    evidence = {"part": line.part_number, "parts": ", ".join(instead.cycles)}
    return SUPERSESSION_CYCLE.block(evidence, line.line_no)


def _spelled(instead: Explosion[str]) -> str:
    return ", ".join(f"{need.part} × {need.quantity}" for need in instead.needs)


def check_discontinued(facts: OrderFacts) -> Iterator[Finding]:
    """Check 7: an ended part without a successor blocks without stock, warns when it is short.

    While a receipt is planned it is available later, as any other part.
    """
    for line in facts.lines:
        if not _is_rest(line, facts) or line.stock >= line.quantity:
            continue
        evidence: dict[str, Evidence] = {
            "part": line.part_number,
            "stock": line.stock,
            "quantity": line.quantity,
        }
        left = line.stock > 0
        yield DISCONTINUED.warn(evidence, line.line_no) if left else DISCONTINUED.block(evidence, line.line_no)


def _is_rest(line: LineFacts, facts: OrderFacts) -> bool:
    """Tell whether nothing follows what is on the shelf of a line's part."""
    return is_rest(line.discontinued, replaced=line.part_number in facts.successors, planned_on=line.planned_on)


def check_quantities(facts: OrderFacts) -> Iterator[Finding]:
    """Check 17: a quantity far above what this distributor used to order of the part."""
    for line in facts.lines:
        usual = unusual(line.quantity, line.demand, facts.figures)
        if usual is not None:
            yield QTY_OUTLIER.warn(usual, line.line_no)


def unusual(quantity: int, demand: Demand, figures: Figures) -> dict[str, Evidence] | None:
    """Return the measure a quantity passes, or None.

    Over the mean plus some (population) standard deviations of some months, or over some times the
    median order. Too few earlier orders are no measure. Exactly the limit passes. The evidence
    names the measure, the period (`months`, or `count` of orders), what is usual, and the limit in whole pieces.
    """
    if len(demand.orders) < figures.whole(UNUSUAL_ORDERS):
        return None
    months, deviations = figures.whole(UNUSUAL_MONTHS), figures.whole(UNUSUAL_DEVIATIONS)
    if len(demand.months) == months and _above_months(quantity, demand.months, deviations):
        mean = Decimal(sum(demand.months)) / months
        limit = _months_limit(demand.months, deviations)
        return {"quantity": quantity, "measure": "months", "months": months, "usual": round(mean, 1), "limit": limit}
    middle = Decimal(median(map(Decimal, demand.orders)))
    most = figures.whole(UNUSUAL_MEDIANS) * middle
    if quantity > most:
        count = len(demand.orders)
        limit = int(most)
        return {"quantity": quantity, "measure": "orders", "count": count, "usual": middle, "limit": limit}
    return None


def _months_limit(months: tuple[int, ...], deviations: int) -> int:
    """Return mean + so many sd in whole pieces, the part of a piece left out; exact, as the comparison is."""
    count, total = len(months), sum(months)
    spread = count * sum(month * month for month in months) - total * total
    return (total + isqrt(deviations * deviations * spread)) // count


def _above_months(quantity: int, months: tuple[int, ...], deviations: int) -> bool:
    """Compare with mean + so many sd in whole numbers, so no rounding decides."""
    count, total = len(months), sum(months)
    above = quantity * count - total
    spread = count * sum(month * month for month in months) - total * total
    return above > 0 and above * above > deviations * deviations * spread


CHECKS = (
    Check(5, check_packs, (MOQ, PACK, MAX_PIECES)),
    Check(6, check_superseded, (SUPERSEDED, SUPERSESSION_CYCLE)),
    Check(7, check_discontinued, (DISCONTINUED,)),
    Check(17, check_quantities, (QTY_OUTLIER,)),
)
