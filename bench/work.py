"""What is done inside the portal: statements per page, submitting, allocating."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.figures import Figure
from bench.pages import BUYER, PAGES
from portal.accounts import service_sessions
from portal.accounts.models import Distributor, UserAccount
from portal.accounts.queries import addresses_of, distributor_facts
from portal.allocation import service
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.scope import EVERYONE, scoped
from portal.demo.cast import actor_of
from portal.finance.models import CreditAccount
from portal.orders.decisions import service_submit
from portal.orders.entry import service_drafts
from portal.orders.entry.rows import rules_change
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.types.states import OrderType
from tests.queries import counted

MOST_STATEMENTS = 8


def count_statements(app: Flask) -> list[Figure]:
    """Count the statements of each page, the login's included."""
    figures = []
    for name, (email, path) in PAGES.items():
        browser = app.test_client()
        with app.app_context(), scoped(EVERYONE):
            person = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()
            limits = service_sessions.Limits(timedelta(hours=1), timedelta(hours=1))
            token = perform(service_sessions.start_session, person.id, person.door, limits, utc_now())
        browser.set_cookie("portal_hq" if path.startswith("/hq") else "portal_d", token)
        browser.get(path)
        with app.app_context(), counted() as statements:
            assert browser.get(path).status_code == 200, path
        figures.append(Figure(f"{name}: statements", len(statements), "", MOST_STATEMENTS))
    return figures


def burnt(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of this process for a piece of work."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def measure_submits(app: Flask, numbers: Sequence[str], series: str = "") -> list[Figure]:
    """Submit orders of 50 and of 5,000 lines with all checks; CPU of the one transaction.

    `series` tells orders of several runs on one database apart.
    """
    with app.app_context(), scoped(EVERYONE):
        _raise_credit()
        _submitted(numbers[:20], f"WARM{series}")
        small = [_submitted(numbers[:50], f"S{series}{n}") for n in range(7)]
        large = [_submitted(numbers, f"L{series}{n}") for n in range(2)]
        db.session.remove()
    return [
        Figure("submit of 50 lines, all checks: CPU", 1000 * sorted(small)[3], "ms", 12),
        Figure(f"submit of {len(numbers):,} lines, all checks: CPU", min(large), "s", 1, "best of 2"),
    ]


def _raise_credit() -> None:
    def raised() -> None:
        own = sa.select(Distributor.id).where(Distributor.name.like("Nile%")).scalar_subquery()
        db.session.execute(
            sa.update(CreditAccount).where(CreditAccount.distributor_id == own).values(credit_limit=Decimal(10**12)),
            execution_options={"synchronize_session": False},
        )

    perform(raised)


def _submitted(numbers: Sequence[str], po_number: str) -> float:
    buyer, now = actor_of(BUYER), utc_now()
    own = buyer.distributor_id or 0
    header = replace(
        service_drafts.default_header(distributor_facts(own), addresses_of(own)),
        order_type=OrderType.STOCK,
        po_number=f"BENCH-{po_number}",
    )
    rows = [RowText(part_text=number, quantity_text="10") for number in numbers]
    number = perform(service_drafts.save_draft, rules_change.DraftChange(header=header, added=rows), buyer, now)
    found = sa.select(SalesOrder.id, SalesOrder.version).where(SalesOrder.number == number)
    order_id, version = db.session.execute(found).one()
    return burnt(lambda: perform(service_submit.submit, order_id, Turn(buyer, version, utc_now()), ask_exception=True))


def measure_allocation(app: Flask) -> list[Figure]:
    """Run the allocation over every open line there is."""
    with app.app_context(), scoped(EVERYONE):
        perform(_all_wait)
        waiting = db.session.scalar(sa.select(sa.func.count()).where(OrderLine.open + OrderLine.backordered > 0))
        spent = burnt(lambda: perform(service.run_allocation, actor_of("planner@hq.example"), utc_now()))
        db.session.remove()
    return [Figure(f"allocation run over {waiting:,} waiting lines: CPU", spent, "s", 5)]


def _all_wait() -> None:
    """Let the large orders wait for stock, as after their approval."""
    waiting = sa.update(SalesOrder).where(SalesOrder.po_number.like("BENCH-L%")).values(state="released")
    db.session.execute(waiting, execution_options={"synchronize_session": False})
