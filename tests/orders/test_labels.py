"""Every state, answer, finding and thing that happened has words."""

import ast
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from portal.accounts.labels_addresses import Problem
from portal.catalogue.dangerous.rules import DangerCode
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.config import ROOT
from portal.orders import labels, labels_fields
from portal.orders.checks.labels_findings import DANGER_WORDS, finding_text
from portal.orders.checks.rules_table import FINDINGS
from portal.orders.checks.rules_vin import VinProblem
from portal.orders.decisions import labels as labels_decisions
from portal.orders.decisions.rules_asks import ASKABLE_FIELDS
from portal.orders.decisions.service_review import REJECTION_REASONS
from portal.orders.entry.rows import labels_rows
from portal.orders.entry.rows.rules_answers import RowAnswer
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress, Quantities
from portal.orders.types.states import Cadence, OrderType
from portal.orders.views.labels_history import HISTORY_WORDS
from portal.pricing import labels as labels_pricing


@pytest.fixture
def request_context(app: Flask) -> object:
    with app.test_request_context("/"):
        yield


def test_every_member_has_words_and_a_tone() -> None:
    assert set(labels.STATE_WORDS) == set(labels.STATE_TONES) == set(OrderState)
    assert set(labels.PROGRESS_WORDS) == set(labels.PROGRESS_TONES) == set(Progress)
    assert set(labels.TYPE_WORDS) == set(labels.TYPE_TONES) == set(OrderType)
    assert set(labels_fields.MODE_WORDS) == set(Mode) and set(labels.HOLD_WORDS) == set(HoldKind)
    assert set(labels_rows.ANSWER_WORDS) == set(labels_rows.ANSWER_TONES) == set(RowAnswer)
    assert set(labels.PLACE_WORDS) == set(labels.PLACE_TONES) == set(Quantities.__dataclass_fields__)
    assert set(DANGER_WORDS) == {code.value for code in DangerCode}
    assert set(REJECTION_REASONS) == set(labels_decisions.REJECTION_WORDS) and set(ASKABLE_FIELDS) <= set(
        labels_fields.FIELD_WORDS
    )


def test_every_kind_of_history_written_has_words() -> None:
    written = set()
    for path in (ROOT / "portal" / "orders").rglob("service*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "_history"}:
                written |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }

    assert written and written <= set(HISTORY_WORDS)


@pytest.mark.parametrize(
    ("code", "evidence", "words"),
    [
        (
            "CREDIT_LIMIT",
            {"limit": "100.00", "exposure": "90.00", "amount": "20.00", "over_by": "10.00", "currency": "USD"},
            "pass the limit of 100.00 by 10.00",
        ),
        (
            "PRICE_DEV",
            {"price": "10.0000", "valid_price": "9.5000", "deviation": "0.5000"},
            "10.0000 was agreed, 9.5000 is valid",
        ),
        ("MODE_INCOTERM", {"incoterm": "FOB", "mode": "air", "suggested": "FCA"}, "FCA would do"),
        ("MODE_INCOTERM", {"incoterm": "XXX", "mode": "air"}, "XXX is not for this mode"),
        (
            "DG_AIR",
            {
                "reason": "catalogue.dg_passenger_forbidden",
                "un_number": "UN3480",
                "instruction": "PI965",
                "allowed_modes": "sea, air_cargo",
            },
            "Choose: Sea or Cargo aircraft only",
        ),
        (
            "CONSIGNEE_ADDRESS",
            {"field": "postal_code", "problem": "invalid", "country": "EG"},
            "Postal code is not in the form of an address in Egypt.",
        ),
        (
            "TERMS",
            {"ordered": "prepaid", "agreed": "net:1:30"},
            "The order says In advance, the contract Net 1 day, deposit 30%.",
        ),
        ("TERMS", {"ordered": "EUR", "agreed": "USD"}, "The order says EUR, the contract USD."),
        ("DISCONTINUED", {"part": "X1", "stock": 1, "quantity": 3}, "1 piece is left, ordered: 3."),
        (
            "SUPERSEDED",
            {"kind": "kit", "replacement": "A × 1, B × 2", "stock": 2, "choose": ""},
            "Replaced by A × 1 and B × 2; 2 pieces of the old part are in stock.",
        ),
        ("SUPERSEDED", {"replacement": "", "stock": 1, "choose": "A, B"}, "Replaced by one of A or B; 1 piece of"),
        ("PACK", {"quantity": 23, "moq": 1, "spq": 10, "suggested": 30}, "packs of 10; 30 would do"),
        (
            "MODE_SLOW",
            {"order_type": "vor", "mode": "sea", "usual_mode": "courier"},
            "Orders of this type usually travel so: Courier. Chosen: Sea, which takes weeks.",
        ),
        ("QTY_OUTLIER", {"quantity": 5000, "measure": "months", "usual": "12.5"}, "5,000 ordered; usual are 12.5"),
    ],
)
def test_a_finding_tells_its_figures(
    request_context: object, code: str, evidence: dict[str, object], words: str
) -> None:
    assert words in finding_text(code, evidence)


