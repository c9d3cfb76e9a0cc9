"""What the pages of both doors show of one order: milestones, lines, history, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from flask import request
from flask_babel import gettext as _

from portal.core import formats
from portal.core.clock import utc_now
from portal.core.numerals import whole_number
from portal.core.tables import list_state
from portal.core.web.labels import actor_text
from portal.core.web.languages import language, reader_locale, zone
from portal.documents.labels import KIND_WORDS as PAPER_WORDS
from portal.documents.pages import readable
from portal.documents.queries import papers_of_all
from portal.orders import labels, queries
from portal.orders.queries import HistoryRow
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_rests import WAITING, lapse_day, may_go_unkept
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.views import labels as labels_shown
from portal.orders.views import queries_lines
from portal.orders.views.labels_history import told
from portal.orders.views.labels_next import NextFacts, sentences
from portal.orders.views.ports import claims_of, legs_of, rest_until, to_claim
from portal.orders.views.queries_lines import LINES_PER_PAGE, LineView, Waiting
from portal.orders.views.rules_next import ClaimOn, Leg, Next, NextStep, next_step
from portal.orders.whole.queries import gathered_of
from portal.orders.whole.rules import Gathered, may_change

_FAR = {
    Progress.NONE: 0,
    Progress.CANCELLED: 0,
    Progress.BACKORDERED: 0,
    Progress.PARTLY_ALLOCATED: 1,
    Progress.ALLOCATED: 1,
    Progress.PICKING: 2,
    Progress.PACKED: 2,
    Progress.PARTLY_SHIPPED: 3,
    Progress.SHIPPED: 3,
    Progress.DELIVERED: 4,
}
SHORT_ON = frozenset({Progress.BACKORDERED, Progress.PARTLY_ALLOCATED, Progress.PARTLY_SHIPPED})
WHOLE_SHORT_ON = SHORT_ON | {Progress.PICKING, Progress.PACKED}
"""How far an order is while lines of it may wait for stock: one that ships only whole waits with them, also picked."""
BY_GENERAL = frozenset({"gathered", "let_go", "sent_back"})
"""What the general distributor did to a dealer's order: the dealer sees who it was as a company, not its people."""
ENDED_EARLY = frozenset({OrderState.REJECTED, OrderState.CANCELLED})
_GONE_ON = frozenset({OrderState.RELEASED, OrderState.COMPLETED, OrderState.CLOSED})


