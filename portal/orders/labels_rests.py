"""Words of rests that lapse: what is told where one chooses, and what an order says of it."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import formats
from portal.core.web.languages import language, reader_locale
from portal.orders.rules_rests import lapses_on


def hint(days: int) -> str:
    """Return what follows from letting what is not there in time lapse."""
    return ngettext(
        "What is not in stock %(n)s day after the order is released is cancelled; what is allocated is shipped.",
        "What is not in stock %(n)s days after the order is released is cancelled; what is allocated is shipped.",
        days,
        n=formats.number(days, language()),
    )


def rest_text(days: int, released_at: datetime | None) -> str:
    """Return when what waits of an order is cancelled: on a day, or so many days after a release to come."""
    if released_at is not None:
        return _("cancelled on %(day)s", day=formats.date(lapses_on(released_at, days), reader_locale()))
    return ngettext(
        "cancelled %(n)s day after the release",
        "cancelled %(n)s days after the release",
        days,
        n=formats.number(days, language()),
    )
