"""What pages cost with years of trade behind them: CPU beside the floor and the demo, and their slowest statement.

Two applications in one process, one on the world and its trade (`bench.world`, `bench.trade`), one on the demo alone,
are asked in turn for every list, start page and detail of both doors. On PostgreSQL its server's CPU counts too.
"""

import os
import statistics
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from bench.figures import Figure
from bench.growing import UNITS, Work, most_of, overheard, refused, work_of
from bench.server import cpu_seconds
from portal.accounts import service_sessions
from portal.accounts.models import UserAccount
from portal.core.clock import utc_now
from portal.core.data.sessions import db, on_postgresql, perform
from portal.core.scope import EVERYONE, scoped
from portal.core.web.quick.garbage import settle

MOST_MS, MOST_GROWTH = 15.0, 1.3
ROUNDS = 7
TOO_LONG = 300.0
"""Milliseconds beyond which a page is asked for once more only."""
LIMITS = service_sessions.Limits(timedelta(hours=8), timedelta(hours=8))
BUYER, MANAGER = "owner@nile.example", "manager@hq.example"
FINANCE, PLANNER, LOGISTICS = "finance@hq.example", "planner@hq.example", "logistics@hq.example"
REVIEWER, ADMIN, STEWARD = "reviewer@hq.example", "admin@hq.example", "steward@hq.example"
PAGES: dict[str, tuple[str, str]] = {
    "start, distributor": (BUYER, "/"),
    "orders": (BUYER, "/orders"),
    "orders by a rare state": (BUYER, "/orders?state=submitted"),
    "orders by text": (BUYER, "/orders?q=PO-123"),
    "bought before": (BUYER, "/orders/bought"),
    "an order": (BUYER, "/orders/{order}"),
    "catalogue": (BUYER, "/catalogue"),
    "catalogue by name": (BUYER, "/catalogue?sort=name"),
    "catalogue, a search": (BUYER, "/catalogue?q=brake+disc"),
    "shipments": (BUYER, "/shipments"),
    "shipments by text": (BUYER, "/shipments?q=BL123"),
    "a shipment": (BUYER, "/shipments/{shipment}"),
    "invoices": (BUYER, "/invoices"),
    "papers": (BUYER, "/documents"),
    "returns": (BUYER, "/returns"),
    "inbox": (BUYER, "/inbox"),
    "search": (BUYER, "/search?q=PO-123"),
    "start, reviewer": (REVIEWER, "/hq/"),
    "start, manager": (MANAGER, "/hq/"),
    "start, planner": (PLANNER, "/hq/"),
    "start, finance": (FINANCE, "/hq/"),
    "start, logistics": (LOGISTICS, "/hq/"),
    "queue": (REVIEWER, "/hq/review"),
    "HQ orders": (REVIEWER, "/hq/orders"),
    "HQ orders by text": (REVIEWER, "/hq/orders?q=PO-123"),
    "HQ order": (REVIEWER, "/hq/orders/{order}"),
    "HQ search": (REVIEWER, "/hq/search?q=PO-123"),
    "HQ backorders": (PLANNER, "/hq/backorders"),
    "allocation runs": (PLANNER, "/hq/allocation"),
    "stock": (PLANNER, "/hq/stock"),
    "planned receipts": (PLANNER, "/hq/stock/receipts"),
    "HQ shipments": (LOGISTICS, "/hq/shipments"),
    "ready to ship": (LOGISTICS, "/hq/shipments/ready"),
    "HQ shipment": (LOGISTICS, "/hq/shipments/{shipment}"),
    "HQ invoices": (FINANCE, "/hq/invoices"),
    "credit": (FINANCE, "/hq/credit"),
    "payments": (FINANCE, "/hq/payments"),
    "HQ papers": (FINANCE, "/hq/documents"),
    "HQ returns": (REVIEWER, "/hq/returns"),
    "audit": (ADMIN, "/hq/audit"),
    "people": (ADMIN, "/hq/users"),
    "companies": (STEWARD, "/hq/companies"),
    "prices": (STEWARD, "/hq/prices"),
    "master data": (STEWARD, "/hq/data"),
    "parts of master data": (STEWARD, "/hq/data/parts"),
    "parts without a weight": (STEWARD, "/hq/data/parts?gap=weight"),
    "list prices of master data": (STEWARD, "/hq/data/list_prices"),
    "fitments of master data": (STEWARD, "/hq/data/fitments"),
    "what is missing": (STEWARD, "/hq/setup/missing"),
    "set-up": (STEWARD, "/hq/setup"),
}


