"""Rows that are deactivated instead of deleted: why, and what stops it. Pure."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.masterdata.rules_changes import Change, Objection
from portal.masterdata.rules_fields import Field, Shape

IN_USE = (Field("active", Shape.YES_NO, usual=True), Field("inactive_because"))
"""The fields of a row that may be deactivated: whether it is in use, and why not."""


class Using(StrEnum):
    """What uses a row."""

    OPEN_ORDERS = "open_orders"
    DRAFTS = "drafts"
    SHIPMENTS = "shipments"
    CLAIMS = "claims"
    OWED = "owed"
    PEOPLE = "people"
    BELOW = "below"
    STOCK = "stock"
    RECEIPTS = "receipts"
    BUYERS = "buyers"
    PAPERS = "papers"
    DEPOTS = "depots"


STOPS = {
    Using.OPEN_ORDERS: "masterdata.stops_open_orders",
    Using.SHIPMENTS: "masterdata.stops_shipments",
    Using.BELOW: "masterdata.stops_below",
    Using.STOCK: "masterdata.stops_stock",
    Using.RECEIPTS: "masterdata.stops_receipts",
    Using.BUYERS: "masterdata.stops_buyers",
    Using.CLAIMS: "masterdata.stops_claims",
}
"""What is said where something stops a deactivation."""


@dataclass(frozen=True, slots=True)
class Use:
    """What uses a row, how many there are, and what some are called; whether that `stops` its deactivation."""

    what: Using
    count: int
    names: tuple[str, ...] = ()
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """What companies owe in one currency: how many invoices are open, and how much of them in all."""

    currency: str
    count: int
    amount: Decimal


def without_reason(changes: Sequence[Change]) -> list[Change]:
    """Return changes whose rows in use say of no reason why they are not."""
    return [
        dataclasses.replace(one, after={**one.now, "inactive_because": ""}) if one.after and one.now["active"] else one
        for one in changes
    ]


def deactivated(change: Change) -> bool:
    """Tell whether a change takes a row out of use."""
    return bool(change.after) and not change.now["active"] and (change.before or {}).get("active", True) is True


def against(changes: Sequence[Change], uses: Callable[[str], Sequence[Use]]) -> Iterator[Objection]:
    """Yield what speaks against taking rows out of use: nobody says why, or something uses them still."""
    for one in changes:
        if one.after and not one.now["active"] and not one.now["inactive_because"]:
            yield Objection(one.key, "inactive_because", "masterdata.inactive_why")
        if deactivated(one):
            for use in uses(one.key):
                if use.stops and use.count:
                    facts = {"count": use.count, "names": ", ".join(use.names)}
                    yield Objection(one.key, "active", STOPS[use.what], facts)
