"""The bar of a door: few entries stand beside each other, many fold into groups, and one alone is no group."""

from flask import Flask
from flask_babel import force_locale

from portal.core.permissions import Permission
from portal.home.pages_menu import HEADQUARTERS, MOST_BESIDE, Fold, folds_for

EVERYTHING = frozenset(Permission)


def bar(app: Flask, door: str, permissions: frozenset[Permission]) -> list[tuple[str, list[str]]]:
    with app.test_request_context(), force_locale("en"):
        folds: tuple[Fold, ...] = folds_for(door, permissions, "en")
    return [(fold.label, [link.section for link in fold.links]) for fold in folds]


def test_whoever_may_open_much_finds_it_in_groups(app: Flask) -> None:
    shown = bar(app, "hq", EVERYTHING)

    assert [(label, sections) for label, sections in shown if label] == [
        ("Money", ["approvals", "invoices", "credit", "payments"]),
        ("Data", ["data", "prices", "companies", "sellers"]),
        ("System", ["users", "audit", "outbox", "jobs"]),
    ]
    assert [section for _, sections in shown for section in sections] == [entry.section for entry in HEADQUARTERS]


def test_few_entries_stand_beside_each_other(app: Flask) -> None:
    few = frozenset(entry.permission for entry in HEADQUARTERS[-4:])

    assert [label for label, _ in bar(app, "hq", few)] == [""] * 4
    assert all(label == "" for label, _ in bar(app, "distributor", EVERYTHING))


def test_what_is_alone_in_its_group_stands_for_itself(app: Flask) -> None:
    of_money = {Permission.APPROVAL_DECIDE, Permission.CREDIT_MANAGE}
    shown = bar(app, "hq", EVERYTHING - of_money)

    assert len(shown) > MOST_BESIDE and ("", ["invoices"]) in shown
    assert ("Money", ["approvals", "invoices"]) in bar(app, "hq", EVERYTHING - {Permission.CREDIT_MANAGE})
