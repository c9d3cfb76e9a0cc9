"""Check 15 of the review: the day the goods are wanted, against the days they can be ready and the day's own kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.orders.checks.rules_facts import WARNS, Check, Evidence, Finding, OrderFacts, Spec, Subject

DATE_LT = Spec("DATE_LT", Subject.DATE, WARNS, "requested_on")
DATE_OFF = Spec("DATE_OFF", Subject.DATE, WARNS, "requested_on")


@dataclass(frozen=True, slots=True)
class Wish:
    """The day an order is wanted to be delivered, and what is known of it.

    `ready` has the day each line can be ready to ship, by its number; a line nobody can tell of is missing. `day_off`
    tells that nobody works on the wanted day in the country the goods go to (its ISO code).
    """

    on: date
    ready: Mapping[int, date]
    country: str = ""
    day_off: bool = False


def check_date(facts: OrderFacts) -> Iterator[Finding]:
    """Check 15: what can be ready only after the day it is wanted is late for certain; the journey comes on top."""
    for wish in facts.known(Wish):
        late = [day for day in wish.ready.values() if day > wish.on]
        wanted: dict[str, Evidence] = {"requested": wish.on.isoformat()}
        if late:
            figures: dict[str, Evidence] = {"late": len(late), "lines": len(facts.lines)}
            yield DATE_LT.warn(wanted | figures | {"earliest": max(late).isoformat()})
        if wish.day_off:
            yield DATE_OFF.warn(wanted | {"country": wish.country})


CHECKS = (Check(15, check_date, (DATE_LT, DATE_OFF)),)
