"""Limits of dangerous goods by air, of all days; from memory where nothing changed."""

import sqlalchemy as sa

from portal.catalogue.dangerous.models import AirLimitRow
from portal.catalogue.dangerous.rules import AirLimit, Packing
from portal.core.data.holding import held
from portal.core.data.sessions import read

_ROWS = sa.select(
    AirLimitRow.un_number,
    AirLimitRow.packing,
    AirLimitRow.above_wh,
    AirLimitRow.valid_from,
    AirLimitRow.packing_instruction,
    AirLimitRow.passenger_kg,
    AirLimitRow.cargo_kg,
    AirLimitRow.charge_limit,
    AirLimitRow.charge_above_wh,
    AirLimitRow.indicated_limit,
)
ANY = "any"
"""Stands for every way of packing."""


def air_limits() -> tuple[AirLimit, ...]:
    """Return every limit there is; which of them holds on a day, `rules_dangerous_goods` says."""
    return held("air_limits", _read, ())


def _read() -> tuple[AirLimit, ...]:
    return tuple(
        AirLimit(
            un_number=row.un_number,
            valid_from=row.valid_from,
            instruction=row.packing_instruction,
            passenger_kg=row.passenger_kg,
            cargo_kg=row.cargo_kg,
            packing=None if row.packing == ANY else Packing(row.packing),
            above_wh=row.above_wh or None,
            charge_limit=row.charge_limit,
            indicated_limit=row.indicated_limit,
            charge_above_wh=row.charge_above_wh,
        )
        for row in read(_ROWS)
    )
