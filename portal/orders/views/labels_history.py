"""Words of an order's history: what happened, told in one line, with a second for its facts."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import formats
from portal.core.web import prices
from portal.core.web.languages import language, reader_locale
from portal.orders.checks.labels_findings import finding_name
from portal.orders.decisions.labels import REJECTION_WORDS, hold_reason
from portal.orders.labels import HOLD_WORDS
from portal.orders.states import HoldKind
from portal.stock.labels_revision import PROMISE_WORDS

Facts = Mapping[str, Any]

HISTORY_WORDS = {
    "submitted": _l("Submitted"),
    "resubmitted": _l("Handed in again"),
    "withdrawn": _l("Withdrawn"),
    "passed_up": _l("Passed to the general distributor"),
    "taken_back": _l("Taken back from the general distributor"),
    "sent_back": _l("Sent back by the general distributor"),
    "gathered": _l("Gathered"),
    "let_go": _l("No longer gathered"),
    "ordered_above": _l("Ordered by the general distributor"),
    "left_above": _l("A shipment of the gathered order is on its way to the general distributor"),
    "gathers": _l("Gathers dealers' orders"),
    "taken": _l("In review"),
    "handed_back": _l("Put back into the queue"),
    "handed_over": _l("Handed over to a colleague"),
    "taken_over": _l("Taken over from a colleague"),
    "changes_requested": _l("Changes requested"),
    "approved": _l("Approved"),
    "rejected": _l("Rejected"),
    "released": _l("Released"),
    "cancelled": _l("Cancelled"),
    "rest_cancelled": _l("Cancelled what was not there in time"),
    "rest_waits": _l("Waits for what is not there in time"),
    "po_corrected": _l("Purchase order number corrected"),
    "parts_allowed": _l("May ship in parts"),
    "parts_forbidden": _l("Ships only whole"),
    "shipment_packed": _l("Packed"),
    "shipment_departed": _l("Shipped"),
    "shipment_received": _l("Delivered"),
    "completed": _l("Everything shipped"),
    "closed": _l("Closed"),
    "hold_placed": _l("Put on hold"),
    "hold_released": _l("Hold released"),
    "waived": _l("Finding waived"),
    "allocated": _l("Allocated"),
    "backordered": _l("Backordered"),
    "promise_revised": _l("Promised date revised"),
    "promises_moved": _l("Promised dates changed"),
}
TELLERS: dict[str, Callable[[Facts], str]] = {}


def teller(*kinds: str) -> Callable[[Callable[[Facts], str]], Callable[[Facts], str]]:
    """Register who tells the facts of these kinds of history."""

    def register(function: Callable[[Facts], str]) -> Callable[[Facts], str]:
        TELLERS.update(dict.fromkeys(kinds, function))
        return function

    return register


def told(kind: str, facts: Facts, *, internal: bool = True) -> tuple[str, str]:
    """Return what happened, and its facts in one line ("" where there is nothing to add).

    Why a hold was placed or released is told at headquarters only (`internal`).
    """
    head = str(HISTORY_WORDS.get(kind, kind))
    if "hold" in facts and not internal:
        return head, str(HOLD_WORDS[HoldKind(facts["hold"])])
    tell = TELLERS.get(kind)
    return head, tell(facts) if tell else ""


def _n(value: Any) -> str:
    return formats.number(int(value), language())


def _because(what: Any, why: Any) -> str:
    """Return what was done with why it was done, or only one of the two."""
    if not (what and why):
        return str(what or why)
    return _("%(label)s: %(text)s", label=what, text=why)


@teller("submitted", "resubmitted")
def _submitted(facts: Facts) -> str:
    lines, pieces = int(facts["lines"]), int(facts["pieces"])
    return _(
        "%(lines)s, %(pieces)s, %(amount)s",
        lines=ngettext("%(n)s line", "%(n)s lines", lines, n=_n(lines)),
        pieces=ngettext("%(n)s piece", "%(n)s pieces", pieces, n=_n(pieces)),
        amount=prices.money(Decimal(facts["total"]), facts["currency"], language()),
    )


@teller("shipment_packed", "shipment_departed", "shipment_received")
def _shipment(facts: Facts) -> str:
    return _("Shipment %(number)s", number=facts["shipment"])


@teller("changes_requested")
def _changes(facts: Facts) -> str:
    day = formats.date(date.fromisoformat(facts["answer_by"]), reader_locale())
    count = int(facts["count"])
    return ngettext(
        "%(n)s request, answer by %(day)s", "%(n)s requests, answer by %(day)s", count, n=_n(count), day=day
    )


@teller("rejected")
def _rejected(facts: Facts) -> str:
    return _because(REJECTION_WORDS.get(facts.get("reason", ""), ""), facts.get("note", ""))


@teller("po_corrected")
def _corrected(facts: Facts) -> str:
    return _("%(old)s became %(new)s", old=facts["old"], new=facts["new"])


@teller("cancelled", "sent_back", "parts_allowed", "parts_forbidden")
def _reason(facts: Facts) -> str:
    return str(facts.get("reason", ""))


@teller("hold_placed", "hold_released")
def _hold(facts: Facts) -> str:
    return _because(HOLD_WORDS[HoldKind(facts["hold"])], hold_reason(str(facts.get("reason", ""))))


@teller("gathered", "let_go")
def _gathered(facts: Facts) -> str:
    return _("Order %(number)s", number=facts["into"])


@teller("gathers")
def _gathers(facts: Facts) -> str:
    return formats.listed(facts["orders"], language())


@teller("handed_over")
def _handed_over(facts: Facts) -> str:
    return str(facts.get("to", ""))


@teller("taken_over")
def _taken_over(facts: Facts) -> str:
    return _because(facts.get("of", ""), facts.get("reason", ""))


@teller("waived")
def _waived(facts: Facts) -> str:
    return _because(finding_name(facts["finding"]), facts.get("reason", ""))


@teller("allocated")
def _allocated(facts: Facts) -> str:
    of = int(facts["of"])
    return ngettext(
        "%(pieces)s of %(of)s piece", "%(pieces)s of %(of)s pieces", of, pieces=_n(facts["pieces"]), of=_n(of)
    )


@teller("backordered")
def _backordered(facts: Facts) -> str:
    pieces = int(facts["pieces"])
    return ngettext("%(n)s piece waits for stock", "%(n)s pieces wait for stock", pieces, n=_n(pieces))


@teller("rest_cancelled")
def _rest_cancelled(facts: Facts) -> str:
    return formats.listed(facts["short_parts"], language())


@teller("promises_moved")
def _promises_moved(facts: Facts) -> str:
    return formats.listed([_moved(*one) for one in facts["lines"][:MOST_MOVED]], language())


def _moved(line_no: int, part: str, before: str, on: str) -> str:
    days = [formats.date(date.fromisoformat(one), reader_locale()) for one in (before, on)]
    told = _("%(now)s (was %(first)s)", now=days[1], first=days[0])
    return _because(_("Line %(line)s · %(part)s", line=_n(line_no), part=part), told)


MOST_MOVED = 5
"""So many lines of those whose dates changed at once are told in the history; each line shows all its dates."""


@teller("promise_revised")
def _promise_revised(facts: Facts) -> str:
    on = formats.date(date.fromisoformat(facts["promised_on"]), reader_locale())
    if facts.get("before_on"):
        first = formats.date(date.fromisoformat(facts["before_on"]), reader_locale())
        on = _("%(now)s (was %(first)s)", now=on, first=first)
    line = _("Line %(line)s · %(part)s", line=_n(facts["line_no"]), part=facts["part"])
    why = _because(PROMISE_WORDS.get(facts["cause"], facts["cause"]), facts.get("note", ""))
    return f"{_because(line, on)} · {why}"
