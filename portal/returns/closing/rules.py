"""When nothing can be claimed in time any more."""

from collections.abc import Callable
from datetime import date

from portal.returns.rules import window_closes
from portal.returns.states import LIVE, ClaimState, Reason
from portal.settings.rules import Figures

IN_WORK = LIVE - {ClaimState.DRAFT, ClaimState.CREDITED}
"""Claims somebody still has to do something about; an order does not end before them."""


def last_day_in_time(
    delivered_on: date, mode: str, add_working_days: Callable[[date, int], date], figures: Figures
) -> date:
    """Return the day the last claim window with a fixed end closes, in the dealer's calendar.

    Reasons without a window (a defect shows itself when it does) do not keep an order open.
    """
    closings = (window_closes(reason, delivered_on, mode, add_working_days, figures) for reason in Reason)
    return max(day for day in closings if day is not None)
