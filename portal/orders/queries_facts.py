"""Everything the checks of an order look at, gathered in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.addresses import address_problems
from portal.allocation import queries as stock
from portal.catalogue import queries as catalogue
from portal.catalogue.models import PartState
from portal.catalogue.queries_fitment import fitments_of
from portal.catalogue.queries_supersession import links_from
from portal.catalogue.rules_dangerous_goods import DangerousItem, Packing
from portal.catalogue.rules_fitment import Fitment
from portal.catalogue.rules_supersession import Successor, Supersession
from portal.core.database import read
from portal.core.sets import among_given
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
from portal.orders.states import Mode, OrderState

BOOKED_BY_HQ = frozenset(Mode) - {Mode.ROAD}
"""Modes whose carrier headquarters books; a lorry comes for the goods. Freight is quoted outside the portal."""
VOID = (OrderState.REJECTED, OrderState.CANCELLED)
MOST_ORDERS_REMEMBERED = 200
_PACKINGS = {"PI966": Packing.WITH_EQUIPMENT, "PI967": Packing.IN_EQUIPMENT}


_REMEMBERED = sa.select(DemandMonth.part_id, DemandMonth.month, DemandMonth.quantity, DemandMonth.orders).where(
    DemandMonth.distributor_id == sa.bindparam("distributor_id"),
    DemandMonth.month >= sa.bindparam("since"),
    among_given(DemandMonth.part_id, "ids"),
)
_ORDERED = (
    sa.select(OrderLine.part_id, SalesOrder.submitted_at, OrderLine.ordered)
    .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
    .where(
        SalesOrder.distributor_id == sa.bindparam("distributor_id"),
        SalesOrder.id != sa.bindparam("order_id"),
        SalesOrder.submitted_at >= sa.bindparam("since"),
        SalesOrder.state.not_in((OrderState.DRAFT, *VOID)),
        among_given(OrderLine.part_id, "ids"),
    )
)
_RECENT = sa.and_(
    SalesOrder.submitted_at >= sa.bindparam("since"),
    SalesOrder.pieces == sa.bindparam("pieces"),
    SalesOrder.line_count == sa.bindparam("line_count"),
)
_EARLIER = (
    sa.select(
        SalesOrder.id, SalesOrder.number, SalesOrder.po_number, SalesOrder.submitted_at,
        SalesOrder.state, _RECENT.label("recent"),
    )
    .where(
        SalesOrder.distributor_id == sa.bindparam("distributor_id"),
        SalesOrder.id != sa.bindparam("order_id"),
        SalesOrder.submitted_at.is_not(None),
        SalesOrder.state != OrderState.DRAFT,
        sa.or_(_RECENT, sa.and_(SalesOrder.po_norm == sa.bindparam("po_norm"), SalesOrder.po_norm != "")),
    )
    .order_by(SalesOrder.id.desc())
    .limit(MOST_ORDERS_REMEMBERED)
)  # fmt: skip
_CONTENTS = sa.select(OrderLine.order_id, OrderLine.part_number, OrderLine.ordered).where(
    among_given(OrderLine.order_id, "order_ids")
)


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line about to be checked: its price, and the price valid for it (None: there is none)."""

    line_no: int
    part_id: int
    quantity: int
    unit_price: Decimal
    valid_price: Decimal | None


@dataclass(frozen=True, slots=True)
class Around:
    """What an order that is handed in rests on, read once: who orders, where to, which parts."""

    partner: accounts.DistributorFacts
    addresses: Mapping[int, accounts.AddressFacts]
    parts: Mapping[int, catalogue.PartTerms]
    country: str
    """Where the goods go: the ship-to's country, or the distributor's own."""


def around_of(order: SalesOrder, part_ids: Collection[int]) -> Around:
    """Return what lines of these parts and their checks rest on, in three statements."""
    partner = accounts.distributor_facts(order.distributor_id)
    named = {each for each in (order.ship_to_id, order.consignee_id) if each is not None}
    addresses = accounts.address_facts_of(named)
    goes_to = addresses[order.ship_to_id].country if order.ship_to_id is not None else partner.country
    return Around(partner, addresses, catalogue.terms_by_id(part_ids), goes_to)


def facts_of(
    order: SalesOrder, lines: Sequence[CheckedLine], around: Around, amount: Decimal, now: datetime, today: date
) -> OrderFacts:
    """Return an order, priced on a day (that of its selling entity at `now`), with all its checks need as of then."""
    parts, partner = around.parts, around.partner
    vehicles = _vehicles(order.vin)
    fitments = fitments_of(parts.keys()) if any(each.model for each in vehicles) else {}
    content = _content(lines, parts)
    return OrderFacts(
        order_type=order.order_type,
        purchase_order=order.po_number,
        currency=order.currency,
        incoterm=order.incoterm,
        payment_terms=order.payment_terms,
        mode=order.mode,
        submitted_at=now,
        submitted_on=today,
        freight_booked_by_hq=order.mode in BOOKED_BY_HQ,
        freight_quoted=False,
        amount=amount,
        lines=_line_facts(order, lines, parts, today, fitments),
        partner=PartnerFacts(partner.currency, partner.incoterm, partner.payment_terms),
        consignee=_consignee(order, around),
        credit=_credit(order, today),
        vehicles=vehicles,
        earlier=_earlier(order, sum(content.values()), len(content), now),
        successors=_successors(parts, today),
    )


