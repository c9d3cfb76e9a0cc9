"""Handing an order in: checked whole, priced on the day, written at once; and again, with what was asked answered."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.queries import printed_of
from portal.accounts.queries_days import days_of
from portal.accounts.service_in_use import hold_in_use
from portal.core.actor import SYSTEM, Turn
from portal.core.data.events import publish
from portal.core.data.sent_forms import already_answered, remember_answer
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.core.money import Money
from portal.core.printed_text import legible, sign_facts, unprintable
from portal.orders.checks.queries_facts import around_of, facts_of
from portal.orders.checks.rules_facts import Finding, Subject
from portal.orders.checks.rules_table import FINDINGS, checks_of
from portal.orders.decisions.rules_approval import holds_wanted, needs_waiver
from portal.orders.decisions.rules_asks import AskAnswer, check_answers
from portal.orders.decisions.rules_content import content_hash
from portal.orders.decisions.rules_seen import moved_since
from portal.orders.decisions.service_findings import forget_findings, keep_findings
from portal.orders.decisions.service_holds import hold_once
from portal.orders.decisions.service_lines import (
    NOTHING,
    NewLine,
    checked,
    lines_from_rows,
    orderable,
    quantities_of,
    remove_lines,
    write_lines,
)
from portal.orders.entry.rows.queries_answers import Answered
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import Row
from portal.orders.entry.rules_head import check_head, head_faults
from portal.orders.entry.service_drafts import renumber_for_lines, save_draft
from portal.orders.events import OrderSubmitted
from portal.orders.models import OrderAsk, OrderHistory, SalesOrder
from portal.orders.queries_due_clock import release_due, review_due
from portal.orders.service_record import decide, judged, order_locked, own_locked, record
from portal.orders.states import Action, HoldKind
from portal.orders.types.queries import terms_of


def submit_once(
    key: str,
    body: str,
    order_id: int,
    turn: Turn,
    *,
    change: DraftChange | None = None,
    before: Answered | None = None,
    ask_exception: bool = False,
    sees_prices: bool = True,
) -> str:
    """Submit once per sent form: the same key and body give the first answer, the order's number.

    `change` is kept first, in the same transaction, its rows answered `before` it; its version is
    the one seen. Prices that `moved_since` that version are refused to whoever `sees_prices`.
    """
    owner = f"user:{turn.actor.user_id}"
    known = already_answered(owner, key, body, turn.now)
    if known is not None:
        return known
    shown = rows_of(order_id) if sees_prices else ()
    if change is not None:
        save_draft(change, turn.actor, turn.now, before)
        turn = replace(turn, seen=turn.seen + 1)
    number = submit(order_id, turn, ask_exception=ask_exception, shown=shown)
    remember_answer(owner, key, number)
    return number


def submit(order_id: int, turn: Turn, *, ask_exception: bool = False, shown: Sequence[Row] = ()) -> str:
    """Hand a draft in; return its number.

    Refuses `accounts.company_inactive`, what is missing from the head, rows that cannot be ordered,
    `order.findings_open` while a check blocks, `order.prices_moved` where a price is another than a row was `shown`
    with, and `order.dealers_order` to the general distributor of who wrote it. With `ask_exception` blocks that
    somebody at headquarters may waive go along, for them to judge.
    """
    order = own_locked(order_id, turn.actor)
    judged(order, Action.SUBMIT, turn.seen)
    rows = renumber_for_lines(order)
    findings = _hand_in(order, rows, shown, Action.SUBMIT, turn, ask_exception)
    record(order, "submitted", turn.actor, turn.now, **_told(order))
    publish(OrderSubmitted(order.id, order.number, order.distributor_id), turn.now)
    _hold(order, findings, turn.now)
    return order.number


def resubmit(
    order_id: int,
    answers: Sequence[AskAnswer],
    turn: Turn,
    *,
    ask_exception: bool = False,
    sees_prices: bool = True,
) -> str:
    """Hand an order in again, each thing asked for answered; it is checked anew. Returns its number.

    The review clock goes on where it stopped. Refuses `order.asks_unanswered` and
    `order.decline_without_note` beside what `submit` refuses, prices as its rows were last shown to who `sees_prices`.
    """
    order = own_locked(order_id, turn.actor)
    judged(order, Action.RESUBMIT, turn.seen)
    asks = {ask.id: ask for ask in _open_asks(order.id)}
    check_answers(asks, answers)
    before = _told(order)
    for answer in answers:
        if answer.ask_id in asks:
            ask = asks[answer.ask_id]
            ask.answer = "done" if answer.done else "declined"
            ask.answer_note, ask.answered_at = answer.note.strip(), turn.now
    rows = rows_of(order.id)
    findings = _hand_in(order, rows, rows if sees_prices else (), Action.RESUBMIT, turn, ask_exception)
    declined = sum(1 for answer in answers if not answer.done)
    record(
        order, "resubmitted", turn.actor, turn.now, before=before, after=_told(order), declined=declined, **_told(order)
    )
    publish(OrderSubmitted(order.id, order.number, order.distributor_id, again=True), turn.now)
    _hold(order, findings, turn.now)
    return order.number


def _open_asks(order_id: int) -> Sequence[OrderAsk]:
    query = sa.select(OrderAsk).where(OrderAsk.order_id == order_id, OrderAsk.answer == "")
    return db.session.scalars(query).all()


def _hand_in(
    order: SalesOrder, rows: Sequence[Row], shown: Sequence[Row], action: Action, turn: Turn, ask_exception: bool
) -> tuple[Finding, ...]:
    now = turn.now
    hold_in_use(order.distributor_id)
    days, terms = days_of(order.distributor_id, now), terms_of(order.order_type, now)
    check_head(order, terms, days.own)
    _check_addresses(order)
    lines, total, findings = _looked_through(order, rows, now, days.price)
    _check_blocks(findings, ask_exception)
    _check_prices(order, shown, lines)
    if action is Action.RESUBMIT:
        remove_lines(order)
    write_lines(order, lines)
    rest_days = terms.cancel_days if order.rest_lapses else None
    decide(
        order,
        action,
        replace(turn, seen=order.version),
        submitted_by=turn.actor.user_id,
        submitted_at=now,
        **_due(order, action, now),
        total=total,
        priced_on=days.price,
        line_count=len(lines),
        pieces=sum(line.quantity for line in lines),
        rest_days=rest_days,
        backorder_rule=terms.backorder_rule,
        content_hash=_content(order, lines, rest_days),
        reviewer_id=None,
        decided_by=None,
        decided_at=None,
    )
    keep_findings(order, findings, order.version)
    return findings


def _hold(order: SalesOrder, findings: Sequence[Finding], now: datetime) -> None:
    """Put an order on the holds its findings ask for; what is open already stays as it is."""
    for kind in holds_wanted(findings):
        reasons = ",".join(dict.fromkeys(one.code for one in findings if one.hold_kind == kind))
        hold_once(order, HoldKind(kind), f"finding:{reasons}", SYSTEM, now)


def _looked_through(
    order: SalesOrder, rows: Sequence[Row], now: datetime, today: date
) -> tuple[list[NewLine], Decimal, tuple[Finding, ...]]:
    """Return the lines the rows become, priced on a day, their sum, and what the checks find in them."""
    around = around_of(order, quantities_of(rows))
    lines = lines_from_rows(order, rows, around, today)
    total = sum((line.amount for line in lines), NOTHING)
    return lines, total, checks_of(facts_of(order, checked(lines), around, total, now, today))


def _check_addresses(order: SalesOrder) -> None:
    """Refuse `order.address_unprintable` for an address that stands on the order's papers and no font can print."""
    wanted = dict.fromkeys(one for one in (order.ship_to_id, order.consignee_id, order.notify_id) if one)
    for address in accounts.address_facts_of(list(wanted)).values():
        if sign := unprintable(legible("".join(printed_of(address)))):
            raise Refused("order.address_unprintable", address=address.label or address.name, **sign_facts(sign))


