"""Reads of an order's lines: all or a page of them, and how much of them waits for stock. Scoped by who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part, PartText
from portal.core.data.sessions import Reading, read
from portal.orders.models import OrderLine

LINES_PER_PAGE = 100
ALL_LINES = 2_147_483_647


class LineView(NamedTuple):
    """A line as a page shows it, with what a page tells of its part in the reader's language."""

    id: int
    line_no: int
    split: str
    part_id: int
    part_number: str
    asked_number: str
    note: str
    ordered: int
    open: int
    allocated: int
    backordered: int
    picked: int
    packed: int
    shipped: int
    delivered: int
    cancelled: int
    substituted: int
    list_price: Decimal
    unit_price: Decimal
    price_steps: list[dict[str, str]]
    amount: Decimal
    invoiced: int
    first_promised_on: date | None
    promised_on: date | None
    part_name: str
    hs_code: str
    origin: str
    un_number: str | None

    @property
    def ready(self) -> int:
        """Return the pieces that are tied to stock and have not left yet."""
        return self.allocated + self.picked + self.packed

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Return where the pieces are, the furthest first; places without any are left out."""
        pieces = (
            ("delivered", self.delivered),
            ("shipped", self.shipped),
            ("packed", self.packed),
            ("picked", self.picked),
            ("allocated", self.allocated),
            ("backordered", self.backordered),
            ("open", self.open),
            ("substituted", self.substituted),
            ("cancelled", self.cancelled),
        )
        return tuple(place for place in pieces if place[1])


def lines_of(order_id: int, locale: str, page: int | None = None) -> list[LineView]:
    """Return the lines of an order in order, all or one page of `LINES_PER_PAGE`, in one statement."""
    most, before = (ALL_LINES, 0) if page is None else (LINES_PER_PAGE, (page - 1) * LINES_PER_PAGE)
    found = read(_lines(), {"order_id": order_id, "locale": locale, "most": most, "before": before})
    return [LineView._make(row) for row in found.all()]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The lines of an order that wait for stock, and the first day promised to one of them."""

    lines: int = 0
    first_on: date | None = None


def waiting_in(lines: Sequence[LineView]) -> Waiting:
    """Return how much waits for stock among lines at hand, which are all of an order's."""
    short = [line for line in lines if line.backordered]
    return Waiting(len(short), min((line.promised_on for line in short if line.promised_on), default=None))


def waiting_of(order_id: int) -> Waiting:
    """Return how much of an order waits for stock."""
    short = sa.select(sa.func.count(OrderLine.id), sa.func.min(OrderLine.promised_on))
    return Waiting(*read(short.where(OrderLine.order_id == order_id, OrderLine.backordered > 0)).one())


@cache
def _lines() -> Reading:
    told = (sa.func.coalesce(PartText.name, Part.name), Part.hs_code, Part.origin, DangerousGoods.un_number)
    query: Any = sa.select(*(getattr(OrderLine, name) for name in LineView._fields if hasattr(OrderLine, name)), *told)
    return (  # type: ignore[no-any-return]
        query.join(Part, Part.id == OrderLine.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == sa.bindparam("locale")))
        .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
        .where(OrderLine.order_id == sa.bindparam("order_id"))
        .order_by(OrderLine.line_no, OrderLine.split)
        .limit(sa.bindparam("most"))
        .offset(sa.bindparam("before"))
    )
