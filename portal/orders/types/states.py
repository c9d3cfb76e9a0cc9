"""Order types and what each one means: priority, mode, clocks, packs, proofs; and what is usual of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.catalogue.dangerous.rules_carriage import Mode


class OrderType(StrEnum):
    """Why the parts are wanted, most pressing first."""

    VOR = "vor"
    CAMPAIGN = "campaign"
    URGENT = "urgent"
    DAILY = "daily"
    STOCK = "stock"
    INITIAL = "initial"


class PackRule(StrEnum):
    """What happens when a quantity is under the minimum or not in whole packs."""

    EXEMPT = "exempt"
    WARN = "warn"
    BLOCK = "block"


class BackorderRule(StrEnum):
    """How goes what was missing of an order when its first shipment was packed, once it is there."""

    OWN_SHIPMENT = "own_shipment"
    WEEKLY = "weekly"
    WITH_NEXT_ORDER = "with_next_order"
    NONE = "none"


class Proof(StrEnum):
    """A fact the dealer must give before an order of this type can be submitted."""

    VIN = "vin"
    REPAIR_ORDER = "repair_order"
    ODOMETER = "odometer"
    STOPPED_ON = "stopped_on"
    CAMPAIGN_NUMBER = "campaign_number"
    REASON = "reason"
    MODEL_BASIS = "model_basis"


class Cadence(StrEnum):
    """How often a distributor places an order of a type at most."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class TypeTerms:
    """What one order type means.

    Minutes to review and to release are working minutes of headquarters unless `around_the_clock`; `ship_minutes`
    runs 24x7, `ship_working_days` on the depot's calendar, and both None means by plan. `default_mode` None means by
    plan or any. `cancel_days` is how long after its release a backorder waits where its customer lets it go
    then (None: for good); `cadence` is how often it is ordered at most.
    """

    priority: int
    default_mode: Mode | None
    review_minutes: int
    around_the_clock: bool
    release_minutes: int
    pack_rule: PackRule
    backorder_rule: BackorderRule
    ship_minutes: int | None = None
    ship_working_days: int | None = None
    max_pieces_per_part: int | None = None
    cancel_days: int | None = None
    cadence: Cadence | None = None
    proofs: tuple[Proof, ...] = ()

    @property
    def vin_mandatory(self) -> bool:
        """Return whether at least one vehicle must be named."""
        return Proof.VIN in self.proofs


Terms = Mapping[OrderType, TypeTerms]
"""What every order type means on a day."""
HALF_DAY, ONE_DAY, TWO_DAYS = 240, 450, 900
USUAL_TERMS: Terms = MappingProxyType(
    {
        OrderType.VOR: TypeTerms(
            priority=1,
            default_mode=Mode.COURIER,
            review_minutes=10,
            around_the_clock=True,
            release_minutes=10,
            pack_rule=PackRule.EXEMPT,
            backorder_rule=BackorderRule.OWN_SHIPMENT,
            ship_minutes=24 * 60,
            max_pieces_per_part=2,
            proofs=(Proof.VIN, Proof.REPAIR_ORDER, Proof.ODOMETER, Proof.STOPPED_ON),
        ),
        OrderType.CAMPAIGN: TypeTerms(
            priority=2,
            default_mode=None,
            review_minutes=HALF_DAY,
            around_the_clock=False,
            release_minutes=HALF_DAY,
            pack_rule=PackRule.EXEMPT,
            backorder_rule=BackorderRule.OWN_SHIPMENT,
            proofs=(Proof.CAMPAIGN_NUMBER, Proof.VIN),
        ),
        OrderType.URGENT: TypeTerms(
            priority=3,
            default_mode=Mode.AIR,
            review_minutes=10,
            around_the_clock=True,
            release_minutes=HALF_DAY,
            pack_rule=PackRule.WARN,
            backorder_rule=BackorderRule.OWN_SHIPMENT,
            ship_working_days=2,
            proofs=(Proof.REASON,),
        ),
        OrderType.DAILY: TypeTerms(
            priority=4,
            default_mode=None,
            review_minutes=ONE_DAY,
            around_the_clock=False,
            release_minutes=ONE_DAY,
            pack_rule=PackRule.WARN,
            backorder_rule=BackorderRule.WEEKLY,
            ship_working_days=3,
        ),
        OrderType.STOCK: TypeTerms(
            priority=5,
            default_mode=Mode.SEA,
            review_minutes=ONE_DAY,
            around_the_clock=False,
            release_minutes=ONE_DAY,
            pack_rule=PackRule.BLOCK,
            backorder_rule=BackorderRule.WITH_NEXT_ORDER,
            ship_working_days=7,
            cancel_days=90,
        ),
        OrderType.INITIAL: TypeTerms(
            priority=6,
            default_mode=Mode.SEA,
            review_minutes=TWO_DAYS,
            around_the_clock=False,
            release_minutes=TWO_DAYS,
            pack_rule=PackRule.BLOCK,
            backorder_rule=BackorderRule.NONE,
            proofs=(Proof.MODEL_BASIS,),
        ),
    }
)
"""What an order type means before anything was set for it."""
