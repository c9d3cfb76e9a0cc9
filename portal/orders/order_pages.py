"""What the pages of both doors show of one order: milestones, lines, history, in the reader's words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from portal.core import formats
from portal.core.errors import Refused
from portal.core.guards import current_actor
from portal.core.languages import language, zone
from portal.orders import labels, queries
from portal.orders.labels_history import told
from portal.orders.queries import LINES_PER_PAGE, HistoryRow, LineView, OrderHead
from portal.orders.states import OrderState, Progress

_FAR = {
    Progress.NONE: 0, Progress.CANCELLED: 0, Progress.BACKORDERED: 0, Progress.PARTLY_ALLOCATED: 1,
    Progress.ALLOCATED: 1, Progress.PICKING: 2, Progress.PACKED: 2, Progress.PARTLY_SHIPPED: 3,
    Progress.SHIPPED: 3, Progress.DELIVERED: 4,
}  # fmt: skip
_GONE_ON = frozenset({OrderState.RELEASED, OrderState.COMPLETED, OrderState.CLOSED})


def seen_version() -> int:
    """Return the version the page was drawn from; refuses `order.version_missing`."""
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused("order.version_missing")
    return int(text)


def line_page(head: OrderHead) -> tuple[int, int]:
    """Return which page of lines is asked for, and how many there are."""
    pages = max(1, -(-head.line_count // LINES_PER_PAGE))
    text = request.args.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(page, 1), pages), pages


def detail_context(head: OrderHead, *, internal: bool) -> dict[str, Any]:
    """Return what both doors' pages of an order need, in three statements; holds and asks where there were any."""
    page, pages = line_page(head)
    lines = queries.lines_of(head.id, current_actor().locale, page)
    history = queries.history_of(head.id, internal=internal)
    happened = {row.kind for row in history}
    holds = queries.holds_of(head.id) if "hold_placed" in happened else []
    return {
        "order": head,
        "lines": lines,
        "page": page,
        "pages": pages,
        "holds": holds,
        "held": queries.is_held(holds, head.state),
        "asks": queries.asks_of(head.id) if "changes_requested" in happened else [],
        "milestones": milestones(head, history),
        "timeline": [timeline_item(row, internal=internal) for row in history],
        "pill": labels.state_pill(head.state, head.progress),
        "progress_text": progress_texts(),
        "L": labels,
    }


def progress_texts() -> Callable[[LineView], str]:
    """Return what tells where the pieces of a line are: one place, or each with its number.

    The words are looked up once for a page of lines.
    """
    locale = language()
    words = {place: str(word) for place, word in labels.PLACE_WORDS.items()}

    def told_of(line: LineView) -> str:
        places = line.places
        if len(places) == 1:
            return words[places[0][0]]
        return ", ".join(f"{formats.number(n, locale)} {words[place]}" for place, n in places)

    return told_of


def milestones(head: OrderHead, history: Sequence[HistoryRow]) -> list[dict[str, str]]:
    """Return the steps of an order from submission to delivery, with when they were done."""
    at: dict[str, datetime] = {}
    for row in history:
        at.setdefault(row.kind, row.at)
    far = _FAR[head.progress] if head.state in _GONE_ON else -1
    done = (
        (_("Submitted"), head.submitted_at, head.submitted_at is not None),
        (_("Reviewed"), head.decided_at, head.decided_at is not None),
        (_("Released"), head.released_at, head.released_at is not None),
        (_("Allocated"), at.get("allocated"), far >= 1),
        (_("Packed"), at.get("shipment_packed"), far >= 2),
        (_("Shipped"), at.get("shipment_departed"), far >= 3),
        (_("Delivered"), at.get("shipment_received"), far >= 4),
    )
    last = max((index for index, step in enumerate(done) if step[2]), default=-1)
    return [
        {
            "label": label,
            "sub": formats.datetime(when, zone(), language(), with_zone=False) if when else "",
            "state": "current" if index == last else "done" if reached else "open",
        }
        for index, (label, when, reached) in enumerate(done)
    ]


def timeline_item(row: HistoryRow, *, internal: bool) -> dict[str, Any]:
    """Return one entry of the timeline; distributors see headquarters, not its people."""
    title, text = told(row.kind, row.facts, internal=internal)
    if row.actor_id is None:
        who = _("Portal")
    elif row.actor_door == "hq" and not internal:
        who = _("Headquarters")
    else:
        who = row.actor_name
    when = formats.datetime(row.at, zone(), language())
    return {
        "title": title,
        "text": text,
        "sub": f"{when} · {who}",
        "strong": row.actor_door == "hq",
        "inner": not row.shown,
    }
