"""The checks of an order's review in the order of their numbers, and what is fixed of each finding.

A check stands with its specifications in the file of its subject, which lists it in `CHECKS`; this table
holds the subjects only.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from portal.orders.checks import (
    rules_cadence,
    rules_commercial,
    rules_date,
    rules_delivery,
    rules_parts,
    rules_vehicle,
    rules_whole,
)
from portal.orders.checks.rules_facts import Check, Finding, OrderFacts, Spec


def in_order(*subjects: Iterable[Check]) -> Mapping[int, Check]:
    """Return checks by number, lowest first; two of one number are a mistake (`ValueError`)."""
    checks = sorted((check for subject in subjects for check in subject), key=lambda check: check.number)
    if len({check.number for check in checks}) != len(checks):
        raise ValueError("two checks have one number")
    return MappingProxyType({check.number: check for check in checks})


def by_code(checks: Iterable[Check]) -> Mapping[str, Spec]:
    """Return what is fixed of each finding by its code; two of one code are a mistake (`ValueError`)."""
    specs = [spec for check in checks for spec in check.finds]
    if len({spec.code for spec in specs}) != len(specs):
        raise ValueError("two findings have one code")
    return MappingProxyType({spec.code: spec for spec in specs})


CHECKS = in_order(
    rules_commercial.CHECKS,
    rules_parts.CHECKS,
    rules_vehicle.CHECKS,
    rules_delivery.CHECKS,
    rules_date.CHECKS,
    rules_whole.CHECKS,
    rules_cadence.CHECKS,
)
FINDINGS = by_code(CHECKS.values())


def checks_of(facts: OrderFacts) -> tuple[Finding, ...]:
    """Return every finding, by number of check, then header before lines as each check gives them."""
    return tuple(finding for check in CHECKS.values() for finding in check.run(facts))
