"""Where the orders of a run may be served: what is free of each part in each depot, what is tied where already."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.allocation.queries_waiting import WaitingLine
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.models import OrderLine
from portal.stock.models import Allocation
from portal.stock.queries import Availability, depots_in_use
from portal.stock.rules_depots import gathering_depot


@dataclass(frozen=True, slots=True)
class Reach:
    """The depots lines may be served from, first to ship first, and the one each whole order is gathered in."""

    depots: Sequence[int]
    gathering: Mapping[int, int]
    free: Mapping[int, Mapping[int, int]]

    def depots_for(self, line: WaitingLine) -> list[int]:
        """Return the depots a line may be served from, its order's own first; a single one where it ships whole."""
        if line.order_id in self.gathering:
            return [self.gathering[line.order_id]]
        return _preferred(self.depots, line)

    def within(self, line: WaitingLine) -> int | None:
        """Return what is free in the one depot a line may be served from; None where it may be any."""
        depot = self.gathering.get(line.order_id)
        return None if depot is None else self.free.get(depot, {}).get(line.part_id, 0)


def reach_of(lines: Collection[WaitingLine], stock: Mapping[int, Availability]) -> Reach:
    """Return where these lines may be served, with `stock` as it stands."""
    known = [depot.id for depot in depots_in_use()]
    free: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for part, found in stock.items():
        for place in found.by_depot:
            free[place.depot_id][part] = place.free
    whole: defaultdict[int, list[WaitingLine]] = defaultdict(list)
    for line in lines:
        if not line.partial_ok and known:
            whole[line.order_id].append(line)
    gathering = {
        order_id: gathering_depot({line.part_id: line.wanted for line in each}, free, _preferred(known, each[0]))
        for order_id, each in whole.items()
    }
    return Reach(known, gathering | _begun(whole.keys()), free)


def _preferred(known: Sequence[int], line: WaitingLine) -> list[int]:
    return sorted(known, key=lambda depot: depot != line.depot_id)


def _begun(order_ids: Collection[int]) -> dict[int, int]:
    """Return the depot in which most of an order is tied already, for those with anything tied."""
    if not order_ids:
        return {}
    rows = db.session.execute(
        sa.select(OrderLine.order_id, Allocation.depot_id)
        .join(Allocation, Allocation.line_id == OrderLine.id)
        .where(among(OrderLine.order_id, order_ids), Allocation.quantity > 0)
        .group_by(OrderLine.order_id, Allocation.depot_id)
        .order_by(sa.func.sum(Allocation.quantity), Allocation.depot_id.desc())
    )
    return {row.order_id: row.depot_id for row in rows}
