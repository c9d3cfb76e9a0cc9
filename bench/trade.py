"""Years of trade in the world of `bench.world`: 2,000 distributors, 200,000 orders, five million lines and their goods.

One distributor has three tenths of all orders. Rows are made by the engine itself, by arithmetic over a counter
(`pouring.give`), so both engines hold the same and no row passes through Python. What must add up does: the places of a
line, the total of an order, what is tied in a depot, what is on hand and its movements, what an account owes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bench import goods
from bench.pouring import counter, filling, give, look_at_all, on_postgresql, run
from bench.world import FIRST_ID
from portal.accounts.models import Address, Distributor, UserAccount
from portal.audit.models import AuditRow
from portal.core.clock import utc_now
from portal.core.data.sent_forms import SentForm
from portal.core.data.sessions import db, perform
from portal.finance.models import CreditAccount
from portal.masterdata import queries_figures, service_figures
from portal.masterdata.ports import kinds_there_are
from portal.notifications.models import Notice
from portal.orders import service_bought
from portal.orders.models import DemandMonth, OrderHistory, OrderHold, OrderLine, SalesOrder
from portal.orders.models_bought import BoughtPart
from portal.pricing.models import Agreement
from portal.review.models import ReviewItem
from portal.shipping.depot import service_ready

OWN_NAME = "Nile%"
YEARS_DAYS = 1_000
WAITING, BACKORDERED = 100, 250
"""The newest hundredth of all orders waits for review; what comes before them, one of 250, waits for stock."""
MOST_LINES = 50
FIRST_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Trade:
    """How much of it there is to be, over the parts of a world that is filled."""

    parts: int
    distributors: int = 2_000
    orders: int = 200_000
    tell: Callable[[str], None] = print

    def fill(self) -> float:
        """Make everything, unless it is there; return the seconds that took."""
        if db.session.scalar(sa.select(SalesOrder.id).where(SalesOrder.number == f"SO-2024-{FIRST_NUMBER}")):
            return 0.0
        started = time.monotonic()
        with filling(*TABLES, *goods.TABLES) as connection:
            known = _known(connection)
            for step in (self._helpers, self._companies, self._plan, self._orders, self._records):
                step(connection, known)
                self.tell(f"{step.__name__.strip('_')} {time.monotonic() - started:.0f} s")
            for made in goods.STEPS:
                made(connection, known)
                self.tell(f"{made.__name__} {time.monotonic() - started:.0f} s")
            run(connection, *(f"DROP TABLE {one}" for one in ("bench_n", "bench_step", "bench_part", "bench_order")))
        look_at_all()
        perform(service_ready.count_anew, list(db.session.scalars(sa.select(SalesOrder.id))))
        counted = {kind.name: queries_figures.counted(kind) for kind in kinds_there_are()}
        perform(service_figures.keep_figures, counted, utc_now())  # as the job of each day does
        return time.monotonic() - started

    def _helpers(self, connection: sa.Connection, _known: dict[str, Any]) -> None:
        counter(connection, "bench_n", max(self.orders, self.distributors))
        counter(connection, "bench_step", MOST_LINES)
        run(
            connection,
            "CREATE TABLE bench_part (n INTEGER PRIMARY KEY, number VARCHAR(40))",
            f"INSERT INTO bench_part SELECT id - {FIRST_ID}, number FROM part WHERE id >= {FIRST_ID}",
        )

    def _companies(self, connection: sa.Connection, known: dict[str, Any]) -> None:
        """One in fifty is a general distributor, the others are its dealers."""
        first, source = known["distributor"], f"bench_n WHERE n < {self.distributors}"
        up = f"{first} + n - n % 50"
        give(
            connection,
            Distributor,
            {
                "id": f"{first} + n",
                "parent_id": f"CASE WHEN n % 50 > 0 THEN {up} END",
                "path": f"'/' || ({up}) || '/' || CASE WHEN n % 50 > 0 THEN ({first} + n) || '/' ELSE '' END",
                "kind": "CASE WHEN n % 50 > 0 THEN 'dealer' ELSE 'general' END",
                "code": "'W' || (100000 + n)",
                "name": "'Company ' || n || ' of parts'",
                "region": "CASE n % 5 WHEN 0 THEN 'Africa' WHEN 1 THEN 'Asia' WHEN 2 THEN 'Europe'"
                " WHEN 3 THEN 'Latin America' ELSE 'Middle East' END",
                "country": "CASE n % 5 WHEN 0 THEN 'EG' WHEN 1 THEN 'TH' WHEN 2 THEN 'PL'"
                " WHEN 3 THEN 'CL' ELSE 'AE' END",
                "zone": "'Africa/Cairo'",
                "currency": f"'{known['currency']}'",
                "selling_entity_id": known["entity"],
            },
            source,
        )
        given = {"distributor_id": f"{first} + n"}
        agreed = {"price_list_id": known["list"], "valid_from": date(2020, 1, 1)}
        give(connection, Agreement, {"id": f"{known['agreement']} + n", **given, **agreed}, source)
        money = {"currency": f"'{known['currency']}'", "credit_limit": "1000000000000"}
        give(connection, CreditAccount, {"id": f"{known['credit_account']} + n", **given, **money}, source)
        place = {
            "label": "'Main'",
            "name": "'Company ' || n",
            "city": "'Port'",
            "country": "'EG'",
            "street": "'Quay 1'",
        }
        for at, kind in enumerate(("ship_to", "consignee")):
            one = f"{known['address'] + at * self.distributors} + n"
            give(connection, Address, {"id": one, **given, "kind": f"'{kind}'", **place}, source)
        person = {
            "email": "'buyer' || n || '@world.example'",
            "name": "'Buyer ' || n",
            "door": "'distributor'",
            "state": "'active'",
            "roles": "'dealer_owner'",
            "created_at": known["now"],
        }
        give(connection, UserAccount, {"id": f"{known['user_account']} + n", **given, **person}, source)

    def _plan(self, connection: sa.Connection, known: dict[str, Any]) -> None:
        """What each order is: whose, how it stands, how many lines of how many pieces at which price, and when."""
        known["moment"] = moment if on_postgresql(connection) else _sqlite_moment
        known["day"] = day if on_postgresql(connection) else _sqlite_day
        step = YEARS_DAYS * 86_400 // self.orders
        start = int(known["now"].timestamp()) - step * self.orders
        newest = self.orders - self.orders // WAITING
        state = (
            f"CASE WHEN n >= {newest} THEN 1 WHEN n >= {newest - self.orders // BACKORDERED} THEN 2"
            " WHEN n * 31 % 100 < 80 THEN 3 WHEN n * 31 % 100 < 88 THEN 4 WHEN n * 31 % 100 < 93 THEN 5"
            " WHEN n * 31 % 100 < 96 THEN 6 WHEN n * 31 % 100 < 98 THEN 7 WHEN n * 31 % 100 < 99 THEN 8 ELSE 9 END"
        )
        run(
            connection,
            "CREATE TABLE bench_order (n INTEGER PRIMARY KEY, id INTEGER, owner INTEGER, standing INTEGER,"
            " lines INTEGER, qty INTEGER, price BIGINT, at BIGINT, sent INTEGER)",
            f"INSERT INTO bench_order SELECT n, {known['sales_order']} + n, CASE WHEN n % 10 < 3 THEN {known['own']}"
            f" ELSE {known['distributor']} + n * 7919 % {self.distributors} END, {state},"
            f" CASE WHEN n % 2000 = 0 THEN {MOST_LINES} ELSE 1 + n * 37 % 49 END, 1 + n % 9, 50000 + n % 300 * 10000,"
            f" CAST({start} AS BIGINT) + n * {step}, 0 FROM bench_n WHERE n < {self.orders}",
            "UPDATE bench_order SET lines = 0 WHERE standing = 8",  # a draft has rows, and no lines yet
            "UPDATE bench_order SET sent = 1 WHERE standing = 9 OR standing IN (3, 4) AND n % 2 = 0",
        )
        known["per_line"] = MOST_LINES

    def _orders(self, connection: sa.Connection, known: dict[str, Any]) -> None:
        at = known["moment"]
        give(
            connection,
            SalesOrder,
            {
                "id": "id",
                "distributor_id": "owner",
                "number": "'SO-2024-' || (1000000 + n)",
                "state": _cases(STATES),
                "progress": _cases(PROGRESS),
                "order_type": ORDER_TYPE,
                "po_number": "'PO-' || n",
                "po_norm": "'po' || n",
                "currency": f"'{known['currency']}'",
                "depot_id": known["depot"],
                "total": "lines * qty * price",
                "line_count": "lines",
                "pieces": "lines * qty",
                "created_at": at("at"),
                "submitted_at": f"CASE WHEN standing <> 8 THEN {at('at + 600')} END",
                "due_at": f"CASE WHEN standing <> 8 THEN {at('at + 28800')} END",
                "decided_at": f"CASE WHEN standing NOT IN (1, 8) THEN {at('at + 10800')} END",
                "released_at": f"CASE WHEN standing NOT IN (1, 6, 7, 8) THEN {at('at + 10800')} END",
            },
            "bench_order",
        )
        first = known["order_line"]
        place = f"CAST(o.n * {MOST_LINES} + s.n AS BIGINT)"
        # Few parts are bought often, and many seldom.
        skewed = f"{self.parts} * ({place} * 7919 % 20011) / 20011 * ({place} * 104729 % 20011) / 20011"
        give(
            connection,
            OrderLine,
            {
                "id": f"{first} + o.n * {MOST_LINES} + s.n",
                "distributor_id": "o.owner",
                "order_id": "o.id",
                "line_no": "s.n + 1",
                "part_id": f"{FIRST_ID} + p.n",
                "part_number": "p.number",
                "ordered": "o.qty",
                "open_quantity": "CASE WHEN o.standing IN (1, 7, 8) THEN o.qty ELSE 0 END",
                "backordered": "CASE WHEN o.standing = 2 THEN o.qty ELSE 0 END",
                "allocated": "CASE WHEN o.standing = 5 THEN o.qty ELSE 0 END",
                "cancelled": "CASE WHEN o.standing = 6 THEN o.qty ELSE 0 END",
                "delivered": "CASE WHEN o.standing IN (3, 4) THEN o.qty ELSE 0 END",
                "shipped": "CASE WHEN o.standing = 9 THEN o.qty ELSE 0 END",
                "list_price": "o.price",
                "unit_price": "o.price",
                "amount": "o.price * o.qty",
                "invoiced": "o.qty * o.sent",
                "invoiced_amount": "o.price * o.qty * o.sent",
                "first_promised_on": f"CASE WHEN o.standing = 2 THEN {known['day']('o.at + 2592000')} END",
                "promised_on": f"CASE WHEN o.standing = 2 THEN {known['day']('o.at + 3456000 + s.n * 86400')} END",
            },
            f"bench_order o CROSS JOIN bench_step s JOIN bench_part p ON p.n = {skewed} WHERE s.n < o.lines",
        )
        bought = service_bought.bought_from_lines(OrderLine.id >= first)
        connection.execute(sa.insert(BoughtPart).from_select(service_bought.KEPT, bought))

    def _records(self, connection: sa.Connection, known: dict[str, Any]) -> None:
        """What was written down about orders: their history, demand, the queue, holds, the audit, notices, forms."""
        at, now, orders = known["moment"], known["now"], self.orders
        facts = {"currency": known["currency"], "lines": 5, "pieces": 30, "po_number": "PO-1", "total": "1380.8800"}
        told = {"version": 2, "findings": 0, "waivers": []}
        give(
            connection,
            OrderHistory,
            {
                "id": f"{known['order_history']} + o.n * 3 + s.n",
                "distributor_id": "o.owner",
                "order_id": "o.id",
                "at": at("o.at + 600 + s.n * 3600"),
                "kind": "CASE s.n WHEN 0 THEN 'submitted' WHEN 1 THEN 'approved' ELSE 'released' END",
                "facts": {**facts, **told},
                "actor_name": "'Somebody'",
            },
            "bench_order o CROSS JOIN bench_step s"
            " WHERE s.n < CASE WHEN standing = 8 THEN 0 WHEN standing IN (1, 6, 7) THEN 1 ELSE 3 END",
        )
        give(
            connection,
            OrderHold,
            {
                "id": f"{known['order_hold']} + n",
                "distributor_id": "owner",
                "order_id": "id",
                "kind": "'credit'",
                "reason": "'over the limit'",
                "placed_by_name": "'Li Wei'",
                "placed_at": at("at"),
            },
            "bench_order WHERE standing = 5 AND n % 10 = 7",
        )
        give(
            connection,
            ReviewItem,
            {
                "id": f"{known['review_item']} + o.n",
                "distributor_id": "o.owner",
                "kind": "'order'",
                "number": "'SO-2024-' || (1000000 + o.n)",
                "state": "CASE WHEN o.standing = 1 THEN 'waiting' ELSE 'done' END",
                "order_type": ORDER_TYPE,
                "region": "d.region",
                "distributor_name": "d.name",
                "country": "d.country",
                "zone": "d.zone",
                "po_number": "'PO-' || o.n",
                "line_count": "o.lines",
                "value": "o.lines * o.qty * o.price",
                "currency": "d.currency",
                "search_text": "'po-' || o.n || ' so-2024-' || (1000000 + o.n) || ' ' || lower(d.name)",
                "opened_at": at("o.at + 600"),
                "due_at": at("o.at + 28800"),
                "done_at": f"CASE WHEN o.standing <> 1 THEN {at('o.at + 10800')} END",
            },
            "bench_order o JOIN distributor d ON d.id = o.owner WHERE o.standing <> 8",
        )
        give(
            connection,
            AuditRow,
            {
                "id": f"{known['audit_row']} + n",
                "at": at("at"),
                "actor_id": known["reviewer"],
                "actor_name": "'Li Wei'",
                "action": "CASE n % 3 WHEN 0 THEN 'order.submitted' WHEN 1 THEN 'order.approved'"
                " ELSE 'order.released' END",
                "subject_kind": "'order'",
                "subject_id": "'SO-2024-' || (1000000 + n)",
                "distributor_id": "owner",
                "before": None,
                "after": {"state": "approved"},
                "previous_hash": "'0'",
                "row_hash": "'world ' || n",
            },
            "bench_order",
        )
        last = known["audit_row"] + orders - 1
        run(connection, f"UPDATE audit_head SET last_id = {last}, last_hash = 'world {orders - 1}'")
        give(
            connection,
            Notice,
            {
                "id": f"{known['notice']} + n",
                "user_id": f"CASE n % 50 WHEN 0 THEN {known['buyer']} WHEN 1 THEN {known['reviewer']}"
                f" ELSE {known['user_account']} + n % {self.distributors} END",
                "kind": "'order_approved'",
                "facts": {"number": "SO-1", "po_number": "PO-1", "total": {"amount": "1.0", "currency": "USD"}},
                "link": "'/orders'",
                "created_at": at("at"),
                "read_at": f"CASE WHEN n % 1000 > 0 THEN {at('at + 60')} END",
            },
            "bench_order",
        )
        form = {"owner": "'user:' || n % 2000", "key": "'world-' || n", "body_hash": "'0'", "answer": "'/orders'"}
        give(connection, SentForm, {**form, "sent_at": now}, f"bench_n WHERE n < {orders}")
        month = "date_trunc('month', o.created_at)::date"
        if not on_postgresql(connection):
            month = "strftime('%Y-%m-01', o.created_at)"
        give(
            connection,
            DemandMonth,
            {
                "part_id": "part_id",
                "month": "month",
                "distributor_id": "distributor_id",
                "quantity": "quantity",
                "orders": "orders",
            },
            f"(SELECT l.part_id, {month} AS month, l.distributor_id, sum(l.ordered) AS quantity, count(*) AS orders"
            " FROM order_line l JOIN sales_order o ON o.id = l.order_id"
            f" WHERE l.id >= {known['order_line']} AND o.state <> 'draft' GROUP BY 1, 2, 3) months",
        )


TABLES = (
    Address, Agreement, AuditRow, BoughtPart, CreditAccount, DemandMonth, Distributor, Notice, OrderHistory, OrderHold,
    OrderLine, ReviewItem, SalesOrder, SentForm, UserAccount,
)  # fmt: skip
ORDER_TYPE = "CASE n % 5 WHEN 0 THEN 'urgent' WHEN 1 THEN 'vor' WHEN 2 THEN 'daily' ELSE 'stock' END"
STATES = {1: "submitted", 2: "released", 3: "closed", 4: "completed", 5: "released", 6: "cancelled", 7: "rejected"}
STATES |= {8: "draft", 9: "released"}
PROGRESS = {1: "none", 2: "backordered", 3: "delivered", 4: "delivered", 5: "allocated", 6: "cancelled", 7: "none"}
PROGRESS |= {8: "none", 9: "shipped"}


def _cases(words: dict[int, str]) -> str:
    return "CASE standing" + "".join(f" WHEN {at} THEN '{word}'" for at, word in words.items()) + " END"


def moment(seconds: str) -> str:
    """Return PostgreSQL's instant of so many seconds."""
    return f"to_timestamp({seconds})"


