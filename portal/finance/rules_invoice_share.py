"""The amounts of partial invoices, which add up to the line's amount exactly."""

from decimal import Decimal

from portal.core.errors import Refused
from portal.core.money import line_amount as amount_of
from portal.core.money import rounded


def invoice_share(
    cumulative_quantity: int,
    previously_invoiced_amount: Decimal,
    unit_price: Decimal,
    ordered_quantity: int,
    line_amount: Decimal,
    currency: str,
) -> Decimal:
    """Return the amount of the next partial invoice of an order line.

    `cumulative_quantity` counts this invoice in. The running amount is rounded, not the part, and
    the last part takes what is left, so all parts add up to the line's amount exactly.
    """
    if not 0 < cumulative_quantity <= ordered_quantity:
        raise Refused("finance.invoiced_over_ordered", invoiced=cumulative_quantity, ordered=ordered_quantity)
    due = rounded(line_amount, currency)
    if cumulative_quantity < ordered_quantity:
        due = min(amount_of(cumulative_quantity, unit_price, currency), due)
    if due < previously_invoiced_amount:
        raise Refused("finance.invoiced_too_much", invoiced=previously_invoiced_amount, running=due)
    return due - previously_invoiced_amount
