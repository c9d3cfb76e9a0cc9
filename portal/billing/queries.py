"""Lists of invoices as others may see them, with sums by currency, and how many stand how."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Distributor
from portal.accounts.queries_named import of_companies_called, of_company_chosen
from portal.billing.models import Invoice, InvoiceLine
from portal.billing.states import InvoiceState, invoice_state
from portal.core.data.distinct import values_there_are
from portal.core.data.newest import companies_apart, first_rows
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers
from portal.core.data.sessions import db
from portal.core.data.types import Scaled
from portal.core.data.whole import Whole
from portal.core.tables import MOST_COUNTED, ListState, Page, counted_by
from portal.finance.models import EntryKind, LedgerEntry
from portal.orders.models import SalesOrder
from portal.shipping.models import Shipment

NOTHING = Decimal(0)
OWNER: Any = Invoice.distributor_id
"""Whose an invoice is."""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list: `owed` is what its ledger entry has open."""

    id: int
    number: str
    distributor_id: int
    distributor_name: str
    shipment_number: str
    issued_on: date
    due_on: date
    currency: str
    total: Decimal
    credited: Decimal
    owed: Decimal
    state: InvoiceState


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """The sums of a list in one currency."""

    currency: str
    count: int
    total: Decimal
    credited: Decimal
    owed: Decimal


_owed = aliased(LedgerEntry)
_OWED = sa.type_coerce(sa.func.coalesce(_owed.open_amount, 0), Scaled)
COLUMNS = (
    Invoice.id,
    Invoice.number,
    Invoice.distributor_id,
    Distributor.name,
    Shipment.number,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.currency,
    Invoice.total,
    Invoice.credited,
    _OWED,
)
SORTS: dict[str, tuple[Any, ...]] = {
    "issued": (Invoice.issued_on, Invoice.id),
    "number": (Invoice.number,),
    "due": (Invoice.due_on, Invoice.id),
    "total": (Invoice.currency, Invoice.total, Invoice.id),
    "owed": (Invoice.currency, _OWED, Invoice.id),
    "distributor": (Distributor.name, Invoice.id),
}


def invoices_from(statement: Any) -> Any:
    """Return a statement over invoices with what a list tells: whose they are, what was shipped, what is owed."""
    told = _with_what_is_owed(statement).join(Shipment, Shipment.id == Invoice.shipment_id)
    return told.join(Distributor, Distributor.id == Invoice.distributor_id)


def _with_what_is_owed(statement: Any) -> Any:
    """Return a statement over invoices alone, for sums; outer, so that one over nothing counts too."""
    entry = sa.and_(
        _owed.kind == EntryKind.INVOICE,
        _owed.number == Invoice.number,
        _owed.distributor_id == Invoice.distributor_id,
    )
    return statement.select_from(Invoice).outerjoin(_owed, entry)


def _narrowed(statement: Any, state: ListState, today: date) -> Any:
    if state.search:
        statement = statement.where(_found(state.search))
    if wanted := state.filters.get("state"):
        statement = statement.where(*_standing(InvoiceState(wanted), today))
    if currency := state.filters.get("currency"):
        statement = statement.where(Invoice.currency == currency)
    return statement.where(*of_company_chosen(OWNER, state.filters))


def _found(search: str) -> sa.ColumnElement[bool]:
    meant = own_numbers(search)
    of_order = (
        sa.select(InvoiceLine.invoice_id)
        .join(SalesOrder, SalesOrder.id == InvoiceLine.order_id)
        .where(sa.or_(numbered_as(meant, search, SalesOrder.number), keyed_as(search, SalesOrder.po_norm)))
    )
    shipped = sa.select(Shipment.id).where(numbered_as(meant, search, Shipment.number))
    own = (numbered_as(meant, search, Invoice.number), of_companies_called(Invoice.distributor_id, search))
    return sa.or_(*own, Invoice.shipment_id.in_(shipped), Invoice.id.in_(of_order))


