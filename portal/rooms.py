"""All rooms put together: their blueprints, their words, their jobs, what they add at start."""

from collections.abc import Callable
from importlib import import_module

from flask import Blueprint, Flask

ROUTES: tuple[str, ...] = (
    "portal.saved_views.distributor_routes",
    "portal.saved_views.hq_routes",
    "portal.search.distributor_routes",
    "portal.search.hq_routes",
    "portal.home.routes",
    "portal.home.hq_jobs_routes",
    "portal.approvals.hq_routes",
    "portal.accounts.sellers.hq_routes",
    "portal.pricing.hq_routes",
    "portal.masterdata.hq_routes",
    "portal.masterdata.hq_sets_routes",
    "portal.masterdata.hq_setup_routes",
    "portal.accounts.companies.distributor_routes",
    "portal.accounts.companies.hq_routes",
    "portal.accounts.door.distributor_routes",
    "portal.accounts.door.hq_routes",
    "portal.accounts.door.open_routes",
    "portal.accounts.kept.distributor_routes",
    "portal.accounts.kept.hq_routes",
    "portal.accounts.people.distributor_routes",
    "portal.accounts.people.hq_routes",
    "portal.notifications.distributor_routes",
    "portal.notifications.hq_routes",
    "portal.audit.hq_routes",
    "portal.documents.distributor_routes",
    "portal.documents.hq_routes",
    "portal.downloads.distributor_routes",
    "portal.downloads.hq_routes",
    "portal.catalogue.distributor_routes",
    "portal.shipping.views.distributor_routes",
    "portal.shipping.views.hq_routes",
    "portal.shipping.depot.hq_ready_routes",
    "portal.shipping.arrival.distributor_routes",
    "portal.shipping.depot.hq_packing_routes",
    "portal.shipping.journey.hq_routes",
    "portal.billing.distributor_routes",
    "portal.billing.hq_routes",
    "portal.finance.hq_routes",
    "portal.finance.hq_payments_routes",
    "portal.returns.distributor_routes",
    "portal.returns.hq_routes",
    "portal.review.hq_routes",
    "portal.review.hq_bulk_routes",
    "portal.orders.entry.distributor_routes",
    "portal.orders.entry.distributor_add_routes",
    "portal.orders.entry.distributor_columns_routes",
    "portal.orders.decisions.distributor_routes",
    "portal.orders.decisions.distributor_gathering_routes",
    "portal.orders.decisions.hq_routes",
    "portal.orders.views.distributor_routes",
    "portal.orders.views.hq_routes",
    "portal.allocation.hq_routes",
    "portal.allocation.hq_promise_routes",
    "portal.stock.hq_routes",
    "portal.stock.hq_receipts_routes",
)
LABELS: tuple[str, ...] = (
    "portal.saved_views.labels",
    "portal.accounts.labels",
    "portal.notifications.labels_notices",
    "portal.documents.labels",
    "portal.downloads.labels",
    "portal.intake.labels",
    "portal.catalogue.labels",
    "portal.pricing.labels",
    "portal.masterdata.labels",
    "portal.approvals.labels",
    "portal.finance.labels",
    "portal.stock.labels",
    "portal.stock.labels_revision",
    "portal.demo.labels",
    "portal.shipping.labels",
    "portal.shipping.labels_refusals",
    "portal.billing.labels",
    "portal.returns.labels",
    "portal.review.labels",
    "portal.review.labels_bulk",
    "portal.core.web.labels_sheets",
    "portal.orders.labels",
    "portal.orders.decisions.labels",
    "portal.orders.labels_holds",
    "portal.orders.labels_whole",
    "portal.orders.labels_refusals",
)
JOBS: tuple[str, ...] = (
    "portal.accounts.door.jobs",
    "portal.accounts.kept.jobs",
    "portal.notifications.jobs_mails",
    "portal.notifications.jobs_figures",
    "portal.audit.jobs",
    "portal.documents.jobs",
    "portal.downloads.jobs",
    "portal.intake.jobs",
    "portal.returns.jobs_closing",
    "portal.returns.jobs_photos",
    "portal.review.jobs_bulk",
    "portal.masterdata.jobs",
    "portal.allocation.jobs",
    "portal.home.jobs_retention",
)
INSTALLERS: tuple[str, ...] = (
    "portal.shipping.views.pages_order_panel",
    "portal.returns.pages_shipment_panel",
    "portal.home.pages_menu",
    "portal.search.pages",
    "portal.home.pages_leads",
    "portal.home.jobs_retention",
    "portal.saved_views.pages",
    "portal.accounts.pages_session",
    "portal.accounts.kept.pages",
    "portal.stock.pages_offers",
    "portal.stock.labels_depot_names",
    "portal.orders.entry.pages_adding",
    "portal.notifications.distributor_routes",
    "portal.downloads.pages",
)
MODELS = (
    "portal.core.data.counters",
    "portal.core.data.sent_forms",
    "portal.core.jobs.queue",
    "portal.accounts.models",
    "portal.approvals.models",
    "portal.audit.models",
    "portal.notifications.models",
    "portal.documents.models",
    "portal.downloads.models",
    "portal.intake.models",
    "portal.saved_views.models",
    "portal.catalogue.models",
    "portal.pricing.models",
    "portal.finance.models",
    "portal.stock.models",
    "portal.orders.models",
    "portal.shipping.models",
    "portal.billing.models",
    "portal.returns.models",
    "portal.review.models",
    "portal.masterdata.models",
)
MASTER_DATA = (
    "portal.masterdata.kinds.sellers",
    "portal.masterdata.kinds.depots",
    "portal.masterdata.kinds.working_hours",
    "portal.masterdata.kinds.parts",
    "portal.masterdata.kinds.part_names",
    "portal.masterdata.kinds.distributors",
    "portal.masterdata.kinds.addresses",
    "portal.masterdata.kinds.people",
    "portal.masterdata.kinds.price_lists",
    "portal.masterdata.kinds.list_prices",
    "portal.masterdata.kinds.quantity_tiers",
    "portal.masterdata.kinds.agreements",
    "portal.masterdata.kinds.order_type_surcharges",
    "portal.masterdata.kinds.stock_counts",
    "portal.masterdata.kinds.planned_receipts",
)
"""The kinds of master data, in the order in which they are set up."""


def _all() -> tuple[Blueprint, ...]:
    for module in (*MODELS, *LABELS, *JOBS, *MASTER_DATA):
        import_module(module)
    return tuple(import_module(module).blueprint for module in ROUTES)


BLUEPRINTS: tuple[Blueprint, ...] = _all()


def install_rooms(app: Flask) -> None:
    """Let the rooms that need it hook into an application (login, mail, menus)."""
    for module in INSTALLERS:
        install: Callable[[Flask], None] = import_module(module).install
        install(app)
