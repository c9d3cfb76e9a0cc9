"""Every finding is whole: fixed once, worded once in every language, found by a check, told from what it rests on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext

from portal.catalogue.dangerous.rules import Condition, DangerousItem
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.replaced.rules_supersession import Successor, Supersession, SupersessionKind
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.core import locales
from portal.core.config import ROOT
from portal.orders.checks import labels_findings
from portal.orders.checks.labels_findings import Words, finding_brief, finding_name, finding_text
from portal.orders.checks.rules_cadence import Placed
from portal.orders.checks.rules_commercial import CreditFacts, EarlierOrder
from portal.orders.checks.rules_date import Wish
from portal.orders.checks.rules_delivery import OtherScript, OtherWords
from portal.orders.checks.rules_facts import (
    BLOCKS,
    BLOCKS_OR_WARNS,
    HOLDS,
    WARNS,
    Check,
    Demand,
    Finding,
    PartnerFacts,
    Severity,
    Spec,
    Subject,
)
from portal.orders.checks.rules_table import CHECKS, FINDINGS, by_code, checks_of, in_order
from portal.orders.checks.rules_vehicle import VehicleFacts
from portal.orders.checks.rules_whole import Gathered
from portal.orders.states import HoldKind
from portal.orders.types.states import Cadence, OrderType
from portal.review.labels import FILTER_WORDS
from portal.review.rules import SUBJECTS
from tests.orders.checks.facts import SUBMITTED, make_facts, make_line

SOUND = make_facts()
FLYING = {"mode": Mode.AIR, "incoterm": "FCA", "partner": PartnerFacts("USD", "FCA", "net:30")}
EXW = {"incoterm": "EXW", "partner": PartnerFacts("USD", "EXW", "net:30")}
DDP = {"incoterm": "DDP", "partner": PartnerFacts("USD", "DDP", "net:30")}
BATTERY = DangerousItem("AV-100", "UN3480", net_g=30_000, watt_hours=900, charge_percent=30)


def successors(*parts: str) -> dict[str, Supersession[str]]:
    chain = ("AV-100", *parts)
    return {old: Supersession(SupersessionKind.ONE_WAY, (Successor(new, 1),)) for old, new in pairwise(chain)}


def vehicle(vin: str, **known: Any) -> dict[str, Any]:
    return {"vehicles": (VehicleFacts(vin, **known),)}


def lines(**changes: Any) -> dict[str, Any]:
    return {"lines": (make_line(**changes),)}


GOOD, WRONG, FOREIGN = "LZZABCDE7SA000001", "LZZABCDE8SA000001", "WP0ZZZ99ZTS392124"
FAULTS: list[dict[str, Any]] = [
    lines(unit_price=Decimal(1)),
    lines(unit_price=Decimal("48.3751")),
    lines(valid_price=None),
    lines(priced_on=SUBMITTED.date().replace(day=1)),
    {"partner": PartnerFacts("EUR", "CIF", "net:60")},
    {"credit": CreditFacts(Decimal(1), Decimal(0), 16, True)},
    {"earlier": (EarlierOrder("SO-1", "PO-77", SUBMITTED, frozenset({("AV-100", 10)})),)},
    {"earlier": (EarlierOrder("SO-1", "PO-77", SUBMITTED, void=True),)},
    lines(quantity=1, moq=2),
    lines(spq=3),
    {"order_type": OrderType.DAILY} | lines(quantity=1, moq=2),
    {"order_type": OrderType.DAILY} | lines(spq=3),
    {"order_type": OrderType.VOR, **FLYING} | lines(quantity=9, spq=2),
    {"successors": successors("AV-200")},
    {"successors": successors("AV-200")} | lines(stock=0),
    {"successors": successors("AV-200", "AV-100")},
    lines(discontinued=True, stock=1),
    lines(discontinued=True, stock=0),
    lines(quantity=11, demand=Demand((), (1, 1, 1, 1))),
    vehicle("LZZ"),
    vehicle(WRONG),
    vehicle(FOREIGN),
    {"vehicles": (VehicleFacts(GOOD, maker_known=False, in_fleet=False),) * 2},
    vehicle(GOOD, model="Auriga E5", model_year=2023) | lines(fitments=(Fitment("Lyra V5", 2020, 2021),)),
    FLYING | lines(dangerous=BATTERY),
    FLYING | lines(dangerous=replace(BATTERY, condition=Condition.DEFECTIVE)),
    FLYING | lines(dangerous=replace(BATTERY, un_number="UN9999")),
    {"consignee": replace(SOUND.consignee, street="")},
    {"consignee": replace(SOUND.consignee, problems=(("postal_code", "invalid"), ("region", "unknown")))},
    {"consignee": replace(SOUND.consignee, street="P.O. Box 5")} | FLYING | {"mode": Mode.COURIER},
    {"incoterm": "FOB", "mode": Mode.AIR},
    {"incoterm": "DAT"},
    {"order_type": OrderType.URGENT},
    {"mode": Mode.ROAD, "freight_booked_by_hq": True} | EXW,
    {"freight_quoted": False} | DDP,
    {"further": (Wish(SUBMITTED.date(), {1: SUBMITTED.date() + timedelta(days=3)}, "EG", day_off=True),)},
    {"further": (OtherScript("شركة النيل"),)},
    {"further": (OtherWords(1, "AV-100"),)},
    {"further": (Gathered(in_stock=1, in_one_depot=0),)},
    {"further": (Placed(("SO-1",), Cadence.WEEKLY),)},
]
"""Orders that each have one fault or two; together every check finds everything it can."""


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return [finding for fault in FAULTS for finding in checks_of(make_facts(**fault))]


def told(app: Flask, finding: Finding, language: str) -> tuple[str, str, str]:
    with app.app_context(), app.test_request_context(headers={"Accept-Language": language}):
        return (
            finding_name(finding.code),
            finding_text(finding.code, finding.evidence),
            finding_brief(finding.code, finding.evidence, language),
        )


def unfinished(
    app: Flask, specs: Mapping[str, Spec], words: Mapping[str, Words], found: Iterable[Finding]
) -> set[tuple[str, str]]:
    """Return what is missing, by code: a specification, words, a sample, figures for the sentence, a translation."""
    samples = {finding.code: finding for finding in found}
    missing = {(code, "has no words") for code in specs.keys() - words.keys()}
    missing |= {(code, "has words only") for code in words.keys() - specs.keys()}
    missing |= {(code, "is found nowhere") for code in specs.keys() - samples.keys()}
    for code in specs.keys() & words.keys() & samples.keys():
        try:
            english, *others = [told(app, samples[code], one) for one in ("en", *set(locales.OFFERED) - {"en"})]
        except KeyError as error:
            missing.add((code, f"its sentence asks for {error.args[0]}"))
            continue
        if any("%(" in text or not text for each in (english, *others) for text in each):
            missing.add((code, "is not told"))
        if any(text == plain for each in others for text, plain in zip(each, english, strict=True)):
            missing.add((code, "is told in English"))
    return missing


def test_every_finding_has_its_specification_its_words_and_a_sample_told_in_every_language(
    app: Flask, found: list[Finding]
) -> None:
    assert unfinished(app, FINDINGS, labels_findings.FINDINGS, found) == set()


def test_a_finding_that_is_not_whole_would_be_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = {name: Spec(name, Subject.PRICE, WARNS) for name in ("MUTE", "LOST", "GREEDY", "FOREIGN")}
    words = {name: Words(lazy_gettext("Price"), lazy_gettext("Price")) for name in ("LOST", "SPARE")}
    words["GREEDY"] = Words(lazy_gettext("Price"), "%(nowhere)s")
    words["FOREIGN"] = Words("Never translated", "Neither")
    monkeypatch.setattr(labels_findings, "FINDINGS", labels_findings.FINDINGS | words)
    sampled = [planted[name].warn({}) for name in ("MUTE", "GREEDY", "FOREIGN")]

    assert unfinished(app, planted, words, sampled) == {
        ("MUTE", "has no words"),
        ("SPARE", "has words only"),
        ("LOST", "is found nowhere"),
        ("GREEDY", "its sentence asks for nowhere"),
        ("FOREIGN", "is told in English"),
    }


def at_odds(checks: Iterable[Check], faults: Iterable[dict[str, Any]]) -> set[str]:
    """Return the findings that a check makes and does not list, and those of a severity nothing ever shows."""
    odd: set[str] = set()
    shown: set[tuple[str, Severity]] = set()
    orders = [make_facts(**fault) for fault in faults]
    for check in checks:
        found = [finding for facts in orders for finding in check.run(facts)]
        odd |= {finding.code for finding in found} - {spec.code for spec in check.finds}
        shown |= {(finding.code, finding.severity) for finding in found}
        odd |= {spec.code for spec in check.finds if {(spec.code, each) for each in spec.severities} - shown}
    return odd


def test_each_check_lists_what_it_finds_and_each_severity_occurs() -> None:
    assert at_odds(CHECKS.values(), FAULTS) == set()


def test_a_finding_its_check_does_not_list_would_be_found() -> None:
    silent = Check(1, CHECKS[1].run, ())
    eager = Check(2, CHECKS[2].run, (replace(FINDINGS["TERMS"], severities=BLOCKS_OR_WARNS),))

    assert at_odds([silent, eager], FAULTS) == {"PRICE_DEV", "PRICE_MISSING", "PRICE_DATE", "TERMS"}


def test_who_lets_pass_and_who_lifts_stand_with_what_is_blocked_or_held() -> None:
    for spec in FINDINGS.values():
        assert (spec.hold is not None) == (spec.lifted_by is not None) == (Severity.HOLD in spec.severities)
        assert spec.waiver is None or Severity.BLOCK in spec.severities
        assert {spec.waiver, spec.lifted_by} - {None} <= set(labels_findings.ROLE_WORDS)


def test_a_finding_takes_what_is_fixed_of_it_and_no_severity_it_never_has() -> None:
    held = Spec("HELD", Subject.CREDIT, HOLDS, hold=HoldKind.CREDIT, lifted_by="finance").put_on_hold({"n": 1})
    stopped = Spec("STOPPED", Subject.PRICE, BLOCKS, "unit_price", "manager")

    assert held == Finding("HELD", Severity.HOLD, None, None, {"n": 1}, "finance", "credit")
    assert stopped.block({}, 2) == Finding("STOPPED", Severity.BLOCK, 2, "unit_price", {}, "manager")
    assert stopped.block({}, field="price", waivable=False) == Finding("STOPPED", Severity.BLOCK, None, "price")
    with pytest.raises(ValueError, match="STOPPED is never a warn"):
        stopped.warn({})


def test_two_checks_of_one_number_and_two_findings_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match="one number"):
        in_order([CHECKS[1]], [CHECKS[1]])
    with pytest.raises(ValueError, match="one code"):
        by_code([CHECKS[1], CHECKS[1]])


def test_the_queue_filters_by_every_subject_and_knows_every_finding() -> None:
    assert {code: SUBJECTS[code] for code in FINDINGS} == {code: spec.subject for code, spec in FINDINGS.items()}
    assert set(SUBJECTS.values()) <= set(FILTER_WORDS)


def spelled_in(folder: str, suffix: str) -> dict[str, set[str]]:
    """Return the codes a kind of file spells out, by file."""
    found = {}
    for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
        text = path.read_text()
        codes = {code for code in FINDINGS if f'"{code}"' in text or f"'{code}'" in text}
        if codes:
            found[path.relative_to(ROOT).as_posix()] = codes
    return found


def test_a_code_is_spelled_with_its_rule_and_with_its_words_and_nowhere_else() -> None:
    spelled = spelled_in("portal", ".py")
    words = spelled.pop("portal/orders/checks/labels_findings.py")
    rules = [code for place in list(spelled) if "/checks/rules_" in place for code in spelled.pop(place)]

    assert words == set(FINDINGS) and sorted(rules) == sorted(FINDINGS)
    assert spelled == {}
    assert spelled_in("templates", ".html") == {}


def ungathered(rules: str, queries: str) -> set[str]:
    """Return the kinds of further facts that checks ask for and nothing fills."""
    return set(re.findall(r"\.known\((\w+)\)", rules)) - set(re.findall(r"\b([A-Z]\w+)\(", queries))


def test_what_a_check_alone_looks_at_is_gathered() -> None:
    rules, queries = (
        "".join(path.read_text("utf-8") for path in sorted((ROOT / "portal/orders/checks").glob(f"{word}_*.py")))
        for word in ("rules", "queries")
    )

    assert ungathered(rules, queries) == set()
    assert ungathered("facts.known(Odometer)", "VehicleFacts(vin)") == {"Odometer"}
    assert ungathered(rules, "") >= {"CreditFacts", "EarlierOrder", "VehicleFacts"}
