"""Words of what is next for an order and who has it, as each door says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import formats
from portal.core.web.languages import language, reader_locale, zone
from portal.orders.states import HoldKind
from portal.orders.views.queries_lines import Waiting
from portal.orders.views.rules_next import Holder, Next
from portal.orders.whole.labels import gathered_texts
from portal.orders.whole.rules import Gathered

__all__ = ["HOLDER_WORDS", "NEXT_MARKS", "NEXT_TONES", "NEXT_WORDS", "NextFacts", "hold_text", "sentences"]

_BOTH: Mapping[Next, Any] = {
    Next.GATHER: _l("The general distributor gathers the order into one of its own, or sends it back."),
    Next.GATHERED: _l("The general distributor gathered the order into one of its own, and orders the parts."),
    Next.ALLOCATION: _l("Headquarters allocates stock to the lines."),
    Next.PICKING: _l("The depot picks and packs what is allocated."),
    Next.DISPATCH: _l("The depot packs the goods, then headquarters books their transport and dispatches them."),
    Next.ARRIVAL: _l("The goods are on their way."),
    Next.DONE: _l("Everything was received. The order closes by itself once it is settled."),
    Next.CLAIMED: _l(
        "The goods were counted. What was damaged, missing or wrong is under claim; headquarters settles it."
    ),
    Next.SETTLED: _l("The goods were counted, and the claims on them are decided. The order closes by itself."),
    Next.REJECTED: _l("Headquarters rejected the order."),
    Next.CANCELLED: _l("The order was cancelled. Nothing of it will be delivered."),
    Next.CLOSED: _l("The order is settled and closed."),
}
_OF_DISTRIBUTOR: Mapping[Next, Any] = {
    Next.SUBMIT: _l("Check the lines and submit the order."),
    Next.REVIEW: _l("Headquarters reviews the order."),
    Next.DECISION: _l("Headquarters is reviewing the order and decides."),
    Next.ANSWER: _l("Answer what headquarters asks."),
    Next.RELEASE: _l("Headquarters releases the order for allocation."),
    Next.RECEIPT: _l("The goods have arrived. Count them and confirm the receipt."),
    Next.CLAIM_ANSWER: _l("A claim on the order waits for you: answer what is asked, or send the parts back."),
    Next.CLAIM: _l("The receipt differs from what was shipped. File a claim for what is missing or damaged."),
}
NEXT_WORDS: Mapping[str, Mapping[Next, Any]] = {
    "distributor": {**_BOTH, **_OF_DISTRIBUTOR},
    "general": {
        **_BOTH,
        **_OF_DISTRIBUTOR,
        Next.SUBMIT: _l("The dealer checks the lines and submits the order, or passes it to you."),
        Next.ANSWER: _l("The dealer answers what headquarters asks."),
    },
    "hq": {
        **_BOTH,
        Next.CLAIM_ANSWER: _l("A claim on the order waits for the distributor: an answer, or the parts sent back."),
        Next.SUBMIT: _l("The distributor submits the order."),
        Next.REVIEW: _l("Take the order and review it."),
        Next.DECISION: _l("Approve the order, request changes, or reject it."),
        Next.ANSWER: _l("The distributor answers what was asked."),
        Next.RELEASE: _l("The order is released as soon as nothing holds it."),
        Next.RECEIPT: _l("The goods have arrived. The distributor confirms the receipt."),
        Next.CLAIM: _l("The receipt differs from what was shipped. The distributor may file a claim."),
    },
}
NEXT_TONES: Mapping[Next, str] = {
    Next.ANSWER: "warn",
    Next.HOLD: "warn",
    Next.STOCK: "warn",
    Next.RECEIPT: "warn",
    Next.CLAIM: "warn",
    Next.CLAIM_ANSWER: "warn",
    Next.CLAIMED: "warn",
    Next.SETTLED: "ok",
    Next.REJECTED: "bad",
    Next.DONE: "ok",
    Next.CLOSED: "ok",
}
"""Tones of the notice; `info` where none is named."""
NEXT_MARKS: Mapping[Next, str] = {
    Next.DONE: "circle-check",
    Next.SETTLED: "circle-check",
    Next.CLOSED: "circle-check",
    Next.REJECTED: "circle-x",
    Next.CANCELLED: "circle-x",
}
"""Icons of the notice; an arrow where none is named."""
HOLDER_WORDS: Mapping[str, Mapping[Holder, Any]] = {
    "general": {
        Holder.DISTRIBUTOR: _l("With the dealer"),
        Holder.GENERAL: _l("With you"),
        Holder.HQ: _l("With headquarters"),
        Holder.CARRIER: _l("With the carrier"),
    },
    "distributor": {
        Holder.DISTRIBUTOR: _l("With you"),
        Holder.GENERAL: _l("With the general distributor"),
        Holder.HQ: _l("With headquarters"),
        Holder.CARRIER: _l("With the carrier"),
    },
    "hq": {
        Holder.DISTRIBUTOR: _l("With the distributor"),
        Holder.GENERAL: _l("With the general distributor"),
        Holder.HQ: _l("With headquarters"),
        Holder.CARRIER: _l("With the carrier"),
    },
}
_HOLDS: Mapping[HoldKind, Any] = {
    HoldKind.CREDIT: _l("Credit hold: finance at headquarters decides when the order goes on."),
    HoldKind.COMPLIANCE: _l("Compliance hold: compliance at headquarters decides when the order goes on."),
    HoldKind.LOGISTICS: _l("Logistics hold: logistics at headquarters decides when the goods leave."),
    HoldKind.FINANCE: _l("Finance hold: finance at headquarters decides when the order goes on."),
    HoldKind.DEALER: _l("Distributor's hold: the order goes on when the distributor releases it."),
}


def hold_text(kinds: Iterable[HoldKind]) -> str:
    """Return who holds an order, and who lets it go on."""
    return " ".join(str(_HOLDS[kind]) for kind in dict.fromkeys(kinds))


@dataclass(frozen=True, slots=True)
class NextFacts:
    """What the sentences of a next step may tell: what waits for stock, who holds it, and the days that matter."""

    waiting: Waiting
    holds: tuple[HoldKind, ...] = ()
    lifts_paid: bool = False
    """Whether what holds it lifts by itself once its reader has paid."""
    due_at: datetime | None = None
    answer_by: date | None = None
    expected: datetime | None = None
    gathered: Gathered | None = None
    """How far an order is that ships only whole, while it waits to be."""
    lapses: date | None = None
    """When what waits is cancelled, as its customer wants it."""
    left: bool = False
    """Whether what is expected has left already."""
    rest_until: date | None = None
    """From which day on what was missing at first, and is there, goes by itself; None where none of it waits."""
    unkept: bool = False
    """Whether what waits is cancelled as soon as a shipment leaves, as its order type has it."""


_COMING = frozenset({Next.ARRIVAL, Next.RECEIPT, Next.DISPATCH, Next.STOCK})


def sentences(step: Next, reader: str, facts: NextFacts) -> list[str]:
    """Return what a reader is told of the next step, sentence by sentence, in the reader's language and zone.

    `reader` is a door, or `general` where a general distributor reads its dealer's order.
    """
    told = [*_first(step, reader, facts)]
    if facts.due_at and reader != "hq" and step is Next.REVIEW:
        told.append(_("The first answer is due by %(when)s.", when=_moment(facts.due_at)))
    if facts.due_at and reader != "hq" and step is Next.DECISION:
        told.append(_("The answer is due by %(when)s.", when=_moment(facts.due_at)))
    if facts.answer_by and step is Next.ANSWER:
        told.append(_("Answer by %(day)s.", day=formats.date(facts.answer_by, reader_locale())))
    if facts.expected and facts.left and step in (Next.DISPATCH, Next.STOCK):
        told.append(_("What has left is expected to arrive %(when)s.", when=_moment(facts.expected)))
    elif facts.expected and step in _COMING:
        told.append(_("Expected to arrive %(when)s.", when=_moment(facts.expected)))
    return told


def _first(step: Next, reader: str, facts: NextFacts) -> list[str]:
    if step is Next.HOLD:
        pays = _("This hold lifts by itself once what is overdue is paid and the order is within your credit limit.")
        return [hold_text(facts.holds), *([pays] if facts.lifts_paid else [])]
    if step is Next.DISPATCH and facts.rest_until is not None:
        day = formats.date(facts.rest_until, reader_locale())
        there = _("What was missing is there.")
        return [there, _("It goes with the next shipment to this place, by itself from %(day)s on.", day=day)]
    if step is not Next.STOCK:
        return [str(NEXT_WORDS[reader][step])]
    lines, first_on = facts.waiting.lines, facts.waiting.first_on
    count = formats.number(lines, language())
    short = ngettext("%(n)s line waits for stock.", "%(n)s lines wait for stock.", lines, n=count)
    if facts.gathered is not None:
        return [short, *gathered_texts(facts.gathered)]
    if first_on is None:
        promise = _("No day is promised yet.")
    else:
        promise = _("First promise: ready to ship by %(day)s.", day=formats.date(first_on, reader_locale()))
    if facts.unkept:
        return [short, promise, _("What is missing when the first shipment leaves is cancelled.")]
    if facts.lapses is None or (first_on is not None and first_on < facts.lapses):
        return [short, promise]
    lapses = formats.date(facts.lapses, reader_locale())
    return [short, promise, _("What is not there by then is cancelled on %(day)s.", day=lapses)]


def _moment(instant: datetime) -> str:
    return formats.datetime(instant, zone(), reader_locale())
