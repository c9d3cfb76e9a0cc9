"""Credit accounts: found, opened, locked and set; what reservations and postings share."""

from collections.abc import Collection
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.data.changed import changed
from portal.core.data.lists import among
from portal.core.data.sessions import db, on_postgresql
from portal.core.errors import Refused
from portal.core.money import rounded
from portal.finance.models import CreditAccount

NOTHING = Decimal(0)


def account_of(distributor_id: int, currency: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition that picks one account."""
    return CreditAccount.distributor_id == distributor_id, CreditAccount.currency == currency


def change_one(statement: sa.Update) -> None:
    """Run an update that must change exactly one row."""
    if changed(statement) != 1:
        raise AssertionError("a credit account and its entries do not agree")


def check_amount(amount: Decimal, currency: str) -> None:
    """Refuse what is no amount to post: zero, negative, or finer than the currency."""
    if amount <= 0 or rounded(amount, currency) != amount:
        raise Refused("finance.amount_invalid", amount=amount, currency=currency)


def lock_existing(distributor_id: int, currency: str) -> None:
    """Lock the account: everything of one account happens one after the other."""
    locked = sa.select(CreditAccount.id).where(*account_of(distributor_id, currency)).with_for_update()
    if db.session.scalar(locked) is None:
        raise Refused("credit.no_account", currency=currency)


def open_account(distributor_id: int, currency: str) -> None:
    """Make sure there is an account; one made here has no limit to spend."""
    insert = (postgresql if on_postgresql() else sqlite).insert(CreditAccount)
    values = {"distributor_id": distributor_id, "currency": currency, "credit_limit": NOTHING}
    db.session.execute(insert.values(values).on_conflict_do_nothing())


def open_accounts(wanted: Collection[tuple[int, str]]) -> None:
    """Make sure there are accounts (distributor, currency), as `open_account` does, in one statement."""
    insert = (postgresql if on_postgresql() else sqlite).insert(CreditAccount)
    rows = [{"distributor_id": one, "currency": currency, "credit_limit": NOTHING} for one, currency in wanted]
    if rows:
        db.session.execute(insert.on_conflict_do_nothing(), rows)


def close_unused(distributor_ids: Collection[int]) -> None:
    """Close accounts that never had a limit and hold nothing; others stay, and with them their distributor."""
    unused = (CreditAccount.credit_limit == NOTHING, CreditAccount.reserved == NOTHING)
    statement = sa.delete(CreditAccount).where(among(CreditAccount.distributor_id, distributor_ids), *unused)
    db.session.execute(statement.where(CreditAccount.open_items == NOTHING, ~CreditAccount.blocked))


def lock_account(distributor_id: int, currency: str) -> None:
    """Lock an account, opened where there is none, before a document's number is taken.

    Credit is locked before counters everywhere, so that two who post do not wait for each other.
    """
    open_account(distributor_id, currency)
    lock_existing(distributor_id, currency)


def set_credit(
    distributor_id: int, currency: str, *, limit: Decimal, blocked: bool, raised: tuple[int, int] | None = None
) -> None:
    """Set an account's limit and block; the account is opened where there is none.

    A limit below what is in use is allowed: nothing new is reserved until it is free again. `raised` are the two
    people of a raise: who asked for it, and who approved it.
    """
    if limit < 0 or rounded(limit, currency) != limit:
        raise Refused("finance.amount_invalid", amount=limit, currency=currency)
    open_account(distributor_id, currency)
    account = sa.update(CreditAccount).where(*account_of(distributor_id, currency))
    people = {"raised_by": raised[0], "approved_by": raised[1]} if raised else {}
    change_one(account.values(credit_limit=limit, blocked=blocked, **people))
