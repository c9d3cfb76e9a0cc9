"""Who may approve an order, and what must be settled first."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.errors import Refused
from portal.core.money import Money
from portal.orders.checks.rules_facts import Finding, Severity


@dataclass(frozen=True)
class Waiver:
    """Somebody let one finding pass: which, in which role, and why."""

    code: str
    line_no: int | None
    role: str
    reason: str
    field: str | None = None


@dataclass(frozen=True)
class Approval:
    """An approval about to happen: who, up to which amount, of an order whose prices who edited.

    `limit` and `amount` are compared as money, so never across currencies; `unlimited` reviewers need no
    limit, all others approve nothing in a currency for which none is set. `price_editors` holds whoever edited this
    order's prices or the list prices it rests on.
    """

    reviewer_id: int
    limit: Money | None
    amount: Money
    price_editors: frozenset[int] = frozenset()
    unlimited: bool = False


def check_reviewer(approval: Approval) -> None:
    """Refuse `order.own_price_edit` (two-person rule), `order.no_approval_limit`, `order.above_approval_limit`.

    Amounts of two currencies are never compared: there is no rate between them.
    """
    if approval.reviewer_id in approval.price_editors:
        raise Refused("order.own_price_edit")
    if approval.unlimited:
        return
    if approval.limit is None:
        raise Refused("order.no_approval_limit", currency=approval.amount.currency)
    if approval.amount > approval.limit:
        raise Refused("order.above_approval_limit", amount=approval.amount, limit=approval.limit)


def needs_waiver(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[Finding, ...]:
    """Return the blocking findings nobody let pass; what no role may waive always stays."""
    given = tuple(waivers)
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.BLOCK and not any(_covers(waiver, finding) for waiver in given)
    )


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return (
        waiver.role == finding.waiver_role
        and (waiver.code, waiver.line_no) == (finding.code, finding.line_no)
        and waiver.field in (None, finding.field)
        and bool(waiver.reason.strip())
    )


def check_waiver(finding: Finding, role: str, reason: str) -> None:
    """Refuse a waiver of what nobody may waive, by the wrong role, or without a reason."""
    if finding.severity is not Severity.BLOCK or finding.waiver_role is None:
        raise Refused("order.not_waivable", finding=finding.code)
    if role != finding.waiver_role:
        raise Refused("order.waiver_wrong_role", finding=finding.code, role=finding.waiver_role)
    if not reason.strip():
        raise Refused("order.waiver_without_reason", finding=finding.code)


def check_approval(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> None:
    """Refuse `order.findings_open` while a blocking finding stands unwaived."""
    standing = needs_waiver(findings, waivers)
    if standing:
        codes = ", ".join(dict.fromkeys(finding.code for finding in standing))
        raise Refused("order.findings_open", count=len(standing), findings=codes)


def holds_wanted(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the hold kinds the findings ask for, each once, in their order."""
    return tuple(dict.fromkeys(each.hold_kind for each in findings if each.hold_kind is not None))


def is_exception(findings: Iterable[Finding], with_warnings: bool = True) -> bool:
    """Return whether an order counts in the exception rate, warnings included or left out."""
    return any(with_warnings or each.severity is not Severity.WARN for each in findings)
