"""What a receipt found and what claims say of it already: the part of a difference that is still unclaimed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.data.found_first import found_first
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.views.rules_next import ClaimOn
from portal.returns.models import Claim, ClaimLine
from portal.returns.rules_claims import Difference, difference_of
from portal.returns.states import SETTLED, WITH_DISTRIBUTOR, ClaimState, Reason
from portal.shipping.models import DIFFERS_SO, Shipment, ShipmentLine


@dataclass(frozen=True, slots=True)
class Found:
    """A difference of one shipped line: the pieces counted, those claims speak of, and these claims.

    A claim that was rejected has been answered too: its pieces are not found anew.
    """

    line_id: int
    difference: Difference
    pieces: int
    claimed: int
    claims: tuple[str, ...]

    @property
    def left(self) -> int:
        """Return the pieces no claim speaks of."""
        return max(self.pieces - self.claimed, 0)


@dataclass(frozen=True, slots=True)
class Differences:
    """All a shipment's receipt found, and the numbers of all claims on the shipment."""

    found: tuple[Found, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def to_claim(self) -> bool:
        """Tell whether some of it is in no claim."""
        return any(each.left for each in self.found)

    def of(self, line_id: int, difference: Difference) -> Found | None:
        """Return one difference of one line, or None where the count found none."""
        fitting = (one for one in self.found if one.line_id == line_id and one.difference is difference)
        return next(fitting, None)


_COUNTS = {difference: getattr(ShipmentLine, difference.value) for difference in Difference}


def differences_of(shipment_ids: Collection[int]) -> dict[int, Differences]:
    """Return the differences of shipments in scope by their ids, in one statement."""
    rows = db.session.execute(
        sa.select(
            ShipmentLine.shipment_id,
            ShipmentLine.id,
            *_COUNTS.values(),
            ClaimLine.reason,
            ClaimLine.quantity,
            Claim.number,
        )
        .outerjoin(ClaimLine, ClaimLine.shipment_line_id == ShipmentLine.id)
        .outerjoin(Claim, Claim.id == ClaimLine.claim_id)
        .where(among(ShipmentLine.shipment_id, shipment_ids), sa.or_(_differs(), ClaimLine.id.is_not(None)))
        .order_by(ShipmentLine.id, Claim.id)
    )
    lines: dict[int, dict[int, _Line]] = defaultdict(dict)
    for shipment_id, line_id, *counts, reason, quantity, number in rows:
        line = lines[shipment_id].setdefault(line_id, _Line(line_id, dict(zip(_COUNTS, counts, strict=True))))
        if reason is not None:
            line.claimed.append((difference_of(reason), quantity, number))
    return {shipment_id: _together(list(each.values())) for shipment_id, each in lines.items()}


@dataclass
class _Line:
    """One line while it is read: its counts, and what claims say of it (difference, pieces, claim)."""

    id: int
    counts: dict[Difference, int]
    claimed: list[tuple[Difference | None, int, str]] = field(default_factory=list)

    def found(self) -> Iterator[Found]:
        for difference, pieces in self.counts.items():
            if pieces:
                own = [(claimed, number) for kind, claimed, number in self.claimed if kind is difference]
                numbers = tuple(dict.fromkeys(number for _claimed, number in own))
                yield Found(self.id, difference, pieces, sum(claimed for claimed, _number in own), numbers)


def _together(lines: Sequence[_Line]) -> Differences:
    found = tuple(one for line in lines for one in line.found())
    return Differences(found, tuple(sorted({number for line in lines for _kind, _pieces, number in line.claimed})))


def _differs() -> sa.ColumnElement[bool]:
    return sa.or_(*(count > 0 for count in _COUNTS.values()))


def claimable_of(shipment_ids: Collection[int]) -> frozenset[int]:
    """Return which of these shipments have a difference that no claim speaks of."""
    return frozenset(one for one, found in differences_of(shipment_ids).items() if found.to_claim)


def claims_on_shipments(shipment_ids: Collection[int]) -> list[ClaimOn]:
    """Return the claims on these shipments that were filed and not withdrawn, in one statement, the first one first."""
    rows = db.session.execute(
        sa.select(Claim.number, Claim.state)
        .where(among(Claim.shipment_id, shipment_ids), Claim.state.not_in((ClaimState.DRAFT, ClaimState.CLOSED)))
        .order_by(Claim.id)
    )
    return [ClaimOn(number, state not in SETTLED, state in WITH_DISTRIBUTOR) for number, state in rows]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A received shipment with a difference that no claim speaks of, and whose it is."""

    number: str
    received_at: datetime | None
    distributor_id: int
    distributor_name: str


def unclaimed_shipments(limit: int) -> list[Unclaimed]:
    """Return the received shipments in scope that await a claim, the newest receipt first."""
    rows = db.session.execute(
        sa.select(Shipment.number, Shipment.received_at, Distributor.id, Distributor.name)
        .join(Distributor, Distributor.id == Shipment.distributor_id)
        .where(Shipment.received_at.is_not(None), _some_unclaimed())
        .order_by(Shipment.received_at.desc(), Shipment.id.desc())
        .limit(limit)
    )
    return [Unclaimed(*row) for row in rows]


def _some_unclaimed() -> sa.ColumnElement[bool]:
    each = (sa.and_(count > 0, count > _claimed(difference)) for difference, count in _COUNTS.items())
    # Few lines of all differ: those are found first, and not receipt by receipt.
    return Shipment.id.in_(found_first(sa.select(ShipmentLine.shipment_id).where(DIFFERS_SO, sa.or_(*each))))


def _claimed(difference: Difference) -> sa.ColumnElement[int]:
    reasons = [reason for reason in Reason if difference_of(reason) is difference]
    pieces = (
        sa.select(sa.func.coalesce(sa.func.sum(ClaimLine.quantity), 0))
        .where(ClaimLine.shipment_line_id == ShipmentLine.id, ClaimLine.reason.in_(reasons))
        .correlate(ShipmentLine)
    )
    return pieces.scalar_subquery()
