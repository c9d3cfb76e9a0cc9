"""The menus of both doors: an entry shows when its reader may open it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_login import current_user

from portal.core.permissions import Permission
from portal.core.web.languages import language


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu entry: the section it marks, its words, its view, and who may see it."""

    section: str
    label: Any
    endpoint: str
    permission: Permission


DISTRIBUTOR = (
    Entry("home", _l("Home"), "home.distributor", Permission.HOME),
    Entry("catalogue", _l("Catalogue"), "catalogue.search", Permission.CATALOGUE_VIEW),
    Entry("orders", _l("Orders"), "orders.index", Permission.ORDER_VIEW),
    Entry("shipments", _l("Shipments"), "shipping.index", Permission.SHIPMENT_VIEW),
    Entry("returns", _l("Returns"), "returns.index", Permission.CLAIM_VIEW),
    Entry("invoices", _l("Invoices"), "billing.index", Permission.INVOICE_VIEW),
    Entry("documents", _l("Documents"), "documents.index", Permission.DOCUMENT_VIEW),
)
HEADQUARTERS = (
    Entry("home", _l("Home"), "home.headquarters", Permission.HQ_HOME),
    Entry("review", _l("Review"), "hq_review.index", Permission.REVIEW_VIEW),
    Entry("orders", _l("Orders"), "hq_orders.index", Permission.HQ_ORDER_VIEW),
    Entry("allocation", _l("Allocation"), "hq_allocation.index", Permission.ALLOCATION_VIEW),
    Entry("stock", _lp("warehouse", "Stock"), "hq_stock.index", Permission.STOCK_VIEW),
    Entry("shipments", _l("Shipments"), "hq_shipping.index", Permission.HQ_SHIPMENT_VIEW),
    Entry("returns", _l("Returns"), "hq_returns.index", Permission.HQ_CLAIM_VIEW),
    Entry("invoices", _l("Invoices"), "hq_billing.index", Permission.HQ_INVOICE_VIEW),
    Entry("credit", _l("Credit"), "hq_finance.index", Permission.CREDIT_MANAGE),
    Entry("payments", _l("Payments"), "hq_finance_payments.index", Permission.CREDIT_MANAGE),
    Entry("approvals", _l("Approvals"), "hq_approvals.index", Permission.APPROVAL_DECIDE),
    Entry("documents", _l("Documents"), "hq_documents.index", Permission.HQ_DOCUMENT_VIEW),
    Entry("data", _l("Master data"), "hq_masterdata.index", Permission.MASTERDATA_VIEW),
    Entry("prices", _l("Prices"), "hq_pricing.index", Permission.MASTERDATA_EDIT),
    Entry("companies", _l("Companies"), "hq_accounts_companies.index", Permission.HQ_COMPANY_EDIT),
    Entry("sellers", _l("Sellers"), "hq_accounts_sellers.index", Permission.MASTERDATA_EDIT),
    Entry("users", _l("Users"), "hq_accounts_people.users", Permission.USER_MANAGE),
    Entry("audit", _l("Audit"), "hq_audit.index", Permission.AUDIT_VIEW),
    Entry("outbox", _l("Outbox"), "hq_notifications.outbox", Permission.MAIL_VIEW),
    Entry("jobs", _l("Jobs"), "hq_home_jobs.index", Permission.JOB_VIEW),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one reader sees it, in words of one language."""

    section: str
    label: str
    endpoint: str


def menu(door: str) -> tuple[Link, ...]:
    """Return the entries of a door that the reader may open, in order."""
    if not current_user.is_authenticated:
        return ()
    return _links(door, current_user.actor.permissions, language())


@lru_cache(maxsize=256)
def _links(door: str, permissions: frozenset[Permission], _code: str) -> tuple[Link, ...]:
    """Return the entries for these permissions, in the language in force (which is `_code`)."""
    entries = HEADQUARTERS if door == "hq" else DISTRIBUTOR
    return tuple(
        Link(entry.section, str(entry.label), entry.endpoint) for entry in entries if entry.permission in permissions
    )


def install(app: Flask) -> None:
    """Let layouts draw the menus."""
    app.jinja_env.globals["menu"] = menu
