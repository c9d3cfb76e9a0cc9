"""Bank details of a legal entity that sells: asked for by one person, in force once a second one approved them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.accounts.sellers.rules_bank import BankDetails, check_bank
from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.approvals.ports import makes
from portal.approvals.service import Change
from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale


@dataclass(frozen=True, slots=True)
class BankChange:
    """What the bank details shall be, what the page showed when they were typed, and why."""

    wanted: BankDetails
    seen: BankDetails
    reason: str


def ask_for_bank(entity_id: int, change: BankChange, actor: Actor, now: datetime) -> bool:
    """Ask for new bank details; return whether there is anything to approve.

    Raises `Stale` where they changed since the page was drawn, and `NotVisible` for an unknown entity. Refuses what
    `check_bank` and `approvals.service.ask` refuse.
    """
    entity = _locked(entity_id)
    present, wanted = bank_of(entity), check_bank(change.wanted)
    if present != change.seen:
        raise Stale
    if present == wanted:
        return False
    asked = Change(ApprovalKind.BANK, str(entity_id), entity.name, asdict(present), asdict(wanted), change.reason)
    approvals.ask(asked, actor, now)
    return True


@makes(ApprovalKind.BANK)
def make_approved(approval: Approval, approver: Actor, now: datetime) -> None:
    """Set the bank details somebody asked for and another person approved.

    Refuses `approval.changed_meanwhile` where they are not what they were when it was asked for.
    """
    entity = _locked(int(approval.subject))
    present, wanted = bank_of(entity), _details(approval.after)
    if present != _details(approval.before):
        raise Refused("approval.changed_meanwhile")
    entity.bank_name, entity.iban, entity.swift = wanted.bank_name, wanted.iban, wanted.swift
    entity.bank_changed_by, entity.bank_approved_by = approval.asked_by, approver.user_id
    after = {**asdict(wanted), "reason": approval.reason, "asked_by": approval.asked_by_name}
    audit.record(
        approver, "seller.bank_changed", "selling_entity", entity.code, before=asdict(present), after=after, now=now
    )


def bank_of(entity: SellingEntity) -> BankDetails:
    """Return the bank details of an entity."""
    return BankDetails(entity.bank_name, entity.iban, entity.swift)


def _locked(entity_id: int) -> SellingEntity:
    wanted = sa.select(SellingEntity).where(SellingEntity.id == entity_id).with_for_update()
    entity = db.session.scalars(wanted).one_or_none()
    if entity is None:
        raise NotVisible
    return entity


def _details(facts: Mapping[str, str]) -> BankDetails:
    return BankDetails(facts["bank_name"], facts["iban"], facts["swift"])