def _content(lines: Iterable[CheckedLine], parts: Mapping[int, catalogue.PartTerms]) -> dict[str, int]:
    return {parts[line.part_id].number: line.quantity for line in lines}


def _line_facts(
    order: SalesOrder,
    lines: Sequence[CheckedLine],
    parts: Mapping[int, catalogue.PartTerms],
    today: date,
    fitments: Mapping[int, tuple[Fitment, ...]],
) -> tuple[LineFacts, ...]:
    there = stock.in_short(parts.keys(), today)
    demands = _demands(order, parts.keys(), today)
    return tuple(
        LineFacts(
            line_no=line.line_no,
            part_number=part.number,
            quantity=line.quantity,
            unit_price=line.unit_price,
            valid_price=line.valid_price,
            priced_on=today,
            moq=part.minimum,
            spq=part.pack,
            stock=there[part.id].free if part.id in there else 0,
            discontinued=part.state is PartState.DISCONTINUED,
            use_up_old=part.use_up_old,
            dangerous=_dangerous(line, part),
            demand=demands.get(part.id, Demand()),
            fitments=fitments.get(part.id, ()),
        )
        for line in lines
        for part in [parts[line.part_id]]
    )


def _dangerous(line: CheckedLine, part: catalogue.PartTerms) -> DangerousItem | None:
    if part.un_number is None:
        return None
    return DangerousItem(
        reference=str(line.line_no),
        un_number=part.un_number,
        net_g=part.net_g or None,
        watt_hours=part.watt_hours,
        charge_percent=part.charge_percent,
        packing=_PACKINGS.get((part.packing_instruction or "")[:5], Packing.ALONE),
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
    places: dict[datetime, int | None] = {}
    for part_id, submitted_at, quantity in _ordered(order, ids, months[0]):
        if submitted_at not in places:
            places[submitted_at] = index.get(submitted_at.date().replace(day=1))
        place = places[submitted_at]
        if place is not None:
            totals[part_id][place] += quantity
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
    return read(_REMEMBERED, {"distributor_id": distributor_id, "since": since, "ids": ids}).all()


def _ordered(order: SalesOrder, ids: Collection[int], since: date) -> Iterable[Any]:
    asked = {
        "distributor_id": order.distributor_id, "order_id": order.id, "ids": ids,
        "since": datetime.combine(since, time(), UTC),
    }  # fmt: skip
    return read(_ORDERED, asked).all()


def _consignee(order: SalesOrder, around: Around) -> ConsigneeFacts:
    address_id = order.consignee_id or order.ship_to_id
    if address_id is None:
        return ConsigneeFacts("", "", "", around.partner.country, "", "", "")
    told = around.addresses[address_id]
    problems = _problems(told.country, told.name, told.street, told.city, told.region, told.postal_code)
    return ConsigneeFacts(
        told.name, told.street, told.city, told.country, told.tax_id, told.phone, told.contact, problems
    )


@lru_cache(maxsize=1_024)
def _problems(country: str, *values: str) -> tuple[tuple[str, str], ...]:
    """Return what a country's rules find in an address; always the same for the same address."""
    fields = dict(zip(("name", "street", "city", "region", "postal_code"), values, strict=True))
    return tuple((one.field, one.problem.value) for one in address_problems(country, fields))


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
    sold = catalogue.vehicle(plain)
    if sold is None:
        return (VehicleFacts(vin, known, in_fleet=False),)
    return (VehicleFacts(vin, known, in_fleet=True, model=sold.model, model_year=sold.model_year),)


def _earlier(order: SalesOrder, pieces: int, line_count: int, now: datetime) -> tuple[EarlierOrder, ...]:
    """Return orders with the same purchase order number, and those of 72 hours with as many pieces."""
    asked = {
        "distributor_id": order.distributor_id, "order_id": order.id, "po_norm": order.po_norm,
        "since": now - REPEAT_WINDOW, "pieces": pieces, "line_count": line_count,
    }  # fmt: skip
    found = read(_EARLIER, asked).all()
    contents = _contents([row.id for row in found if row.recent])
    return tuple(
        EarlierOrder(
            row.number, row.po_number, row.submitted_at, frozenset(contents.get(row.id, ())),
            row.state in VOID,
        )
        for row in found
    )  # fmt: skip


def _contents(order_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    contents: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    if order_ids:
        for order_id, number, quantity in read(_CONTENTS, {"order_ids": order_ids}).all():
            contents[order_id].append((number, quantity))
    return contents


def _successors(parts: Mapping[int, catalogue.PartTerms], today: date) -> dict[str, Supersession[str]]:
    links = links_from(parts.keys(), today)
    reached = {part for link in links.values() for part in link.parts} | set(links)
    numbers = {one.id: one.number for one in parts.values()}
    numbers |= {one.id: one.number for one in catalogue.terms_by_id(reached - parts.keys()).values()}
    return {
        numbers[old]: Supersession(link.kind, tuple(Successor(numbers[one.part], one.ratio) for one in link.successors))
        for old, link in links.items()
    }
