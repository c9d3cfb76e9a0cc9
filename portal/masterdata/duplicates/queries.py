"""What may be one and the same among parts, addresses and distributors, and what stands against making two into one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Address, Distributor, UserAccount
from portal.catalogue.models import Part, PartState, Supersession
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.masterdata.duplicates.rules import Known, Pair, looks_like, pairs_among
from portal.masterdata.models import MergedRow
from portal.masterdata.rules_keys import SEPARATOR
from portal.orders.models import DraftRow, OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.pricing.models import Agreement, CoreDeposit, DownwardPrice, ListPrice, QuantityTier
from portal.stock.models import PlannedReceipt, Stock
from portal.stock.models_count_sheets import CountSheetLine

LATELY = 50
NAMES_OF_ONE_PART = 40
"""Names of parts whose numbers look alike need be no closer than this: one was often entered in a hurry."""
_LOOKS = [(letter, looks_like("X" + letter)[1:]) for letter in "OQILSBZ"]


def pairs_of(kind: str) -> list[Pair]:
    """Return the pairs of a kind that may be one."""
    return _FINDERS[kind]()


def _parts() -> list[Pair]:
    """Parts whose numbers look alike, among all that are sold; the database groups them, so that few are compared."""
    looks: sa.ColumnElement[str] = sa.func.ltrim(_replaced(Part.norm), "0")
    sold = (Part.merged_into_id.is_(None), Part.state != PartState.DISCONTINUED)
    several = sa.select(looks).where(*sold).group_by(looks).having(sa.func.count() > 1).limit(1_000)
    rows = sa.select(Part.id, Part.number, Part.norm, Part.name).where(*sold, looks.in_(several))
    return pairs_among(
        (Known(row.id, row.number, looks_like(row.norm), row.name) for row in db.session.execute(rows)),
        NAMES_OF_ONE_PART,
    )


def _replaced(column: Any) -> Any:
    told = sa.func.upper(column)
    for letter, digit in _LOOKS:
        told = sa.func.replace(told, letter, digit)
    return told


def _addresses() -> list[Pair]:
    rows = (
        sa.select(
            Address.id, Distributor.code, Address.kind, Address.label, Address.name, Address.street, Address.city,
            Address.postal_code, Address.country,
        )
        .join(Distributor, Distributor.id == Address.distributor_id)
        .where(Address.active, Address.merged_into_id.is_(None))
    )  # fmt: skip
    return pairs_among(
        Known(
            row.id,
            f"{row.code}|{row.kind.value}|{row.label}",
            f"{row.code}|{row.kind.value}|{row.country}",
            f"{row.name} {row.street} {row.city} {row.postal_code}",
        )
        for row in db.session.execute(rows)
    )


def _distributors() -> list[Pair]:
    rows = db.session.execute(sa.select(Distributor.id, Distributor.code, Distributor.country, Distributor.name))
    return pairs_among(Known(row.id, row.code, row.country, row.name) for row in rows)


_FINDERS: Mapping[str, Callable[[], list[Pair]]] = {
    "parts": _parts,
    "addresses": _addresses,
    "distributors": _distributors,
}
KINDS = tuple(_FINDERS)


def key_of(kind: str, row_id: int) -> str:
    """Return the key of a row of one of these kinds by its id; `NotVisible` for none."""
    statements: Mapping[str, sa.Select[Any]] = {
        "parts": sa.select(Part.number).where(Part.id == row_id),
        "addresses": sa.select(
            Distributor.code + SEPARATOR + sa.cast(Address.kind, sa.String) + SEPARATOR + Address.label
        )
        .select_from(Address)
        .join(Distributor, Distributor.id == Address.distributor_id)
        .where(Address.id == row_id),
        "distributors": sa.select(Distributor.code).where(Distributor.id == row_id),
    }
    found = db.session.scalar(statements[kind])
    if found is None:
        raise NotVisible(f"{kind} {row_id}")
    return str(found)


def merged_into(kind: str, row_id: int) -> int | None:
    """Return the row another one turned out to be; None for one that stands for itself."""
    model: Any = {"parts": Part, "addresses": Address}.get(kind)
    return None if model is None else db.session.scalar(sa.select(model.merged_into_id).where(model.id == row_id))


@dataclass(frozen=True, slots=True)
class Uses:
    """What rests on a row beyond other master data: how many, by name; `stops` are those it may not go with."""

    counts: Mapping[str, int]
    stops: tuple[str, ...] = ()


def uses_of(kind: str, row_id: int) -> Uses:
    """Return what rests on a row, in one statement, and what of it stands against its going."""
    asked, stopping = _USES[kind](row_id)
    columns = [counting.label(name) for name, counting in asked.items()]
    row = db.session.execute(sa.select(*columns)).mappings().one()
    counts = {name: int(row[name] or 0) for name in asked}
    return Uses(counts, tuple(name for name in stopping if counts[name]))


def _count(column: Any, *where: Any) -> Any:
    return sa.select(sa.func.count()).select_from(column.class_).where(*where).scalar_subquery()


def _of_part(part_id: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    under_way = OrderLine.open + OrderLine.allocated + OrderLine.backordered + OrderLine.picked + OrderLine.packed
    on_hand = sa.select(sa.func.sum(Stock.on_hand)).where(Stock.part_id == part_id).scalar_subquery()
    prices = sum(
        (_count(one.part_id, one.part_id == part_id) for one in (ListPrice, QuantityTier, CoreDeposit)), sa.literal(0)
    )
    return {
        "stock": on_hand,
        "receipts": _count(PlannedReceipt.id, PlannedReceipt.part_id == part_id, PlannedReceipt.closed_at.is_(None)),
        "counting": _count(CountSheetLine.id, CountSheetLine.part_id == part_id, CountSheetLine.booked_at.is_(None)),
        "open_lines": _open_lines(part_id, under_way),
        "replacements": _count(
            Supersession.id, sa.or_(Supersession.old_part_id == part_id, Supersession.new_part_id == part_id)
        ),
        "lines": _count(OrderLine.id, OrderLine.part_id == part_id),
        "drafts": _count(DraftRow.id, DraftRow.part_id == part_id),
        "prices": prices,
        "dealer_prices": _count(DownwardPrice.part_id, DownwardPrice.part_id == part_id),
    }, ("stock", "receipts", "counting", "open_lines", "replacements")


def _open_lines(part_id: int, under_way: Any) -> Any:
    closed = (OrderState.REJECTED, OrderState.CANCELLED)
    return (
        sa.select(sa.func.count())
        .select_from(OrderLine)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(OrderLine.part_id == part_id, under_way > 0, SalesOrder.state.not_in(closed))
        .scalar_subquery()
    )


def _of_address(address_id: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    named = sa.or_(
        SalesOrder.ship_to_id == address_id, SalesOrder.consignee_id == address_id, SalesOrder.notify_id == address_id
    )
    return {"orders": _count(SalesOrder.id, named)}, ()


def _of_distributor(distributor_id: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    return {
        "orders": _count(SalesOrder.id, SalesOrder.distributor_id == distributor_id),
        "people": _count(UserAccount.id, UserAccount.distributor_id == distributor_id),
        "agreements": _count(Agreement.id, Agreement.distributor_id == distributor_id),
        "addresses": _count(Address.id, Address.distributor_id == distributor_id),
    }, ("orders", "people", "agreements", "addresses")


_USES: Mapping[str, Callable[[int], tuple[dict[str, Any], tuple[str, ...]]]] = {
    "parts": _of_part,
    "addresses": _of_address,
    "distributors": _of_distributor,
}


@dataclass(frozen=True, slots=True)
class Merged:
    """Two rows that were made one: keys, what moved, who asked, who made it so and when."""

    kind: str
    gone_key: str
    kept_key: str
    moved: Mapping[str, int]
    asked_by_name: str
    merged_by_name: str
    merged_at: datetime


def merged_lately(kind: str) -> list[Merged]:
    """Return what was made one lately, the latest first."""
    columns = [getattr(MergedRow, name) for name in Merged.__dataclass_fields__]
    rows = sa.select(*columns).where(MergedRow.kind == kind).order_by(MergedRow.id.desc()).limit(LATELY)
    return [Merged(*row) for row in db.session.execute(rows)]
