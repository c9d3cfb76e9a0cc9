"""Fills an empty database with the demo, step by step; never in production, never over real data."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from portal.accounts.models import Distributor, UserAccount
from portal.catalogue.models import Part
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.errors import Refused
from portal.demo.bulletins import add_bulletins, add_deposits
from portal.demo.figures_story import tell_figures
from portal.demo.history import add_history
from portal.demo.loading import Loading
from portal.demo.logos import add_logos
from portal.demo.orders_story import tell_currencies, tell_orders, tell_shipments
from portal.demo.partners import add_partners
from portal.demo.parts import add_parts
from portal.demo.payments_story import tell_payments
from portal.demo.people import add_people
from portal.demo.photos import tell_photos
from portal.demo.replacements import add_replacements, add_substitutes
from portal.demo.shelves import add_shelves
from portal.demo.steward_story import tell_master_data
from portal.demo.trade import add_own_numbers, add_prices
from portal.demo.vehicles import add_fitments, add_vehicles
from portal.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the load, and what the operator is told when it begins."""

    words: str
    work: Callable[[Loading], None]


# Written together in one transaction: a load that fails leaves the database empty.
GROUND: tuple[Step, ...] = (
    Step("companies", add_partners),
    Step("logos", add_logos),
    Step("people", add_people),
    Step("2,674 parts in nine languages", add_parts),
    Step("supersessions", add_replacements),
    Step("substitutes", add_substitutes),
    Step("prices", add_prices),
    Step("deposits for old units", add_deposits),
    Step("bulletins", add_bulletins),
    Step("own part numbers", add_own_numbers),
    Step("vehicles", add_vehicles),
    Step("which part fits which vehicle", add_fitments),
    Step("stock", add_shelves),
    Step("51 months of demand", add_history),
)
# Told afterwards through the real services, each command in a transaction of its own.
STORIES: tuple[Step, ...] = (
    Step("orders on their way, with their papers", tell_shipments),
    Step("orders at review", tell_orders),
    Step("orders in yen and dinar", tell_currencies),
    Step("master data changed", tell_master_data),
    Step("figures set", tell_figures),
    Step("payments received", tell_payments),
    Step("photos of parts, and a list of them", tell_photos),
)


def is_empty() -> bool:
    """Tell whether nobody has put people, companies or parts into this database yet."""
    tables = (UserAccount, Distributor, Part)
    return not any(db.session.scalar(sa.select(sa.exists(sa.select(table.id)))) for table in tables)


def has_demo_people() -> bool:
    """Tell whether the demo's people are in this database, whose password is published."""
    return bool(db.session.scalar(sa.select(sa.exists(sa.select(UserAccount.id).where(UserAccount.is_demo)))))


def load_demo(say: Callable[[str], None]) -> None:
    """Load the demo, telling each step. Refuses `demo.production` and `demo.not_empty`."""
    if current_app.extensions["settings"].production:
        raise Refused("demo.production")
    if not is_empty():
        raise Refused("demo.not_empty")
    loading = Loading(now=utc_now())
    with transaction():
        for step in GROUND:
            say(f"demo: {step.words}")
            step.work(loading)
    for step in STORIES:
        say(f"demo: {step.words}")
        step.work(loading)
    with transaction():
        put_news_in_order()


def put_news_in_order() -> None:
    """Number the notices anew by their time: stories are told one by one, though they happened side by side."""
    columns = [getattr(Notice, column.key) for column in sa.inspect(Notice).column_attrs]
    told = db.session.execute(sa.select(*columns).order_by(Notice.created_at, Notice.id)).mappings()
    rows = [dict(row) for row in told]
    db.session.execute(sa.delete(Notice))
    for number, row in zip(sorted(row["id"] for row in rows), rows, strict=True):
        row["id"] = number
    if rows:
        db.session.execute(sa.insert(Notice), rows)
