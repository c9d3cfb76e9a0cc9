"""Whom every notice goes to: inboxes and mails, each in its receiver's language; amounts as facts keep them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_people import Person, people_of
from portal.core.data.sessions import db
from portal.core.permissions import Permission
from portal.notifications.service import notify, send_mails
from portal.orders.events import OrderEvent


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """Return an amount the way facts keep it."""
    return {"amount": str(amount), "currency": currency}


def tell(
    people: Iterable[Person], kind: str, facts: dict[str, Any], link: str, now: datetime, *, mail: bool = True
) -> None:
    """Put a notice into people's inboxes, and send it to each of them by mail unless the inbox is enough."""
    receivers = list(people)
    notify([person.id for person in receivers], kind, facts, link, now)
    if mail:
        send_mails(receivers, kind, facts, now, link)


def company_name(distributor_id: int) -> str:
    """Return the name of a distributor."""
    return db.session.scalars(sa.select(Distributor.name).where(Distributor.id == distributor_id)).one()


def buyers_of(event: OrderEvent) -> list[Person]:
    """Return who hands in orders of the distributor an event is about."""
    return people_of(event.distributor_id, Permission.ORDER_SUBMIT)
