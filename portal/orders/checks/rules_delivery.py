"""Checks 9, 12 and 16 of the review: dangerous goods by air, the consignee, rule and transport."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from portal.accounts.rules_consignees import lacking
from portal.catalogue.dangerous.rules import (
    AirLimit,
    DangerCode,
    DangerRefusal,
    dangerous_goods_refusals,
)
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.days import hq_day
from portal.orders.checks.rules_facts import (
    BLOCKS,
    BLOCKS_OR_WARNS,
    COMPLIANCE,
    FINANCE,
    HOLDS,
    LOGISTICS,
    WARNS,
    Check,
    Evidence,
    Finding,
    OrderFacts,
    Spec,
    Subject,
)
from portal.orders.rules_incoterms import FACTS, Incoterm, fits
from portal.orders.rules_mode import too_slow, usual_mode
from portal.orders.states import HoldKind

DG_AIR = Spec("DG_AIR", Subject.DANGEROUS, (*BLOCKS, *HOLDS), "mode", hold=HoldKind.COMPLIANCE, lifted_by=COMPLIANCE)
CONSIGNEE_MISSING = Spec("CONSIGNEE_MISSING", Subject.CONSIGNEE, BLOCKS)
CONSIGNEE_ADDRESS = Spec("CONSIGNEE_ADDRESS", Subject.CONSIGNEE, BLOCKS_OR_WARNS)
CONSIGNEE_PO_BOX = Spec("CONSIGNEE_PO_BOX", Subject.CONSIGNEE, BLOCKS, "street")
LATIN_MISSING = Spec("LATIN_MISSING", Subject.CONSIGNEE, WARNS)
WORDS_MISSING = Spec("WORDS_MISSING", Subject.CARRIAGE, WARNS)
MODE_INCOTERM = Spec("MODE_INCOTERM", Subject.CARRIAGE, BLOCKS, "incoterm", LOGISTICS)
MODE_SLOW = Spec("MODE_SLOW", Subject.CARRIAGE, WARNS, "mode")
EXW_FREIGHT = Spec("EXW_FREIGHT", Subject.CARRIAGE, WARNS, "incoterm")
FREIGHT_QUOTE = Spec("FREIGHT_QUOTE", Subject.CARRIAGE, WARNS, "incoterm")
DDP_REGISTRATION = Spec(
    "DDP_REGISTRATION", Subject.CARRIAGE, HOLDS, "incoterm", hold=HoldKind.FINANCE, lifted_by=FINANCE
)


@dataclass(frozen=True, slots=True)
class OtherScript:
    """Somebody the order's papers will name, who stands in another script only: customs read Latin letters."""

    name: str


@dataclass(frozen=True, slots=True)
class OtherWords:
    """A line whose part has no description in Latin letters: customs cannot read what the goods are."""

    line_no: int
    part: str


