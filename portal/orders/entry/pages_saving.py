"""What routes of a draft share: it is kept with everything typed, or its page is shown again with why not."""

from flask import Response, flash, request

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused, Stale
from portal.core.web.guards import current_actor
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key, seen_version
from portal.orders import queries_heads
from portal.orders.entry import service_drafts
from portal.orders.entry.forms import HeaderForm
from portal.orders.entry.pages_draft import STALE, draft_page
from portal.orders.entry.pages_head import follow_type
from portal.orders.entry.pages_sent import Sent, change_of, sent_body
from portal.orders.entry.pages_vain import told_in_vain
from portal.orders.entry.rows.queries_answers import answered_before
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_own import check_own
from portal.orders.states import EDITABLE


def follow_chosen_type(form: HeaderForm) -> bool:
    """Let the mode follow a type chosen anew, and tell so; return whether it did."""
    told = follow_type(form, request.form.get("mode_for", ""), request.form.get("mode_shown", ""))
    if told:
        flash(told, "warn")
    return bool(told)


def draft_for(number: str) -> OrderHead | None:
    """Return the draft of a number, None for one that begins; refuses `order.not_editable`, `order.dealers_order`."""
    if not number:
        return None
    head = own_order(number)
    if head.state not in EDITABLE:
        raise Refused("order.not_editable", number=number)
    return head


def own_order(number: str) -> OrderHead:
    """Return the order of a number for its own people to change; refuses `order.dealers_order` to all others."""
    head = queries_heads.order_for(number)
    check_own(head.distributor_id, number, current_actor())
    return head


def saved(head: OrderHead | None, form: HeaderForm, sent: Sent) -> str:
    """Keep everything that was sent, once per form; return the number of the draft."""
    actor = current_actor()
    header = form.header(head)
    version = seen_version() if head else 1
    change = change_of(sent, head.id if head else None, version, header)
    now = utc_now()
    before = answered_before(change, actor, now)
    if before is not None:
        sent.told += told_in_vain(change, before.stored)
    return perform(service_drafts.save_once, form_key(), sent_body(sent), change, actor, now, before)


def shown_again(head: OrderHead | None, form: HeaderForm, refused: Refused) -> Response:
    """Show the page again with everything typed, and why nothing was done."""
    status = STALE if isinstance(refused, Stale) else 413 if refused.code == "sheet.too_large" else 422
    fresh = queries_heads.order_for(head.number) if head else None
    if fresh is not None and fresh.state not in EDITABLE:
        raise refused
    return draft_page(fresh, form, extra=[words_of(refused)], typed=request.form, status=status)
