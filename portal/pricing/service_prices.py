"""List prices: a new one is asked for by one person, and in force once a second one approved it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.approvals import service as approvals
from portal.approvals.models import Approval, ApprovalKind
from portal.approvals.ports import makes
from portal.approvals.service import Change
from portal.audit import service as audit
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.money import unit_price
from portal.pricing.models import ListPrice, PriceList

MOST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What the price of a part in a list shall be, what the page showed (None: no price), and why."""

    wanted: Decimal
    seen: Decimal | None
    reason: str


def ask_for_price(list_id: int, part_id: int, change: PriceChange, actor: Actor, now: datetime) -> bool:
    """Ask for a new list price of a part; return whether there is anything to approve.

    Raises `Stale` where it changed since the page was drawn, and `NotVisible` for an unknown list or part. Refuses
    `price.out_of_range`, `price.places`, and what `approvals.service.ask` refuses.
    """
    known = _known(list_id, part_id)
    if not 0 < change.wanted <= MOST:
        raise FieldRefused("price.out_of_range", field="price", most=MOST)
    if unit_price(change.wanted) != change.wanted:
        raise FieldRefused("price.places", field="price")
    present = _present(list_id, part_id)
    if present != change.seen:
        raise Stale
    if present == change.wanted:
        return False
    facts = {"currency": known.currency}
    asked = Change(
        kind=ApprovalKind.PRICE,
        subject=f"{list_id}:{part_id}",
        name=f"{known.number} · {known.code}",
        before=facts | {"price": None if present is None else str(present)},
        after=facts | {"price": str(change.wanted)},
        reason=change.reason,
    )
    approvals.ask(asked, actor, now)
    return True


@makes(ApprovalKind.PRICE)
def make_approved(approval: Approval, approver: Actor, now: datetime) -> None:
    """Set the price somebody asked for and another person approved.

    Refuses `approval.changed_meanwhile` where it is not what it was when it was asked for.
    """
    list_id, part_id = (int(each) for each in approval.subject.split(":"))
    present, before = _present(list_id, part_id), approval.before["price"]
    if present != (None if before is None else Decimal(before)):
        raise Refused("approval.changed_meanwhile")
    row = db.session.get(ListPrice, (list_id, part_id)) or ListPrice(price_list_id=list_id, part_id=part_id)
    row.price = Decimal(approval.after["price"])
    row.changed_by, row.approved_by = approval.asked_by, approver.user_id
    db.session.add(row)
    after = {**approval.after, "reason": approval.reason, "asked_by": approval.asked_by_name}
    audit.record(approver, "price.changed", "list_price", approval.name, before=approval.before, after=after, now=now)


def _known(list_id: int, part_id: int) -> Any:
    wanted = sa.select(PriceList.code, PriceList.currency, Part.number).join(Part, Part.id == part_id)
    found = db.session.execute(wanted.where(PriceList.id == list_id)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def _present(list_id: int, part_id: int) -> Decimal | None:
    wanted = sa.select(ListPrice.price).where(ListPrice.price_list_id == list_id, ListPrice.part_id == part_id)
    return db.session.scalar(wanted.with_for_update())
