"""Words of orders that ship only whole: how far they are gathered, and why a step does not take a part of them."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.web.languages import language, reader_locale
from portal.core.web.refusals import register_refusals
from portal.orders.whole.rules import Gathered, KeptBack, WhyNot

_TAKE_ALL = _l("%(number)s ships only whole: all of it goes into one shipment, from one depot.")
_NOT_INSIDE = counted(
    "%(number)s ships only whole, and %(apart)s piece of it is not in this shipment.",
    "%(number)s ships only whole, and %(apart)s pieces of it are not in this shipment.",
    by="apart",
)
WAYS_OUT = _l(
    "Take the order out by counting none of it as picked, or call the shipment off. "
    "It may ship in parts once that is allowed on the order's page."
)


def waits_text(order: Gathered) -> str:
    """Return that an order waits until it is whole, and how far it is."""
    return ngettext(
        "%(number)s ships only whole and waits until it is: %(ready)s of %(lines)s line is allocated.",
        "%(number)s ships only whole and waits until it is: %(ready)s of %(lines)s lines are allocated.",
        order.lines,
        number=order.number,
        ready=formats.number(order.ready, language()),
        lines=formats.number(order.lines, language()),
    )


def kept_texts(kept: Iterable[KeptBack]) -> list[str]:
    """Return a sentence for each order that is kept back: which, and why."""
    return [_kept(one) for one in kept]


def _kept(kept: KeptBack) -> str:
    if kept.why is WhyNot.WAITS:
        return waits_text(kept.order)
    if kept.why is WhyNot.NOT_ALL_TAKEN:
        return str(_TAKE_ALL) % {"number": kept.order.number}
    apart = formats.number(kept.apart, language())
    return form_of(_NOT_INSIDE, {"apart": kept.apart}) % {"number": kept.order.number, "apart": apart}


def kept_text(kept: Iterable[KeptBack]) -> str:
    """Return all of it as one text."""
    return " ".join(kept_texts(kept))


def gathered_texts(order: Gathered) -> list[str]:
    """Return what the page of an order says of its being gathered: how far it is, and the day it is promised for."""
    told = ngettext(
        "The order ships only whole: %(ready)s of %(lines)s line is allocated.",
        "The order ships only whole: %(ready)s of %(lines)s lines are allocated.",
        order.lines,
        ready=formats.number(order.ready, language()),
        lines=formats.number(order.lines, language()),
    )
    if order.promised_on is None:
        return [told, _("No day is promised yet for all of it.")]
    day = formats.date(order.promised_on, reader_locale())
    return [told, _("All of it is promised ready to ship by %(day)s.", day=day)]


register_refusals({"order.whole_only": _l("%(kept)s Nothing was changed.")}, kept=kept_text)
