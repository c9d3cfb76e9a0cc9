"""The review queue at headquarters: due first, filtered, taken one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.accounts.queries import hq_people
from portal.core import formats
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.days import day_in
from portal.core.errors import Refused
from portal.core.money import Money
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language, reader_locale, zone
from portal.core.web.page_words import address_builder
from portal.core.web.pages import go, respond, wants_partial
from portal.core.web.refusals import words_of
from portal.orders.checks.labels_findings import SEVERITY_TONES
from portal.review import labels, queries, service_taking
from portal.review.labels_due_clock import due_clock, due_words
from portal.review.models import ItemKind, ItemState
from portal.review.pages_queue import QUEUE, queue_selects, queue_state
from portal.review.queries_bulk import versions_of

blueprint = Blueprint("hq_review", __name__, url_prefix="/hq")
ENDPOINTS = {ItemKind.ORDER: "hq_orders.show", ItemKind.CLAIM: "hq_returns.show"}


class ShownRow(NamedTuple):
    """A row of the queue in the reader's words."""

    row: queries.QueueRow
    due: str
    tone: str
    clock_here: str
    clock_there: str
    country: str
    kind: str
    findings: tuple[tuple[str, str], ...]
    address: str
    mine: bool
    choice: str
    clean: bool


@blueprint.get("/review")
@requires(Permission.REVIEW_VIEW)
def index() -> Response:
    """Show the queue; asked for by htmx every half minute, only its table and counts."""
    actor, now, state = current_actor(), utc_now(), queue_state()
    if kind := wanted_export():
        return QUEUE.file(kind, "review-queue", queries.whole_queue(state, actor.user_id, now), title=_("Review queue"))
    page = queries.queue_page(state, actor.user_id, now)
    shown = replace(page, rows=_shown_rows(page.rows, now, actor))
    return respond(
        "review/hq_queue.html",
        "review/_refresh.html",
        page=shown,
        state=state,
        now=now,
        counts=queries.counts(now, actor.user_id),
        read_at=_read_at(now),
        selects=[] if wants_partial() else queue_selects(),
        colleague_options=_colleagues(shown.rows),
        type_words=labels.TYPE_WORDS,
        type_tones=labels.TYPE_TONES,
    )


def _read_at(now: datetime) -> str:
    return f"{now.astimezone(ZoneInfo(zone())):%H:%M:%S}"


def _colleagues(rows: Any) -> list[tuple[int, str]]:
    """Return whom one may hand work to, asked for only when something is in one's own hands."""
    own = current_actor().user_id
    if not any(shown.mine for shown in rows):
        return []
    return [(person.id, person.name) for person in hq_people(Permission.ORDER_REVIEW) if person.id != own]


def _shown_rows(rows: Sequence[Any], now: datetime, actor: Actor) -> list[ShownRow]:
    """Return rows in the reader's words; what is the same for all of them is looked up once."""
    locale, here, address, user_id = language(), zone(), address_builder(), actor.user_id
    today, choices, local = day_in(now, here), _choices(rows, actor), reader_locale()

    def shown(row: queries.QueueRow) -> ShownRow:
        due, tone = due_words(row.due_at, now, locale)
        clock_here = due_clock(row.due_at, today, here, local)
        there = due_clock(row.due_at, day_in(row.due_at, here), row.zone, local)
        return ShownRow(
            row,
            due,
            tone,
            clock_here,
            f"{there} {formats.zone_city(row.zone, locale)}",
            formats.country(row.country, locale),
            row.order_type or row.kind.value,
            tuple(
                (labels.finding_words(each, locale), SEVERITY_TONES.get(each["severity"], "mute"))
                for each in row.findings
            ),
            address(ENDPOINTS[row.kind], number=row.number),
            row.state is ItemState.TAKEN and row.owner_id == user_id,
            choices.get(row.number, ""),
            _surely_clean(row, actor),
        )

    return [shown(row) for row in rows]


def _choices(rows: Sequence[queries.QueueRow], actor: Actor) -> dict[str, str]:
    """Return what ticking a row sends (number, and its order's version), of rows that are free or one's own."""
    if not actor.may(Permission.ORDER_REVIEW):
        return {}
    open_ones = [
        row
        for row in rows
        if row.state is ItemState.WAITING or (row.state is ItemState.TAKEN and row.owner_id == actor.user_id)
    ]
    versions = versions_of([row.number for row in open_ones if row.kind is ItemKind.ORDER])
    return {row.number: f"{row.number}:{versions.get(row.number, '')}".rstrip(":") for row in open_ones}


def _surely_clean(row: queries.QueueRow, actor: Actor) -> bool:
    """Tell whether a row shows nothing at all against approving it, its value included."""
    limit = actor.limit_in(row.currency)
    within = actor.may(Permission.ORDER_APPROVE_ABOVE) or (
        limit is not None and Money(row.value, row.currency) <= limit
    )
    return row.kind is ItemKind.ORDER and row.worst == "" and within


def address_of(kind: ItemKind, number: str) -> str:
    """Return where a row's order or claim is decided."""
    return url_for(ENDPOINTS[kind], number=number)


@blueprint.post("/review/next")
@requires(Permission.ORDER_REVIEW)
def take_next() -> Response:
    """Take what is due first and open it."""
    try:
        taken = perform(service_taking.take_next, current_actor(), utc_now())
    except Refused as refused:
        flash(words_of(refused), "info")
        return go(url_for("hq_review.index"))
    flash(_("%(number)s is yours.", number=taken.number), "ok")
    return go(address_of(taken.kind, taken.number))


@blueprint.post("/review/<number>/take")
@requires(Permission.ORDER_REVIEW)
def take(number: str) -> Response:
    """Take one row and open it; whoever is second is told who was first."""
    taken = perform(service_taking.take, number, current_actor(), utc_now())
    flash(_("%(number)s is yours.", number=taken.number), "ok")
    return go(address_of(taken.kind, taken.number))


@blueprint.post("/review/<number>/put-back")
@requires(Permission.ORDER_REVIEW)
def put_back(number: str) -> Response:
    """Let a row wait for anyone again."""
    perform(service_taking.put_back, number, current_actor(), utc_now())
    flash(_("%(number)s waits for anyone again.", number=number), "ok")
    return go(url_for("hq_review.index"))


@blueprint.post("/review/<number>/hand-over")
@requires(Permission.ORDER_REVIEW)
def hand_over(number: str) -> Response:
    """Give a row to a colleague."""
    to_user = whole_number(request.form.get("to")) or 0
    name = perform(service_taking.hand_over, number, to_user, current_actor(), utc_now())
    flash(_("%(number)s is in the hands of %(name)s.", number=number, name=name), "ok")
    return go(url_for("hq_review.index"))
