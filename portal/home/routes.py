"""The start pages: what needs whoever opened them."""

from collections.abc import Collection
from datetime import date

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.companies.queries import companies_missing, company
from portal.billing.queries import owed_overdue
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.days import day_in, hq_day
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, public, requires
from portal.core.web.languages import zone
from portal.core.web.pages import respond
from portal.home import labels, queries
from portal.masterdata.ports import kinds_for, kinds_to_agree_to
from portal.masterdata.queries_figures import rows_lacking
from portal.masterdata.setup.queries import steps_open
from portal.masterdata.setup.rules import Step
from portal.masterdata.states import ChangeSetState
from portal.notifications.queries import latest_notices
from portal.review.queries import counts
from portal.shipping.depot.queries_ready import MOST_READY, ready_count

blueprint = Blueprint("home", __name__)
PAYER = "dealer_finance"
BUYERS = frozenset({queries.Waiting.SUBMIT, queries.Waiting.ANSWER, queries.Waiting.HELD})
"""What only those see to who write orders."""
TILED = (
    Permission.REVIEW_VIEW,
    Permission.ALLOCATION_VIEW,
    Permission.HQ_ORDER_VIEW,
    Permission.HQ_SHIPMENT_VIEW,
    Permission.HQ_CLAIM_VIEW,
    Permission.CREDIT_MANAGE,
)
"""Whoever holds none of these sees only figures of what is missing on the start page."""


@blueprint.get("/")
@requires(Permission.HOME)
def distributor() -> Response:
    """Show a distributor what needs it: in figures, and the first rows of each."""
    actor, today = current_actor(), day_in(utc_now(), zone())
    return respond(
        "home/distributor.html",
        needs=queries.needs_of_distributor(actor.distributor_id, today),
        rows=_rows(actor, today),
        today=today,
        owed=owed_overdue(today) if actor.may(Permission.INVOICE_VIEW) else {},
        why_words=labels.WHY_WORDS,
        why_tones=labels.WHY_TONES,
        without_latin=_without_latin(actor),
        notices=latest_notices(actor.user_id, 8),
    )


def _without_latin(actor: Actor) -> int:
    """Return how many names and addresses of the reader's company lack their Latin form, to who may give it."""
    may = actor.may(Permission.COMPANY_EDIT) and actor.distributor_id
    return company(actor.distributor_id or 0).missing if may else 0


def _rows(actor: Actor, today: date) -> list[queries.WaitingRow]:
    """Return what waits for somebody at a distributor and they may see to, the most pressing first."""
    rows = queries.waiting_orders(actor.distributor_id)
    if actor.may(Permission.RECEIPT_CONFIRM):
        rows += queries.waiting_receipts(actor.distributor_id)
    if actor.may(Permission.CLAIM_FILE):
        rows += queries.waiting_claims(actor.distributor_id)
    if not actor.may(Permission.ORDER_EDIT):
        rows = [row for row in rows if row.why not in BUYERS]
    if PAYER in actor.roles:
        rows += queries.waiting_payments(actor.distributor_id, today)
    return sorted(rows, key=lambda row: list(queries.Waiting).index(row.why))


@blueprint.get("/hq/")
@requires(Permission.HQ_HOME)
def headquarters() -> Response:
    """Show somebody at headquarters what needs them, breaches first."""
    actor, now = current_actor(), utc_now()
    without_latin = companies_missing() if actor.may(Permission.HQ_COMPANY_EDIT) else 0
    steps = _steps_of(actor)
    to_set_up = steps_open(hq_day(now), steps) if steps else 0
    lacking = rows_lacking([kind for kind in kinds_for(actor) if actor.may(kind.edits)])
    to_approve, approved_at = _to_approve(actor)
    return respond(
        "home/hq.html",
        needs=queries.needs_of_headquarters(now),
        queue=counts(now, actor.user_id),
        ready=ready_count(utc_now()) if actor.may(Permission.SHIPMENT_PACK) else 0,
        most_ready=MOST_READY,
        without_latin=without_latin,
        to_approve=to_approve,
        approved_at=approved_at,
        to_set_up=to_set_up,
        lacking=lacking,
        any_tile=without_latin or to_set_up or lacking or to_approve or any(actor.may(each) for each in TILED),
        notices=latest_notices(actor.user_id, 8),
    )


def _steps_of(actor: Actor) -> Collection[Step]:
    """Return the steps of the set-up somebody is told of: all to who sets a portal up, else those that are theirs."""
    if actor.may(Permission.MASTERDATA_EDIT) or actor.may(Permission.USER_MANAGE):
        return tuple(Step)
    return (Step.CREDIT,) if actor.may(Permission.CREDIT_MANAGE) else ()


def _to_approve(actor: Actor) -> tuple[int, str]:
    """Return how many changes of others wait for somebody who may agree to them, and the page that lists these.

    Who decides approvals has a page of all; who agrees to kinds of master data alone (compliance, to air limits) is led
    to the change sets that wait.
    """
    kinds = [kind.name for kind in kinds_to_agree_to(actor)]
    if actor.may(Permission.APPROVAL_DECIDE):
        return queries.to_decide(actor.user_id, kinds), url_for("hq_approvals.index")
    if not kinds:
        return 0, ""
    only = kinds[0] if len(kinds) == 1 else None
    at = url_for("hq_masterdata_sets.index", kind=only, state=ChangeSetState.WAITING.value)
    return queries.sets_to_agree_to(actor.user_id, kinds), at


@blueprint.get("/hq")
@public
def headquarters_without_slash() -> AnyResponse:
    """Lead to the start page of headquarters."""
    return redirect(url_for("home.headquarters"), 308)
