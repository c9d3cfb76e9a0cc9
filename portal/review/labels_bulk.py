"""Words of what became of several rows: each one's answer, why it was refused, and how many of each."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.counted import counted
from portal.core.web.languages import language
from portal.core.web.refusals import register_refusals, words_of
from portal.orders.labels import HOLD_WORDS
from portal.orders.states import HoldKind
from portal.review.labels import finding_name
from portal.review.rules_bulk import Answer, Outcome, Wish

TITLES = {Wish.TAKE: _l("Take several"), Wish.APPROVE: _l("Approve several")}
ANSWER_WORDS = {
    Answer.TAKEN: _l("Taken"),
    Answer.RELEASED: _l("Approved and released"),
    Answer.HELD: _l("Approved, on hold"),
    Answer.DONE_BEFORE: _l("Done already"),
    Answer.REFUSED: _l("Not done"),
}
ANSWER_TONES = {Answer.REFUSED: "bad", Answer.HELD: "warn"}
DONE_BEFORE_WORDS = {Wish.TAKE: _l("It was in your hands already."), Wish.APPROVE: _l("You had approved it already.")}
WAITING_WORDS = _lp("job", "Waiting")


def told(outcome: Outcome | None, wish: Wish) -> dict[str, str]:
    """Return a row's answer in the reader's words: `answer`, its `tone`, and `why` where there is more to say."""
    if outcome is None:
        return {"answer": str(WAITING_WORDS), "tone": "mute", "why": ""}
    tone = ANSWER_TONES.get(outcome.answer, "ok")
    return {"answer": str(ANSWER_WORDS[outcome.answer]), "tone": tone, "why": _why(outcome, wish)}


def _why(outcome: Outcome, wish: Wish) -> str:
    if outcome.refusal is not None:
        return words_of(outcome.refusal)
    if outcome.answer is Answer.DONE_BEFORE:
        return str(DONE_BEFORE_WORDS[wish])
    if outcome.answer is Answer.HELD:
        return _("It is released when its hold is.")
    if outcome.warnings:
        return _("%(label)s: %(text)s", label=_("Warnings"), text=_findings(outcome.warnings))
    return ""


def tally(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """Return how many rows were answered how, as words with a tone."""
    counts = Counter(outcome.answer for outcome in outcomes)
    shape = _("%(count)s %(place)s")
    return [
        (
            shape % {"count": formats.number(counts[answer], language()), "place": str(words)},
            ANSWER_TONES.get(answer, "ok"),
        )
        for answer, words in ANSWER_WORDS.items()
        if counts[answer]
    ]


def _findings(codes: Iterable[Any]) -> str:
    return formats.listed([finding_name(str(code)) for code in codes], language())


def _holds(kinds: Iterable[Any]) -> str:
    return formats.listed([str(HOLD_WORDS[HoldKind(str(kind))]) for kind in kinds], language())


register_refusals(
    {
        "review.nothing_chosen": _l("Tick at least one row first."),
        "review.too_many_chosen": counted(
            "At most %(limit)s row can be ticked at once; these are %(found)s.",
            "At most %(limit)s rows can be ticked at once; these are %(found)s.",
            by="limit",
        ),
        "review.choice_unreadable": _l("What was ticked could not be read. Reload the queue and tick again."),
        "review.gone": _l("%(number)s is not in the queue."),
        "review.claims_one_by_one": _l("A claim is decided line by line. Open it."),
        "review.not_clean": counted(
            "Not clean: %(findings)s. Open the order and settle it.",
            "Not clean: %(findings)s. Open the order and settle them.",
            by="count",
        ),
        "review.on_hold": _l("Not clean: %(holds)s. Its owner has to release it first."),
    },
    findings=_findings,
    holds=_holds,
)