def _check_blocks(findings: Sequence[Finding], ask_exception: bool) -> None:
    blocks = needs_waiver(findings, ())
    if blocks and not (ask_exception and all(one.waiver_role for one in blocks)):
        codes = ", ".join(dict.fromkeys(one.code for one in blocks))
        raise Refused("order.findings_open", count=len(blocks), findings=codes)


def _check_prices(order: SalesOrder, shown: Sequence[Row], lines: Sequence[NewLine]) -> None:
    """Refuse `order.prices_moved`: nobody orders at a price that was not shown."""
    moved = moved_since(shown, lines)
    if moved is not None:
        raise Refused(
            "order.prices_moved",
            count=len(moved.parts),
            parts=[*moved.parts[:MOST_NAMED], *("…",)[: len(moved.parts) > MOST_NAMED]],
            before=Money(moved.before, order.currency),
            now=Money(moved.now, order.currency),
        )


MOST_NAMED = 5
"""So many parts whose price moved are named; all of them stand on the page."""


def check_draft(order_id: int, now: datetime) -> None:
    """Keep what the checks find in a draft now, so that its page can show all of it.

    Rows that cannot be ordered yet are left out, and so is what is missing from the head: both are told
    where they stand. Does nothing where no row can be ordered.
    """
    order = order_locked(order_id)
    days = days_of(order.distributor_id, now)
    missing = {fault.field for fault in head_faults(order, terms_of(order.order_type, now), days.own)}
    forget_findings(order, order.version)
    try:
        _lines, _total, findings = _looked_through(order, orderable(rows_of(order.id)), now, days.price)
    except Refused:
        return
    order.priced_on = days.price
    keep_findings(order, [one for one in findings if not _told_at_head(one, missing)], order.version)


