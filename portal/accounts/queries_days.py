"""Which calendar day it is in the trade with a distributor: for itself, and for who sells to it."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.queries import DistributorFacts, zones_of
from portal.core.days import day_in


@dataclass(frozen=True, slots=True)
class Days:
    """The day an instant is for a distributor (its dates), and for who sells to it (prices and stock)."""

    own: date
    price: date


def days_of(distributor_id: int, instant: datetime) -> Days:
    """Return which day it is for a distributor and for its selling entity, in one statement."""
    zones = zones_of(distributor_id)
    return Days(day_in(instant, zones.own), day_in(instant, zones.seller))


def days_for(distributor: DistributorFacts, instant: datetime) -> Days:
    """Return what `days_of` returns of a distributor whose facts are known, without a statement."""
    return Days(day_in(instant, distributor.zone), day_in(instant, distributor.seller_zone))
