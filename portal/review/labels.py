"""Words of the queue: types, findings in a few words, owners, refusals."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.web.refusals import register_refusals
from portal.orders.checks.labels_findings import finding_brief
from portal.orders.checks.labels_findings import finding_name as name_of_order_finding
from portal.orders.labels import HOLD_WORDS
from portal.orders.states import HoldKind
from portal.review.rules import HOLD, OUT_OF_TIME

TYPE_WORDS = {
    "vor": _l("VOR"),
    "campaign": _l("Campaign"),
    "urgent": _l("Urgent"),
    "daily": _l("Daily"),
    "stock": _l("Stock"),
    "initial": _l("Initial stocking"),
    "claim": _l("Claim"),
}
TYPE_TONES = {"vor": "bad", "urgent": "warn", "campaign": "info"}

_OUT_OF_TIME = _l("Out of time")
CLEAN = _lp("findings", "clean")
FILTER_WORDS = {
    "clean": CLEAN,
    "block": _l("Blocking"),
    "hold": _l("On hold"),
    "warn": _l("Warnings only"),
    "price": _l("Price"),
    "terms": _l("Terms"),
    "credit": _l("Credit"),
    "duplicate": _l("Duplicate"),
    "quantity": _l("Quantity"),
    "superseded": _l("Superseded"),
    "discontinued": _l("Discontinued"),
    "vin": _l("VIN"),
    "dangerous": _l("Dangerous goods"),
    "consignee": _l("Consignee"),
    "carriage": _l("Carriage"),
    "date": _l("Requested delivery date"),
    "out_of_time": _OUT_OF_TIME,
}
REGION_WORDS = {
    "Middle East & Africa": _l("Middle East & Africa"),
    "Asia": _l("Asia"),
    "Americas": _l("Americas"),
    "Europe": _l("Europe"),
}
"""The sales regions, by the names they are kept under."""


def region_text(region: str) -> str:
    """Return a sales region in the reader's language; one nobody foresaw as it is kept."""
    return str(REGION_WORDS.get(region, region))


OWNER_WORDS = {
    "mine": _l("Mine"),
    "unassigned": _l("Unassigned"),
    "paused": _l("With the distributor"),
}

register_refusals(
    {
        "review.already_taken": _l("%(who)s has taken this already, %(when)s."),
        "review.not_waiting": _l("This does not wait in the queue any more."),
        "review.nothing_waiting": _l("Nothing waits to be taken."),
        "review.not_yours_to_take": _l("Your role does not decide this kind of work."),
        "review.not_in_your_hands": _l("This is not in your hands, so you cannot pass it on."),
        "review.no_such_colleague": _l("Choose a colleague who may decide this."),
    }
)


def finding_name(code: str) -> str:
    """Return the short name of what was found of an order or of a claim."""
    return str(_OUT_OF_TIME) if code == OUT_OF_TIME else name_of_order_finding(code)


def finding_words(finding: Mapping[str, Any], locale: str) -> str:
    """Return one finding in a few words, with the figure that matters most."""
    evidence = finding.get("evidence") or {}
    code = str(finding["code"])
    if code == HOLD:
        return str(HOLD_WORDS[HoldKind(str(evidence["kind"]))])
    words = finding_name(code) if code == OUT_OF_TIME else finding_brief(code, evidence, locale)
    count = int(finding.get("count") or 1)
    if count == 1:
        return words
    return _("%(finding)s ×%(count)s", finding=words, count=formats.number(count, locale))
