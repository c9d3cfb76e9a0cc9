"""What an order asks of whoever receives the goods: one rule for checks of orders, the set-up and what is missing."""

from collections.abc import Callable
from typing import Any

CONSIGNEE_NEEDS = ("name", "street", "city", "country", "tax_id", "phone", "contact")
"""The fields of an address without which customs or carriers stop the goods, in the order of a form."""


def lacking(value_of: Callable[[str], Any]) -> list[str]:
    """Return which of the needed fields a consignee lacks, by what each of them holds."""
    return [name for name in CONSIGNEE_NEEDS if not str(value_of(name)).strip()]
