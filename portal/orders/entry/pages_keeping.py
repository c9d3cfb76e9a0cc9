"""A draft keeps itself while it is typed: a small answer with the time, the new version, and errors at their fields."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from portal.accounts.queries import general_above
from portal.catalogue import queries as catalogue
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.formats import listed, number
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import wants_partial
from portal.core.web.refusals import words_of
from portal.core.web.typed import seen_version
from portal.orders.entry import labels, service_drafts
from portal.orders.entry.forms import HeaderForm
from portal.orders.entry.pages_draft import above_of, rows_address
from portal.orders.entry.pages_sent import typed_rows
from portal.orders.entry.rows.pages_rows import shown_rows
from portal.orders.entry.rows.queries_answers import answered_if_changed
from portal.orders.entry.rows.queries_rows import tally_of
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.rows.rules_rows import RowText, fits
from portal.orders.entry.rows.rules_view import view_in
from portal.orders.entry.service_drafts import Kept
from portal.orders.queries_heads import OrderHead

KEEP = "keep"
"""What the page sends as `do` while somebody types; sent by a button it would mean the same as saving."""


def is_keeping() -> bool:
    """Tell whether this request is a page keeping itself, not a person pressing a button."""
    return request.form.get("do") == KEEP and wants_partial()


def keep_typed(head: OrderHead | None, form: HeaderForm) -> Response:
    """Keep what is valid of a draft's head and rows; nothing else is touched, no button's answer is used up.

    An order not begun yet is not begun by this: `NotVisible`.
    """
    if head is None:
        raise NotVisible
    form.validate()
    rows = typed_rows(request.form)
    too_long = sorted(position for position, row in rows.items() if not fits(row))
    good = {position: row for position, row in rows.items() if fits(row)}
    try:
        kept = _kept(head, form, good)
    except Refused as refused:
        return _answer(words_of(refused), status=409)
    return _answer(_open_points(form, too_long), kept=kept, form=form, order=head, **_changed(head, kept, rows))


def _kept(head: OrderHead, form: HeaderForm, rows: Mapping[int, RowText]) -> Kept:
    change = DraftChange(
        order_id=head.id,
        seen_version=seen_version(),
        header=form.header(head),
        retyped=rows,
        locale=language(),
    )
    actor, now = current_actor(), utc_now()
    before = answered_if_changed(change, head, actor, now)
    return perform(service_drafts.keep_draft, change, actor, now, before)


def _open_points(form: HeaderForm, too_long: list[int]) -> str:
    """Return what was not kept, in words; an empty text where everything was."""
    wrong = [str(form[name].label.text) for name in Header.__dataclass_fields__ if form[name].errors]
    wrong += [_("row %(row)s", row=number(position, language())) for position in too_long]
    return _("Not kept yet: %(fields)s.", fields=listed(wrong, language())) if wrong else ""


def _changed(head: OrderHead, kept: Kept, sent: Collection[int]) -> dict[str, Any]:
    """Return what the page shows otherwise now: cells of the rows it has, the tally of all rows, and the sums."""
    if not kept.changed:
        return {"shown_rows": ()}
    rows = [row for row in kept.changed if row.position in sent]
    names = catalogue.names_by_id({row.part_id for row in rows if row.part_id is not None}, language())
    above = above_of(head, rows, general_above(head.distributor_id))
    return {
        "L": labels,
        "shown_rows": shown_rows(rows, names, head.currency, language(), above=above),
        "tally": tally_of(head.id),
        "sums": kept.sums,
        "view": view_in(request.form.get("view", "")),
        "rows_address": rows_address(head),
    }


def _answer(problem: str, *, status: int = 200, kept: Kept | None = None, **shown: Any) -> Response:
    """Answer without the page's messages: those stay until the next page."""
    names = tuple(Header.__dataclass_fields__)
    body = render_template("orders/entry/_kept.html", problem=problem, kept=kept, names=names, **shown)
    return make_response(body, status)