def line_page(head: OrderHead) -> tuple[int, int]:
    """Return which page of lines is asked for, and how many there are."""
    pages = max(1, -(-head.line_count // LINES_PER_PAGE))
    return min(max(whole_number(request.args.get("page")) or 1, 1), pages), pages


def detail_context(head: OrderHead, *, internal: bool, own: bool = True) -> dict[str, Any]:
    """Return what both doors' pages of an order need, in three statements.

    Holds, asks, shipments, papers and claims are read where there are any. Who reads a dealer's order, which is not
    its `own`, is told what comes next as somebody whose work that is not.
    """
    reader = "hq" if internal else "distributor" if own else "general"
    page, pages = line_page(head)
    lines = queries_lines.lines_of(head.id, language(), page)
    history = queries.history_of(head.id, internal=internal)
    happened = {row.kind for row in history}
    holds = queries.holds_of(head.id) if "hold_placed" in happened else []
    held = queries.is_held(holds, head.state)
    legs = legs_of(head.id, head.state)
    asks = queries.asks_of(head.id) if "changes_requested" in happened else []
    shown = _next(head, lines if pages == 1 else None, held=held, legs=legs)
    facts = NextFacts(
        waiting=shown["waiting"],
        holds=tuple(hold.kind for hold in holds if hold.open),
        lifts_paid=own and not internal and any(hold.open and hold.lifts_paid for hold in holds),
        due_at=head.due_at,
        answer_by=next((ask.answer_by for ask in asks if not ask.answer), None),
        expected=shown["expected"],
        gathered=_gathered(head, shown["next"]),
        lapses=lapse_day(head.released_at, head.rest_days),
        left=any(leg.on_the_way for leg in legs),
        rest_until=_rest_until(head),
        unkept=may_go_unkept(head.backorder_rule, head.state),
    )
    return {
        "order": head,
        "lines": lines,
        "page": page,
        "pages": pages,
        "holds": holds,
        "held": held,
        "shipments": legs,
        "papers": readable(papers_of_all("shipment", [leg.number for leg in legs])) if legs else [],
        "paper_words": PAPER_WORDS,
        **shown,
        "said": sentences(shown["next"].code, reader, facts),
        "reader": reader,
        "asks": asks,
        "parts_changeable": may_change(head.state, head.progress, not head.partial_ok),
        "milestones": milestones(head, history, legs),
        "timeline": [timeline_item(row, internal=internal) for row in history],
        "pill": labels.state_pill(head.state, head.progress),
        "view": list_state(request.args, sorts=[], filters={}),
        "L": labels_shown,
    }


def _rest_until(head: OrderHead) -> date | None:
    """Return the day what was missing of an order goes by itself; asked only where something of it may wait."""
    waits = head.backorder_rule in WAITING and head.progress is Progress.PARTLY_SHIPPED
    return rest_until(head.id, utc_now()) if waits else None


def _gathered(head: OrderHead, step: NextStep) -> Gathered | None:
    """Return how far an order is gathered that ships only whole, while it waits for stock."""
    if head.partial_ok or step.code is not Next.STOCK:
        return None
    return gathered_of([head.id]).get(head.id)


class _Next(TypedDict):
    next: NextStep
    waiting: Waiting
    claimable: frozenset[int]
    claims: Sequence[ClaimOn]
    expected: datetime | None


def _next(head: OrderHead, lines: Sequence[LineView] | None, *, held: bool, legs: Sequence[Leg]) -> _Next:
    """Return what is next, and the figures its words need; `lines` None where the page does not hold them all."""
    waiting = Waiting()
    if head.progress in (SHORT_ON if head.partial_ok else WHOLE_SHORT_ON):
        waiting = queries_lines.waiting_of(head.id) if lines is None else queries_lines.waiting_in(lines)
    claimable = to_claim(legs)
    counted = head.progress is Progress.DELIVERED and head.state in (OrderState.RELEASED, OrderState.COMPLETED)
    claims = claims_of(legs) if counted and not claimable else []
    step = next_step(
        head.state,
        head.progress,
        held=held,
        waiting=waiting.lines,
        in_parts=head.partial_ok,
        legs=legs,
        to_claim=bool(claimable),
        claims=claims,
    )
    return {"next": step, "waiting": waiting, "claimable": claimable, "claims": claims, "expected": expected_by(legs)}


def expected_by(legs: Sequence[Leg]) -> datetime | None:
    """Return when the last of the shipments still to come is expected, as far as anybody has told."""
    return max((leg.expected for leg in legs if leg.expected is not None), default=None)


def milestones(head: OrderHead, history: Sequence[HistoryRow], legs: Sequence[Leg] = ()) -> list[dict[str, str]]:
    """Return the steps of an order from submission to delivery: when they were done, or are expected.

    `history` is the newest first. A step that several shipments take was taken by the first, and delivered is the last.
    """
    at = {row.kind: row.at for row in history}
    received = next((row.at for row in history if row.kind == "shipment_received"), None)
    far = _FAR[head.progress] if head.state in _GONE_ON else -1
    done = (
        (_("Submitted"), head.submitted_at, head.submitted_at is not None),
        (_("Reviewed"), head.decided_at, head.decided_at is not None),
        (_("Released"), head.released_at, head.released_at is not None),
        (_("Allocated"), at.get("allocated"), far >= 1),
        (_("Packed"), at.get("shipment_packed"), far >= 2),
        (_("Shipped"), at.get("shipment_departed"), far >= 3),
        (_("Delivered"), received, far >= 4),
    )
    last = max((index for index, step in enumerate(done) if step[2]), default=-1)
    items = [
        {
            "label": label,
            "sub": formats.datetime(when, zone(), reader_locale(), with_zone=False) if when else "",
            "state": "current" if index == last else "done" if reached else "open",
        }
        for index, (label, when, reached) in enumerate(done)
    ]
    if head.state in ENDED_EARLY:
        return _ended(head, at, items)
    expected = expected_by(legs)
    if expected is not None:
        shown = formats.datetime(expected, zone(), reader_locale(), with_zone=False)
        items[-1]["sub"] = _("expected %(when)s", when=shown)
    return items


def _ended(head: OrderHead, at: Mapping[str, datetime], items: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the steps of an order that was rejected or cancelled: those it took, and its end."""
    rejected = head.state is OrderState.REJECTED
    when = head.decided_at if rejected else at.get("cancelled")
    taken = [item | {"state": "done"} for item in items if item["state"] != "open"]
    if rejected and len(taken) > 1:
        taken.pop()
    shown = formats.datetime(when, zone(), reader_locale(), with_zone=False) if when else ""
    end = {"label": str(labels.STATE_WORDS[head.state]), "sub": shown, "state": "current"}
    return [*taken, end]


def timeline_item(row: HistoryRow, *, internal: bool) -> dict[str, Any]:
    """Return one entry of the timeline; distributors see headquarters, not its people."""
    title, text = told(row.kind, row.facts, internal=internal)
    if row.actor_id is None:
        who = _("Portal")
    elif row.actor_door == "hq" and not internal:
        who = _("Headquarters")
    elif row.kind in BY_GENERAL:
        who = _("General distributor")
    else:
        who = actor_text(row.actor_name)
    when = formats.datetime(row.at, zone(), reader_locale())
    return {
        "title": title,
        "text": text,
        "sub": f"{when} · {who}",
        "strong": row.actor_door == "hq",
        "inner": not row.shown,
    }
