"""Words of pricing: what changed a price, refusals."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.counted import counted
from portal.core.web.refusals import register_refusals
from portal.pricing.rules_price_steps import StepCode

STEP_WORDS = {
    StepCode.AGREEMENT: _l("Agreed discount"),
    StepCode.TIER: _l("Quantity discount"),
    StepCode.TIER_PRICE: _l("Price for this quantity"),
    StepCode.ORDER_TYPE: _l("Order type"),
}

ORDER_TYPE_WORDS = {
    "daily": _l("Daily order"),
    "stock": _l("Stock order"),
    "urgent": _l("Urgent order"),
    "vor": _l("VOR order"),
    "campaign": _l("Campaign order"),
    "initial": _l("Initial stocking"),
}


def order_type_text(order_type: Any) -> str:
    """Return an order type in words; one this room does not know as it is written."""
    return str(ORDER_TYPE_WORDS.get(str(order_type), order_type))


register_refusals(
    {
        "price.out_of_range": _l("A price is 0 or more, and at most %(most)s."),
        "price.places": _l("A price has four decimals at most."),
        "price.empty": _l("Type the price."),
        "price.not_a_number": _l("“%(text)s” is not a number."),
        "price.infinite": _l("“%(text)s” is not a number."),
        "price.exponent": _l("“%(text)s” is not a number as people write it."),
        "price.ambiguous": _l("“%(text)s” can be read as two different numbers. Write it without separators."),
        "pricing.price_negative": _l("A price of %(price)s is below zero."),
        "pricing.quantity_not_positive": counted(
            "A price is asked for %(quantity)s piece; it must be 1 or more.",
            "A price is asked for %(quantity)s pieces; it must be 1 or more.",
            by="quantity",
        ),
        "pricing.discount_out_of_range": _l("A discount of %(percent)s percent is not between 0 and 100."),
        "pricing.order_type_without_terms": _l("“%(order_type)s” has no price terms."),
    },
    order_type=order_type_text,
)