def _told_at_head(finding: Finding, missing: Collection[str]) -> bool:
    """Tell whether a finding only repeats that a field of the head is empty.

    Nobody can judge a consignee while no address is named.
    """
    about_address = FINDINGS[finding.code].subject is Subject.CONSIGNEE
    return finding.field in missing or ("ship_to_id" in missing and about_address)


def _due(order: SalesOrder, action: Action, now: datetime) -> dict[str, Any]:
    """Return when its review and its release are due; both go on where they stopped."""
    if action is Action.SUBMIT:
        return {"due_at": review_due(order.order_type, now), "release_due_at": release_due(order.order_type, now)}
    asked = (
        sa.select(OrderHistory.facts)
        .where(OrderHistory.order_id == order.id, OrderHistory.kind == "changes_requested")
        .order_by(OrderHistory.id.desc())
        .limit(1)
    )
    facts = db.session.scalar(asked) or {}
    return {
        "due_at": review_due(order.order_type, now, int(facts.get("minutes_left", 0))),
        "release_due_at": release_due(order.order_type, now, facts.get("release_minutes_left")),
    }


def _content(order: SalesOrder, lines: Sequence[NewLine], rest_days: int | None) -> str:
    head = (
        order.order_type,
        order.po_number,
        order.ship_to_id,
        order.consignee_id,
        order.incoterm,
        order.incoterm_place,
        order.mode,
        order.currency,
        order.payment_terms,
        order.vin,
        *(() if rest_days is None else (rest_days,)),
    )
    return content_hash(head, ((one.line_no, one.part_number, one.quantity, one.unit_price) for one in lines))


def _told(order: SalesOrder) -> dict[str, Any]:
    return {
        "lines": order.line_count,
        "pieces": order.pieces,
        "total": str(order.total),
        "currency": order.currency,
        "po_number": order.po_number,
        "rest_days": order.rest_days,
        "version": order.version,
        "content_hash": order.content_hash,
    }
