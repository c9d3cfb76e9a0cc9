"""Shipments as lists: pages of them with their sums, what their filters offer, whole views for files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_named import of_company_chosen
from portal.core.data.found_first import found_first
from portal.core.data.lists import among
from portal.core.data.newest import companies_apart, first_rows
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers, with_id
from portal.core.data.sessions import db, read
from portal.core.data.whole import Whole
from portal.core.references import reference_key
from portal.core.tables import MOST_COUNTED, ListState, Page, counted_by
from portal.orders.models import SalesOrder
from portal.shipping.models import LONGEST_ENDING, CarrierName, Milestone, Shipment, ShipmentLine, ShipmentReference
from portal.shipping.states import GROUPS, WORTH, Basis, MilestoneKind, ShipmentState
from portal.stock.models import Depot

OWNER: Any = Shipment.distributor_id
"""Whose a shipment is."""

SHOWN = (MilestoneKind.DEPARTED, MilestoneKind.ARRIVED)


@dataclass(frozen=True, slots=True)
class Told:
    """When something happens, and what that is worth."""

    at: datetime
    basis: Basis


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment in a list; weight in grams, `depot_zone` IANA, departure and arrival as last told."""

    id: int
    number: str
    state: ShipmentState
    mode: str
    distributor_name: str
    depot_code: str
    depot_zone: str
    carrier: str
    transport_document: str
    pieces: int
    carton_count: int
    gross_g: int
    created_at: datetime
    orders: tuple[str, ...] = ()
    departure: Told | None = None
    arrival: Told | None = None


