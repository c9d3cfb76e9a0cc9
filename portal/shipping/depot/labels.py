"""Words of why packing cannot be confirmed, and of what waits for another shipment."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import formats
from portal.core.web.languages import language, reader_locale
from portal.shipping.depot.queries_groups import Rest
from portal.shipping.depot.rules_packing import PackingCode, PackingProblem


def packing_text(problem: PackingProblem) -> str:
    """Return one reason why packing cannot be confirmed, in a sentence."""
    part, count = problem.reference, problem.quantity
    pieces = formats.number(count, language())
    match problem.code:
        case PackingCode.NOT_PICKED:
            return _("%(part)s: nobody has recorded what was picked.", part=part)
        case PackingCode.NOTHING_PICKED:
            return _("Nothing was picked. Cancel the shipment instead.")
        case PackingCode.NO_CARTON:
            return _("There is no carton yet.")
        case PackingCode.EMPTY_CARTON:
            return _("Carton %(number)s is empty.", number=part)
        case PackingCode.LEFT_OVER:
            return ngettext(
                "%(part)s: %(pieces)s piece lies in no carton.",
                "%(part)s: %(pieces)s pieces lie in no carton.",
                count,
                part=part,
                pieces=pieces,
            )
        case PackingCode.TOO_MANY_PACKED:
            return ngettext(
                "%(part)s: %(pieces)s piece more lies in cartons than was picked.",
                "%(part)s: %(pieces)s pieces more lie in cartons than were picked.",
                count,
                part=part,
                pieces=pieces,
            )
        case PackingCode.WEIGHT_MISSING:
            return _("%(part)s has no weight. Master data must add it first.", part=part)
        case PackingCode.HS_MISSING:
            return _("%(part)s has no HS code. Master data must add it first.", part=part)
        case PackingCode.ORIGIN_MISSING:
            return _("%(part)s has no country of origin. Master data must add it first.", part=part)
        case PackingCode.GROSS_BELOW_NET:
            return _("Carton %(number)s weighs less than the parts in it.", number=part)


def rest_texts(rests: Iterable[Rest], zone: str) -> list[str]:
    """Return for each order whose rest waits for another shipment when it goes by itself, by the depot's day."""
    return [
        _(
            "%(order)s: what was missing of it goes with another shipment to this place, by itself from %(day)s on."
            " It may be picked now as well.",
            order=rest.order_number,
            day=formats.date(rest.goes_at.astimezone(ZoneInfo(zone)).date(), reader_locale()),
        )
        for rest in rests
        if rest.goes_at is not None
    ]
