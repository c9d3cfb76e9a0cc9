"""All checks of a review, in number order: what they find depends on the facts alone."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from portal.orders.checks.rules_commercial import check_credit, check_prices, check_repeats, check_terms
from portal.orders.checks.rules_delivery import check_air, check_carriage, check_consignee
from portal.orders.checks.rules_facts import Finding, OrderFacts
from portal.orders.checks.rules_parts import check_discontinued, check_packs, check_quantities, check_superseded
from portal.orders.checks.rules_vehicle import check_vehicles

CHECKS: Mapping[int, Callable[[OrderFacts], Iterator[Finding]]] = MappingProxyType(
    {
        1: check_prices,
        2: check_terms,
        3: check_credit,
        4: check_repeats,
        5: check_packs,
        6: check_superseded,
        7: check_discontinued,
        8: check_vehicles,
        9: check_air,
        12: check_consignee,
        16: check_carriage,
        17: check_quantities,
    }
)


def checks_of(facts: OrderFacts) -> tuple[Finding, ...]:
    """Return every finding, by number of check, then header before lines as each check gives them."""
    return tuple(finding for number in sorted(CHECKS) for finding in CHECKS[number](facts))
