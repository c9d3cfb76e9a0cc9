"""A count on arrival, carton by carton, added up to what it says of each line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.core.errors import Refused
from portal.shipping.arrival.rules_differences import ReceiptDifference, receipt_differences

MOST_COUNTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """What was found of one line in one carton; `good` pieces may be more than were shipped in it."""

    line_id: int
    good: int
    damaged: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class LineReceipt:
    """All cartons of a line together: good pieces, and the differences to what was shipped."""

    received_good: int
    difference: ReceiptDifference


def receipt_of(shipped: Mapping[int, int], counts: Iterable[Count]) -> dict[int, LineReceipt]:
    """Return the receipt of every shipped line; a line nobody counted has not arrived.

    Too few in one carton and too many in another is no difference: the line has arrived in full.
    Refuses `shipping.count_negative`, `.count_too_large` and `.count_of_other_line`.
    """
    good: dict[int, int] = defaultdict(int)
    damaged: dict[int, int] = defaultdict(int)
    wrong: dict[int, int] = defaultdict(int)
    for count in counts:
        _check(count, shipped)
        good[count.line_id] += count.good
        damaged[count.line_id] += count.damaged
        wrong[count.line_id] += count.wrong
    return {
        line_id: LineReceipt(
            good[line_id], receipt_differences(quantity, good[line_id], damaged[line_id], wrong[line_id])
        )
        for line_id, quantity in shipped.items()
    }


def _check(count: Count, shipped: Mapping[int, int]) -> None:
    figures = (count.good, count.damaged, count.wrong)
    if count.line_id not in shipped:
        raise Refused("shipping.count_of_other_line")
    if min(figures) < 0:
        raise Refused("shipping.count_negative", shipped=shipped[count.line_id], counted=min(figures))
    if max(figures) > MOST_COUNTED:
        raise Refused("shipping.count_too_large", maximum=MOST_COUNTED)
