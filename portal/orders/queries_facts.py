"""Everything the checks of an order look at, gathered in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.addresses import address_problems
from portal.allocation import queries as stock
from portal.catalogue import queries as catalogue
from portal.catalogue.queries_supersession import links_from
from portal.catalogue.rules_dangerous_goods import DangerousItem, Packing
from portal.catalogue.rules_supersession import Successor, Supersession
from portal.core.database import db
from portal.core.sets import among
from portal.finance import queries as finance
from portal.orders.models import DemandMonth, OrderLine, SalesOrder
from portal.orders.rules_commercial import REPEAT_WINDOW
from portal.orders.rules_facts import (
    ConsigneeFacts,
    CreditFacts,
    Demand,
    EarlierOrder,
    LineFacts,
    OrderFacts,
    PartnerFacts,
    VehicleFacts,
)
from portal.orders.rules_parts import MONTHS
from portal.orders.rules_vin import written
from portal.orders.states import OrderState

VOID = (OrderState.REJECTED, OrderState.CANCELLED)
MOST_ORDERS_REMEMBERED = 200
_PACKINGS = {"PI966": Packing.WITH_EQUIPMENT, "PI967": Packing.IN_EQUIPMENT}


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line about to be checked: its price, and the price valid for it (None: there is none)."""

    line_no: int
    part_id: int
    quantity: int
    unit_price: Decimal
    valid_price: Decimal | None


def facts_of(order: SalesOrder, lines: Sequence[CheckedLine], amount: Decimal, now: datetime) -> OrderFacts:
    """Return an order with all its checks need, as of an instant."""
    ids = {line.part_id for line in lines}
    parts = catalogue.parts_by_id(ids, "en")
    partner = accounts.distributor_facts(order.distributor_id)
    content = _content(lines, parts)
    return OrderFacts(
        order_type=order.order_type,
        purchase_order=order.po_number,
        currency=order.currency,
        incoterm=order.incoterm,
        payment_terms=order.payment_terms,
        mode=order.mode,
        submitted_at=now,
        amount=amount,
        lines=_line_facts(order, lines, parts, now.date()),
        partner=PartnerFacts(partner.currency, partner.incoterm, partner.payment_terms),
        consignee=_consignee(order, partner.country),
        credit=_credit(order, now.date()),
        vehicles=_vehicles(order.vin),
        earlier=_earlier(order, sum(content.values()), len(content), now),
        successors=_successors(ids, parts, now.date()),
    )


def _content(lines: Iterable[CheckedLine], parts: Mapping[int, catalogue.PartFacts]) -> dict[str, int]:
    return {parts[line.part_id].number: line.quantity for line in lines}


def _line_facts(
    order: SalesOrder,
    lines: Sequence[CheckedLine],
    parts: Mapping[int, catalogue.PartFacts],
    today: date,
) -> tuple[LineFacts, ...]:
    free = stock.availability(parts.keys())
    demands = _demands(order, parts.keys(), today)
    return tuple(
        LineFacts(
            line_no=line.line_no,
            part_number=part.number,
            quantity=line.quantity,
            unit_price=line.unit_price,
            valid_price=line.valid_price,
            priced_on=order.priced_on,
            moq=part.minimum,
            spq=part.pack,
            stock=free[part.id].free if part.id in free else 0,
            discontinued=part.state.value == "discontinued",
            use_up_old=part.use_up_old,
            dangerous=_dangerous(line, part),
            demand=demands.get(part.id, Demand()),
        )
        for line in lines
        for part in [parts[line.part_id]]
    )


def _dangerous(line: CheckedLine, part: catalogue.PartFacts) -> DangerousItem | None:
    goods = part.dangerous
    if goods is None:
        return None
    return DangerousItem(
        reference=str(line.line_no),
        un_number=goods.un_number,
        net_g=goods.net_g or None,
        watt_hours=goods.watt_hours,
        charge_percent=goods.charge_percent,
        packing=_PACKINGS.get(goods.packing_instruction[:5], Packing.ALONE),
    )


