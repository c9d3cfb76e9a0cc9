"""What distributors of the demo have paid: one invoice in full, one in part, one with more than it was."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from portal.core.data.sessions import db, perform
from portal.core.days import day_in
from portal.core.money import rounded
from portal.demo.cast import actor_of
from portal.demo.loading import Loading
from portal.finance.models import CreditAccount
from portal.finance.queries_payments import OwedRow, owed_by
from portal.finance.service_payments import Received, Sent, record_payment

BEFORE = timedelta(days=1)
"""Payments came in yesterday."""


def tell_payments(loading: Loading) -> None:
    """Record what came in, where something is owed: without the libraries that draw papers nothing is."""
    when = loading.now - BEFORE
    _pay("buyer@siam.example", "KB-26-55120", when, lambda owed: owed.open_amount)
    _pay("buyer@nile.example", "NBE/FT/260318/77", when, lambda owed: owed.debit * Decimal("0.4"), newest=True)
    _pay("buyer@andes.example", "BCP 0099-4127", when, lambda owed: owed.open_amount + 250)


def _pay(
    email: str, reference: str, when: datetime, much: Callable[[OwedRow], Decimal], *, newest: bool = False
) -> None:
    finance, payer = actor_of("finance@hq.example"), actor_of(email).distributor_id or 0
    db.session.remove()
    wanted = sa.select(CreditAccount.id, CreditAccount.currency).where(CreditAccount.distributor_id == payer)
    for account_id, currency in db.session.execute(wanted.order_by(CreditAccount.id)).all():
        owed = owed_by(payer, currency)
        if not owed:
            continue
        one = owed[-1 if newest else 0]
        amount = rounded(much(one), currency)
        settled = {one.number: min(amount, one.open_amount)}
        received = Received(account_id, amount, day_in(when, finance.zone), reference, allocations=settled)
        perform(record_payment, received, Sent(reference, reference), finance, when)
        return