def day(seconds: str) -> str:
    """Return PostgreSQL's day of so many seconds."""
    return f"CAST(to_timestamp({seconds}) AT TIME ZONE 'UTC' AS date)"


def _sqlite_moment(seconds: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')"


def _sqlite_day(seconds: str) -> str:
    return f"date({seconds}, 'unixepoch')"


def _known(connection: sa.Connection) -> dict[str, Any]:
    """Return the first free id of each table, and whose the many orders are."""
    known: dict[str, Any] = {
        model.__tablename__: (connection.scalar(sa.select(sa.func.max(model.id))) or 0) + 1
        for model in (*TABLES, *goods.TABLES)
        if hasattr(model, "id")
    }
    own = connection.execute(
        sa.select(Distributor.id, Distributor.currency, Distributor.selling_entity_id).where(
            Distributor.name.like(OWN_NAME)
        )
    ).one()
    people = {email: person for person, email in connection.execute(sa.select(UserAccount.id, UserAccount.email))}
    lists = sa.select(Agreement.price_list_id).where(Agreement.distributor_id == own.id).order_by(Agreement.id)
    return known | {
        "own": own.id,
        "currency": own.currency,
        "entity": own.selling_entity_id,
        "list": connection.scalars(lists).first(),
        "depot": connection.scalar(sa.text("SELECT min(id) FROM depot")),
        "buyer": people["buyer@nile.example"],
        "reviewer": people["reviewer@hq.example"],
        "now": datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1),
    }
