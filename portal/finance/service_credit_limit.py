"""Changing what a distributor may owe: the limit and the block, each change in the audit record."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Stale
from portal.finance.models import CreditAccount
from portal.finance.service_accounts import set_credit


def change_credit(
    account_id: int,
    *,
    limit: Decimal,
    blocked: bool,
    seen_limit: Decimal,
    seen_blocked: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Set an account's limit and block, with a reason.

    `seen_*` are what the page showed: raises `Stale` where somebody changed them since, and
    `NotVisible` for an unknown account. Nothing is recorded where nothing changes.
    """
    account = db.session.execute(
        sa.select(
            CreditAccount.distributor_id, CreditAccount.currency, CreditAccount.credit_limit, CreditAccount.blocked
        )
        .where(CreditAccount.id == account_id)
        .with_for_update()
    ).one_or_none()
    if account is None:
        raise NotVisible
    if (account.credit_limit, account.blocked) != (seen_limit, seen_blocked):
        raise Stale
    if (account.credit_limit, account.blocked) == (limit, blocked):
        return
    set_credit(account.distributor_id, account.currency, limit=limit, blocked=blocked)
    audit.record(
        actor,
        "credit.changed",
        "credit_account",
        account_id,
        before={"limit": account.credit_limit, "blocked": account.blocked},
        after={"limit": limit, "blocked": blocked, "currency": account.currency, "reason": reason},
        distributor_id=account.distributor_id,
        now=now,
    )
