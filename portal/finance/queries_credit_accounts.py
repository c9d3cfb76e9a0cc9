"""Credit accounts as headquarters' finance sees them: all of them, with what is in use."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.approvals.models import ApprovalKind
from portal.approvals.queries import askers_since, waiting_for
from portal.core.data.counting import counted
from portal.core.data.sessions import db
from portal.core.data.types import Scaled
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry
from portal.finance.rules_credit_limit import OVERDUE_DAYS, credit_left, exposure
from portal.settings.queries import figures_on

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account: what is used of its limit, by orders and by what is owed, and how late that is."""

    id: int
    distributor_id: int
    code: str
    name: str
    currency: str
    limit: Decimal
    reserved: Decimal
    open_items: Decimal
    blocked: bool
    oldest_due: date | None
    today: date

    @property
    def exposure(self) -> Decimal:
        """Return what is in use."""
        return exposure(self.reserved, self.open_items)

    @property
    def left(self) -> Decimal:
        """Return what may still be ordered; negative when the limit is passed."""
        return credit_left(self.limit, self.reserved, self.open_items)

    @property
    def overdue_days(self) -> int:
        """Return how late the oldest unpaid item is; 0 when none is."""
        return max((self.today - self.oldest_due).days, 0) if self.oldest_due else 0

    @property
    def late(self) -> bool:
        """Tell whether an item is later than orders are allowed to be taken with."""
        return self.overdue_days > figures_on(self.today).whole(OVERDUE_DAYS)


_USED = CreditAccount.reserved + CreditAccount.open_items
_OLDEST = (
    sa.select(sa.func.min(LedgerEntry.due_on))
    .where(
        LedgerEntry.distributor_id == CreditAccount.distributor_id,
        LedgerEntry.currency == CreditAccount.currency,
        LedgerEntry.open_amount > sa.literal_column("0"),  # written, so that the index of what is open holds it
    )
    .correlate(CreditAccount)
    .scalar_subquery()
)
_COLUMNS = (
    CreditAccount.id,
    CreditAccount.distributor_id,
    Distributor.code,
    Distributor.name,
    CreditAccount.currency,
    CreditAccount.credit_limit,
    CreditAccount.reserved,
    CreditAccount.open_items,
    CreditAccount.blocked,
    _OLDEST,
)
_LEFT = sa.type_coerce(CreditAccount.credit_limit - _USED, Scaled)
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Distributor.name, CreditAccount.currency, CreditAccount.id),
    "limit": (CreditAccount.currency, CreditAccount.credit_limit, CreditAccount.id),
    "exposure": (CreditAccount.currency, sa.type_coerce(_USED, Scaled), CreditAccount.id),
    "left": (CreditAccount.currency, _LEFT, CreditAccount.id),
}
STANDINGS = ("blocked", "over_limit", "overdue")


def _account(row: Any, today: date) -> AccountRow:
    values: tuple[Any, ...] = (*row, today)
    return AccountRow(*values)


def _from(statement: Any) -> Any:
    joined = statement.select_from(CreditAccount)
    return joined.join(Distributor, Distributor.id == CreditAccount.distributor_id)


def _narrowed(statement: Any, state: ListState, today: date) -> Any:
    if state.search:
        text = "%" + state.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        statement = statement.where(
            sa.or_(Distributor.name.ilike(text, escape="\\"), Distributor.code.ilike(text, escape="\\"))
        )
    standing = state.filters.get("standing")
    if standing == "blocked":
        statement = statement.where(CreditAccount.blocked)
    elif standing == "over_limit":
        statement = statement.where(CreditAccount.credit_limit < _USED)
    elif standing == "overdue":
        statement = statement.where(today > _OLDEST)
    return statement


def _ordered(statement: Any, state: ListState) -> Any:
    columns = SORTS.get(state.sort, SORTS["name"])
    return statement.order_by(*(c.desc() if state.descending else c.asc() for c in columns))


def accounts_list(state: ListState, today: date) -> Page:
    """Return one page of the credit accounts in scope, with what is in use on a day."""
    found = counted(_narrowed(_from(sa.select(CreditAccount.id)), state, today), state, MOST_COUNTED)
    chosen = _ordered(_narrowed(_from(sa.select(*_COLUMNS)), state, today), state)
    rows = db.session.execute(chosen.offset(found.state.offset).limit(found.state.size)).all()
    return found.page([_account(row, today) for row in rows])


def all_accounts(state: ListState, today: date) -> Whole:
    """Return all accounts of a view of the list, for a spreadsheet."""
    chosen = _ordered(_narrowed(_from(sa.select(*_COLUMNS)), state, today), state)
    return Whole(chosen, lambda rows: (_account(row, today) for row in rows))


def account_for(account_id: int, today: date) -> AccountRow:
    """Return one account in scope, or raise `NotVisible`."""
    wanted = _from(sa.select(*_COLUMNS)).where(CreditAccount.id == account_id)
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise NotVisible
    return _account(row, today)


def raises_asked_by(distributor_id: int, currency: str, since: datetime) -> frozenset[int]:
    """Return everybody who asked for more credit on an account from an instant on, or whose wish still waits."""
    account_id = _account_id(distributor_id, currency)
    return frozenset() if account_id is None else askers_since(ApprovalKind.CREDIT, str(account_id), since)


def _account_id(distributor_id: int, currency: str) -> int | None:
    account = sa.select(CreditAccount.id).where(
        CreditAccount.distributor_id == distributor_id, CreditAccount.currency == currency
    )
    return db.session.scalar(account)


def raise_asked_by(distributor_id: int, currency: str) -> int | None:
    """Return whose wish for more credit on an account waits for a second person; None where none does."""
    account_id = _account_id(distributor_id, currency)
    waiting = [] if account_id is None else waiting_for(ApprovalKind.CREDIT, str(account_id))
    return waiting[0].asked_by if waiting else None


def accounts_of(distributor_id: int, today: date) -> list[AccountRow]:
    """Return a distributor's accounts, by currency, in one statement."""
    mine = _from(sa.select(*_COLUMNS)).where(CreditAccount.distributor_id == distributor_id)
    return [_account(row, today) for row in db.session.execute(mine.order_by(CreditAccount.currency))]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One movement of an account; `open_amount` is what is left of it, negative where it is credit."""

    kind: EntryKind
    number: str
    reference: str
    document_date: date
    due_on: date | None
    currency: str
    debit: Decimal
    credit: Decimal
    open_amount: Decimal


def latest_entries(distributor_id: int, most: int = 10) -> list[EntryRow]:
    """Return the newest movements of a distributor's accounts, newest first."""
    rows = db.session.execute(
        sa.select(
            LedgerEntry.kind,
            LedgerEntry.number,
            LedgerEntry.reference,
            LedgerEntry.document_date,
            LedgerEntry.due_on,
            LedgerEntry.currency,
            LedgerEntry.debit,
            LedgerEntry.credit,
            LedgerEntry.open_amount,
        )
        .where(LedgerEntry.distributor_id == distributor_id)
        .order_by(LedgerEntry.id.desc())
        .limit(most)
    )
    return [EntryRow(*row) for row in rows]