def _demands(order: SalesOrder, ids: Collection[int], today: date) -> dict[int, Demand]:
    """Return what this distributor ordered of each part: 12 whole months before this one, and each order."""
    months = _months_before(today)
    index = {month: place for place, month in enumerate(months)}
    totals: defaultdict[int, list[int]] = defaultdict(lambda: [0] * MONTHS)
    sizes: defaultdict[int, list[int]] = defaultdict(list)
    for part_id, month, quantity, orders in _remembered(order.distributor_id, ids, months[0]):
        if month in index:
            totals[part_id][index[month]] += quantity
            sizes[part_id].extend([quantity // max(orders, 1)] * orders)
    for part_id, submitted_at, quantity in _ordered(order, ids, months[0]):
        month = submitted_at.date().replace(day=1)
        if month in index:
            totals[part_id][index[month]] += quantity
        sizes[part_id].append(quantity)
    return {part: Demand(tuple(totals[part]), tuple(sizes[part])) for part in sizes}


def _months_before(today: date) -> list[date]:
    first = today.replace(day=1)
    months = []
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def _remembered(distributor_id: int, ids: Collection[int], since: date) -> Iterable[Any]:
    query = sa.select(DemandMonth.part_id, DemandMonth.month, DemandMonth.quantity, DemandMonth.orders).where(
        DemandMonth.distributor_id == distributor_id,
        DemandMonth.month >= since,
        among(DemandMonth.part_id, ids),
    )
    return db.session.execute(query).all()


def _ordered(order: SalesOrder, ids: Collection[int], since: date) -> Iterable[Any]:
    query = (
        sa.select(OrderLine.part_id, SalesOrder.submitted_at, OrderLine.ordered)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(
            SalesOrder.distributor_id == order.distributor_id,
            SalesOrder.id != order.id,
            SalesOrder.submitted_at >= datetime.combine(since, time(), UTC),
            SalesOrder.state.not_in((OrderState.DRAFT, *VOID)),
            among(OrderLine.part_id, ids),
        )
    )
    return db.session.execute(query).all()


def _consignee(order: SalesOrder, country: str) -> ConsigneeFacts:
    address_id = order.consignee_id or order.ship_to_id
    if address_id is None:
        return ConsigneeFacts("", "", "", country, "", "", "")
    told = accounts.address_facts(address_id)
    fields = {
        "name": told.name, "street": told.street, "city": told.city, "region": told.region,
        "postal_code": told.postal_code,
    }  # fmt: skip
    problems = tuple((one.field, one.problem.value) for one in address_problems(told.country, fields))
    return ConsigneeFacts(
        told.name, told.street, told.city, told.country, told.tax_id, told.phone, told.contact, problems
    )


def is_prepaid(payment_terms: str) -> bool:
    """Tell whether terms ask for the money before release."""
    return payment_terms.partition(":")[0] == "prepaid"


def wants_deposit(payment_terms: str) -> bool:
    """Tell whether terms (`net:30:30`) ask for part of the money before release."""
    deposit = payment_terms.partition(":")[2].partition(":")[2]
    return bool(deposit.strip("0. "))


def _credit(order: SalesOrder, today: date) -> CreditFacts | None:
    if is_prepaid(order.payment_terms):
        return None
    standing = finance.standing_of(order.distributor_id, order.currency, today)
    return CreditFacts(standing.limit, standing.exposure, standing.oldest_overdue_days, standing.blocked)


def _vehicles(vin: str) -> tuple[VehicleFacts, ...]:
    if not vin.strip():
        return ()
    makers = catalogue.known_makers()
    plain = written(vin)
    known = plain[:3] in makers if makers else None
    return (VehicleFacts(vin, known, catalogue.vehicle(plain) is not None),)


def _earlier(order: SalesOrder, pieces: int, line_count: int, now: datetime) -> tuple[EarlierOrder, ...]:
    """Return orders with the same purchase order number, and those of 72 hours with as many pieces."""
    recent = sa.and_(
        SalesOrder.submitted_at >= now - REPEAT_WINDOW,
        SalesOrder.pieces == pieces,
        SalesOrder.line_count == line_count,
    )
    same = sa.and_(SalesOrder.po_norm == order.po_norm, SalesOrder.po_norm != "")
    query = (
        sa.select(
            SalesOrder.id, SalesOrder.number, SalesOrder.po_number, SalesOrder.submitted_at,
            SalesOrder.state, recent.label("recent"),
        )
        .where(
            SalesOrder.distributor_id == order.distributor_id,
            SalesOrder.id != order.id,
            SalesOrder.submitted_at.is_not(None),
            SalesOrder.state != OrderState.DRAFT,
            sa.or_(recent, same),
        )
        .order_by(SalesOrder.id.desc())
        .limit(MOST_ORDERS_REMEMBERED)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    contents = _contents([row.id for row in rows if row.recent])
    return tuple(
        EarlierOrder(
            row.number, row.po_number, row.submitted_at, frozenset(contents.get(row.id, ())),
            row.state in VOID,
        )
        for row in rows
    )  # fmt: skip


def _contents(order_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    contents: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    if order_ids:
        query = sa.select(OrderLine.order_id, OrderLine.part_number, OrderLine.ordered)
        for order_id, number, quantity in db.session.execute(query.where(among(OrderLine.order_id, order_ids))):
            contents[order_id].append((number, quantity))
    return contents


def _successors(ids: set[int], parts: Mapping[int, catalogue.PartFacts], today: date) -> dict[str, Supersession[str]]:
    links = links_from(ids, today)
    reached = {part for link in links.values() for part in link.parts} | set(links)
    numbers = {one.id: one.number for one in parts.values()}
    numbers |= {one.id: one.number for one in catalogue.parts_by_id(reached - ids, "en").values()}
    return {
        numbers[old]: Supersession(link.kind, tuple(Successor(numbers[one.part], one.ratio) for one in link.successors))
        for old, link in links.items()
    }
