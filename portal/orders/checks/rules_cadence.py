"""Check 21 of the review: how often an order of a type is placed, against how often it is at most."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.orders.checks.rules_facts import WARNS, Check, Finding, OrderFacts, Spec, Subject
from portal.orders.types.states import Cadence

CADENCE = Spec("CADENCE", Subject.DUPLICATE, WARNS, "order_type")


@dataclass(frozen=True, slots=True)
class Placed:
    """The numbers of orders of the same type that were handed in before, in the week or month of this one."""

    numbers: tuple[str, ...]
    cadence: Cadence


def begins(cadence: Cadence, day: date) -> date:
    """Return the first day of the week (Monday) or month a day lies in."""
    return day.replace(day=1) if cadence is Cadence.MONTHLY else day - timedelta(days=day.weekday())


def check_cadence(facts: OrderFacts) -> Iterator[Finding]:
    """Check 21: nothing of this type was ordered in this week or month yet, where its type has a cadence."""
    for placed in facts.known(Placed):
        if placed.numbers:
            yield CADENCE.warn({"orders": ", ".join(placed.numbers), "cadence": placed.cadence.value})


CHECKS = (Check(21, check_cadence, (CADENCE,)),)
