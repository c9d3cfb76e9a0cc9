"""Rows of the queue without their orders: for lists, counts and query figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.data.sessions import transaction
from portal.review.models import ItemKind, ItemState, ReviewItem
from tests import factories


def queue_rows(distributor: Distributor, dues: Sequence[datetime], **values: Any) -> list[str]:
    """Put one waiting order a due time into the queue; return their numbers."""
    numbers = [f"SO-2026-{factories.next_number():06d}" for _ in dues]
    rows = [
        {
            "kind": ItemKind.ORDER,
            "number": number,
            "state": ItemState.WAITING,
            "order_type": "vor",
            "region": distributor.region,
            "distributor_name": distributor.name,
            "country": distributor.country,
            "zone": distributor.zone,
            "po_number": f"NM-{number[-4:]}",
            "line_count": 2,
            "value": Decimal("412.00"),
            "currency": "USD",
            "findings": [],
            "worst": "",
            "search_text": f"{number.lower()}\n{distributor.name.lower()}",
            "owner_name": "",
            "opened_at": due - timedelta(minutes=10),
            "due_at": due,
            "distributor_id": distributor.id,
            **values,
        }
        for number, due in zip(numbers, dues, strict=True)
    ]
    with transaction() as session:
        session.execute(sa.insert(ReviewItem), rows)
    return numbers
