"""Which calendars there are: of headquarters, of countries with holidays on record, of distributors and depots."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from portal.accounts.companies import service_tree
from portal.accounts.models import Distributor, DistributorKind
from portal.accounts.queries_calendars import HEADQUARTERS, Hours, everything_said
from portal.core.calendars import holidays_on_record
from portal.core.data.sessions import db
from portal.masterdata.calendars.rules import tidy_calendar
from portal.masterdata.rules_changes import Change, Objection
from portal.stock import queries as stock
from portal.stock.queries_counts import depot_ids


def strange_calendars(changes: Sequence[Change]) -> Iterator[Objection]:
    """Yield an objection for each row whose calendar is nobody's."""
    named = {str(one.now["calendar"]) for one in changes if one.after}
    codes = {name for name in named if name != HEADQUARTERS and not holidays_on_record(name)}
    there = {*service_tree.distributor_ids(sorted(codes)), *depot_ids()} if codes else set()
    for one in changes:
        if one.after and one.now["calendar"] in codes - there:
            yield Objection(one.key, "calendar", "masterdata.no_such_calendar", {"text": one.now["calendar"]})


def named_calendar(text: str) -> str:
    """Return a calendar as it is called here, whatever the case it was written in: hq, a country, else one's code."""
    told = tidy_calendar(text)
    if told == HEADQUARTERS or holidays_on_record(told):
        return told
    same = sa.func.lower(Distributor.code) == text.lower()
    codes = {*db.session.scalars(sa.select(Distributor.code).where(same)), *depot_ids()}
    alike = [code for code in codes if code.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 else text


def strange_hours(changes: Sequence[Change]) -> Iterator[Objection]:
    """Yield an objection for each row of working hours that are nobody's: a country has none."""
    named = {str(one.now["calendar"]) for one in changes if one.after} - {HEADQUARTERS}
    there = {*service_tree.distributor_ids(sorted(named)), *depot_ids(), HEADQUARTERS} if named else {HEADQUARTERS}
    for one in changes:
        if one.after and one.now["calendar"] not in there:
            yield Objection(one.key, "calendar", "masterdata.no_such_hours", {"text": one.now["calendar"]})


def countries_in_use() -> list[str]:
    """Return the countries distributors and depots are in, and those something is said of."""
    found = sa.select(Distributor.country).where(Distributor.kind != DistributorKind.REGION).distinct()
    said = {name for name in everything_said().said if holidays_on_record(name)}
    used = {*db.session.scalars(found), *(depot.country for depot in stock.depots()), *said}
    return sorted(one for one in used if holidays_on_record(one))


def codes_of_their_own() -> list[str]:
    """Return depots, and distributors whose calendar is not just that of their country."""
    said: Iterable[str] = everything_said().said
    own = {name for name in said if name != HEADQUARTERS and not holidays_on_record(name)}
    return sorted({*own, *depot_ids()})


def place_of(calendar: str) -> Hours | None:
    """Return the country, zone and hours a calendar counts by; None for one that is nobody's."""
    everything = everything_said()
    if calendar in everything.hours:
        return everything.hours[calendar]
    usual = Hours()
    if calendar == HEADQUARTERS:
        return usual
    if holidays_on_record(calendar):
        return Hours(calendar, "UTC", usual.spans)
    for depot in stock.depots():
        if depot.code == calendar:
            return Hours(depot.country, depot.zone, usual.spans)
    found = sa.select(Distributor.country, Distributor.zone).where(Distributor.code == calendar)
    row = db.session.execute(found).one_or_none()
    return Hours(row.country, row.zone, usual.spans) if row else None
