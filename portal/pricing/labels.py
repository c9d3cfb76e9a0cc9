"""Words of pricing: what changed a price, refusals."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.audit.labels import register_record
from portal.core import formats
from portal.core.counted import counted
from portal.core.web.languages import language, reader_locale
from portal.core.web.refusals import register_refusals
from portal.pricing.rules_price_steps import StepCode
from portal.pricing.rules_terms import Verdict

STEP_WORDS = {
    StepCode.AGREEMENT: _l("Agreed discount"),
    StepCode.TIER: _l("Quantity discount"),
    StepCode.TIER_PRICE: _l("Price for this quantity"),
    StepCode.ORDER_TYPE: _l("Order type"),
    StepCode.CORE_DEPOSIT: _l("Deposit for the old unit"),
    StepCode.FIXED: _l("Fixed price"),
    StepCode.GROUP: _l("Group discount"),
    StepCode.CAMPAIGN: _l("Campaign discount"),
    StepCode.CAMPAIGN_PRICE: _l("Campaign price"),
    StepCode.ROUNDING: _l("Rounding"),
}

VERDICT_WORDS = {
    Verdict.HOLDS: (_lp("agreement", "Holds"), "ok"),
    Verdict.LATER: (_lp("agreement", "A later one holds"), "mute"),
    Verdict.NOT_YET: (_lp("agreement", "Not yet valid"), "mute"),
    Verdict.ENDED: (_lp("agreement", "Ended"), "mute"),
    Verdict.LIST_CLOSED: (_l("Its list is not valid that day"), "warn"),
    Verdict.CURRENCY: (_l("Another currency"), "mute"),
}
"""Whether an agreement holds on a day or why not, and the tone of that."""

ORDER_TYPE_WORDS = {
    "daily": _l("Daily order"),
    "stock": _l("Stock order"),
    "urgent": _l("Urgent order"),
    "vor": _l("VOR order"),
    "campaign": _l("Campaign order"),
    "initial": _l("Initial stocking"),
}


def order_type_text(order_type: Any) -> str:
    """Return an order type in words; one this room does not know as it is written."""
    return str(ORDER_TYPE_WORDS.get(str(order_type), order_type))


register_refusals(
    {
        "price.out_of_range": _l("A price is more than 0, and at most %(most)s."),
        "price.places": _l("A price has four decimals at most."),
        "price.empty": _l("Type the price."),
        "price.not_a_number": _l("“%(text)s” is not a number."),
        "price.infinite": _l("“%(text)s” is not a number."),
        "price.exponent": _l("“%(text)s” is not a number as people write it."),
        "price.ambiguous": _l("“%(text)s” can be read as two different numbers. Write it without separators."),
        "pricing.price_negative": _l("A price of %(price)s is below zero."),
        "pricing.quantity_not_positive": counted(
            "A price is asked for %(quantity)s piece; it must be 1 or more.",
            "A price is asked for %(quantity)s pieces; it must be 1 or more.",
            by="quantity",
        ),
        "pricing.discount_out_of_range": _l("A discount of %(percent)s percent is not between 0 and 100."),
        "pricing.order_type_without_terms": _l("“%(order_type)s” has no price terms."),
    },
    order_type=order_type_text,
)


def grounds_text(source: str, since: date | None) -> str:
    """Return what a step rests on, and since when that holds; nothing where neither is known."""
    day = formats.date(since, reader_locale()) if since else ""
    if source and day:
        return _("%(source)s, since %(day)s", source=source, day=day)
    return _("since %(day)s", day=day) if day else source


def grounds_of(step: Mapping[str, str]) -> str:
    """Return the grounds of a step as it was stored."""
    since = step.get("since", "")
    return grounds_text(step.get("source", ""), date.fromisoformat(since) if since else None)


def figure(text: str) -> Decimal:
    """Return a stored figure as a number."""
    return Decimal(text)


def percent_text(text: str) -> str:
    """Return a stored percentage the reader's way, with its sign: `+10%`, `-5%`."""
    value = Decimal(text)
    places = -int(value.normalize().as_tuple().exponent)
    shown = formats.percent(value / 100, language(), max(2, places) if places > 0 else 0)
    return f"+{shown}" if value > 0 else shown


def _day(value: Any) -> str:
    return formats.date(date.fromisoformat(value), reader_locale()) if value else str(_l("further notice"))


def _percent(value: Any) -> str:
    return formats.exact(Decimal(str(value)), language())


register_refusals(
    {
        "pricing.ends_before": _l("It would end before it begins."),
        "pricing.currency_fixed": _l("Prices or agreements rest on this list in %(currency)s; begin another list."),
        "pricing.agreed_longer": _l(
            "An agreement with %(distributor)s rests on this list beyond these days; end it first."
        ),
        "pricing.other_currency": _l("This list is in %(currency)s."),
        "pricing.not_their_currency": _l("This list is in %(currency)s, the distributor buys in %(own)s."),
        "pricing.list_not_valid": _l("The list is valid from %(first)s to %(last)s only."),
        "pricing.agreed_twice": _l("An agreement on %(price_list)s begins on the same day."),
        "pricing.agreed_overlap": _l("From %(first)s to %(last)s an agreement on %(price_list)s holds as well."),
        "pricing.agreed_gap": _l(
            "From %(first)s to %(last)s nothing would be agreed; the other agreement is on %(price_list)s."
        ),
        "pricing.tiers_out_of_order": _l(
            "From a quantity of %(smaller)s on %(percent)s percent are given; from %(larger)s on, %(given)s percent"
            " would be less."
        ),
    },
    first=_day,
    last=_day,
    percent=_percent,
    given=_percent,
)

register_refusals(
    {
        "pricing.buys_in": _l("The distributor buys in %(own)s."),
        "pricing.currency_nobody": _l("No distributor buys in %(currency)s."),
        "pricing.fixed_overlap": _l("From %(first)s to %(last)s another price is fixed for this part."),
        "pricing.fixed_gap": _l(
            "From %(first)s to %(last)s no price would be fixed. Close the gap, or make it a campaign."
        ),
        "pricing.group_overlap": _l("From %(first)s to %(last)s another discount holds on this group."),
        "pricing.group_gap": _l("From %(first)s to %(last)s no discount would hold on this group."),
        "pricing.percent_or_price": _l("Give a discount or a price, one of the two."),
        "pricing.currency_missing": _l("Name the currency of the price."),
        "pricing.currency_without_price": _l("A discount has no currency; leave it empty."),
        "pricing.campaign_overlap": _l("From %(first)s to %(last)s campaign %(campaign)s gives on this part as well."),
        "pricing.step_places": counted(
            "Prices have %(places)s decimal here; the step has more.",
            "Prices have %(places)s decimals here; the step has more.",
            by="places",
        ),
    },
    first=_day,
    last=_day,
)

register_refusals(
    {
        "pricing.downward_overlap": _l("Your list “%(name)s” holds on one of these days already."),
    }
)
register_record(
    {
        "pricing.downward_list_begun": _l("Price list for dealers begun"),
        "pricing.downward_list_changed": _l("Price list for dealers changed"),
        "pricing.downward_prices_set": _l("Prices for dealers changed"),
    },
    {"downward_list": _l("Price list for dealers")},
)
