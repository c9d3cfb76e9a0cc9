"""A portal's worth of rows for the benchmarks: demo data, and on top of it lists that are full."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import DangerousGoods, Part, PartState
from portal.catalogue.rules_part_numbers import norm
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.scope import EVERYONE, scoped
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import OrderType
from portal.pricing.models import ListPrice, PriceList
from portal.review.models import ItemKind, ItemState, ReviewItem
from portal.stock.models import Depot, Stock

ORDERS = 500
PREFIX = "BENCH-"
BIG_ORDER = "SO-2025-900001"


def fill_lists() -> None:
    """Add 500 released orders (one of 50 lines) and 200 rows of the review queue for Nile Motors."""
    with scoped(EVERYONE), transaction() as session:
        nile = session.scalars(sa.select(Distributor).where(Distributor.name.like("Nile%"))).first()
        assert nile is not None
        parts = session.execute(sa.select(Part.id, Part.number).limit(50)).all()
        _orders(session, nile, parts)
        _queue(session, nile)
    db.session.remove()


def fill_parts(count: int) -> None:
    """Add so many parts that can be ordered, each a copy of a priced demo part, with ample stock."""
    with scoped(EVERYONE), transaction() as session:
        plain = sa.select(Part).where(Part.state == PartState.ACTIVE, Part.id.not_in(sa.select(DangerousGoods.part_id)))
        model = session.scalars(plain.join(ListPrice, ListPrice.part_id == Part.id)).first()
        assert model is not None
        copied = {
            name: getattr(model, name)
            for name in [column.key for column in sa.inspect(Part).columns]
            if name not in {"id", "number", "norm", "minimum", "pack"}
        }
        names = [f"{PREFIX}{n:06d}" for n in range(1, count + 1)]
        session.execute(
            sa.insert(Part), [copied | {"number": n, "norm": norm(n), "minimum": 1, "pack": 1} for n in names]
        )
        ids = session.scalars(sa.select(Part.id).where(Part.number.startswith(PREFIX))).all()
        lists = session.scalars(sa.select(PriceList.id)).all()
        price = Decimal("48.3750")
        session.execute(
            sa.insert(ListPrice), [{"price_list_id": one, "part_id": i, "price": price} for one in lists for i in ids]
        )
        depot = session.scalars(sa.select(Depot.id)).first()
        session.execute(
            sa.insert(Stock), [{"depot_id": depot, "part_id": i, "on_hand": 15, "allocated": 0} for i in ids]
        )


def orderable_numbers(count: int) -> list[str]:
    """Return the numbers of the parts `fill_parts` added."""
    found = sa.select(Part.number).where(Part.number.startswith(PREFIX)).order_by(Part.number).limit(count)
    return list(db.session.scalars(found))


def _orders(session: object, nile: Distributor, parts: list) -> None:  # type: ignore[type-arg]
    now = utc_now()
    rows = [
        {
            "distributor_id": nile.id,
            "number": f"SO-2025-{900_000 + n:06d}",
            "state": OrderState.RELEASED,
            "progress": Progress.ALLOCATED,
            "order_type": OrderType.STOCK,
            "po_number": f"NM-B{n}",
            "po_norm": f"NMB{n}",
            "currency": nile.currency,
            "created_at": now - timedelta(hours=n),
            "submitted_at": now - timedelta(hours=n),
            "total": Decimal(123 * n),
            "line_count": 3,
            "pieces": 9,
        }
        for n in range(1, ORDERS + 1)
    ]
    db.session.execute(sa.insert(SalesOrder), rows)
    ids = db.session.execute(
        sa.select(SalesOrder.id, SalesOrder.number).where(SalesOrder.number.like("SO-2025-9%"))
    ).all()
    lines = []
    for order_id, number in ids:
        for line_no, part in enumerate(parts if number == BIG_ORDER else parts[:3], start=1):
            lines.append(
                {
                    "distributor_id": nile.id,
                    "order_id": order_id,
                    "line_no": line_no,
                    "part_id": part.id,
                    "part_number": part.number,
                    "ordered": 4,
                    "open": 0,
                    "allocated": 3,
                    "backordered": 1,
                    "list_price": Decimal("48.3750"),
                    "unit_price": Decimal("45.9563"),
                    "amount": Decimal("183.83"),
                    "price_steps": [],
                }
            )
    db.session.execute(sa.insert(OrderLine), lines)


def _queue(session: object, nile: Distributor) -> None:
    now = utc_now()
    items = [
        {
            "distributor_id": nile.id,
            "kind": ItemKind.ORDER,
            "number": f"SO-2025-8{n:05d}",
            "state": ItemState.WAITING,
            "order_type": "stock",
            "region": nile.region,
            "distributor_name": nile.name,
            "country": nile.country,
            "zone": nile.zone,
            "po_number": f"NM-Q{n}",
            "line_count": n % 60 + 1,
            "value": Decimal(97 * n + 1),
            "currency": nile.currency,
            "findings": [],
            "worst": "",
            "search_text": f"NM-Q{n}",
            "opened_at": now - timedelta(minutes=n),
            "due_at": now + timedelta(minutes=n - 20),
        }
        for n in range(1, 201)
    ]
    db.session.execute(sa.insert(ReviewItem), items)
