"""What stands against approving an order, who may settle it, and what the checks could not compare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.queries_people import hq_names_by_role
from portal.core.actor import Actor
from portal.core.data.sessions import read
from portal.core.errors import Refused
from portal.core.money import Money
from portal.core.permissions import Permission
from portal.orders.checks.rules_facts import Severity
from portal.orders.decisions.rules_approval import Approval, check_reviewer
from portal.orders.models import DemandMonth, OrderLine, SalesOrder
from portal.orders.queries import FindingView
from portal.orders.queries_heads import OrderHead
from portal.orders.states import BEFORE_HEADQUARTERS, OrderState

NEVER_ORDERED = (*sorted(BEFORE_HEADQUARTERS), OrderState.REJECTED, OrderState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Why one may not approve an order now: refusals, and who may waive the open findings by role."""

    reasons: tuple[Refused, ...] = ()
    waivers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def obstacles_of(head: OrderHead, findings: Iterable[FindingView], actor: Actor) -> Obstacles:
    """Return what stands against an approval by this person, where the order is in its hands.

    The roles that may waive what is open come with the names of their people, whoever asks.
    """
    blocks = [one for one in findings if one.severity == Severity.BLOCK.value and one.waived_at is None]
    reasons: list[Refused] = []
    mine = head.state is OrderState.IN_REVIEW and head.reviewer_id == actor.user_id
    if mine and blocks:
        codes = ", ".join(dict.fromkeys(one.code for one in blocks))
        reasons.append(Refused("order.findings_open", count=len(blocks), findings=codes))
    try:
        if mine:
            check_reviewer(_approval(head, actor))
    except Refused as refused:
        reasons.append(refused)
    roles = sorted({f"hq_{one.waiver_role}" for one in blocks if one.waiver_role})
    names = hq_names_by_role(roles) if roles else {}
    return Obstacles(tuple(reasons), {role.removeprefix("hq_"): tuple(found) for role, found in names.items()})


def _approval(head: OrderHead, actor: Actor) -> Approval:
    return Approval(
        actor.user_id or 0,
        actor.limit_in(head.currency),
        Money(head.total, head.currency),
        price_editors(head.id),
        unlimited=actor.may(Permission.ORDER_APPROVE_ABOVE),
    )


_EDITORS = sa.select(OrderLine.price_edited_by).where(
    OrderLine.order_id == sa.bindparam("order_id"), OrderLine.price_edited_by.is_not(None)
)


def price_editors(order_id: int) -> frozenset[int]:
    """Return who edited prices of an order: none of them may approve it."""
    return frozenset(each for each in read(_EDITORS, {"order_id": order_id}).scalars() if each is not None)


_other_line, _other_order = orm.aliased(OrderLine), orm.aliased(SalesOrder)
_REMEMBERED = sa.exists().where(
    DemandMonth.distributor_id == OrderLine.distributor_id, DemandMonth.part_id == OrderLine.part_id
)
_ORDERED = (
    sa.exists()
    .where(
        _other_line.distributor_id == OrderLine.distributor_id,
        _other_line.part_id == OrderLine.part_id,
        _other_line.order_id != OrderLine.order_id,
        _other_order.id == _other_line.order_id,
        _other_order.state.not_in(NEVER_ORDERED),
    )
    .correlate(OrderLine)
)
_NEW_PARTS = sa.select(sa.func.count(sa.distinct(OrderLine.part_id))).where(
    OrderLine.order_id == sa.bindparam("order_id"), ~_REMEMBERED, ~_ORDERED
)


def parts_without_history(order_id: int) -> int:
    """Return how many parts of an order its distributor never ordered before: nothing to compare them with."""
    return int(read(_NEW_PARTS, {"order_id": order_id}).scalar_one())
