"""What a count on arrival finds against what was shipped."""

from dataclasses import dataclass

from portal.core.errors import Refused


@dataclass(frozen=True, slots=True)
class ReceiptDifference:
    """What a count found against a dispatch: shipped + over = good + damaged + wrong + short."""

    short: int
    over: int
    damaged: int
    wrong: int

    @property
    def any(self) -> bool:
        """Tell whether there is anything to claim."""
        return bool(self.short or self.over or self.damaged or self.wrong)


def receipt_differences(shipped: int, counted_good: int, damaged: int = 0, wrong: int = 0) -> ReceiptDifference:
    """Compare one line's count with what was shipped.

    A damaged piece and a wrong piece in its place have arrived, so neither is also short.
    """
    if min(shipped, counted_good, damaged, wrong) < 0:
        raise Refused("shipping.count_negative", shipped=shipped, counted=counted_good)
    arrived = counted_good + damaged + wrong
    return ReceiptDifference(max(shipped - arrived, 0), max(arrived - shipped, 0), damaged, wrong)
