"""What a notice or a mail says, in a reader's language and zone, from its facts and its specification."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.counted import form_of
from portal.core.web.languages import language, zone
from portal.core.web.prices import ON_REQUEST, prices_shown
from portal.notifications.labels_facts import Fact
from portal.notifications.labels_notices import NOTICES
from portal.notifications.models import MailState
from portal.notifications.rules_kinds import FactType, amounts_of

STATES: Mapping[MailState, tuple[Any, str]] = {
    MailState.WAITING: (_l("Waiting"), "info"),
    MailState.SENT: (_l("Sent"), "ok"),
    MailState.KEPT: (_l("Kept, no mail server"), "warn"),
    MailState.FAILED: (_l("Failed"), "bad"),
    MailState.WITHHELD: (_l("Not sent, receiver shut out"), "mute"),
}

_TWO_STOPS = re.compile(r"(?<!\.)\.([\u2069\u200e\u200f]?)\.(?=\s|$)")


def shown_facts(
    kind: str, facts: Mapping[str, Any], locale: str, in_zone: str, *, with_prices: bool = True
) -> dict[str, str]:
    """Return the facts of a kind as text in a language and zone; what the kind does not know is left out.

    An amount is words where prices are kept from whoever is told: not `with_prices`, or kept as none.
    """
    told = (*NOTICES[kind].facts, *NOTICES[kind].optional)
    kept = set() if with_prices else amounts_of(kind)
    known = {name: None if name in kept else value for name, value in facts.items()}
    return {fact.name: _worded(fact, known[fact.name], locale, in_zone) for fact in told if fact.name in known}


def _worded(fact: Fact, value: Any, locale: str, in_zone: str) -> str:
    shown = _shown(fact.type, value, locale, in_zone)
    return str(fact.words.get(shown, shown)) if fact.words else shown


def _shown(wanted: FactType, value: Any, locale: str, in_zone: str) -> str:
    match wanted:
        case FactType.MONEY if value is None:
            return str(ON_REQUEST)
        case FactType.MONEY:
            return formats.money(Decimal(value["amount"]), value["currency"], locale)
        case FactType.DAY:
            return formats.date(date.fromisoformat(value), formats.regional(locale, in_zone))
        case FactType.INSTANT:
            return formats.datetime(datetime.fromisoformat(value), in_zone, formats.regional(locale, in_zone))
        case FactType.NUMBER:
            return formats.number(value, locale)
        case FactType.LIST:
            return formats.listed(value, locale)
        case FactType.TEXT:
            return str(value)


def subject_of(kind: str, shown: Mapping[str, str]) -> str:
    """Return the subject of a mail in the language in force, on one line."""
    return " ".join((str(NOTICES[kind].subject) % shown).split())


def sentence_of(kind: str, shown: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    """Return what a notice says in the language in force; the facts as they are decide its plural."""
    return _ended_once(form_of(NOTICES[kind].sentence, facts) % shown)


def paragraphs_of(kind: str, shown: Mapping[str, str], facts: Mapping[str, Any], brand: str) -> list[str]:
    """Return what a mail says, paragraph by paragraph: its letter, or its sentence and what follows."""
    notice = NOTICES[kind]
    told = notice.letter or (notice.sentence, notice.then)
    return [_ended_once(form_of(text, facts) % {**shown, "brand": brand}) for text in told if text]


def _ended_once(text: str) -> str:
    """Return a sentence whose last word has a full stop of its own ("Ltd.") with no second one behind it."""
    return _TWO_STOPS.sub(r".\1", text)


def details_of(kind: str, shown: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the facts that stand beside what a mail says, by name; a letter has said them all."""
    notice = NOTICES[kind]
    told = () if notice.letter else (*notice.facts, *notice.optional)
    return [(str(fact.label), shown[fact.name]) for fact in told if shown.get(fact.name)]


def notice_text(notice: Any) -> str:
    """Return a notice (anything with `kind` and `facts`) in the reader's language and zone."""
    if notice.kind not in NOTICES:
        return str(notice.kind)
    return sentence_of(notice.kind, _to_reader(notice), notice.facts)


def _to_reader(notice: Any) -> dict[str, str]:
    return shown_facts(notice.kind, notice.facts, language(), zone(), with_prices=prices_shown())


def kind_label(kind: str) -> str:
    """Return the name of a kind of mail: its subject without the facts of one."""
    if kind not in NOTICES:
        return kind
    return " ".join((str(NOTICES[kind].subject) % {"number": "…"}).split())


def mail_state_pill(state: MailState) -> tuple[str, str]:
    """Return a mail's state as word and tone."""
    label, tone = STATES[state]
    return str(label), tone
