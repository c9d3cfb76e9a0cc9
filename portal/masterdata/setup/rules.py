"""What a portal needs before its first order, in the order in which it can be done, and how far each is. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One thing to be set up."""

    SELLERS = "sellers"
    BANK = "bank"
    DEPOTS = "depots"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"
    SETTINGS = "settings"
    ORDER_TYPES = "order_types"
    SURCHARGES = "surcharges"
    PARTS = "parts"
    PRICE_LISTS = "price_lists"
    LIST_PRICES = "list_prices"
    DISTRIBUTORS = "distributors"
    ADDRESSES = "addresses"
    CONTACTS = "contacts"
    AGREEMENTS = "agreements"
    FREIGHT_RATES = "freight_rates"
    CREDIT = "credit"
    COLLEAGUES = "colleagues"
    BUYERS = "buyers"
    STOCK = "stock"


class State(StrEnum):
    """How far a step is; `USUAL` ones have nothing of their own, and what the portal takes for granted holds."""

    MISSING = "missing"
    BEGUN = "begun"
    DONE = "done"
    USUAL = "usual"


GRANTED = frozenset(
    {Step.WORKING_HOURS, Step.CALENDAR_DAYS, Step.CONTACTS, Step.SETTINGS, Step.ORDER_TYPES, Step.SURCHARGES}
) | {Step.FREIGHT_RATES}
"""What goes without: usual hours, public holidays, usual figures and meanings of order types, the list's price, no
estimate of freight."""
NEEDED_ROLES: tuple[frozenset[str], ...] = (
    frozenset({"hq_clerk", "hq_manager"}),
    frozenset({"hq_planner"}),
    frozenset({"hq_warehouse"}),
    frozenset({"hq_logistics"}),
    frozenset({"hq_finance"}),
)
"""Work an order passes at headquarters, by the roles any of which does it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step is: how many there are, and of how many (None: as many as there are).

    One is `begun` with none that are whole where some are there that lack something.
    """

    step: Step
    have: int
    of: int | None = None
    begun: bool = False

    @property
    def state(self) -> State:
        """Return how far that is."""
        if not self.have and not self.begun:
            return State.USUAL if self.step in GRANTED else State.MISSING
        return State.DONE if self.of is None or self.have >= self.of else State.BEGUN


def covered(held: list[frozenset[str]]) -> int:
    """Return how much of the work at headquarters somebody does, by the roles each person holds."""
    everything = frozenset().union(*held) if held else frozenset()
    return sum(1 for roles in NEEDED_ROLES if roles & everything)
