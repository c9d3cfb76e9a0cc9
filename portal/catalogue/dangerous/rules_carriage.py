"""The modes of transport, one list for orders, shipments and the rules on dangerous goods."""

from enum import StrEnum


class Mode(StrEnum):
    """How goods travel, quickest first. `AIR` and `COURIER` may fly on passenger aircraft; `AIR_CARGO` never does."""

    COURIER = "courier"
    AIR = "air"
    AIR_CARGO = "air_cargo"
    SEA = "sea"
    ROAD = "road"
    RAIL = "rail"

    @property
    def flies(self) -> bool:
        """Return whether the goods are carried by aircraft."""
        return self in BY_AIR


PASSENGER_NETWORK = frozenset({Mode.AIR, Mode.COURIER})
BY_AIR = PASSENGER_NETWORK | {Mode.AIR_CARGO}
