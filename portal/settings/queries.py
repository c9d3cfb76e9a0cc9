"""What settings hold at an instant or on a day; from memory where nothing changed."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.core.data.holding import held
from portal.core.data.sessions import read
from portal.core.dated import Dated
from portal.core.days import hq_day
from portal.settings.models import SettingValue
from portal.settings.rules import Figures

_NOTHING: Dated[Decimal] = Dated(())
_ROWS = sa.select(SettingValue.name, SettingValue.valid_from, SettingValue.value)


def figures_at(instant: datetime) -> Figures:
    """Return what settings hold on headquarters' day at an instant."""
    return figures_on(hq_day(instant))


def figures_on(day: date) -> Figures:
    """Return what settings hold on a day."""
    return Figures(dated_settings().on(day))


def dated_settings() -> Dated[Decimal]:
    """Return all that was set, by name and first day."""
    return held("settings", _read, _NOTHING)


def _read() -> Dated[Decimal]:
    return Dated((row.name, row.valid_from, row.value) for row in read(_ROWS))
