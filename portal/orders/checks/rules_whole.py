"""Check 18 of the review: an order that ships only whole, all of which is in stock, but in no one depot."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.orders.checks.rules_facts import WARNS, Check, Evidence, Finding, OrderFacts, Spec, Subject

WHOLE_APART = Spec("WHOLE_APART", Subject.QUANTITY, WARNS)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is in stock of an order that ships only whole.

    `in_stock` of its lines are, in all depots together; the depot that has most of them whole has `in_one_depot`.
    """

    in_stock: int
    in_one_depot: int


def check_whole(facts: OrderFacts) -> Iterator[Finding]:
    """Check 18: what each line says is true of it alone; all of it leaves from one depot, and none has all."""
    for found in facts.known(Gathered):
        if found.in_stock == len(facts.lines) > found.in_one_depot:
            figures: dict[str, Evidence] = {"ready": found.in_one_depot, "lines": len(facts.lines)}
            yield WHOLE_APART.warn(figures)


CHECKS = (Check(18, check_whole, (WHOLE_APART,)),)
