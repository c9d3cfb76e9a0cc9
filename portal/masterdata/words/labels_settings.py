"""Words of settings: what each is called, what it does, and how a figure is written in its unit."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import formats
from portal.settings.rules import Unit

SETTING_WORDS: Mapping[str, tuple[Any, Any]] = {
    "overdue_days": (
        _l("Days an item may be overdue"),
        _l("Orders of whoever is later than this are held for finance."),
    ),
    "price_percent": (
        _l("Price off, in percent"),
        _l("A price that is off the valid one by more blocks the order; by less it warns."),
    ),
    "price_amount": (
        _l("Price off, as an amount"),
        _l("The same as an amount in the order's currency; whichever is passed first blocks."),
    ),
    "repeat_hours": (
        _l("Hours of a repeated order"),
        _l("The same parts and quantities within this time are pointed out as perhaps the same order."),
    ),
    "unusual_months": (
        _l("Months a quantity is measured by"),
        _l("What a distributor ordered in so many whole months is its usual demand."),
    ),
    "unusual_orders": (
        _l("Orders that are a measure"),
        _l("With fewer earlier orders of a part no quantity is unusual."),
    ),
    "unusual_deviations": (
        _l("Standard deviations that are usual"),
        _l("A quantity further above the mean of the months is pointed out."),
    ),
    "unusual_medians": (
        _l("Times the median that are usual"),
        _l("A quantity of more times the median order is pointed out."),
    ),
    "answer_days": (
        _l("Days to answer what is asked"),
        _l("Proposed to whoever asks a distributor for changes of an order."),
    ),
    "due_soon_minutes": (
        _l("Minutes before a review is due soon"),
        _l("Rows of the review queue stand out from then on."),
    ),
    "claim_days_short": (
        _l("Claim window: short (working days)"),
        _l("Counted from delivery in the distributor's calendar."),
    ),
    "claim_days_over": (
        _l("Claim window: too many (working days)"),
        _l("Counted from delivery in the distributor's calendar."),
    ),
    "claim_days_wrong": (
        _l("Claim window: wrong part (working days)"),
        _l("Counted from delivery in the distributor's calendar."),
    ),
    "claim_days_label": (
        _l("Claim window: wrong label (working days)"),
        _l("Counted from delivery in the distributor's calendar."),
    ),
    "claim_days_damage": (
        _l("Claim window: visible damage (working days)"),
        _l("Counted from delivery in the distributor's calendar; 0 is the day itself."),
    ),
    "notice_days_sea": (
        _l("Notice to carriers: sea (days)"),
        _l("How soon the law wants hidden damage told (Hague-Visby)."),
    ),
    "notice_days_road": (_l("Notice to carriers: road (days)"), _l("How soon the law wants hidden damage told (CMR).")),
    "notice_days_rail": (_l("Notice to carriers: rail (days)"), _l("How soon the law wants hidden damage told (CIM).")),
    "notice_days_courier": (
        _l("Notice to carriers: courier (days)"),
        _l("How soon hidden damage must be told; the last leg is by road."),
    ),
    "notice_days_air": (
        _l("Notice to carriers: air (days)"),
        _l("How soon the law wants hidden damage told (Montreal)."),
    ),
    "notice_margin_days": (
        _l("Notice to carriers: in advance (days)"),
        _l("So much earlier a claim for hidden damage must be here."),
    ),
    "claim_review_minutes": (
        _l("Time to answer a claim (working minutes)"),
        _l("When a claim is due, in headquarters' calendar."),
    ),
    "restocking_percent": (
        _l("Restocking fee (%)"),
        _l("Proposed where a dealer ordered wrongly or returns a surplus."),
    ),
    "authorisation_days": (
        _l("Days a return is authorised for"),
        _l("How long goods may be sent back once a claim is approved."),
    ),
    "recount_pieces": (
        _l("Pieces off that are counted once more"),
        _l("A count that is off by more, in pieces and in percent, is made again."),
    ),
    "recount_percent": (
        _l("Percent off that is counted once more"),
        _l("The same as a part of what was expected."),
    ),
    "volume_air": (_l("Volume of a kilogram by air (cm³)"), _l("What airlines charge light cartons by.")),
    "volume_courier": (_l("Volume of a kilogram by courier (cm³)"), _l("What couriers charge light cartons by.")),
}
"""What each setting is called, and a sentence that says what follows from it."""


def figure(value: Decimal, unit: Unit, locale: str) -> str:
    """Return a figure with its unit, in a language."""
    told = formats.exact(value, locale)
    return _FIGURES[unit](int(value), told)


_FIGURES: Mapping[Unit, Callable[[int, str], str]] = {
    Unit.MINUTES: lambda n, told: ngettext("%(told)s minute", "%(told)s minutes", n, told=told),
    Unit.WORKING_MINUTES: lambda n, told: ngettext("%(told)s working minute", "%(told)s working minutes", n, told=told),
    Unit.HOURS: lambda n, told: ngettext("%(told)s hour", "%(told)s hours", n, told=told),
    Unit.DAYS: lambda n, told: ngettext("%(told)s day", "%(told)s days", n, told=told),
    Unit.WORKING_DAYS: lambda n, told: ngettext("%(told)s working day", "%(told)s working days", n, told=told),
    Unit.MONTHS: lambda n, told: ngettext("%(told)s month", "%(told)s months", n, told=told),
    Unit.ORDERS: lambda n, told: ngettext("%(told)s order", "%(told)s orders", n, told=told),
    Unit.PIECES: lambda n, told: ngettext("%(told)s piece", "%(told)s pieces", n, told=told),
    Unit.TIMES: lambda n, told: ngettext("%(told)s time", "%(told)s times", n, told=told),
    Unit.PERCENT: lambda _n, told: _("%(told)s %%", told=told),
    Unit.AMOUNT: lambda _n, told: told,
    Unit.CM3_PER_KG: lambda _n, told: _("%(told)s cm³ a kilogram", told=told),
}
