"""A distributor's orders: the list, one order, and where each of its lines stands."""

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.pages_several import offers_companies
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.errors import NotVisible
from portal.core.permissions import Permission
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language, zone
from portal.core.web.pages import go, respond
from portal.orders import queries_heads
from portal.orders.rules_own import is_own
from portal.orders.states import OrderState
from portal.orders.views import labels, pages_lines, pages_lists, queries_lines, queries_lists
from portal.orders.views.pages_beside import freight_page
from portal.orders.views.pages_bought import bought_list
from portal.orders.views.pages_distributor import order_page
from portal.stock import labels as stock_labels
from portal.stock import labels_revision
from portal.stock import queries as stock

blueprint = Blueprint("orders", __name__)


@blueprint.get("/orders")
@requires(Permission.ORDER_VIEW)
@offers_companies
def index() -> Response:
    """List one's own orders; `?export=` gives the same rows as a spreadsheet."""
    state, now = pages_lists.orders_view(), utc_now()
    today = day_in(now, zone())
    if kind := wanted_export():
        return pages_lists.orders_file(kind, state, now, today, drafts=True)
    page, sums = queries_lists.orders_list(pages_lists.WANTED, state, now, today)
    return respond(
        "orders/views/distributor_list.html",
        page=page,
        selects=pages_lists.selects(state, drafts=True),
        table=pages_lists.orders_page(page, sums),
        gathers=len(current_actor().distributor_ids) > 1,
    )


@blueprint.get("/orders/bought")
@requires(Permission.ORDER_VIEW)
def bought() -> Response:
    """List what one's own company ordered before, a part a row."""
    return bought_list()


@blueprint.get("/orders/<number>")
@requires(Permission.ORDER_VIEW)
def show(number: str) -> AnyResponse:
    """Show one order; a draft is shown to those who may write it where it is written."""
    head = queries_heads.order_for(number)
    writes = current_actor().may(Permission.ORDER_EDIT) and is_own(head.distributor_id, current_actor())
    if head.state is OrderState.DRAFT and writes:
        return go(url_for("orders_entry.new", draft=number))
    if kind := wanted_export():
        lines = queries_lines.lines_of(head.id, language())
        return pages_lines.lines_file(kind, head, lines)
    return order_page(head)


@blueprint.get("/orders/<number>/freight")
@requires(Permission.ORDER_VIEW)
def freight(number: str) -> Response:
    """Show what the carrier of an order will ask, and how that came."""
    return freight_page(queries_heads.order_for(number))


@blueprint.get("/orders/<number>/lines/<int:line_no>")
@requires(Permission.ORDER_VIEW)
def line(number: str, line_no: int) -> Response:
    """Show where one line stands: its promises, and why it got what it got."""
    head = queries_heads.order_for(number)
    found = [one for one in queries_lines.lines_of(head.id, language()) if one.line_no == line_no]
    if not found:
        raise NotVisible
    ids = [one.id for one in found]
    return respond(
        "orders/views/distributor_line.html",
        order=head,
        lines=found,
        promises=stock.promises_of(ids),
        shares=stock.shares_of(ids),
        L=labels,
        A=stock_labels,
        P=labels_revision,
    )
