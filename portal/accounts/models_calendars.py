"""What calendars say beside the public holidays of their country, and which version of all of them holds."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Word

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DayKind(StrEnum):
    """What a day is: no work at all, work as on any other day, or work until noon."""

    OFF = "off"
    WORKING = "working"
    HALF = "half"


class CalendarDay(Base):
    """A single day of a calendar: of a country (ISO 3166-1 alpha-2), of headquarters (`hq`), or of a code's own."""

    __tablename__ = "calendar_day"
    calendar: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(Word(DayKind))
    name: Mapped[str] = mapped_column(sa.String(120), default="")


class CalendarWeekend(Base):
    """The weekend of a calendar from a day on: some of `WEEKDAYS`, with a space between."""

    __tablename__ = "calendar_weekend"
    calendar: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    weekdays: Mapped[str] = mapped_column(sa.String(40), default="")
