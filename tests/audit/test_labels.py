"""Every action and thing the source records has words, and values kept as codes are told in words."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.approvals.service import RECORDED
from portal.audit import labels, labels_facts
from portal.core.config import ROOT
from portal.documents.kinds import KINDS

PREFIXED = {"portal/orders": "order", "portal/allocation": "order", "portal/shipping": "shipment"}
"""Rooms with a `record` of their own (or the orders'), which puts the name of the thing before the action."""


@pytest.fixture
def request_context(app: Flask) -> object:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def texts_given(node: ast.Call) -> list[str]:
    """Return the literal texts among the arguments of a call, in order."""
    return [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]


def recorded() -> Iterator[tuple[str, str]]:
    """Yield each action the source records, with the kind of thing where both are written out."""
    for path in sorted((ROOT / "portal").rglob("*.py")):
        room = "/".join(path.relative_to(ROOT).parts[:2])
        for node in ast.walk(ast.parse(path.read_text())):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name == "record_issue":
                paper = KINDS[ast.unparse(node.args[0]).lower()].recorded
                assert paper is not None
                yield paper.action, paper.code
            if isinstance(node, ast.Call) and name in {"record", "audit.record", "_record"} and texts_given(node):
                action, *kind = texts_given(node)
                prefix = PREFIXED.get(room, "") if name == "record" else ""
                yield (f"{prefix}.{action}" if prefix else action), (kind[0] if kind else "")


def test_every_action_the_source_records_has_words() -> None:
    found = {*recorded(), *((action, "") for action in RECORDED.values())}
    actions = {action for action, _kind in found if "." in action}

    assert {"order.submitted", "shipment.packed", "claim.filed", "user.invited", "review.claim_taken"} <= actions
    assert sorted(actions - set(labels.ACTION_WORDS)) == []
    assert sorted({kind for _action, kind in found if kind} - set(labels.SUBJECT_WORDS)) == []


def test_no_action_has_words_that_nothing_records() -> None:
    actions = {action for action, _kind in recorded()} | set(RECORDED.values())

    assert sorted(set(labels.ACTION_WORDS) - actions) == []


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("user", "roles", "hq_clerk hq_manager", "Order clerk and Manager"),
        ("user", "state", "disabled", "Disabled"),
        ("user", "locale", "ar", "Arabic"),
        ("claim", "state", "credit_pending", "Credit pending"),
        ("sales_order", "hold", "credit", "Credit hold"),
        ("sales_order", "reason", "credit.blocked", "The account is blocked"),
        ("sales_order", "reason", "not_available", "Cannot be supplied"),
        ("sales_order", "reason", "the buyer rang", "the buyer rang"),
        ("sales_order", "finding", "MOQ", "Below the minimum"),
        ("sales_order", "answer_by", "2026-03-09", "9 Mar 2026"),
        ("shipment", "mode", "air_cargo", "Cargo aircraft only"),
        ("shipment", "kind", "arrived", "Arrival"),
        ("shipment", "departed_at", "2026-03-09T08:00:00.000000+00:00", "9 Mar 2026, 08:00 (UTC)"),
        ("shipment", "orders", ["SO-1", "SO-2"], "SO-1 and SO-2"),
        ("shipment", "gross_g", 12500, "12,500"),
        ("credit_account", "blocked", True, "yes"),
        ("credit_account", "limit", "180000.5000", "180,000.5"),
        ("credit_account", "limit", "as before", "as before"),
        ("claim", "state", "no_longer_known", "no_longer_known"),
        ("shipment", "at", "yesterday", "yesterday"),
        ("user", "locale", "xx", "xx"),
        ("invoice", "currency", None, "–"),
    ],
)
def test_values_are_told_as_people_read_them(
    request_context: object, kind: str, name: str, value: object, words: str
) -> None:
    assert labels_facts.value_text(kind, name, value) == words


def test_a_search_finds_actions_by_their_words(request_context: object) -> None:
    assert labels.actions_named("rejected") == ["order.rejected"]
    assert labels.actions_named("") == []