def test_percentages_carry_their_sign(request_context: object) -> None:
    assert (
        labels_pricing.percent_text("10.0000"),
        labels_pricing.percent_text("-5"),
        labels_pricing.percent_text("2.5"),
    ) == (
        "+10%",
        "-5%",
        "+2.50%",
    )
    assert (
        labels_pricing.figure("1.5000") == Decimal("1.5")
        and labels_fields.terms_text("net:30:30") == "Net 30 days, deposit 30%"
    )


SAMPLES = {
    "price": "10.0000", "valid_price": "9.5000", "deviation": "0.5000", "priced_on": "2026-03-01",
    "submitted_on": "2026-03-09", "ordered": "prepaid", "agreed": "net:30:30", "overdue_days": 3, "exposure": "90.00",
    "amount": "20.00", "limit": "100.00", "over_by": "10.00", "currency": "USD", "quantity": 23, "moq": 1, "spq": 10,
    "suggested": 30, "maximum": 5, "replacement": "A × 1, B × 2", "stock": 2, "part": "X1", "parts": "X1, X2",
    "purchase_order": "PO 100 %", "orders": "SO-1, SO-2", "field": "postal_code", "country": "EG",
    "street": "P.O. Box 5",
    "incoterm": "FOB", "found": "7", "expected": "X", "maker": "NAN", "usual": "12.5", "measure": "months",
    "un_number": "UN3480", "instruction": "PI965", "allowed_modes": "sea, air_cargo", "order_type": "vor",
    "length": 1, "kind": "kit", "choose": "", "vin": "NAN45678901234567", "months": 6, "count": 9,
    "mode": "sea", "usual_mode": "courier", "model": "Auriga E5", "year": "2023",
    "fits": "Auriga E5 2020–2021, Lyra V5 2022–", "requested": "2026-03-12", "late": 1, "lines": 3, "ready": 2,
    "earliest": "2026-03-19", "hours": 72, "cadence": "weekly",
}  # fmt: skip
"""A value for each fact a finding may rest on."""

VALUES: dict[str, list[dict[str, Any]]] = {
    "VIN_FORMAT": [
        {"vin": vin, "problem": problem.value, "length": len(vin)}
        for problem in VinProblem
        for vin in ("1", "LZZ", "IOQ45678901234567", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧")
    ],
    "CONSIGNEE_ADDRESS": [
        {"problem": problem.value, "field": field}
        for problem in Problem
        for field in ("postal_code", "region", "city", "no_such_field")
    ],
    "WORDS_MISSING": [{"part": "21029627"}],
    "LATIN_MISSING": [{"name": "شركة النيل"}],
    "CONSIGNEE_MISSING": [{"field": field} for field in ("name", "street", "city", "phone")],
    "DG_AIR": [
        {"reason": reason.value, "allowed_modes": modes}
        for reason in DangerCode
        for modes in ("", "sea", "sea, air_cargo")
    ],
    "TERMS": [
        {"ordered": ordered, "agreed": agreed} for ordered in ("prepaid", "EUR", "") for agreed in ("net:30", "USD")
    ],
    "SUPERSEDED": [{"choose": ""}, {"choose": "A, B", "replacement": ""}],
    "CADENCE": [{"cadence": each.value} for each in Cadence],
    "QTY_OUTLIER": [{"measure": measure} for measure in ("months", "orders")],
    "VIN_MISSING": [{"order_type": kind.value} for kind in OrderType],
}
"""What a rule may choose among, by the code of its finding."""


def findings_of_every_kind() -> list[tuple[str, dict[str, Any]]]:
    """Return each code with each value its rule may give."""
    return [(code, SAMPLES | chosen) for code in FINDINGS for chosen in VALUES.get(code, [{}])]


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_every_finding_is_told_with_every_value_its_rule_may_give(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        told = [(code, finding_text(code, evidence)) for code, evidence in findings_of_every_kind()]

    assert len({code for code, _text in told}) == len(FINDINGS)
    assert [code for code, text in told if not text or "%(" in text] == []
    assert any("NAN" in text for code, text in told if code == "VIN_MAKER")


def test_each_member_of_a_list_is_isolated_so_that_an_open_range_keeps_its_dash(app: Flask) -> None:
    evidence = {"part": "A1", "vin": "LZZ1", "model": "Lyra", "year": "2019", "fits": "Auriga E5 2022–, Lyra V5 2023–"}
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        told = finding_text("VIN_FITMENT", evidence)

    assert "\u2068\u2068Auriga E5 2022–\u2069 و\u2068Lyra V5 2023–\u2069\u2069" in told


@pytest.mark.parametrize(("language", "shown"), [("ar", "\u2068LZZ1\u2069"), ("en", "LZZ1 is not")])
def test_values_in_a_right_to_left_sentence_are_isolated(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        assert shown in finding_text("VIN_FLEET", {"vin": "LZZ1"})