_ROW = (
    Shipment.id,
    Shipment.number,
    Shipment.state,
    Shipment.mode,
    Distributor.name,
    Depot.code,
    Depot.zone,
    Shipment.carrier,
    Shipment.transport_document,
    Shipment.pieces,
    Shipment.carton_count,
    Shipment.gross_g,
    Shipment.created_at,
)
SORTS: dict[str, tuple[Any, ...]] = {
    "number": (Shipment.id,),
    "state": (Shipment.state, Shipment.id),
    "departed": (sa.func.coalesce(Shipment.departed_at, Shipment.created_at), Shipment.id),
    "distributor": (Distributor.name, Shipment.id),
    "gross": (Shipment.gross_g, Shipment.id),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the shipments of a view add up to; weight in grams."""

    cartons: int
    pieces: int
    gross_g: int


def shipments_list(state: ListState, *, cancelled: bool = True) -> tuple[Page, Sums | None]:
    """Return one page of the shipments in scope, and the sums of all (None where there are too many to count).

    Distributors are not told of cancelled ones.

    Filters: `state`, `mode`, `depot` (id), `distributor` (id). The search looks into the numbers of
    shipments, orders, transport documents and containers, and the carrier's name.
    """
    columns: Any = sa.select(Shipment.carton_count, Shipment.pieces, Shipment.gross_g)
    narrowed = _narrowed(columns, state, cancelled)
    sums: list[Any] = []

    def count(limit: int) -> int:
        limited = narrowed.limit(limit).subquery()
        added = (sa.func.coalesce(sa.func.sum(each), 0) for each in limited.c)
        total, *sums[:] = db.session.execute(sa.select(sa.func.count(), *added).select_from(limited)).one()
        return int(total)

    found = counted_by(count, state, MOST_COUNTED)
    listed = _narrowed(_listed(), state, cancelled)
    at = found.state
    # What is searched is found by itself, whosesoever it is: it is not looked for company by company again.
    companies = 0 if state.search else companies_apart()
    shown = db.session.execute(first_rows(listed, Shipment, _order(state), at.size, at.offset, companies))
    page = found.page(_with_times([ShipmentRow(*row) for row in shown]))
    return page, None if page.capped else Sums(*map(int, sums))


def all_shipments(state: ListState, *, cancelled: bool = True) -> Whole:
    """Return all shipments of a view of the list, for a spreadsheet."""
    chosen = _narrowed(_listed(), state, cancelled).order_by(*_order(state))
    return Whole(chosen, lambda rows: _with_times([ShipmentRow(*row) for row in rows]))


def _listed() -> sa.Select[Any]:
    columns: list[Any] = list(_ROW)
    listed = sa.select(*columns).join(Distributor, Distributor.id == Shipment.distributor_id)
    return listed.join(Depot, Depot.id == Shipment.depot_id)


def _narrowed(statement: sa.Select[Any], state: ListState, cancelled: bool) -> sa.Select[Any]:
    wanted = state.filters
    if not cancelled:
        statement = statement.where(Shipment.state != ShipmentState.CANCELLED)
    if wanted.get("state"):
        statement = statement.where(standing(wanted["state"]))
    if wanted.get("mode"):
        statement = statement.where(Shipment.mode == wanted["mode"])
    if wanted.get("depot"):
        statement = statement.where(with_id(Shipment.depot_id, wanted["depot"]))
    statement = statement.where(*of_company_chosen(OWNER, wanted))
    return statement.where(Shipment.id.in_(found_first(_found(state.search)))) if state.search else statement


def standing(wanted: str) -> sa.ColumnElement[bool]:
    """Return the condition of the shipments a value of the state filter names: one state's, or a group's.

    Start pages count by the same condition as the list they lead to.
    """
    if wanted in GROUPS:
        return Shipment.state.in_(sorted(GROUPS[wanted]))
    return Shipment.state == ShipmentState(wanted)


def _found(search: str) -> sa.CompoundSelect[int]:
    """Return the shipments that bear a text, found each way by themselves: each goes by its own index."""
    meant = own_numbers(search)
    of_order = (
        sa.select(ShipmentLine.shipment_id)
        .join(SalesOrder, SalesOrder.id == ShipmentLine.order_id)
        .where(sa.or_(numbered_as(meant, search, SalesOrder.number), keyed_as(search, SalesOrder.po_norm)))
    )
    # All of either, or a part of it: what it ends with begins so.
    endings = keyed_as(reference_key(search)[:LONGEST_ENDING], ShipmentReference.ending)
    ways = [
        sa.select(Shipment.id).where(numbered_as(meant, search, Shipment.number)),
        of_order,
        sa.select(ShipmentReference.shipment_id).where(endings),
        *_carried_by(search),
    ]
    return sa.union_all(*ways)


def _carried_by(search: str) -> list[sa.Select[int]]:
    """Return the shipments of carriers with this text in their names; the names are found first."""
    called = sa.select(CarrierName.name).where(CarrierName.name.icontains(search, autoescape=True))
    names = read(called).scalars().all()
    return [sa.select(Shipment.id).where(among(Shipment.carrier, sorted(names)))] if names else []


def _order(state: ListState) -> list[Any]:
    columns = SORTS.get(state.sort, SORTS["number"])
    return [each.desc() if state.descending else each.asc() for each in columns]


def _with_times(rows: list[ShipmentRow]) -> list[ShipmentRow]:
    ids = [row.id for row in rows]
    if not ids:
        return rows
    orders = _orders_of(ids)
    times = _times_of(ids)
    return [
        replace(
            row,
            orders=orders.get(row.id, ()),
            departure=times.get((row.id, MilestoneKind.DEPARTED)),
            arrival=times.get((row.id, MilestoneKind.ARRIVED)),
        )
        for row in rows
    ]


def _orders_of(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the order numbers of shipments, in their order, in one statement."""
    rows = db.session.execute(
        sa.select(ShipmentLine.shipment_id, SalesOrder.number)
        .join(SalesOrder, SalesOrder.id == ShipmentLine.order_id)
        .where(among(ShipmentLine.shipment_id, ids))
        .distinct()
        .order_by(ShipmentLine.shipment_id, SalesOrder.number)
    )
    found: dict[int, tuple[str, ...]] = {}
    for shipment_id, number in rows:
        found[shipment_id] = (*found.get(shipment_id, ()), number)
    return found


def _times_of(ids: Iterable[int]) -> dict[tuple[int, MilestoneKind], Told]:
    rows = db.session.execute(
        sa.select(Milestone.shipment_id, Milestone.kind, Milestone.at, Milestone.basis)
        .where(among(Milestone.shipment_id, ids), Milestone.kind.in_(SHOWN))
        .order_by(Milestone.id)
    )
    told: dict[tuple[int, MilestoneKind], Told] = {}
    for shipment_id, kind, at, basis in rows:
        known = told.get((shipment_id, kind))
        if known is None or WORTH[Basis(basis)] >= WORTH[known.basis]:
            told[shipment_id, kind] = Told(at, Basis(basis))
    return told


def depots() -> list[tuple[int, str]]:
    """Return the depots (id and name) as filters offer them, in their turn."""
    rows = db.session.execute(sa.select(Depot.id, Depot.name).order_by(Depot.rank, Depot.name))
    return [(row.id, row.name) for row in rows]
