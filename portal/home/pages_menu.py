"""The menus of both doors: an entry shows when its reader may open it; many entries fold into a few groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_login import current_user

from portal.core.permissions import Permission
from portal.core.web.languages import language

MOST_BESIDE = 9
"""So many entries stand beside each other in the bar; those of somebody who may open more are folded by group."""


class Group(StrEnum):
    """What entries are about that fold into one."""

    MONEY = "money"
    DATA = "data"
    SYSTEM = "system"


GROUPS: Mapping[Group, Any] = MappingProxyType(
    {Group.MONEY: _l("Money"), Group.DATA: _l("Data"), Group.SYSTEM: _lp("menu", "System")}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu entry: the section it marks, its words, its view, who may see it, and the group it folds into."""

    section: str
    label: Any
    endpoint: str
    permission: Permission
    group: Group | None = None


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
    Entry("documents", _l("Documents"), "hq_documents.index", Permission.HQ_DOCUMENT_VIEW),
    Entry("approvals", _l("Approvals"), "hq_approvals.index", Permission.APPROVAL_DECIDE, Group.MONEY),
    Entry("invoices", _l("Invoices"), "hq_billing.index", Permission.HQ_INVOICE_VIEW, Group.MONEY),
    Entry("credit", _l("Credit"), "hq_finance.index", Permission.CREDIT_MANAGE, Group.MONEY),
    Entry("payments", _l("Payments"), "hq_finance_payments.index", Permission.CREDIT_MANAGE, Group.MONEY),
    Entry("data", _l("Master data"), "hq_masterdata.index", Permission.MASTERDATA_VIEW, Group.DATA),
    Entry("prices", _l("Prices"), "hq_pricing.index", Permission.MASTERDATA_EDIT, Group.DATA),
    Entry("companies", _l("Companies"), "hq_accounts_companies.index", Permission.HQ_COMPANY_EDIT, Group.DATA),
    Entry("sellers", _l("Sellers"), "hq_accounts_sellers.index", Permission.MASTERDATA_EDIT, Group.DATA),
    Entry("users", _l("Users"), "hq_accounts_people.users", Permission.USER_MANAGE, Group.SYSTEM),
    Entry("audit", _l("Audit"), "hq_audit.index", Permission.AUDIT_VIEW, Group.SYSTEM),
    Entry("outbox", _l("Outbox"), "hq_notifications.outbox", Permission.MAIL_VIEW, Group.SYSTEM),
    Entry("jobs", _l("Jobs"), "hq_home_jobs.index", Permission.JOB_VIEW, Group.SYSTEM),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one reader sees it, in words of one language."""

    section: str
    label: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class Fold:
    """What stands in the bar at one place: an entry of its own (no `label`), or several behind a word."""

    label: str
    links: tuple[Link, ...]


def menu(door: str) -> tuple[Link, ...]:
    """Return the entries of a door that the reader may open, in order."""
    return tuple(link for fold in menu_folds(door) for link in fold.links)


def menu_folds(door: str) -> tuple[Fold, ...]:
    """Return what stands in the bar of a door for its reader: entries, and groups of them once there are many."""
    if not current_user.is_authenticated:
        return ()
    return folds_for(door, current_user.actor.permissions, language())


@lru_cache(maxsize=256)
def folds_for(door: str, permissions: frozenset[Permission], _code: str) -> tuple[Fold, ...]:
    """Return the bar for these permissions, in the language in force (which is `_code`)."""
    entries = [entry for entry in (HEADQUARTERS if door == "hq" else DISTRIBUTOR) if entry.permission in permissions]
    if len(entries) <= MOST_BESIDE:
        return tuple(Fold("", (_link(entry),)) for entry in entries)
    folds: list[Fold] = []
    for group, members in groupby(entries, key=attrgetter("group")):
        links = tuple(_link(entry) for entry in members)
        if group is None or len(links) == 1:
            folds.extend(Fold("", (link,)) for link in links)
        else:
            folds.append(Fold(str(GROUPS[group]), links))
    return tuple(folds)


def _link(entry: Entry) -> Link:
    return Link(entry.section, str(entry.label), entry.endpoint)


def install(app: Flask) -> None:
    """Let layouts draw the menus."""
    app.jinja_env.globals |= {"menu": menu, "menu_folds": menu_folds}
