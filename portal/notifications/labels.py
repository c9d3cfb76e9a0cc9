"""Words of notices and mails: subject, one sentence, and the names of the facts beside it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.counted import counted, form_of
from portal.core.web.languages import language, zone
from portal.notifications.kinds import KINDS, FactType
from portal.notifications.models import MailState

WORDS: Mapping[str, tuple[Any, Any]] = {
    "invitation": (_l("You are invited"), _l("%(inviter)s invites you.")),
    "password_reset": (_l("Your new password"), _l("Somebody asked for a new password for your account.")),
    "order_submitted": (
        _l("Order %(number)s submitted"),
        _l("%(company)s submitted order %(number)s (%(po_number)s) over %(total)s."),
    ),
    "order_approved": (_l("Order %(number)s approved"), _l("Order %(number)s (%(po_number)s) is approved.")),
    "order_rejected": (
        _l("Order %(number)s rejected"), _l("Order %(number)s (%(po_number)s) is rejected: %(reason)s"),
    ),
    "order_changes_requested": (
        _l("Order %(number)s: changes requested"),
        _l("Headquarters requests changes to order %(number)s (%(po_number)s)."),
    ),
    "order_backordered": (
        _l("Order %(number)s: parts backordered"),
        _l("Some lines of order %(number)s (%(po_number)s) are backordered."),
    ),
    "order_promise_revised": (
        _l("Order %(number)s: promised date revised"),
        _l("Line %(line)s of order %(number)s (%(po_number)s), %(part)s, is now promised for %(promised_on)s."),
    ),
    "shipment_dispatched": (
        _l("Shipment %(number)s is on its way"),
        counted(
            "Shipment %(number)s is on its way: %(cartons)s carton.",
            "Shipment %(number)s is on its way: %(cartons)s cartons.",
            by="cartons",
        ),
    ),
    "receipt_confirmed": (
        _l("Receipt of %(number)s confirmed"), _l("%(company)s confirmed the receipt of shipment %(number)s."),
    ),
    "claim_submitted": (_l("Claim %(number)s filed"), _l("%(company)s filed claim %(number)s.")),
    "claim_decided": (_l("Claim %(number)s decided"), _l("Claim %(number)s is decided: %(decision)s")),
    "credit_note_issued": (
        _l("Credit note %(number)s"), _l("Credit note %(number)s over %(total)s is issued."),
    ),
    "invoice_issued": (
        _l("Invoice %(number)s"), _l("Invoice %(number)s over %(total)s is issued, due on %(due_on)s."),
    ),
}  # fmt: skip

FACT_LABELS: Mapping[str, Any] = {
    "number": _l("Number"), "po_number": _l("Purchase order number"), "company": _l("Company"),
    "lines": _l("Lines"), "total": _l("Total"), "reason": _l("Reason"), "asks": _l("Questions"),
    "answer_by": _l("Answer by"), "comment": _l("Comment"), "promised_on": _l("Promised date"),
    "cartons": _l("Cartons"), "carrier": _l("Carrier"), "tracking": _l("Tracking number"),
    "expected_on": _l("Expected on"), "orders": _l("Orders"), "differences": _l("Differences"),
    "decision": _l("Decision"), "claim": _l("Claim"), "due_on": _l("Due date"), "inviter": _l("Invited by"),
    "expires_at": _l("Valid until"), "name": _l("Name"), "line": _l("Line"), "part": _l("Part number"),
    "promised_before": _l("Promised before"), "cause": _l("Reason"),
}  # fmt: skip

DECISIONS: Mapping[str, Any] = {
    "approved": _l("Approved"),
    "partially_approved": _l("Partially approved"),
    "rejected": _lp("claim", "Rejected"),
}

CAUSES: Mapping[str, Any] = {
    "supplier_late": _l("The supplier delivers later"),
    "supplier_sooner": _l("The supplier delivers sooner"),
    "transport": _l("Delayed on the way to the depot"),
    "quality": _l("Held for inspection"),
    "priority": _l("More urgent orders come first"),
    "correction": _l("The date before was wrong"),
    "other": _l("Another reason"),
}
"""Why a promised date was revised; allocation keeps these codes, and a test keeps both lists alike."""

STATES: Mapping[MailState, tuple[Any, str]] = {
    MailState.WAITING: (_l("Waiting"), "info"),
    MailState.SENT: (_l("Sent"), "ok"),
    MailState.KEPT: (_l("Kept, no mail server"), "warn"),
    MailState.FAILED: (_l("Failed"), "bad"),
}


def shown_facts(kind: str, facts: Mapping[str, Any], locale: str, in_zone: str) -> dict[str, str]:
    """Return the facts of a kind as text in a language and zone; what the kind does not know is left out."""
    known = KINDS[kind]
    found: dict[str, str] = {}
    for name in (*known.facts, *known.optional):
        wanted = known.type_of(name)
        if wanted is not None and name in facts:
            found[name] = _shown(wanted, facts[name], locale, in_zone)
    if "decision" in found:
        found["decision"] = str(DECISIONS.get(found["decision"], found["decision"]))
    if "cause" in found:
        found["cause"] = str(CAUSES.get(found["cause"], found["cause"]))
    return found


def _shown(wanted: FactType, value: Any, locale: str, in_zone: str) -> str:
    match wanted:
        case FactType.MONEY:
            return formats.money(Decimal(value["amount"]), value["currency"], locale)
        case FactType.DAY:
            return formats.date(date.fromisoformat(value), locale)
        case FactType.INSTANT:
            return formats.datetime(datetime.fromisoformat(value), in_zone, locale)
        case FactType.NUMBER:
            return formats.number(value, locale)
        case FactType.LIST:
            return formats.listed(value, locale)
        case FactType.TEXT:
            return str(value)


def subject_of(kind: str, shown: Mapping[str, str]) -> str:
    """Return the subject of a mail in the language in force, on one line."""
    return " ".join((str(WORDS[kind][0]) % shown).split())


def sentence_of(kind: str, shown: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    """Return what a notice says in the language in force; the facts as they are decide its plural."""
    return form_of(WORDS[kind][1], facts) % shown


def notice_text(notice: Any) -> str:
    """Return a notice (anything with `kind` and `facts`) in the reader's language and zone."""
    if notice.kind not in WORDS:
        return str(notice.kind)
    return sentence_of(notice.kind, shown_facts(notice.kind, notice.facts, language(), zone()), notice.facts)


def kind_label(kind: str) -> str:
    """Return the name of a kind of mail: its subject without the facts of one."""
    if kind not in WORDS:
        return kind
    return " ".join((str(WORDS[kind][0]) % {"number": "…"}).split())


def mail_state_pill(state: MailState) -> tuple[str, str]:
    """Return a mail's state as word and tone."""
    label, tone = STATES[state]
    return str(label), tone
