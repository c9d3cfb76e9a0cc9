"""Headquarters' orders: the list, and one order with its findings."""

from flask import Blueprint, Response

from portal.accounts.pages_several import offers_companies
from portal.core.clock import utc_now
from portal.core.days import hq_day
from portal.core.permissions import Permission
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.orders.views import pages_lines, pages_lists, queries_lines, queries_lists
from portal.orders.views.pages_beside import beside_page
from portal.orders.views.pages_hq import hq_order, order_page

blueprint = Blueprint("hq_orders", __name__, url_prefix="/hq")


@blueprint.get("/orders")
@requires(Permission.HQ_ORDER_VIEW)
@offers_companies
def index() -> Response:
    """List all orders that were handed in; `?export=` gives the same rows as a spreadsheet."""
    state, now = pages_lists.orders_view(at_headquarters=True), utc_now()
    today = hq_day(now)
    if kind := wanted_export():
        return pages_lists.orders_file(kind, state, now, today, drafts=False)
    page, sums = queries_lists.orders_list(pages_lists.WANTED, state, now, today, drafts=False)
    return respond(
        "orders/views/hq_list.html",
        page=page,
        selects=pages_lists.selects(state, drafts=False),
        table=pages_lists.orders_page(page, sums),
    )


@blueprint.get("/orders/<number>")
@requires(Permission.HQ_ORDER_VIEW)
def show(number: str) -> Response:
    """Show one order with findings, holds, credit and its whole history."""
    head = hq_order(number)
    if kind := wanted_export():
        lines = queries_lines.lines_of(head.id, language())
        return pages_lines.lines_file(kind, head, lines)
    return order_page(head)


@blueprint.get("/orders/<number>/beside")
@requires(Permission.HQ_ORDER_VIEW)
def beside(number: str) -> Response:
    """Show what is read beside an order: its freight, estimated, and whom one rings."""
    return beside_page(hq_order(number))
