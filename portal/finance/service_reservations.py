"""Reservations of credit: what an order holds of its distributor's limit, until it is invoiced."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.finance.models import CreditAccount, CreditReservation
from portal.finance.rules_credit_limit import credit_left, exposure
from portal.finance.service_accounts import NOTHING, account_of, change_one, check_amount, lock_existing


def reserve(
    distributor_id: int,
    currency: str,
    reference: str,
    amount: Decimal,
    *,
    beyond_limit: bool = False,
    now: datetime,
) -> None:
    """Hold an amount of a distributor's limit for a reference (an order's number).

    `beyond_limit` passes limit and block, after a hold was released by somebody who may. Refuses
    `credit.no_account`, `.blocked`, `.limit_exceeded`, `.already_reserved`.
    """
    check_amount(amount, currency)
    update = sa.update(CreditAccount).where(*account_of(distributor_id, currency))
    if not beyond_limit:
        # The amount stands beside a column, so that it is bound in ten-thousandths like the column.
        room = CreditAccount.credit_limit - CreditAccount.open_items
        update = update.where(~CreditAccount.blocked, CreditAccount.reserved + amount <= room)
    if not changed(update.values(reserved=CreditAccount.reserved + amount)):
        raise _credit_refusal(distributor_id, currency, amount)
    _hold(distributor_id, currency, reference, amount, now)


def _hold(distributor_id: int, currency: str, reference: str, amount: Decimal, now: datetime) -> None:
    """Write the reservation; a reference whose earlier one is used up may reserve again."""
    held = sa.select(CreditReservation.left).where(CreditReservation.reference == reference)
    left = db.session.scalar(held)
    if left is None:
        values = {"distributor_id": distributor_id, "currency": currency, "reference": reference}
        row = values | {"amount": amount, "left": amount, "made_at": now}
        db.session.execute(sa.insert(CreditReservation), [row])
        return
    again = sa.update(CreditReservation).where(
        CreditReservation.reference == reference,
        CreditReservation.distributor_id == distributor_id,
        CreditReservation.currency == currency,
        CreditReservation.left == NOTHING,
    )
    if not changed(again.values(amount=amount, left=amount, made_at=now)):
        raise Refused("credit.already_reserved", reference=reference, left=left, currency=currency)


def held_by(reference: str) -> Decimal:
    """Return how much a reference holds of the limit now; 0 where it holds nothing."""
    left = sa.select(CreditReservation.left).where(CreditReservation.reference == reference)
    return db.session.scalar(left) or NOTHING


def release(reference: str, amount: Decimal | None = None) -> Decimal:
    """Give back so much of what a reference holds (None: all of it), and return how much it was.

    Never more than is held; a reference that holds nothing gives back 0.
    """
    held = db.session.execute(
        sa.select(CreditReservation.distributor_id, CreditReservation.currency).where(
            CreditReservation.reference == reference
        )
    ).one_or_none()
    if held is None or (amount is not None and amount <= 0):
        return NOTHING
    lock_existing(held.distributor_id, held.currency)
    left = db.session.scalar(sa.select(CreditReservation.left).where(CreditReservation.reference == reference))
    given = min(left or NOTHING, left or NOTHING if amount is None else amount)
    if not given:
        return NOTHING
    mine = sa.update(CreditReservation).where(CreditReservation.reference == reference)
    change_one(mine.where(CreditReservation.left >= given).values(left=CreditReservation.left - given))
    account = sa.update(CreditAccount).where(*account_of(held.distributor_id, held.currency))
    change_one(account.where(CreditAccount.reserved >= given).values(reserved=CreditAccount.reserved - given))
    return given


def _credit_refusal(distributor_id: int, currency: str, amount: Decimal) -> Refused:
    """Return why a reservation found no account with room for it."""
    row = db.session.execute(
        sa.select(
            CreditAccount.credit_limit, CreditAccount.reserved, CreditAccount.open_items, CreditAccount.blocked
        ).where(*account_of(distributor_id, currency))
    ).one_or_none()
    if row is None:
        return Refused("credit.no_account", currency=currency)
    facts = {
        "limit": row.credit_limit,
        "exposure": exposure(row.reserved, row.open_items),
        "left": credit_left(row.credit_limit, row.reserved, row.open_items),
        "amount": amount,
        "currency": currency,
    }
    return Refused("credit.blocked" if row.blocked else "credit.limit_exceeded", **facts)
