"""What is read beside an order when somebody looks at it: freight and contacts. Pages, and pieces of pages."""

from flask import Response

from portal.accounts.labels_contacts import CONTACT_ROLE_WORDS
from portal.accounts.queries_contacts import contacts_of
from portal.core.clock import utc_now
from portal.core.days import hq_day
from portal.core.web.pages import respond
from portal.orders.labels_fields import MODE_WORDS
from portal.orders.queries_freight import freight_of
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_freight import Payer, paid_by
from portal.orders.states import OrderState

WRITTEN = frozenset({OrderState.DRAFT, OrderState.CHANGES_REQUESTED})
"""Orders whose distributor still writes their rows: those count, not the lines that were handed in before."""


def freight_page(head: OrderHead) -> Response:
    """Tell a distributor what the carrier of an order will ask of it; nothing where the price holds that."""
    buyer = paid_by(head.order_type, head.incoterm) is Payer.BUYER
    freight = freight_of(head, hq_day(utc_now()), drafted=head.state in WRITTEN) if buyer else None
    return respond(
        "orders/views/distributor_freight.html",
        "orders/views/_freight.html",
        order=head,
        freight=freight,
        modes=MODE_WORDS,
    )


def beside_page(head: OrderHead) -> Response:
    """Tell headquarters what the freight of an order is estimated at, who pays it, and whom one rings."""
    return respond(
        "orders/views/hq_beside.html",
        "orders/views/_beside.html",
        order=head,
        freight=freight_of(head, hq_day(utc_now())),
        modes=MODE_WORDS,
        contacts=contacts_of(head.distributor_id),
        contact_roles=CONTACT_ROLE_WORDS,
    )
