"""Many orders of one distributor, and somebody who asks for all of them as a file."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Distributor
from portal.core.data.sessions import add_rows, db, transaction
from portal.downloads.models import ListFile
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from tests.orders.factories import NOW
from tests.web import Browser

MANY = 5_001


def make_orders(distributor: Distributor, count: int = MANY) -> None:
    """Make so many orders that wait for review, numbered from 1."""
    usual = {"currency": "USD", "created_at": NOW, "submitted_at": NOW, "state": OrderState.SUBMITTED}
    own = {**usual, "distributor_id": distributor.id, "line_count": 1, "total": 1}
    with transaction():
        add_rows(
            SalesOrder,
            [
                own | {"number": f"SO-2026-{n:06d}", "po_number": f"={n}", "po_norm": str(n)}
                for n in range(1, 1 + count)
            ],
        )


def asked_for(app: Flask, user: Any, path: str = "/orders?export=csv", button: str = "Make CSV") -> tuple[Browser, str]:
    """Let somebody ask for a list as a file; return their browser and the address of the file's page."""
    browser = Browser(app).sign_in(user)
    browser.page(path)
    return browser, browser.send(button=button).path


def files() -> list[ListFile]:
    """Return every file of a list, in order."""
    db.session.remove()
    return list(db.session.scalars(sa.select(ListFile).order_by(ListFile.id)))
