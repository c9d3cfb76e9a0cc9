"""One order as headquarters sees it: what was found, who has it, what stands against a decision."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, request

from portal.accounts.queries_people import hq_people
from portal.core.actor import Actor, Doer
from portal.core.clock import utc_now
from portal.core.days import hq_day
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor
from portal.core.web.pages import respond, wants_partial
from portal.core.web.refusals import words_of
from portal.finance import queries as finance
from portal.orders import queries, queries_heads
from portal.orders.checks.labels_findings import ROLE_WORDS, SEVERITY_TONES, SEVERITY_WORDS
from portal.orders.decisions import service_holds
from portal.orders.decisions.pages_asks import Drafted, asking_of
from portal.orders.decisions.queries_approval import Obstacles, obstacles_of, parts_without_history
from portal.orders.decisions.rules_asks import ANSWER_DAYS, ASKABLE_FIELDS
from portal.orders.queries import FindingView
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_release import AWAITING_RELEASE, release_breach
from portal.orders.states import BEFORE_HEADQUARTERS, CORRECTABLE, HOLD_OWNERS, HoldKind, OrderState
from portal.orders.views.pages_lines import lines_table
from portal.orders.views.pages_order import detail_context
from portal.orders.views.queries_lines import LINES_PER_PAGE
from portal.settings.queries import figures_at
from portal.stock.queries import in_short

BESIDE = {
    "order.no_asks": "ask-1",
    "order.ask_unknown_line": "ask-1",
    "order.ask_unknown_field": "ask-1",
    "order.day_missing": "answer_by",
    "order.answer_by_in_past": "answer_by",
    "order.reject_without_reason": "reason",
    "order.reject_without_note": "note",
}
"""Where a refused decision stands in its form."""


def order_page(
    head: OrderHead,
    *,
    refusal: Refused | None = None,
    opened: str = "",
    status: int = 200,
    drafted: Drafted | None = None,
) -> Response:
    """Render an order as headquarters sees it; `opened` names the form that stays open (changes, reject, hold, parts).

    What was refused stands beside its field where that form has one, else above the page. With requests `drafted`
    their form stays open; htmx is answered with it alone, which stays in its dialog.
    """
    if drafted is not None and not wants_partial():
        opened = "changes"
    typed: Mapping[str, str] = request.form if status != 200 else {}
    actor, now = current_actor(), utc_now()
    if not _offered(opened, head, actor):
        opened = ""
    field = _field_of(refusal) if refusal and opened else ""
    context = detail_context(head, internal=True)
    findings = queries.findings_of(head.id)
    free = in_short({line.part_id for line in context["lines"]}, hq_day(now))
    context |= {
        "findings": findings,
        "credit": finance.standing_of(head.distributor_id, head.currency, hq_day(now)),
        "lines_table": lines_table(head, context["lines"], free),
        "release": release_breach(head.state, head.release_due_at, head.released_at, now),
        "release_awaited": head.release_due_at is not None and head.state in AWAITING_RELEASE,
        "me": actor.user_id,
        "may_hold": [kind for kind in HoldKind if service_holds.may_hold(actor, kind)],
        "severities": SEVERITY_WORDS,
        "severity_tones": SEVERITY_TONES,
        "roles": ROLE_WORDS,
        "hold_owners": {kind.value: owner for kind, owner in HOLD_OWNERS.items()},
        "lines_per_page": LINES_PER_PAGE,
        "words_of": words_of,
        "askable": ASKABLE_FIELDS,
        "asking": asking_of(drafted.typed if drafted else typed, findings, drafted),
        "answer_by": hq_day(now) + timedelta(days=figures_at(now).whole(ANSWER_DAYS)),
        "typed": drafted.typed if drafted else typed,
        "opened": opened,
        "correctable": head.state in CORRECTABLE and Permission.ORDER_REVIEW in actor.permissions,
        "may_change_parts": context["parts_changeable"] and Permission.ORDER_REVIEW in actor.permissions,
        "partial_error": words_of(refusal) if refusal and field == "partial_reason" else "",
        "po_error": words_of(refusal) if refusal and field == "po_number" else "",
        "errors": {field: words_of(refusal)} if refusal and field else {},
        "extra": words_of(refusal) if refusal and not field else "",
        **_review(head, findings, actor),
    }
    piece = "orders/views/_change_request.html" if drafted else "orders/views/_lines.html"
    return respond("orders/views/hq_detail.html", piece, status=status, **context)


def _offered(form: str, head: OrderHead, actor: Actor) -> bool:
    """Whether an order as it is by now has a form still: somebody else may have decided about it, or taken it."""
    in_review, mine = head.state is OrderState.IN_REVIEW, head.reviewer_id == actor.user_id
    if form in ("changes", "reject"):
        return in_review and mine
    if form == "take-over":
        return in_review and not mine
    return form != "hold" or head.state not in service_holds.ENDED


def _field_of(refusal: Refused) -> str:
    return refusal.field if isinstance(refusal, FieldRefused) else BESIDE.get(refusal.code, "")


def _review(head: OrderHead, findings: list[FindingView], actor: Actor) -> Mapping[str, Any]:
    """Return who reviews an order, what stands against approving it, and whom one may hand it to."""
    waiting = head.state in (OrderState.SUBMITTED, OrderState.IN_REVIEW)
    taken = head.state is OrderState.IN_REVIEW
    people = {one.id: one.name for one in hq_people(Permission.ORDER_REVIEW)} if taken else {}
    mine = taken and head.reviewer_id == actor.user_id
    others = [(key, name) for key, name in people.items() if key != actor.user_id]
    return {
        "mine": mine,
        "reviewer": people.get(head.reviewer_id or 0, "") if taken else "",
        "colleagues": others if mine else [],
        "obstacles": obstacles_of(head, findings, actor) if waiting else Obstacles(),
        "new_parts": parts_without_history(head.id) if waiting else 0,
    }


def hq_order(number: str) -> OrderHead:
    """Return an order that was handed in; a draft is its distributor's own and not visible here.

    One its distributor took back is refused in words (`order.taken_back`: who, when): somebody may have it open.
    """
    head = queries_heads.order_for(number)
    if head.state not in BEFORE_HEADQUARTERS:
        return head
    for row in queries.history_of(head.id, internal=True):
        if row.kind == "withdrawn":
            who = Doer(row.actor_name, row.actor_door)
            raise Refused("order.taken_back", number=head.number, who=who, when=row.at)
    raise NotVisible
