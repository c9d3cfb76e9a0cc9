"""Who gets short stock, in which order, and what date the rest is promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


def fair_share(available: int, demands: Sequence[int], pack: int = 1) -> list[int]:
    """Share stock in proportion to demand, by largest remainder, ties to the earlier.

    Enough for all: everyone gets what was asked. Short: whole packs only, never more than asked,
    and stock is left over only where no demand has room for another whole pack.
    """
    if pack < 1 or available < 0 or any(demand < 0 for demand in demands):
        raise ValueError("a pack is at least 1, stock and demands at least 0")
    wanted = sum(demands)
    if available >= wanted:
        return list(demands)
    packs = available // pack
    caps = [demand // pack for demand in demands]
    shares = [min(packs * demand // wanted, cap) for demand, cap in zip(demands, caps, strict=True)]
    by_remainder = sorted(range(len(demands)), key=lambda index: (-(packs * demands[index] % wanted), index))
    return [share * pack for share in _hand_out(packs - sum(shares), shares, caps, by_remainder)]


def _hand_out(left: int, shares: list[int], caps: list[int], order: list[int]) -> list[int]:
    """Give the packs left over one by one in order, round after round, while there is room."""
    shares = list(shares)
    while left > 0:
        open_ones = [index for index in order if shares[index] < caps[index]][:left]
        if not open_ones:
            break
        for index in open_ones:
            shares[index] += 1
        left -= len(open_ones)
    return shares


@dataclass(frozen=True, slots=True)
class Demand:
    """An order line that wants stock; `priority` 1 is served first.

    Where not `partial_allowed` it takes its whole quantity or nothing; `within` are the pieces free in the one depot
    it may take them from (None: from any).
    """

    line_id: int
    quantity: int
    priority: int
    submitted_at: datetime
    line_number: int
    promised_on: date | None = None
    partial_allowed: bool = True
    within: int | None = None


def _turn(demand: Demand) -> tuple[int, date, datetime, int, int]:
    return (
        demand.priority,
        demand.promised_on or date.max,
        demand.submitted_at,
        demand.line_number,
        demand.line_id,
    )


def release_order(demands: Iterable[Demand]) -> list[Demand]:
    """Return demands in their turn: priority, promised date (none last), submitted, line."""
    return sorted(demands, key=_turn)


class ShareRule(StrEnum):
    """Why a demand got what it got."""

    IN_FULL = "in_full"
    STOCK_RAN_OUT = "stock_ran_out"
    NO_STOCK_LEFT = "no_stock_left"
    WHOLE_LINE_ONLY = "whole_line_only"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one demand got: `rank` (from 1) of `of` in the queue, and the rule that decided."""

    line_id: int
    allocated: int
    backordered: int
    rule: ShareRule
    rank: int
    of: int


def share_out(stock: int, demands: Iterable[Demand]) -> list[Decision]:
    """Serve each demand fully before the next, in their turn; one decision each, in that order.

    A demand that takes only its whole quantity and cannot have it leaves the stock to the next.
    """
    if stock < 0:
        raise ValueError("stock is at least 0")
    queue = release_order(demands)
    decisions = []
    for rank, demand in enumerate(queue, start=1):
        given, rule = _served(stock, demand)
        stock -= given
        decisions.append(Decision(demand.line_id, given, demand.quantity - given, rule, rank, len(queue)))
    return decisions


def _served(stock: int, demand: Demand) -> tuple[int, ShareRule]:
    if demand.quantity < 0:
        raise ValueError("a demand is at least 0")
    reach = stock if demand.within is None else min(stock, demand.within)
    if reach >= demand.quantity:
        return demand.quantity, ShareRule.IN_FULL
    if stock == 0:
        return 0, ShareRule.NO_STOCK_LEFT
    if not demand.partial_allowed:
        return 0, ShareRule.WHOLE_LINE_ONLY
    return stock, ShareRule.STOCK_RAN_OUT


class PromiseCause(StrEnum):
    """What a promised date rests on."""

    IN_STOCK = "in_stock"
    PLANNED_RECEIPT = "planned_receipt"
    LEAD_TIME = "lead_time"
    FALLBACK = "fallback"
    UNKNOWN = "unknown"


class Promise(NamedTuple):
    """A date and what it rests on; without a date the cause is UNKNOWN."""

    on: date | None
    cause: PromiseCause


def first_promise(
    today: date,
    planned_receipts: Iterable[tuple[date, int]],
    quantity_short: int,
    queue_ahead: int = 0,
    lead_time_days: int | None = None,
    fallback: date | None = None,
) -> Promise:
    """Return the first date the short quantity can be had, those ahead in the queue served first.

    Receipts dated before today are overdue and promise nothing. Without enough receipts the
    supplier's lead time (calendar days) counts, then the fallback date.
    """
    if quantity_short <= 0:
        return Promise(today, PromiseCause.IN_STOCK)
    needed = quantity_short + max(queue_ahead, 0)
    for day, quantity in sorted(receipt for receipt in planned_receipts if receipt[0] >= today):
        needed -= max(quantity, 0)
        if needed <= 0:
            return Promise(day, PromiseCause.PLANNED_RECEIPT)
    if lead_time_days is not None:
        return Promise(today + timedelta(days=max(lead_time_days, 0)), PromiseCause.LEAD_TIME)
    if fallback is not None:
        return Promise(max(fallback, today), PromiseCause.FALLBACK)
    return Promise(None, PromiseCause.UNKNOWN)
