"""One order as its distributor sees it."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from portal.core.permissions import Permission
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.orders.decisions.queries_gathering import MOST_ROWS, passed_up
from portal.orders.queries_gathering import gathered_into
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_own import is_own
from portal.orders.rules_rests import may_wait_on
from portal.orders.states import BEFORE_HEADQUARTERS, CORRECTABLE
from portal.orders.views.pages_lines import lines_table
from portal.orders.views.pages_order import detail_context


def order_page(
    head: OrderHead,
    *,
    extra: str = "",
    ask_errors: Mapping[int, Any] | None = None,
    cancel_error: str = "",
    po_error: str = "",
    status: int = 200,
) -> Response:
    """Render an order as its distributor sees it; `ask_errors` are what is wrong with the answers sent.

    `cancel_error` is what is wrong with the reason of a cancellation, whose form then stays open, as does
    that of the purchase order number with `po_error`.
    """
    own = is_own(head.distributor_id, current_actor())
    context = detail_context(head, internal=False, own=own)
    may_change = own and current_actor().may(Permission.ORDER_SUBMIT)
    context |= {
        "lines_table": lines_table(head, context["lines"]),
        "extra": extra,
        "passed": passed_up(head.id, language()) if head.state in BEFORE_HEADQUARTERS else None,
        "most_rows": MOST_ROWS,
        "gathered": gathered_into(head.number) if len(current_actor().distributor_ids) > 1 else [],
        "is_own": own,
        "may_change": may_change,
        "ask_errors": ask_errors or {},
        "cancel_error": cancel_error,
        "correctable": head.state in CORRECTABLE and may_change,
        "may_change_parts": context["parts_changeable"] and may_change,
        "may_wait_on": may_change and may_wait_on(head.state, head.progress, head.rest_days),
        "po_error": po_error,
        "typed": request.form if status != 200 else {},
    }
    return respond("orders/views/distributor_detail.html", "orders/views/_lines.html", status=status, **context)