class Asker:
    """Asks one application's pages as the people they are for."""

    def __init__(self, app: Flask, names: dict[str, str], server: int | None) -> None:
        self.app, self.server, self.names = app, server, names
        self.browsers: dict[str, FlaskClient] = {}

    def burnt(self, page: str, times: int = 1) -> float:
        """Return the milliseconds of CPU of a page, of this process and of the database's."""
        email, path = PAGES[page]
        browser = self._browser(email)
        before = self._cpu()
        for _time in range(times):
            answer = browser.get(path.format(**self.names))
            if answer.status_code != 200:
                raise RuntimeError(f"{page}: {answer.status_code} {answer.location}")
        return (self._cpu() - before) * 1000 / times

    def _cpu(self) -> float:
        return time.process_time() + (cpu_seconds(self.server) if self.server else 0.0)

    def _browser(self, email: str) -> FlaskClient:
        if email not in self.browsers:
            with self.app.app_context(), scoped(EVERYONE):
                person = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()
                token = perform(service_sessions.start_session, person.id, person.door, LIMITS, utc_now())
            browser = self.app.test_client()
            browser.set_cookie("portal_hq" if email.endswith("@hq.example") else "portal_d", token)
            self.browsers[email] = browser
        return self.browsers[email]

    def works(self, page: str) -> list[Work]:
        """Return what each statement of a page takes, sent once more by itself, most first."""
        with self.app.app_context(), overheard(db.engine) as heard:
            self.burnt(page)
        with self.app.app_context(), db.engine.connect() as connection:
            if on_postgresql():
                connection.exec_driver_sql(f"SELECT set_config('app.distributors', '{EVERYONE.setting}', true)")
            return sorted((work_of(connection, sent) for sent in heard), key=lambda work: -work.units)


def measure_growth(grown: Flask, demo: Flask, floor_file: str, server: int | None = None) -> list[Figure]:
    """Ask every page of the grown portal and of the demo in turn, beside the floor; `server` is PostgreSQL's pid."""
    os.environ["FLOOR_DB"] = floor_file
    from bench.floor import create

    floor = create().test_client()
    floor.set_cookie("token", "known")
    large, small = (Asker(app, _names(app), server) for app in (grown, demo))
    settle(grown.extensions["settings"])
    figures, guilty = [], list[str]()
    with grown.app_context():
        dialect = db.engine.dialect.name
    for page in PAGES:
        once = large.burnt(page)
        small.burnt(page, 2)
        costs: list[tuple[float, float, float]] = []
        for _round in range(ROUNDS if once < TOO_LONG else 1):
            begun = time.process_time()
            floor.get("/rows")
            bare = (time.process_time() - begun) * 1000
            costs.append((bare, large.burnt(page), small.burnt(page)))
        bare, much, little = (statistics.median(column) for column in zip(*costs, strict=True))
        works, before = large.works(page), small.works(page)
        told = (
            f"{much / bare:.1f} x floor, {much / little:.1f} x demo, {len(works)} statements,"
            f" the largest {most_of(works):,} {UNITS[dialect]} ({most_of(before):,} on the demo)"
        )
        figures.append(Figure(f"grown: {page}", much, "ms CPU", MOST_MS, told))
        print(f"bench: {page:<28}{much:>8.1f} ms{little:>8.1f} demo  {told}", flush=True)
        for work in refused(page, works, dialect):
            guilty.append(page)
            print(f"  refused: {work.told()}", flush=True)
    if guilty:
        raise SystemExit(f"bench: these pages read what lies behind them: {', '.join(dict.fromkeys(guilty))}")
    return figures


def _names(app: Flask) -> dict[str, str]:
    """Return an order of many lines and a shipment to open: the world's, or of the demo."""
    with app.app_context(), scoped(EVERYONE):
        nile = "distributor_id = (SELECT id FROM distributor WHERE name LIKE 'Nile%')"
        found = {
            "order": f"SELECT number FROM sales_order WHERE {nile} AND state IN ('closed', 'released')"
            " ORDER BY (SELECT count(*) FROM order_line WHERE order_id = sales_order.id) DESC, id",
            "shipment": f"SELECT number FROM shipment WHERE {nile} ORDER BY pieces DESC, id",
        }
        names = {name: str(db.session.execute(sa.text(f"{text} LIMIT 1")).scalar_one()) for name, text in found.items()}
        db.session.remove()
    return names


def pid_of_server(data: Path) -> int:
    """Return the process of a PostgreSQL server by its data directory."""
    return int((data / "postmaster.pid").read_text().split()[0])
