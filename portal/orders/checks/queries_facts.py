"""Everything the checks of an order look at, gathered in a constant number of statements."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from portal.accounts import queries as accounts
from portal.accounts.labels_addresses import address_problems
from portal.accounts.queries_calendars import working_calendar
from portal.accounts.rules_latin import customs_read, in_other_script_only
from portal.catalogue import queries as catalogue
from portal.catalogue.dangerous.queries import air_limits
from portal.catalogue.dangerous.rules import DangerousItem, Packing
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import PartState
from portal.catalogue.queries_described import unread_parts
from portal.catalogue.replaced.queries_supersession import links_from
from portal.catalogue.replaced.rules_supersession import Successor, Supersession
from portal.catalogue.vehicles.queries_fitment import fitments_of
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.catalogue.vehicles.rules_vins import written
from portal.core.calendars import WorkingCalendar
from portal.core.errors import Refused
from portal.finance import queries as finance
from portal.finance.rules_payment_terms import is_prepaid
from portal.orders.checks.queries_before import demands_of, earlier_orders, placed_before
from portal.orders.checks.rules_commercial import REPEAT_HOURS, CreditFacts
from portal.orders.checks.rules_date import Wish
from portal.orders.checks.rules_delivery import AirLimits, OtherScript, OtherWords
from portal.orders.checks.rules_facts import (
    ConsigneeFacts,
    Demand,
    LineFacts,
    OrderFacts,
    PartnerFacts,
)
from portal.orders.checks.rules_parts import UNUSUAL_MONTHS
from portal.orders.checks.rules_vehicle import VehicleFacts
from portal.orders.checks.rules_whole import Gathered
from portal.orders.models import SalesOrder
from portal.orders.queries_due_clock import ReadyDates
from portal.orders.queries_freight import rates_to
from portal.orders.rules_freight import Payer, paid_by
from portal.orders.types.queries import terms_at
from portal.pricing.rules_freight import Estimate, Load, estimated
from portal.settings.queries import figures_at
from portal.settings.rules import Figures
from portal.stock import queries as stock
from portal.stock.rules_depots import gathering_depot

BOOKED_BY_HQ = frozenset(Mode) - {Mode.ROAD}
"""Modes whose carrier headquarters books; a lorry comes for the goods."""
_PACKINGS = {"PI966": Packing.WITH_EQUIPMENT, "PI967": Packing.IN_EQUIPMENT}


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
    named = {each for each in (order.ship_to_id, order.consignee_id, order.notify_id) if each is not None}
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
    figures, types = figures_at(now), terms_at(now)
    told = _line_facts(order, lines, parts, today, fitments, figures)
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
        freight_quoted=_freight_quoted(order, lines, around, today, figures),
        amount=amount,
        lines=told,
        partner=PartnerFacts(partner.currency, partner.incoterm, partner.payment_terms),
        consignee=_consignee(order, around),
        types=types,
        figures=figures,
        successors=_successors(parts, today),
        further=(
            *vehicles,
            *_credit(order, today),
            *earlier_orders(order, sum(content.values()), len(content), now, figures.whole(REPEAT_HOURS)),
            *placed_before(order, types[order.order_type].cadence, now),
            *_wish(order, told, around, now, today),
            *_gathered(order, lines, today),
            *((AirLimits(air_limits()),) if order.mode.flies else ()),
            *_other_script(around, lines),
        ),
    )


def _other_script(around: Around, lines: Iterable[CheckedLine]) -> Iterator[OtherScript | OtherWords]:
    """Yield what customs papers could not say in Latin letters, where goods may cross a border from a depot in use."""
    names = in_other_script_only([around.partner, *around.addresses.values()])
    unread = unread_parts(around.parts.keys())
    if (names or unread) and customs_read({depot.country for depot in stock.depots_in_use()}, around.country):
        yield from (OtherScript(name) for name in names)
        for line in lines:
            if line.part_id in unread:
                yield OtherWords(line.line_no, around.parts[line.part_id].number)


def _content(lines: Iterable[CheckedLine], parts: Mapping[int, catalogue.PartTerms]) -> dict[str, int]:
    return {parts[line.part_id].number: line.quantity for line in lines}


def _line_facts(
    order: SalesOrder,
    lines: Sequence[CheckedLine],
    parts: Mapping[int, catalogue.PartTerms],
    today: date,
    fitments: Mapping[int, tuple[Fitment, ...]],
    figures: Figures,
) -> tuple[LineFacts, ...]:
    there = stock.in_short(parts.keys(), today)
    demands = demands_of(order, parts.keys(), today, figures.whole(UNUSUAL_MONTHS))
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
            stock=there[part.id].for_order(whole=not order.partial_ok) if part.id in there else 0,
            planned_on=there[part.id].next_on if part.id in there else None,
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


def _credit(order: SalesOrder, today: date) -> tuple[CreditFacts, ...]:
    if is_prepaid(order.payment_terms):
        return ()
    standing = finance.standing_of(order.distributor_id, order.currency, today)
    return (CreditFacts(standing.limit, standing.exposure, standing.oldest_overdue_days, standing.blocked),)


def _gathered(order: SalesOrder, lines: Sequence[CheckedLine], today: date) -> tuple[Gathered, ...]:
    """Return what is in stock of an order that ships only whole, by depots; nothing of one that ships in parts."""
    if order.partial_ok or not lines:
        return ()
    wanted: Counter[int] = Counter()
    for line in lines:
        wanted[line.part_id] += line.quantity
    there = stock.availability(wanted.keys(), today)
    free: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for part, found in there.items():
        for place in found.by_depot:
            free[place.depot_id][part] = place.free
    best = free[gathering_depot(wanted, free, sorted(free))] if free else {}
    in_stock = [line for line in lines if there[line.part_id].free >= wanted[line.part_id]]
    whole = [line for line in lines if best.get(line.part_id, 0) >= wanted[line.part_id]]
    return (Gathered(len(in_stock), len(whole)),)


def _freight_quoted(
    order: SalesOrder, lines: Sequence[CheckedLine], around: Around, today: date, figures: Figures
) -> bool:
    """Return whether a rate is known for what these lines weigh; only asked where we pay the carrier."""
    if paid_by(order.order_type, order.incoterm) is Payer.BUYER:
        return False
    parts = [(around.parts[line.part_id], line.quantity) for line in lines]
    load = Load(
        sum(pieces * part.weight_g for part, pieces in parts),
        sum(pieces * part.length_mm * part.width_mm * part.height_mm for part, pieces in parts),
    )
    rates = rates_to(around.country, order.mode, today)
    return isinstance(estimated(load, order.mode, rates, figures), Estimate)


def _wish(
    order: SalesOrder, lines: Sequence[LineFacts], around: Around, now: datetime, today: date
) -> tuple[Wish, ...]:
    if order.requested_on is None:
        return ()
    from_stock = ReadyDates(now).of(order.order_type, now)
    days = {part.number: part.lead_time_days for part in around.parts.values()}
    ready: dict[int, date] = {}
    for line in lines:
        later = line.planned_on or today + timedelta(days=days[line.part_number])
        on = from_stock if line.stock >= line.quantity else later
        if on is not None:
            ready[line.line_no] = on
    calendar = _calendar(around.country, around.partner)
    off = calendar is not None and not calendar.is_working_day(order.requested_on)
    return (Wish(order.requested_on, ready, around.country, off),)


def _calendar(country: str, partner: accounts.DistributorFacts) -> WorkingCalendar | None:
    """Return the working days of where goods go, at home those of whose they are; None without holidays on record."""
    try:
        return working_calendar(country, "UTC", partner.code if country == partner.country else "")
    except Refused:
        return None


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


def _successors(parts: Mapping[int, catalogue.PartTerms], today: date) -> dict[str, Supersession[str]]:
    links = links_from(parts.keys(), today)
    reached = {part for link in links.values() for part in link.parts} | set(links)
    numbers = {one.id: one.number for one in parts.values()}
    numbers |= {one.id: one.number for one in catalogue.terms_by_id(reached - parts.keys()).values()}
    return {
        numbers[old]: Supersession(link.kind, tuple(Successor(numbers[one.part], one.ratio) for one in link.successors))
        for old, link in links.items()
    }
