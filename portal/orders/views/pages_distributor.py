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
from portal.orders.states import CORRECTABLE, PASSED_UP
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
    context = detail_context(head, internal=False)
    may_correct = Permission.ORDER_SUBMIT in current_actor().permissions
    context |= {
        "lines_table": lines_table(head, context["lines"]),
        "extra": extra,
        "passed": passed_up(head.id, language()) if head.state in PASSED_UP else None,
        "most_rows": MOST_ROWS,
        "gathered": gathered_into(head.number) if len(current_actor().distributor_ids) > 1 else [],
        "is_own": head.distributor_id == current_actor().distributor_id,
        "ask_errors": ask_errors or {},
        "cancel_error": cancel_error,
        "correctable": head.state in CORRECTABLE and may_correct,
        "may_change_parts": context["parts_changeable"] and may_correct,
        "po_error": po_error,
        "typed": request.form if status != 200 else {},
    }
    return respond("orders/views/distributor_detail.html", "orders/views/_lines.html", status=status, **context)
