"""Words of revised promises: causes, departments, refusals."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.audit.labels_facts import register_values
from portal.core.web.labels import doer_text
from portal.core.web.refusals import register_refusals
from portal.stock.labels import CAUSE_WORDS
from portal.stock.rules_revision import RevisionCause

REVISION_WORDS: Mapping[RevisionCause, Any] = {
    RevisionCause.SUPPLIER_LATE: _l("The supplier delivers later"),
    RevisionCause.SUPPLIER_SOONER: _l("The supplier delivers sooner"),
    RevisionCause.TRANSPORT: _l("Delayed on the way to the depot"),
    RevisionCause.QUALITY: _l("Held for inspection"),
    RevisionCause.PRIORITY: _l("More urgent orders come first"),
    RevisionCause.CORRECTION: _l("The date before was wrong"),
    RevisionCause.OTHER: _l("Another reason"),
}
PROMISE_WORDS: Mapping[str, Any] = {
    **{cause.value: words for cause, words in CAUSE_WORDS.items()},
    **{cause.value: words for cause, words in REVISION_WORDS.items()},
}
"""What any promise rests on, made by a run or by a person."""

DEPARTMENT_WORDS: Mapping[str, Any] = {
    "planning": _lp("department", "Planning"),
    "purchasing": _lp("department", "Purchasing"),
    "logistics": _lp("department", "Logistics"),
    "quality": _lp("department", "Quality"),
}

register_values("sales_order", cause=lambda code: str(PROMISE_WORDS.get(code, code)))
register_refusals(
    {
        "promise.revised_meanwhile": _l(
            "%(who)s has revised this promise to %(day)s, %(when)s. Nothing was changed now."
        ),
        "promise.nothing_waits": _l("This line does not wait for stock any more, so there is no promise to revise."),
        "promise.seen_missing": _l("The page was sent without its version. Reload it and try again."),
    },
    who=doer_text,
)
register_refusals(
    {
        "promise.day_missing": _l("Give the new date."),
        "promise.cause_missing": _l("Choose a reason."),
        "promise.in_past": _l("This day has passed at the depot. Choose %(day)s or a later day."),
        "promise.too_far": _l("This is too far away. Give a day not later than %(day)s."),
        "promise.same_day": _l("This is the date promised already: %(day)s."),
        "promise.note_missing": _l("Say what the reason is."),
    }
)
