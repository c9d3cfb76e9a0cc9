"""What can be said of a shipment after the fact."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShipmentEvent:
    """The shipment it happened to."""

    shipment_id: int
    number: str
    distributor_id: int


@dataclass(frozen=True, slots=True)
class PickedShort(ShipmentEvent):
    """Fewer pieces were picked than planned; the rest waits again, these parts may be allocated anew."""

    part_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShipmentPacked(ShipmentEvent):
    """Its packing was confirmed."""


@dataclass(frozen=True, slots=True)
class ShipmentBooked(ShipmentEvent):
    """Carrier, transport document and planned dates are known; its papers can be issued."""

    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShipmentDispatched(ShipmentEvent):
    """It left the depot."""


@dataclass(frozen=True, slots=True)
class ReceiptConfirmed(ShipmentEvent):
    """The distributor counted it; `differences` tells whether anything was not as shipped."""

    differences: bool = False
