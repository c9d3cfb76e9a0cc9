"""What is asked of whoever takes work out of a colleague's hands, be it an order or a claim."""

from portal.core.errors import FieldRefused

LONGEST_WHY = 400
"""The most signs of a reason for taking something over."""


def taken_over_why(typed: str) -> str:
    """Return why something is taken over, ends trimmed; refuses `order.take_over_without_reason` beside its field."""
    why = typed.strip()
    if not why:
        raise FieldRefused("order.take_over_without_reason", field="why")
    return why
