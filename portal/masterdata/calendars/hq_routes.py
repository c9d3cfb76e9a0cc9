"""Calendars at headquarters' door: a year of one."""

from flask import Blueprint, Response, request

from portal.core.clock import utc_now
from portal.core.days import hq_day
from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.masterdata.calendars import pages
from portal.masterdata.calendars.rules import HEADQUARTERS, tidy_calendar, year_asked
from portal.masterdata.rules_keys import parts_of

blueprint = Blueprint("hq_masterdata_calendars", __name__, url_prefix="/hq/calendars")


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def year() -> Response:
    """Show a year of a calendar (`?calendar=`, or `?part=` and the key of a row that begins with one)."""
    asked = request.args.get("calendar") or parts_of(request.args.get("part", ""))[0]
    name = tidy_calendar(asked.replace("\x00", "").strip()) or HEADQUARTERS
    return pages.year_page(name, year_asked(request.args.get("year", ""), hq_day(utc_now()).year))
