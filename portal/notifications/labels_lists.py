"""What the lists one may have as a file are called, by the name each gives its file."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

LISTS: dict[str, Any] = {
    "allocation-run": _l("Allocation run"),
    "allocation-runs": _l("Allocation runs"),
    "audit": _l("Audit"),
    "backorders": _l("Backorders"),
    "catalogue": _l("Catalogue"),
    "changes": _l("Changes of master data"),
    "claims": _l("Returns"),
    "companies": _l("Companies"),
    "count-sheet": _l("Count sheet"),
    "count-sheets": _l("Count sheets"),
    "credit": _l("Credit"),
    "inbox": _l("Inbox"),
    "invoices": _l("Invoices"),
    "jobs": _l("Jobs"),
    "list": _l("List of parts"),
    "lists": _l("Lists of parts"),
    "movements": _l("Movements"),
    "orders": _l("Orders"),
    "outbox": _l("Outbox"),
    "papers": _l("Documents"),
    "payments": _l("Payments"),
    "people": _l("Users"),
    "planned-receipts": _l("Receipts"),
    "previously-bought": _l("Previously bought"),
    "prices-for-dealers": _l("Prices for dealers"),
    "problems": _l("What is wrong"),
    "ready": _l("Ready to pick"),
    "review-queue": _l("Review queue"),
    "shipments": _l("Shipments"),
    "stock": _lp("warehouse", "Stock"),
}
"""All lists; those of kinds of master data are told by their room. A guard names a list that has no words."""


def tell_lists(words: Mapping[str, Any]) -> None:
    """Give lists their words by the names of their files; one that has some keeps them."""
    for name, text in words.items():
        LISTS.setdefault(name, text)


def list_of(file_name: str) -> str:
    """Return the name of the list a file is of, without the number or code behind it: `movements` for `movements-CKG`.

    A name that is of no list comes back as it is.
    """
    name = file_name
    while name and name not in LISTS:
        name = name.rpartition("-")[0]
    return name or file_name


def list_text(name: str) -> str:
    """Return what a list is called in the reader's language."""
    return str(LISTS.get(list_of(name), name))
