"""Words of rests: how they go, when they lapse; what is told where one chooses, and what an order says of it."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import formats
from portal.core.web.languages import language, reader_locale
from portal.orders.rules_rests import LONGEST_WITH_NEXT, lapses_on
from portal.orders.types.states import BackorderRule


def hint(days: int) -> str:
    """Return what follows from letting what is not there in time lapse."""
    return ngettext(
        "What is not in stock %(n)s day after the order is released is cancelled; what is allocated is shipped.",
        "What is not in stock %(n)s days after the order is released is cancelled; what is allocated is shipped.",
        days,
        n=formats.number(days, language()),
    )


def backorder_text(rule: BackorderRule) -> str:
    """Return how what is missing of an order goes once its first shipment has left."""
    if rule is BackorderRule.WEEKLY:
        return _("Sent once a week, or with the next shipment to the same place")
    if rule is BackorderRule.WITH_NEXT_ORDER:
        days = LONGEST_WITH_NEXT.days
        return ngettext(
            "Sent with the next shipment to the same place, after %(n)s day by itself",
            "Sent with the next shipment to the same place, after %(n)s days by itself",
            days,
            n=formats.number(days, language()),
        )
    if rule is BackorderRule.NONE:
        return _("Not kept: what is missing when the first shipment leaves is cancelled")
    return _("Sent at once when it is there")


def missing_text(rule: BackorderRule) -> str:
    """Return in a sentence how what is missing of an order goes, where somebody chooses its type."""
    if rule is BackorderRule.WEEKLY:
        return _("What is missing at first is sent once a week, or with the next shipment to the same place.")
    if rule is BackorderRule.WITH_NEXT_ORDER:
        days = LONGEST_WITH_NEXT.days
        return ngettext(
            "What is missing at first is sent with the next shipment to the same place, after %(n)s day by itself.",
            "What is missing at first is sent with the next shipment to the same place, after %(n)s days by itself.",
            days,
            n=formats.number(days, language()),
        )
    if rule is BackorderRule.NONE:
        return _("What is missing when the first shipment leaves is cancelled.")
    return _("What is missing at first is sent as soon as it is there.")


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
