"""The limits of dangerous goods by air that a new database begins with, for rules that are asked without one."""

from datetime import date
from decimal import Decimal

from portal.catalogue.dangerous.rules import AirLimit, Packing


def _kg(value: str) -> Decimal:
    return Decimal(value)


_THIRTY, _QUARTER = Decimal(30), Decimal(25)
_SINCE_2016, _SINCE_2025 = date(2016, 4, 1), date(2025, 1, 1)
_SINCE_2026 = date(2026, 1, 1)
_WITH, _IN = Packing.WITH_EQUIPMENT, Packing.IN_EQUIPMENT

AIR_LIMITS: tuple[AirLimit, ...] = (
    AirLimit(
        "UN3480", _SINCE_2016, "PI965 IB", _kg("0"), _kg("10"), charge_limit=_THIRTY
    ),
    AirLimit(
        "UN3480", _SINCE_2016, "PI965 IA", _kg("0"), _kg("35"),
        above_wh=Decimal(100), charge_limit=_THIRTY,
    ),
    AirLimit("UN3481", _SINCE_2016, "PI966", _kg("5"), _kg("35"), packing=_WITH),
    AirLimit(
        "UN3481", _SINCE_2026, "PI966", _kg("5"), _kg("35"),
        packing=_WITH, charge_limit=_THIRTY, charge_above_wh=Decimal("2.7"),
    ),
    AirLimit("UN3481", _SINCE_2016, "PI967", _kg("5"), _kg("35"), packing=_IN),
    AirLimit("UN3556", _SINCE_2025, "PI952", None, None),
    AirLimit(
        "UN3556", _SINCE_2026, "PI952", None, None,
        charge_limit=_THIRTY, indicated_limit=_QUARTER, charge_above_wh=Decimal(100),
    ),
    AirLimit("UN3268", _SINCE_2025, "PI961", _kg("25"), _kg("100")),
    AirLimit("UN2794", _SINCE_2025, "PI870", _kg("30"), None),
    AirLimit("UN3164", _SINCE_2025, "PI208", None, None),
    AirLimit("UN3159", _SINCE_2025, "PI200", _kg("75"), _kg("150")),
    AirLimit("UN1950", _SINCE_2025, "PI203", _kg("75"), _kg("150")),
)  # fmt: skip
