"""The form of what is asked of a distributor: its blocks, and requests drafted from what the checks found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask import request

from portal.accounts.queries import distributor_facts
from portal.core import locales
from portal.core.web.languages import language, spoken
from portal.orders.checks.labels_findings import finding_name, finding_text
from portal.orders.decisions.rules_asks import FieldAsk, asks_of
from portal.orders.queries import FindingView

MOST_ASKS = 30
"""So many are asked at once."""
OFFERED, SPARE = 6, 3
"""So many blocks stand ready, folded but for the first, and so many beyond those with words in them."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The form with drafts in it: its fields, what each means to its reader, how many did not fit, and which is new."""

    typed: Mapping[str, str]
    hints: Mapping[str, str]
    left: int
    fresh: int


@dataclass(frozen=True, slots=True)
class Asking:
    """The blocks of the form: how many, which is the last with words in it or shown anew, and what drafts mean.

    `found` tells that there is something to draft from, `further` that more blocks may be asked for, `left` how many
    findings do not fit, `fresh` the block one goes on at (0: none).
    """

    count: int
    written: int
    found: bool
    further: bool
    hints: Mapping[str, str] = field(default_factory=dict)
    left: int = 0
    fresh: int = 0


def asking_of(typed: Mapping[str, str], findings: Iterable[FindingView], drafted: Drafted | None) -> Asking:
    """Return the blocks of a form with this in its fields, never less than one and never more than may be asked."""
    written = max((index for index in range(1, MOST_ASKS + 1) if typed.get(f"ask-{index}", "").strip()), default=1)
    count = min(MOST_ASKS, max(OFFERED, written + SPARE))
    asking = Asking(count, written, bool(asks_of(findings)), count < MOST_ASKS)
    if drafted is None:
        return asking
    opened = max(written, drafted.fresh)
    return replace(asking, written=opened, hints=drafted.hints, left=drafted.left, fresh=drafted.fresh)


def typed_blocks() -> list[FieldAsk]:
    """Return the requests that were typed, in their order, those without words left out."""
    found = [
        FieldAsk(request.form.get(f"subject-{index}", ""), request.form.get(f"ask-{index}", "").strip())
        for index in range(1, MOST_ASKS + 1)
    ]
    return [one for one in found if one.text]


def drafted_from(findings: Iterable[FindingView], distributor_id: int) -> Drafted:
    """Return what was typed, and after it one request a finding, in the language of the distributor who will read it.

    Each also says what it means in the reader's own language, where that is another. What stands there is not added.
    """
    code = locales.match(distributor_facts(distributor_id).locale) or locales.DEFAULT
    blocks = [(one, "") for one in typed_blocks()]
    meant = {one for one, _hint in blocks}
    for subject, found in asks_of(findings):
        own = _sentence(found)
        with spoken(code):
            ask = FieldAsk(subject, _sentence(found))
        if ask not in meant:
            meant.add(ask)
            blocks.append((ask, own if code != language() else ""))
    return _filled(blocks)


def as_typed() -> Drafted:
    """Return the form as it was typed, its blocks without words between others closed up, and an empty one to go on."""
    return _filled([(one, "") for one in typed_blocks()])


def _filled(blocks: list[tuple[FieldAsk, str]]) -> Drafted:
    typed, hints = {"answer_by": request.form.get("answer_by", "")}, {}
    for index, (ask, hint) in enumerate(blocks[:MOST_ASKS], start=1):
        typed |= {f"subject-{index}": ask.subject, f"ask-{index}": ask.text}
        if hint:
            hints[f"ask-{index}"] = hint
    fresh = min(len(typed_blocks()) + 1, MOST_ASKS)
    return Drafted(typed, hints, max(0, len(blocks) - MOST_ASKS), fresh)


def _sentence(found: FindingView) -> str:
    return f"{finding_name(found.code)}: {finding_text(found.code, found.evidence)}"
