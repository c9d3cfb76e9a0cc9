"""The rows of the queue as its page draws them: due times on two clocks, findings in a few words, what one may do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import get_template_attribute
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.accounts.queries_people import hq_people
from portal.core import formats
from portal.core.actor import Actor
from portal.core.days import day_in
from portal.core.money import Money
from portal.core.permissions import Permission
from portal.core.web.cells import together, two_lines
from portal.core.web.columns import Reader
from portal.core.web.languages import language, reader_locale, zone
from portal.core.web.page_words import address_builder, ltr
from portal.orders.checks.labels_findings import SEVERITY_TONES
from portal.review import labels, queries
from portal.review.labels_due_clock import due_clock, due_words
from portal.review.models import ItemKind, ItemState
from portal.review.queries_bulk import versions_of
from portal.review.rules import DUE_SOON
from portal.review.rules_bulk import STOPPING
from portal.settings.queries import figures_at

ENDPOINTS = {ItemKind.ORDER: "hq_orders.show", ItemKind.CLAIM: "hq_returns.show"}
"""Where a row's order or claim is decided."""
FINDINGS_SHOWN = 3


class ShownRow(NamedTuple):
    """A row of the queue in the reader's words.

    `choice` is what ticking it sends ("" where it cannot be ticked), `clean` that nothing at all stands against
    approving it, `approvable` that only warnings do; `colleagues` are those one may pass it on to, of what one has.
    """

    row: queries.QueueRow
    due: str
    tone: str
    clocks: tuple[str, ...]
    country: str
    findings: tuple[tuple[str, str], ...]
    address: str
    mine: bool
    choice: str
    clean: bool
    approvable: bool
    takes: bool
    colleagues: Sequence[tuple[int, str]]


def shown_rows(rows: Sequence[Any], now: datetime, actor: Actor) -> list[ShownRow]:
    """Return rows in the reader's words; what is the same for all of them is looked up once."""
    locale, here, address, user_id = language(), zone(), address_builder(), actor.user_id
    today, choices, local = day_in(now, here), _choices(rows, actor), reader_locale()
    city, takes = formats.zone_city(here, locale), actor.may(Permission.ORDER_REVIEW)
    owned = {row.number for row in rows if row.state is ItemState.TAKEN and row.owner_id == user_id}
    colleagues = _colleagues(user_id) if owned else []
    soon = figures_at(now).whole(DUE_SOON)

    def shown(row: queries.QueueRow) -> ShownRow:
        due, tone = due_words(row.due_at, now, soon, locale)
        clocks = [f"{due_clock(row.due_at, today, here, local)} {city}"]
        if row.zone != here:
            there = due_clock(row.due_at, day_in(row.due_at, here), row.zone, local)
            clocks.append(f"{there} {formats.zone_city(row.zone, locale)}")
        within = row.kind is ItemKind.ORDER and _within_limit(row, actor)
        return ShownRow(
            row,
            due,
            tone,
            tuple(clocks),
            formats.country(row.country, locale),
            tuple(
                (labels.finding_words(each, locale), SEVERITY_TONES.get(each["severity"], "mute"))
                for each in row.findings
            ),
            address(ENDPOINTS[row.kind], number=row.number),
            row.number in owned,
            choices.get(row.number, ""),
            within and row.worst == "",
            within and row.worst not in STOPPING,
            takes,
            colleagues,
        )

    return [shown(row) for row in rows]


def _colleagues(own: int | None) -> list[tuple[int, str]]:
    return [(person.id, person.name) for person in hq_people(Permission.ORDER_REVIEW) if person.id != own]


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


def _within_limit(row: queries.QueueRow, actor: Actor) -> bool:
    limit = actor.limit_in(row.currency)
    return actor.may(Permission.ORDER_APPROVE_ABOVE) or (limit is not None and Money(row.value, row.currency) <= limit)


# Cells, from a `ShownRow`.

