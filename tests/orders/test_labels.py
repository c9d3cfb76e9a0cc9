"""Every state, answer, finding and thing that happened has words."""

import ast
from decimal import Decimal

import pytest
from flask import Flask

from portal.catalogue.rules_dangerous_goods import DangerCode
from portal.core.config import ROOT
from portal.orders import labels
from portal.orders.labels_findings import _DANGER, FINDING_WORDS, finding_text
from portal.orders.labels_history import HISTORY_WORDS
from portal.orders.rules_facts import Code
from portal.orders.rules_intake import RowAnswer
from portal.orders.service_review import ASKABLE_FIELDS, REJECTION_REASONS
from portal.orders.states import HoldKind, Mode, OrderState, OrderType, Progress, Quantities


@pytest.fixture
def request_context(app: Flask) -> object:
    with app.test_request_context("/"):
        yield


def test_every_member_has_words_and_a_tone() -> None:
    assert set(labels.STATE_WORDS) == set(labels.STATE_TONES) == set(OrderState)
    assert set(labels.PROGRESS_WORDS) == set(labels.PROGRESS_TONES) == set(Progress)
    assert set(labels.TYPE_WORDS) == set(labels.TYPE_TONES) == set(OrderType)
    assert set(labels.MODE_WORDS) == set(Mode) and set(labels.HOLD_WORDS) == set(HoldKind)
    assert set(labels.ANSWER_WORDS) == set(labels.ANSWER_TONES) == set(RowAnswer)
    assert set(labels.PLACE_WORDS) == set(labels.PLACE_TONES) == set(Quantities.__dataclass_fields__)
    assert set(FINDING_WORDS) == {code.value for code in Code} and set(_DANGER) == {code.value for code in DangerCode}
    assert set(REJECTION_REASONS) == set(labels.REJECTION_WORDS) and set(ASKABLE_FIELDS) <= set(labels.FIELD_WORDS)


def test_every_kind_of_history_written_has_words() -> None:
    written = set()
    for path in (ROOT / "portal" / "orders").glob("service*.py"):
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
                "reason": "catalogue.dg_passenger_forbidden", "un_number": "UN3480", "instruction": "PI965",
                "allowed_modes": "sea, air_cargo",
            },
            "Choose: Sea, Cargo aircraft only",
        ),
        (
            "CONSIGNEE_ADDRESS",
            {"field": "postal_code", "problem": "invalid", "country": "EG"},
            "Postal code: not in the right form",
        ),
        ("PACK", {"quantity": 23, "moq": 1, "spq": 10, "suggested": 30}, "packs of 10; 30 would do"),
        ("QTY_OUTLIER", {"quantity": 5000, "measure": "months", "usual": "12.5"}, "5,000 ordered; usual are 12.5"),
    ],
)  # fmt: skip
def test_a_finding_tells_its_figures(
    request_context: object, code: str, evidence: dict[str, object], words: str
) -> None:
    assert words in finding_text(code, evidence)


def test_percentages_carry_their_sign(request_context: object) -> None:
    assert (labels.percent_text("10.0000"), labels.percent_text("-5"), labels.percent_text("2.5")) == (
        "+10%",
        "-5%",
        "+2.50%",
    )
    assert labels.figure("1.5000") == Decimal("1.5") and labels.terms_text("net:30:30") == "Net 30 days · deposit 30 %"
