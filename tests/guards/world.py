"""A world to attack: distributors A and B with everything they own, a dealer below A, headquarters.

`build` makes it through the real services; `ids_of` finds what belongs to whom by table and column,
so that a new table needs no line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from portal.accounts import rules_roles
from portal.accounts.models import UserAccount
from portal.catalogue.lists import service as part_lists
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data.owned import Base
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.downloads import service as downloads
from portal.downloads.service import Asked
from portal.masterdata.kinds.goods.part_names import PART_NAMES
from portal.masterdata.rows import service_rows
from portal.masterdata.rows.service_rows import RowChange
from portal.masterdata.rules_fields import Row
from portal.notifications.service import notify, send_mail
from portal.saved_views import service as saved_views
from tests import factories
from tests.guards import trade
from tests.guards.trade import Side
from tests.stock.factories import expect
from tests.web import Browser

CANARIES = {"a": "QZKANAQX", "b": "QZKUNOQX", "child": "QZKYNEQX"}
MOST_IDS = 40


@dataclass
class World:
    """Two hostile distributors, a dealer below the first, and headquarters' people by role."""

    app: Flask
    a: Side
    b: Side
    child: Side
    hq: dict[str, UserAccount] = field(default_factory=dict)

    def browser(self, person: UserAccount | None, language: str = "en") -> Browser:
        """Return a browser, signed in unless nobody is given."""
        browser = Browser(self.app, language=language)
        return browser.sign_in(person) if person is not None else browser


def build(app: Flask, now: datetime | None = None) -> World:
    """Make the world in an empty database."""
    now = now or utc_now() - timedelta(minutes=5)
    hq = {role: factories.make_hq_user(role=role) for role in rules_roles.roles_of_door(Door.HQ)}
    actors = {role: factories.actor_of(person) for role, person in hq.items()}
    a = trade.found("a", CANARIES["a"])
    b = trade.found("b", CANARIES["b"])
    child = trade.found("child", CANARIES["child"], parent=a.market.distributor)
    for side in (a, b):
        trade.priced_for_dealers(side, now)
        trade.order_stages(side, actors, now)
        trade.picking(side, "picking", actors, now, quantity=12)
        trade.packed(side, "packed", actors, now, quantity=13)
        trade.booked(side, "booked", actors, now, quantity=14)
        trade.dispatched(side, "travelling", actors, now, quantity=15)
        first = trade.received(side, "received", actors, now, quantity=16)
        trade.claimed(side, "filed", first, now)
        second = trade.received(side, "credited", actors, now, quantity=17)
        trade.credited(side, "credited", second, actors, now)
        trade.paid(side, actors, now)
        _tell(side, now)
    trade.draft(child, "draft", now)
    trade.submitted(child, "submitted", now, quantity=5)
    trade.booked(child, "booked", actors, now, quantity=6)
    _tell(child, now)
    name: Row = {"part": trade.IN_STOCK, "language": "de", "name": "Bremsbelag"}
    perform(service_rows.change_row, PART_NAMES, RowChange(None, None, name), actors["hq_steward"], now)
    expect(a.market.depot_ids[0], a.market.parts[trade.IN_STOCK], 40, (now + timedelta(days=30)).date())
    run_due()
    return World(app, a, b, child, hq)


def _tell(side: Side, now: datetime) -> None:
    """Put a notice, a mail, a file and a view of a list of their own before everybody of a side, whatever is there."""
    for one in side.people.values():
        asked = Asked("/orders?export=csv", "orders", "csv", 1)
        perform(downloads.ask, asked, factories.actor_of(one), now)
        perform(saved_views.save, "orders.index", "q=1", f"{side.canary} view", factories.actor_of(one), now)
        kept = perform(part_lists.make_list, f"{side.canary} list", factories.actor_of(one), now)
        perform(part_lists.put_on_list, kept, trade.IN_STOCK, 2, factories.actor_of(one), now)
    facts = {"number": side.orders["draft"], "po_number": f"{side.canary}-PO", "asks": 2}
    with transaction():
        notify([one.id for one in side.people.values()], "order_changes_requested", facts, "", now)
        for one in side.people.values():
            send_mail(
                one.email, "en", "UTC", "order_changes_requested", facts, now, user_id=one.id, distributor_id=side.id
            )


def ids_of(side: Side, kind: str) -> list[str]:
    """Return what a side owns of a kind (`table.column`) as text, newest first, at most `MOST_IDS`."""
    name, column = kind.split(".")
    table = Base.metadata.tables[name]
    query = sa.select(table.c[column]).where(_belongs(side, table)).order_by(table.primary_key.columns[0].desc())
    return [str(value) for value in db.session.execute(query.limit(MOST_IDS)).scalars() if value not in (None, "")]


def _belongs(side: Side, table: sa.Table) -> sa.ColumnElement[bool]:
    if table.name == "distributor":
        return table.c.id == side.id
    people = [person.id for person in side.people.values()]
    if "user_id" in table.c and table.name != "mail":
        return table.c.user_id.in_(people)
    if "distributor_id" in table.c:
        return table.c.distributor_id == side.id
    raise LookupError(f"{table.name} does not say whose its rows are")


def missing_like(value: str) -> str:
    """Return an id of the same shape that nothing has."""
    if value.isdigit():
        return "2000000001"
    return value[:-4] + ("9999" if value[-4:].isdigit() else "zzzz")


def belongings(side: Side) -> Mapping[str, str]:
    """Return a digest of all rows a side owns, table by table, to see that nobody changed them."""
    digests = {}
    for table in Base.metadata.sorted_tables:
        if table.name in ("user_session", "mail", "job") or not {"distributor_id", "user_id"} & set(table.c.keys()):
            continue
        query = sa.select(table).where(_belongs(side, table)).order_by(*table.primary_key.columns)
        digests[table.name] = repr(db.session.execute(query).all())
    return digests
