"""What the checks found: kept with the version of the order they looked at, and let pass by name."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import add_rows, db
from portal.core.errors import NotVisible, Refused
from portal.orders.checks.rules_facts import Finding, Severity
from portal.orders.decisions.rules_approval import Waiver, check_waiver
from portal.orders.events import FindingWaived
from portal.orders.models import OrderFinding, SalesOrder
from portal.orders.queries import checked_version
from portal.orders.service_record import order_locked, record


def keep_findings(order: SalesOrder, findings: Iterable[Finding], version: int) -> None:
    """Keep what was found in a version of an order for which nothing is kept yet; nothing found is an answer too."""
    order.checked_version = version
    rows = [_columns(order, finding, version) for finding in findings]
    if rows:
        add_rows(OrderFinding, rows)


def forget_findings(order: SalesOrder, version: int) -> None:
    """Let go of what was found in one version of an order: it is looked through again."""
    db.session.execute(
        sa.delete(OrderFinding).where(OrderFinding.order_id == order.id, OrderFinding.order_version == version),
        execution_options={"synchronize_session": False},
    )


def _columns(order: SalesOrder, finding: Finding, version: int) -> dict[str, Any]:
    return {
        "distributor_id": order.distributor_id,
        "order_id": order.id,
        "order_version": version,
        "code": finding.code,
        "severity": finding.severity.value,
        "line_no": finding.line_no,
        "field": finding.field or "",
        "evidence": dict(finding.evidence),
        "waiver_role": finding.waiver_role or "",
        "hold_kind": finding.hold_kind or "",
    }


def latest_findings(order_id: int) -> Sequence[OrderFinding]:
    """Return what was found in the version checked last, in the order it was found."""
    query = (
        sa.select(OrderFinding)
        .where(OrderFinding.order_id == order_id, OrderFinding.order_version == checked_version(order_id))
        .order_by(OrderFinding.id)
    )
    return db.session.scalars(query).all()


def as_finding(row: OrderFinding) -> Finding:
    """Return a stored finding as the rules know it."""
    return Finding(
        row.code,
        Severity(row.severity),
        row.line_no,
        row.field or None,
        row.evidence,
        row.waiver_role or None,
        row.hold_kind or None,
    )


def waivers_of(rows: Iterable[OrderFinding]) -> list[Waiver]:
    """Return the waivers already given."""
    return [
        Waiver(row.code, row.line_no, row.waiver_role, row.waiver_reason, row.field or None)
        for row in rows
        if row.waived_at is not None
    ]


def role_for(actor: Actor, wanted: str) -> str:
    """Return the role in which somebody speaks: the wanted one where it is held, else another held."""
    own = sorted(role.removeprefix("hq_") for role in actor.roles)
    return wanted if wanted in own or not own else own[0]


def waive(finding_id: int, reason: str, actor: Actor, now: datetime, *, order_id: int | None = None) -> str:
    """Let a blocking finding pass, of this order where one is named, with a reason; return the order's number.

    Refuses what `check_waiver` refuses, and `order.already_waived` for the second of two.
    """
    row = db.session.scalar(sa.select(OrderFinding).where(OrderFinding.id == finding_id))
    if row is None or order_id not in (None, row.order_id):
        raise NotVisible
    order = order_locked(row.order_id)
    check_waiver(as_finding(row), role_for(actor, row.waiver_role), reason)
    if row not in latest_findings(order.id):
        raise Refused("order.finding_outdated")
    done = changed(
        sa.update(OrderFinding)
        .where(OrderFinding.id == finding_id, OrderFinding.waived_at.is_(None))
        .values(waived_by=actor.user_id, waived_at=now, waiver_reason=reason.strip())
    )
    if done != 1:
        raise Refused("order.already_waived", finding=row.code)
    record(
        order,
        "waived",
        actor,
        now,
        shown=False,
        finding=row.code,
        line_no=row.line_no,
        reason=reason.strip(),
    )
    publish(FindingWaived(order.id, order.number, order.distributor_id, row.code), now)
    return order.number
