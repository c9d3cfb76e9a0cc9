"""Changing what a distributor may owe: less at once, more only when a second person approved it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.approvals.ports import makes
from portal.approvals.service import Change
from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale
from portal.finance.events import CreditRaiseAsked
from portal.finance.models import CreditAccount
from portal.finance.rules_credit_limit import Terms, takes_two
from portal.finance.service_accounts import set_credit


@dataclass(frozen=True, slots=True)
class CreditChange:
    """What an account shall be, what the page showed when it was typed, and why."""

    wanted: Terms
    seen: Terms
    reason: str


def change_credit(account_id: int, change: CreditChange, actor: Actor, now: datetime) -> bool:
    """Set an account's limit and block, with a reason; return whether it waits for a second person.

    A higher limit and the end of a block are asked for and change nothing before they are approved; a lower limit
    and a block hold at once. Raises `Stale` where somebody changed the account since the page was drawn, and
    `NotVisible` for an unknown account; refuses `credit.unchanged`, and what `approvals.service.ask` refuses.
    """
    account = _locked(account_id)
    present = Terms(account.credit_limit, account.blocked)
    if present != change.seen:
        raise Stale
    if present == change.wanted:
        raise Refused("credit.unchanged")
    if takes_two(present, change.wanted):
        _ask(account, present, change, actor, now)
        return True
    set_credit(account.distributor_id, account.currency, limit=change.wanted.limit, blocked=change.wanted.blocked)
    facts = _facts(change.wanted, account.currency) | {"reason": change.reason}
    _record(account, present, facts, actor, now)
    return False


@makes(ApprovalKind.CREDIT)
def make_approved(approval: Approval, approver: Actor, now: datetime) -> None:
    """Set the limit and block somebody asked for and another person approved.

    Refuses `approval.changed_meanwhile` where the account is not as it was when it was asked for.
    """
    account = _locked(int(approval.subject))
    present, wanted = Terms(account.credit_limit, account.blocked), _terms(approval.after)
    if present != _terms(approval.before):
        raise Refused("approval.changed_meanwhile")
    people = (approval.asked_by, approver.user_id or 0)
    set_credit(account.distributor_id, account.currency, limit=wanted.limit, blocked=wanted.blocked, raised=people)
    facts = _facts(wanted, account.currency) | {"reason": approval.reason, "asked_by": approval.asked_by_name}
    _record(account, present, facts, approver, now)


def _locked(account_id: int) -> Any:
    wanted = sa.select(
        CreditAccount.id,
        CreditAccount.distributor_id,
        CreditAccount.currency,
        CreditAccount.credit_limit,
        CreditAccount.blocked,
    )
    account = db.session.execute(wanted.where(CreditAccount.id == account_id).with_for_update()).one_or_none()
    if account is None:
        raise NotVisible
    return account


def _ask(account: Any, present: Terms, change: CreditChange, actor: Actor, now: datetime) -> None:
    name = db.session.scalar(sa.select(Distributor.name).where(Distributor.id == account.distributor_id))
    approvals.ask(
        Change(
            kind=ApprovalKind.CREDIT,
            subject=str(account.id),
            name=f"{name} · {account.currency}",
            before=_facts(present, account.currency),
            after=_facts(change.wanted, account.currency),
            reason=change.reason,
            distributor_id=account.distributor_id,
        ),
        actor,
        now,
    )
    publish(CreditRaiseAsked(account.distributor_id, account.currency, actor.user_id), now)


def _facts(terms: Terms, currency: str) -> dict[str, Any]:
    return {"limit": str(terms.limit), "blocked": terms.blocked, "currency": currency}


def _terms(facts: Mapping[str, Any]) -> Terms:
    return Terms(Decimal(facts["limit"]), bool(facts["blocked"]))


def _record(account: Any, before: Terms, after: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    audit.record(
        actor,
        "credit.changed",
        "credit_account",
        account.id,
        before={"limit": before.limit, "blocked": before.blocked},
        after=after,
        distributor_id=account.distributor_id,
        now=now,
    )