_TICK = Markup(
    '<label><input class="form-check-input" type="checkbox" name="chosen" value="%s" form="review-several"'
    ' data-as="%s" aria-label="%s"></label>'
)
_DUE = Markup('<div><span class="nowrap strong %s">%s</span><div class="sub nowrap">%s</div></div>')
_TAKE = Markup(
    '<form method="post" action="%s"><input type="hidden" name="csrf_token" value="%s">'
    '<button class="btn btn-sm btn-primary" id="take-%s" aria-label="%s">%s</button></form>'
)
_OPEN = Markup('<a class="btn btn-sm btn-plain" href="%s" aria-label="%s">%s</a>')
_NUMBER = Markup('<a class="mono" id="open-%s" href="%s"><bdi dir="ltr">%s</bdi></a>')
_OWNER, _NOBODY = Markup("<bdi>%s</bdi>"), Markup('<span class="sub">%s</span>')


def tick(shown: ShownRow, reader: Reader) -> Any:
    """Return the box that ticks a row, with what would become of it (`data-as`) for the bar that sums them up."""
    if not shown.choice:
        return ""
    becomes = [*(["take"] if not shown.mine else []), *(["approve"] if shown.approvable else [])]
    spoken = f"{reader.gettext('Choose')} {shown.row.number}"
    return _TICK % (shown.choice, " ".join(becomes), spoken)


def due(shown: ShownRow, _reader: Reader) -> Markup:
    """Return when a row is due: how far away, and at what time here and with its distributor."""
    clocks = Markup(" · ").join(Markup("<bdi>%s</bdi>") % clock for clock in shown.clocks)
    return _DUE % (shown.tone, shown.due, clocks)


def what(shown: ShownRow, reader: Reader) -> Markup:
    """Return the number of an order or a claim, and below it what its sender calls it or what it is about."""
    row = shown.row
    told: Any = ""
    if row.kind is ItemKind.CLAIM:
        told = reader.gettext("claim on %(shipment)s", shipment=ltr(row.po_number))
    elif row.po_number:
        told = reader.gettext("PO %(number)s", number=ltr(row.po_number))
    return Markup("<div>%s</div>") % two_lines(_NUMBER % (row.number, shown.address, row.number), told)


def distributor(shown: ShownRow, _reader: Reader) -> Markup:
    """Return a row's distributor and its country."""
    return Markup("<div>%s</div>") % two_lines(_OWNER % shown.row.distributor_name, shown.country)


def kind(shown: ShownRow, reader: Reader) -> Markup:
    """Return the type of an order, or that it is a claim."""
    name = shown.row.order_type or shown.row.kind.value
    return reader.pill(labels.TYPE_WORDS[name], labels.TYPE_TONES.get(name, "mute"))


def findings(shown: ShownRow, reader: Reader) -> Markup:
    """Return the findings that weigh most, and how many more there are."""
    pills = [reader.pill(text, tone) for text, tone in shown.findings[:FINDINGS_SHOWN]]
    further = len(shown.findings) - FINDINGS_SHOWN
    if further > 0:
        told = reader.ngettext("and %(count)s more", "and %(count)s more", further, count=reader.number(further))
        pills.append(_NOBODY % told)
    return Markup('<span class="pills">%s</span>') % together(*(pills or [reader.pill(labels.CLEAN, "ok")]))


def owner(shown: ShownRow, reader: Reader) -> Any:
    """Return who has a row in hand."""
    if shown.row.state is ItemState.PAUSED:
        return reader.gettext("with the distributor")
    if shown.row.owner_name:
        return _OWNER % shown.row.owner_name
    return _NOBODY % reader.gettext("unassigned")


def actions(shown: ShownRow, reader: Reader) -> Markup:
    """Return what one may do with a row: take it, or open it, and pass on what one has."""
    number = shown.row.number
    if shown.row.state is ItemState.WAITING and shown.takes:
        spoken = reader.gettext("Take %(number)s", number=number)
        address = reader.at("hq_review.take", number=number)
        first = _TAKE % (address, generate_csrf(), number, spoken, reader.gettext("Take"))
    else:
        spoken = reader.gettext("Open %(number)s", number=number)
        first = _OPEN % (shown.address, spoken, reader.gettext("Open"))
    further = (
        get_template_attribute("components/pass_on.html", "pass_on")(number, shown.colleagues) if shown.mine else ""
    )
    return Markup('<div class="row-actions">%s</div>') % together(first, further)
