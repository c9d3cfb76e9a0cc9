"""Facts of finance that rooms above follow."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CreditRaiseAsked:
    """Somebody asked for a higher limit, or for the end of a block; nothing is changed yet."""

    distributor_id: int
    currency: str
    asked_by: int | None


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """The payment it happened to, and whose account it is on; `doer_id` is who recorded, used or reversed it."""

    number: str
    distributor_id: int
    currency: str
    doer_id: int | None


@dataclass(frozen=True, slots=True)
class PaymentReceived(PaymentEvent):
    """Money came in and was recorded."""


@dataclass(frozen=True, slots=True)
class CreditFreed(PaymentEvent):
    """Less is owed, or less of it is late, by this payment: who was held for it may be looked at anew."""


@dataclass(frozen=True, slots=True)
class PaymentReversed(PaymentEvent):
    """A payment is taken back: what it settled is owed again, and what it let pass since `recorded_at` is in doubt."""

    recorded_at: datetime
