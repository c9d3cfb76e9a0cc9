"""Check 8 of the review: the vehicles an order names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.catalogue.vehicles.rules_fitment import fits
from portal.catalogue.vehicles.rules_vins import written
from portal.orders.checks.rules_facts import (
    BLOCKS,
    BLOCKS_OR_WARNS,
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
from portal.orders.checks.rules_vin import VinProblem, check_digit, judge_vin

VIN_MISSING = Spec("VIN_MISSING", Subject.VIN, BLOCKS, "vin")
VIN_FORMAT = Spec("VIN_FORMAT", Subject.VIN, BLOCKS, "vin")
VIN_DIGIT = Spec("VIN_DIGIT", Subject.VIN, BLOCKS_OR_WARNS, "vin", MANAGER)
VIN_MAKER = Spec("VIN_MAKER", Subject.VIN, WARNS, "vin")
VIN_FLEET = Spec("VIN_FLEET", Subject.VIN, WARNS, "vin")
VIN_REPEATED = Spec("VIN_REPEATED", Subject.VIN, WARNS, "vin")
VIN_FITMENT = Spec("VIN_FITMENT", Subject.VIN, WARNS, "part_number")


@dataclass(frozen=True)
class VehicleFacts:
    """A vehicle named in the order; None means the fact is not known and is not judged.

    `model` and `model_year` are those of the sold fleet, or None for a vehicle that is not in it.
    """

    vin: str
    maker_known: bool | None = None
    in_fleet: bool | None = None
    model: str | None = None
    model_year: int | None = None


def check_vehicles(facts: OrderFacts) -> Iterator[Finding]:
    """Check 8: each VIN is well formed, of a known maker, in the sold fleet, named once, and the parts fit it.

    Shape blocks for good; a wrong check digit blocks where the region makes it mandatory and
    warns elsewhere; the rest warns. Types that need a vehicle are blocked without one.
    """
    vehicles = facts.known(VehicleFacts)
    if facts.terms.vin_mandatory and not vehicles:
        yield VIN_MISSING.block({"order_type": facts.order_type.value})
    seen: set[str] = set()
    for vehicle in vehicles:
        fresh = written(vehicle.vin) not in seen
        yield from _vehicle_findings(vehicle, seen)
        if fresh:
            yield from _misfits(vehicle, facts.lines)


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
        yield VIN_FORMAT.block(evidence)
        return
    if vin in seen:
        yield VIN_REPEATED.warn({"vin": vin})
    seen.add(vin)
    if vehicle.maker_known is False:
        yield VIN_MAKER.warn({"vin": vin, "maker": vin[:3]})
    if vehicle.in_fleet is False:
        yield VIN_FLEET.warn({"vin": vin})


def _misfits(vehicle: VehicleFacts, lines: Iterable[LineFacts]) -> Iterator[Finding]:
    """Yield a warning for each line whose part was made for other models or years than the vehicle's."""
    model, year = vehicle.model, vehicle.model_year
    if model is None or year is None:
        return
    for line in lines:
        if fits(line.fitments, model, year, written(vehicle.vin)) is False:
            evidence: dict[str, Evidence] = {
                "part": line.part_number,
                "vin": written(vehicle.vin),
                "model": model,
                "year": str(year),
                "fits": ", ".join(each.text for each in line.fitments),
            }
            yield VIN_FITMENT.warn(evidence, line.line_no)


def _digit_finding(vin: str, certain: bool) -> Finding:
    evidence = {"vin": vin, "found": vin[8], "expected": check_digit(vin)}
    return VIN_DIGIT.block(evidence) if certain else VIN_DIGIT.warn(evidence)


CHECKS = (
    Check(
        8,
        check_vehicles,
        (VIN_MISSING, VIN_FORMAT, VIN_DIGIT, VIN_MAKER, VIN_FLEET, VIN_REPEATED, VIN_FITMENT),
    ),
)
