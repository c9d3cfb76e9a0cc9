"""Every list is whole: its names are known to its query, its keys sort, its file has a currency for its amounts."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

import pytest
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

import portal
from portal.accounts.people import queries as people
from portal.accounts.people.pages import PEOPLE
from portal.allocation import queries as backorders
from portal.allocation import queries_runs as runs
from portal.allocation.pages_backorders import BACKORDERS
from portal.allocation.pages_runs import RUNS, SHARES
from portal.audit import queries as audit
from portal.audit.pages import AUDIT
from portal.billing import queries as invoices
from portal.billing.pages import INVOICES
from portal.catalogue.pages_list import PARTS
from portal.catalogue.search import queries as parts
from portal.core.data.names import Names
from portal.core.jobs import desk as jobs
from portal.core.sheets.writer import ColumnKind
from portal.core.web.columns import DISTRIBUTOR, HQ, Columns, Field
from portal.documents import queries as papers
from portal.documents.pages import PAPERS
from portal.finance import queries_credit_accounts as credit
from portal.finance import queries_payments as payments
from portal.finance.pages import CREDIT
from portal.finance.pages_payments import PAYMENTS
from portal.home.pages_jobs import JOBS
from portal.notifications import queries as mails
from portal.notifications.pages_outbox import OUTBOX
from portal.orders.models import SalesOrder
from portal.orders.views import queries_lists as orders
from portal.orders.views.pages_lists import ORDERS
from portal.returns import queries as claims
from portal.returns.pages_list import CLAIMS
from portal.review import queries as queue
from portal.review.pages_queue import QUEUE
from portal.shipping.depot import queries_groups as ready
from portal.shipping.views import queries_lists as shipments
from portal.shipping.views.pages_list import SHIPMENTS
from portal.shipping.views.pages_ready import READY
from portal.stock import queries_shelves as stock
from portal.stock.pages_receipts import RECEIPTS
from portal.stock.pages_shelves import MOVEMENTS, SHELVES


def every_list() -> Iterator[tuple[str, Columns]]:
    """Return every list of the portal by the place it is written at."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if ".pages" in module.name:
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, Columns) and name.isupper():
                    yield f"{module.name}.{name}", value


LISTS = dict(every_list())


def faults_of(columns: Columns, names: Names | None = None) -> list[str]:
    """Return what is wrong with the columns of a list, known to its query by these names where it has some."""
    faults = []
    keys = [field.sort for field in columns.fields if field.sort]
    faults += [f"{key} sorts twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    for door in (HQ, DISTRIBUTOR):
        shown = [field for field in columns.fields if field.only in ("", door)]
        kinds = {field.kind for field in shown if field.value is not None}
        if ColumnKind.AMOUNT in kinds and ColumnKind.CURRENCY not in kinds:
            faults.append(f"amounts without a currency at {door}")
    for field in columns.fields:
        title = str(field.title) or "a column of buttons"
        if field.cell is None and field.value is None:
            faults.append(f"{title} stands nowhere")
        if field.title and not isinstance(field.title, LazyString) and not title.isupper():
            faults.append(f"{title} cannot be translated")
        if field.sort and field.cell is None:
            faults.append(f"{title} sorts and has no head")
        if names is not None and bool(field.sort) != bool(field.order):
            faults.append(f"{title} sorts by nothing, or by what no key asks for")
        if names is not None:
            faults += [f"{title} asks for {name}" for name in (*field.select, *field.order) if not _knows(names, name)]
    there = [field for field in columns.fields if field.cell is not None and field.title]
    heads = [field for field in there if "tick" not in field.look.split()]
    stuck = [field for field in heads if columns.names and id(field) not in columns.names]
    return faults + [f"{field.title} cannot be left out" for field in stuck[1:]]  # what a row is called by stays


def _knows(names: Names, name: str) -> bool:
    try:
        return names[name] is not None
    except KeyError:
        return False


NAMED: Mapping[str, tuple[Columns, Names]] = {
    "orders": (ORDERS, orders.NAMES),
    "backorders": (BACKORDERS, backorders.NAMES),
    "runs": (RUNS, runs.RUN_NAMES),
    "lines of a run": (SHARES, runs.SHARE_NAMES),
    "claims": (CLAIMS, claims.NAMES),
    "audit": (AUDIT, audit.NAMES),
    "queue": (QUEUE, queue.NAMES),
    "shelves": (SHELVES, stock.SHELVES),
    "movements": (MOVEMENTS, stock.MOVEMENTS),
    "planned receipts": (RECEIPTS, stock.RECEIPTS),
}
SORTED_BY_QUERY = {
    "credit accounts": (CREDIT, set(credit.SORTS)),
    "payments": (PAYMENTS, set(payments.SORTS)),
    "jobs": (JOBS, set(jobs.SORTS)),
    "mails": (OUTBOX, set(mails.SORTS)),
    "parts": (PARTS, set(parts.SORTS)),
    "ready to pick": (READY, set(ready.SORTS)),
    "invoices": (INVOICES, set(invoices.SORTS)),
    "shipments": (SHIPMENTS, set(shipments.SORTS)),
    "papers": (PAPERS, set(papers.SORTS)),
    "people": (PEOPLE, set(people.SORTS)),
}


def test_lists_are_found_where_pages_are() -> None:
    assert {"portal.orders.views.pages_lists.ORDERS", "portal.audit.pages.AUDIT"} <= LISTS.keys() and len(LISTS) >= 8
    assert LISTS["portal.audit.pages.AUDIT"] is AUDIT


@pytest.mark.parametrize("place", LISTS)
def test_a_list_is_whole(place: str) -> None:
    names = next((names for columns, names in NAMED.values() if columns is LISTS[place]), None)

    assert faults_of(LISTS[place], names) == []


@pytest.mark.parametrize("name", SORTED_BY_QUERY)
def test_a_list_sorts_by_what_its_query_sorts_by(name: str) -> None:
    columns, keys = SORTED_BY_QUERY[name]

    assert {field.sort for field in columns.fields if field.sort} == keys


def test_a_list_that_is_not_whole_would_be_found() -> None:
    def cell(_row: object, _reader: object) -> str:
        return ""

    broken = Columns(
        Field(_l("Order"), cell, select=("no_such",), sort="number"),
        Field(_l("Type"), cell, sort="number", order=("number",)),
        Field("Plain", cell, select=("number",)),
        Field(_l("Lines")),
        Field(_l("Total"), value=lambda row: row.total, kind=ColumnKind.AMOUNT, sort="total", order=("total",)),
    )

    assert faults_of(broken, Names(SalesOrder)) == [
        "number sorts twice",
        "amounts without a currency at hq",
        "amounts without a currency at distributor",
        "Order sorts by nothing, or by what no key asks for",
        "Order asks for no_such",
        "Plain cannot be translated",
        "Lines stands nowhere",
        "Total sorts and has no head",
    ]
