"""The ground of the crash tests: a database of an engine, a real server on it, people at both doors."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import UserAccount, UserState
from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Actor, Door
from portal.core.clock import utc_now
from portal.core.data.engines import write_engine
from portal.core.data.row_policies import grants_for
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs import desk
from portal.core.jobs.models import Job, JobState
from portal.core.scope import EVERYONE, scoped
from portal.pricing.models import Agreement, QuantityTier
from tests import factories
from tests.conftest import app_on, migrate_to_head
from tests.crashes.server import Server
from tests.crashes.visitor import Visitor
from tests.guards import trade
from tests.orders.factories import sell
from tests.server.postgres import PostgresServer, running_postgres

PRICES = ((trade.IN_STOCK, trade.LIST_PRICES[0]), ("21047103", Decimal("7.3300")), ("21047104", Decimal("0.0700")))
"""What a piece comes to, whatever the quantity: nothing is agreed here."""


@dataclass
class Ground:
    """A running portal that may be killed at any time, and the test's own view of its database."""

    app: Flask
    server: Server
    side: trade.Side
    hq: dict[str, Actor]
    buyer: Visitor
    clerk: Visitor
    database: PostgresServer | None = None
    fates: Counter[str] = field(default_factory=Counter)
    """What became of forms when the server died: answered, landed without an answer, or undone."""

    def kill(self) -> None:
        """Kill the server, and let the leases of its worker run out as a minute would."""
        self.server.kill()
        self.let_leases_run_out()

    def let_leases_run_out(self) -> None:
        """Let what nobody carries on be taken again now instead of in a minute."""
        with transaction() as session:
            past = utc_now() - timedelta(seconds=1)
            session.execute(sa.update(Job).where(Job.state == JobState.RUNNING).values(leased_until=past))

    def settle(self, seconds: float = 120) -> None:
        """Wait until the server's worker has nothing left to do; what waits after a failure is due at once."""
        until = time.monotonic() + seconds
        open_jobs = sa.select(sa.func.count()).where(Job.state.in_([JobState.WAITING, JobState.RUNNING]))
        while time.monotonic() < until:
            db.session.remove()
            if not db.session.scalar(open_jobs):
                return
            with transaction() as session:
                later = sa.update(Job).where(Job.state == JobState.WAITING, Job.run_after > utc_now())
                session.execute(later.values(run_after=utc_now()))
            time.sleep(0.25)

    def run_again(self) -> None:
        """Let run again what was ended each time it ran and is given up, as the jobs page does; wait for it."""
        db.session.remove()
        given_up = db.session.scalars(sa.select(Job.id).where(Job.state == JobState.FAILED)).all()
        for job_id in given_up:
            perform(desk.run_again, job_id, utc_now())
        self.settle()


@contextmanager
def ground_on(engine: str, folder: Path, application: str) -> Iterator[Ground]:
    """A ground on SQLite, or on a PostgreSQL server of its own that keeps what it has committed."""
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'crash.db'}"
        migrate_to_head(app_on(url, folder))
        with _prepared(url, folder, application) as ground:
            yield ground
        return
    with running_postgres(shared=False) as server:
        server.create_database("crash")
        owner = app_on(server.url("crash", role="portal_owner"), folder)
        migrate_to_head(owner)
        with owner.app_context():
            with write_engine(db.engine).begin() as connection:
                for statement in grants_for("portal_app"):
                    connection.exec_driver_sql(statement)
            db.engine.dispose()
        with _prepared(server.url("crash"), folder, application) as ground:
            ground.database = server
            yield ground


@contextmanager
def _prepared(url: str, folder: Path, application: str) -> Iterator[Ground]:
    app = app_on(url, folder)
    secret = "only-for-crashes-" + "0" * 32
    environment = {"DATABASE_URL": url, "STORAGE_URL": f"file://{folder / 'storage'}", "SECRET_KEY": secret}
    with app.app_context(), scoped(EVERYONE):
        side = trade.found("a", "QZKANAQX")
        with transaction() as session:
            session.execute(sa.update(Agreement).values(discount_percent=Decimal(0)))
            session.execute(sa.delete(QuantityTier))
        for number, price in PRICES[1:]:
            sell(side.market, number, price=str(price), stock=5_000, hs_code="870830", weight_g=80)
        _only(side.people["dealer_owner"])
        people = {role: factories.make_hq_user(role=role) for role in roles_of_door(Door.HQ)}
        actors = {role: factories.actor_of(person) for role, person in people.items()}
        server = Server(environment, folder / "server.log", application)
        try:
            server.start_cold()
            buyer = Visitor(server.port).sign_in("", side.people["dealer_owner"].email, factories.PASSWORD)
            clerk = Visitor(server.port).sign_in("/hq", people["hq_logistics"].email, factories.PASSWORD)
            yield Ground(app, server, side, actors, buyer, clerk)
        finally:
            server.close()
            db.session.remove()
            db.engine.dispose()


def _only(person: UserAccount) -> None:
    """Leave one person of the distributor who is told of things: mails are not what is tested here."""
    others = sa.update(UserAccount).where(UserAccount.id != person.id)
    with transaction() as session:
        session.execute(others.values(state=UserState.DISABLED))