def _standing(state: InvoiceState, today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that `invoice_state` answers with a state."""
    credited = sa.and_(Invoice.total > NOTHING, Invoice.credited >= Invoice.total)
    owing, late = _OWED > NOTHING, Invoice.due_on < today
    part = Invoice.total - Invoice.credited > _OWED
    return {
        InvoiceState.CREDITED: (credited,),
        InvoiceState.PAID: (~credited, ~owing),
        InvoiceState.OVERDUE: (_among_owed(), ~credited, owing, late),
        InvoiceState.PARTLY_PAID: (_among_owed(), ~credited, owing, ~late, part),
        InvoiceState.OPEN: (_among_owed(), ~credited, owing, ~late, ~part),
    }[state]


def _among_owed() -> sa.ColumnElement[bool]:
    """Return what narrows to the few invoices something is open of, by the index of those."""
    open_entries = (LedgerEntry.kind == EntryKind.INVOICE, LedgerEntry.open_amount > sa.literal_column("0"))
    return Invoice.number.in_(sa.select(LedgerEntry.number).where(*open_entries))


def _order(state: ListState) -> list[Any]:
    columns = SORTS.get(state.sort, SORTS["issued"])
    return [each.desc() if state.descending else each.asc() for each in columns]


def row_of(row: Any, today: date) -> InvoiceRow:
    """Return an invoice of `COLUMNS` as it stands on a day."""
    *_before, due_on, _currency, total, credited, owed = row
    values: tuple[Any, ...] = (*row, invoice_state(total, credited, owed, due_on, today))
    return InvoiceRow(*values)


def invoices_list(state: ListState, today: date) -> tuple[Page, list[CurrencySum]]:
    """Return one page of the invoices in scope as they stand on a day, and the sums of all of them.

    The sums are by currency, never mixed; there are none of more invoices than are counted.
    """
    sums: list[CurrencySum] = []
    amounts = _with_what_is_owed(sa.select(Invoice.currency, Invoice.total, Invoice.credited, _OWED))
    some = _narrowed(amounts, state, today)

    def count(limit: int) -> int:
        code, *amounts = some.limit(limit).subquery().c
        summed = sa.select(code, sa.func.count(), *map(_sum, amounts)).group_by(code).order_by(code)
        sums[:] = (CurrencySum(*row) for row in db.session.execute(summed))
        return sum(each.count for each in sums)

    found = counted_by(count, state, MOST_COUNTED)
    chosen, at = _narrowed(invoices_from(sa.select(*COLUMNS)), state, today), found.state
    rows = db.session.execute(first_rows(chosen, Invoice, _order(state), at.size, at.offset, companies_apart())).all()
    page = found.page([row_of(row, today) for row in rows])
    return page, [] if page.capped or page.total > MOST_COUNTED else sums


def count_of(state: InvoiceState, today: date) -> sa.ScalarSelect[int]:
    """Return what counts the invoices in scope that stand so on a day, as the list filtered by it does."""
    counted: Any = _with_what_is_owed(sa.select(sa.func.count(Invoice.id))).where(*_standing(state, today))
    return counted.scalar_subquery()  # type: ignore[no-any-return]


def overdue_invoices(today: date, most: int) -> list[InvoiceRow]:
    """Return invoices in scope that are overdue on a day, those due first before others."""
    chosen = invoices_from(sa.select(*COLUMNS)).where(*_standing(InvoiceState.OVERDUE, today))
    rows = db.session.execute(chosen.order_by(Invoice.due_on, Invoice.id).limit(most))
    return [row_of(row, today) for row in rows]


def owed_overdue(today: date) -> dict[str, Decimal]:
    """Return what is owed overdue on a day by the distributors in scope, by currency."""
    owed = _with_what_is_owed(sa.select(Invoice.currency, _sum(_OWED)))
    sums: Any = owed.where(*_standing(InvoiceState.OVERDUE, today))
    rows = db.session.execute(sums.group_by(Invoice.currency).order_by(Invoice.currency))
    return {row[0]: row[1] for row in rows}


def all_invoices(state: ListState, today: date) -> Whole:
    """Return all invoices of a view of the list, for a spreadsheet."""
    chosen = _narrowed(invoices_from(sa.select(*COLUMNS)), state, today).order_by(*_order(state))
    return Whole(chosen, lambda rows: (row_of(row, today) for row in rows))


def _sum(column: Any) -> Any:
    return sa.type_coerce(sa.func.coalesce(sa.func.sum(column), 0), Scaled)


def currencies() -> list[str]:
    """Return the currencies of the invoices in scope, for a filter."""
    return values_there_are(Invoice.currency)
