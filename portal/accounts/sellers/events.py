"""What sellers tell rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SellerAccountsChanged:
    """Bank accounts of sellers changed: what some of them are called, and who approved it."""

    name: str
    approved_by: int | None
    approved_by_name: str