_TO_BE_JUDGED = frozenset(
    {
        DangerCode.NOT_IN_TABLE,
        DangerCode.CHARGE_UNKNOWN,
        DangerCode.WEIGHT_UNKNOWN,
        DangerCode.WATT_HOURS_UNKNOWN,
    }
)
_PO_BOX = re.compile(
    r"\bp\.?\s*o\.?\s*-?\s*box\b|\bpost\s+office\s+box\b|\bpostfach\b|\bapartado\b"
    r"|\bbo[iî]te\s+postale\b|\bb\.?p\.?\s*\d|\bcaixa\s+postal\b|\bа/я\b|абонентский\s+ящик"
    r"|ص\s*\.\s*ب|صندوق\s+بريد|ตู้\s*ปณ|邮政信箱|郵政信箱",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AirLimits:
    """What of dangerous goods may fly, of all days."""

    limits: tuple[AirLimit, ...]


def check_air(facts: OrderFacts) -> Iterator[Finding]:
    """Check 9: what may not fly as declared blocks; what nobody can judge yet goes to compliance.

    By the limits of headquarters' day on which the order was handed in.
    """
    if not facts.mode.flies:
        return
    day = hq_day(facts.submitted_at)
    limits = tuple(limit for told in facts.known(AirLimits) for limit in told.limits)
    for line in facts.lines:
        if line.dangerous is not None:
            for refusal in dangerous_goods_refusals(facts.mode.value, (line.dangerous,), day, limits):
                yield _danger(line.line_no, refusal)


def _danger(line_no: int, refusal: DangerRefusal) -> Finding:
    evidence: dict[str, Evidence] = {
        "reason": refusal.code.value,
        "un_number": refusal.un_number,
        "instruction": refusal.instruction,
        "allowed_modes": ", ".join(mode.value for mode in refusal.allowed_modes),
    }
    evidence |= {
        name: value for name, value in (("limit", refusal.limit), ("found", refusal.found)) if value is not None
    }
    if refusal.code in _TO_BE_JUDGED:
        return DG_AIR.put_on_hold(evidence, line_no)
    return DG_AIR.block(evidence, line_no)


def check_consignee(facts: OrderFacts) -> Iterator[Finding]:
    """Check 12: the consignee is complete, its address right for the country, and reachable.

    A region the country's list does not know warns; a box number blocks for couriers only. Whom customs papers could
    not name in Latin letters is told now, and stops the booking.
    """
    for one in facts.known(OtherScript):
        yield LATIN_MISSING.warn({"name": one.name})
    consignee = facts.consignee
    missing = lacking(partial(getattr, consignee))
    for name in missing:
        yield CONSIGNEE_MISSING.block({"field": name}, field=name)
    for name, problem in consignee.problems:
        if name not in missing:
            evidence = {"field": name, "problem": problem, "country": consignee.country}
            judge = CONSIGNEE_ADDRESS.warn if problem == "unknown" else CONSIGNEE_ADDRESS.block
            yield judge(evidence, field=name)
    if facts.mode is Mode.COURIER and names_a_box(consignee.street):
        yield CONSIGNEE_PO_BOX.block({"street": consignee.street})


def names_a_box(street: str) -> bool:
    """Return whether a street line names a post office box, in any of the portal's languages."""
    return _PO_BOX.search(street) is not None


def check_carriage(facts: OrderFacts) -> Iterator[Finding]:
    """Check 16: the transport fits the order type, and the Incoterms rule the transport and what is arranged.

    Goods that customs papers could not describe in Latin letters are told now, and stop the booking.
    """
    for one in facts.known(OtherWords):
        yield WORDS_MISSING.warn({"part": one.part}, one.line_no)
    if too_slow(facts.terms, facts.mode):
        usual = usual_mode(facts.terms, facts.mode).value
        slow: dict[str, Evidence] = {
            "order_type": facts.order_type.value,
            "mode": facts.mode.value,
            "usual_mode": usual,
        }
        yield MODE_SLOW.warn(slow)
    try:
        rule = Incoterm(facts.incoterm)
    except ValueError:
        evidence: dict[str, Evidence] = {"incoterm": facts.incoterm, "mode": facts.mode.value}
        yield MODE_INCOTERM.block(evidence, waivable=False)
        return
    terms = FACTS[rule]
    named: dict[str, Evidence] = {"incoterm": rule.value, "mode": facts.mode.value}
    if not fits(rule, facts.mode) and terms.any_mode_instead is not None:
        better = named | {"suggested": terms.any_mode_instead.value}
        yield MODE_INCOTERM.block(better)
    if rule is Incoterm.EXW and facts.freight_booked_by_hq:
        yield EXW_FREIGHT.warn(named)
    if terms.seller_carries and not facts.freight_quoted:
        yield FREIGHT_QUOTE.warn(named)
    if terms.seller_clears_import and not facts.tax_registered_at_destination:
        yield DDP_REGISTRATION.put_on_hold(named)


CHECKS = (
    Check(9, check_air, (DG_AIR,)),
    Check(12, check_consignee, (LATIN_MISSING, CONSIGNEE_MISSING, CONSIGNEE_ADDRESS, CONSIGNEE_PO_BOX)),
    Check(16, check_carriage, (WORDS_MISSING, MODE_SLOW, MODE_INCOTERM, EXW_FREIGHT, FREIGHT_QUOTE, DDP_REGISTRATION)),
)
