"""Taking work from the queue: one reviewer each, whoever is second is told who was first."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.queries_people import hq_people
from portal.core.actor import Actor, Turn
from portal.core.data.changed import changed
from portal.core.data.sessions import db, on_postgresql
from portal.core.errors import NotVisible, Refused
from portal.core.permissions import Permission
from portal.orders.decisions import service_review
from portal.orders.decisions.service_handover import hand_over as hand_over_order
from portal.orders.models import SalesOrder
from portal.returns import service_hands as claims
from portal.returns.models import Claim
from portal.review.models import ItemKind, ItemState, ReviewItem

NEEDED = {ItemKind.ORDER: Permission.ORDER_REVIEW, ItemKind.CLAIM: Permission.CLAIM_DECIDE}


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody now has in hand."""

    kind: ItemKind
    number: str


def take(number: str, actor: Actor, now: datetime) -> Taken:
    """Take one row of the queue. Refuses `review.already_taken` (who, when) to whoever is second.

    Also `review.not_waiting` (paused or decided) and `review.not_yours_to_take`.
    """
    row = db.session.execute(sa.select(ReviewItem.id, ReviewItem.kind).where(ReviewItem.number == number)).one_or_none()
    if row is None:
        raise NotVisible
    return _take(row.id, row.kind, number, actor, now)


def take_next(actor: Actor, now: datetime) -> Taken:
    """Take the waiting row that is due first, of a kind one may decide; two people never get one.

    Refuses `review.nothing_waiting`.
    """
    kinds = [kind for kind, permission in NEEDED.items() if actor.may(permission)]
    due_first = (
        sa.select(ReviewItem.id, ReviewItem.kind, ReviewItem.number)
        .where(ReviewItem.state == ItemState.WAITING, ReviewItem.kind.in_(kinds))
        .order_by(ReviewItem.due_at, ReviewItem.id)
        .limit(1)
    )
    if on_postgresql():
        due_first = due_first.with_for_update(skip_locked=True)
    row = db.session.execute(due_first).one_or_none()
    if row is None:
        raise Refused("review.nothing_waiting")
    return _take(row.id, row.kind, row.number, actor, now)


def _take(item_id: int, kind: ItemKind, number: str, actor: Actor, now: datetime) -> Taken:
    if not actor.may(NEEDED[kind]):
        raise Refused("review.not_yours_to_take")
    taken = (
        sa.update(ReviewItem)
        .where(ReviewItem.id == item_id, ReviewItem.state == ItemState.WAITING)
        .values(state=ItemState.TAKEN, owner_id=actor.user_id, owner_name=actor.name, taken_at=now)
    )
    if changed(taken) != 1:
        raise _second(item_id)
    if kind is ItemKind.ORDER:
        order_id, version = _order(number)
        service_review.take(order_id, Turn(actor, version, now))
    else:
        claims.take(number, _claim_turn(number, actor, now))
    return Taken(kind, number)


def _second(item_id: int) -> Refused:
    row = db.session.execute(
        sa.select(ReviewItem.state, ReviewItem.owner_name, ReviewItem.taken_at).where(ReviewItem.id == item_id)
    ).one()
    if row.state is ItemState.TAKEN and row.taken_at is not None:
        return Refused("review.already_taken", who=row.owner_name, when=row.taken_at)
    return Refused("review.not_waiting")


def _order(number: str) -> tuple[int, int]:
    row = db.session.execute(
        sa.select(SalesOrder.id, SalesOrder.version).where(SalesOrder.number == number)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return row.id, row.version


def _claim_turn(number: str, actor: Actor, now: datetime) -> Turn:
    version = db.session.scalar(sa.select(Claim.version).where(Claim.number == number))
    if version is None:
        raise NotVisible
    return Turn(actor, version, now)


def put_back(number: str, actor: Actor, now: datetime) -> Taken:
    """Let a row one has taken wait for anyone again. Refuses `review.not_in_your_hands`."""
    kind = _own(number)
    freed = _held_by(number, actor).values(state=ItemState.WAITING, owner_id=None, owner_name="", taken_at=None)
    if changed(freed) != 1:
        raise Refused("review.not_in_your_hands")
    if kind is ItemKind.ORDER:
        order_id, version = _order(number)
        service_review.hand_back(order_id, Turn(actor, version, now))
    else:
        claims.hand_back(number, _claim_turn(number, actor, now))
    return Taken(kind, number)


def hand_over(number: str, to_user: int, actor: Actor, now: datetime) -> str:
    """Give a row one has taken to a colleague who may decide it; return the colleague's name.

    Refuses `review.not_in_your_hands` and `review.no_such_colleague`.
    """
    kind = _own(number)
    people = {person.id: person.name for person in hq_people(NEEDED[kind])}
    if to_user not in people or to_user == actor.user_id:
        raise Refused("review.no_such_colleague")
    given = _held_by(number, actor).values(owner_id=to_user, owner_name=people[to_user], taken_at=now)
    if changed(given) != 1:
        raise Refused("review.not_in_your_hands")
    if kind is ItemKind.ORDER:
        order_id, version = _order(number)
        hand_over_order(order_id, to_user, people[to_user], Turn(actor, version, now))
    else:
        claims.hand_over(number, to_user, people[to_user], _claim_turn(number, actor, now))
    return people[to_user]


def _own(number: str) -> ItemKind:
    kind = db.session.scalar(sa.select(ReviewItem.kind).where(ReviewItem.number == number))
    if kind is None:
        raise NotVisible
    return kind


def _held_by(number: str, actor: Actor) -> sa.Update:
    return sa.update(ReviewItem).where(
        ReviewItem.number == number, ReviewItem.state == ItemState.TAKEN, ReviewItem.owner_id == actor.user_id
    )
