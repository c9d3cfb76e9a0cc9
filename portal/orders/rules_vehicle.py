"""Check 8 of the review: the vehicles an order names."""

from collections.abc import Iterator

from portal.orders.rules_facts import (
    MANAGER,
    Code,
    Evidence,
    Finding,
    OrderFacts,
    Severity,
    VehicleFacts,
)
from portal.orders.rules_vin import VinProblem, check_digit, judge_vin
from portal.orders.states_types import terms_of


def check_vehicles(facts: OrderFacts) -> Iterator[Finding]:
    """Check 8: each VIN is well formed, of a known maker, in the sold fleet, and named once.

    Shape blocks for good; a wrong check digit blocks where the region makes it mandatory and
    warns elsewhere; the rest warns. Types that need a vehicle are blocked without one.
    """
    if terms_of(facts.order_type).vin_mandatory and not facts.vehicles:
        evidence = {"order_type": facts.order_type.value}
        yield Finding(Code.VIN_MISSING, Severity.BLOCK, None, "vin", evidence)
    seen: set[str] = set()
    for vehicle in facts.vehicles:
        yield from _vehicle_findings(vehicle, seen)


def _vehicle_findings(vehicle: VehicleFacts, seen: set[str]) -> Iterator[Finding]:
    verdict = judge_vin(vehicle.vin)
    vin = verdict.vin
    if verdict.problem is VinProblem.CHECK_DIGIT:
        yield _digit_finding(vin, verdict.certain)
    elif verdict.problem is not None:
        evidence: dict[str, Evidence] = {
            "vin": vin[:40],
            "problem": verdict.problem.value,
            "length": len(vin),
        }
        yield Finding(Code.VIN_FORMAT, Severity.BLOCK, None, "vin", evidence)
        return
    if vin in seen:
        yield Finding(Code.VIN_REPEATED, Severity.WARN, None, "vin", {"vin": vin})
    seen.add(vin)
    if vehicle.maker_known is False:
        yield Finding(Code.VIN_MAKER, Severity.WARN, None, "vin", {"vin": vin, "maker": vin[:3]})
    if vehicle.in_fleet is False:
        yield Finding(Code.VIN_FLEET, Severity.WARN, None, "vin", {"vin": vin})


def _digit_finding(vin: str, certain: bool) -> Finding:
    evidence = {"vin": vin, "found": vin[8], "expected": check_digit(vin)}
    severity, waiver = (Severity.BLOCK, MANAGER) if certain else (Severity.WARN, None)
    return Finding(Code.VIN_DIGIT, severity, None, "vin", evidence, waiver)
