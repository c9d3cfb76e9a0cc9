"""What is written down beside the stock: its runs with every decision, and promised dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.stock.models import AllocationRun, Promise, Share


@dataclass(frozen=True, slots=True)
class Decided:
    """What a run gave one line: pieces wanted and got, its turn among how many, and the rule."""

    distributor_id: int
    line_id: int
    part_id: int
    wanted: int
    got: int
    rank: int
    rank_of: int
    rule: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


def record_run(decisions: Sequence[Decided], *, actor: Actor, now: datetime, input_hash: str, scope: str = "") -> int:
    """Write down a run and each of its decisions, and return the run's id."""
    run = AllocationRun(
        started_at=now,
        started_by=actor.name,
        scope=scope,
        input_hash=input_hash,
        lines=len(decisions),
        pieces_allocated=sum(one.got for one in decisions),
        pieces_short=sum(one.wanted - one.got for one in decisions),
    )
    db.session.add(run)
    db.session.flush()
    rows = [
        {name: getattr(one, name) for name in Decided.__dataclass_fields__}
        | {"run_id": run.id, "inputs": dict(one.inputs)}
        for one in decisions
    ]
    if rows:
        db.session.execute(sa.insert(Share), rows)
    return run.id


@dataclass(frozen=True, slots=True)
class Promised:
    """A date promised for pieces of a line, what it rests on, and which department answers for it."""

    distributor_id: int
    line_id: int
    promised_on: date
    quantity: int
    cause: str
    department: str = "planning"


def promise(
    line_id: int,
    *,
    distributor_id: int,
    promised_on: date,
    quantity: int,
    cause: str,
    department: str = "planning",
    actor: Actor,
    now: datetime,
) -> int:
    """Promise a date for a line, and return which promise of that line it is, from 1."""
    one = Promised(distributor_id, line_id, promised_on, quantity, cause, department)
    return promise_all([one], actor=actor, now=now)[0]


def promise_all(promises: Sequence[Promised], *, actor: Actor, now: datetime) -> list[int]:
    """Promise dates for many lines (each at most once) in two statements; earlier ones stay.

    The caller holds the lines' order locked. Refuses `stock.quantity_not_positive`.
    """
    if not promises:
        return []
    if any(one.quantity < 1 for one in promises):
        raise Refused("stock.quantity_not_positive", quantity=min(one.quantity for one in promises))
    lines = [one.line_id for one in promises]
    last = sa.select(Promise.line_id, sa.func.max(Promise.sequence)).where(among(Promise.line_id, lines))
    known = dict(db.session.execute(last.group_by(Promise.line_id)).all())
    numbers = [known.get(line_id, 0) + 1 for line_id in lines]
    rows = [
        {name: getattr(one, name) for name in Promised.__dataclass_fields__}
        | {"sequence": sequence, "made_at": now, "made_by": actor.name}
        for one, sequence in zip(promises, numbers, strict=True)
    ]
    db.session.execute(sa.insert(Promise), rows)
    return numbers
