"""What happened to a shipment: what was done to it, statements of times, papers; the newest first, at both doors."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.core.actor import SYSTEM, Doer, Door
from portal.core.web.labels import actor_text, doer_text
from portal.core.web.page_words import reader
from portal.documents.labels import KIND_WORDS as PAPER_WORDS
from portal.documents.queries import PaperFacts
from portal.shipping import labels
from portal.shipping.queries import Done, MilestoneFacts
from portal.shipping.states import BY_COMMAND, Basis, MilestoneKind
from portal.shipping.views.labels_history import PAPER_ISSUED, is_told, told

Entry = tuple[datetime, dict[str, Any]]
STATED_BY_DOING = BY_COMMAND | {MilestoneKind.DELIVERED}


def timeline_items(
    done: Sequence[Done], stated: Sequence[MilestoneFacts], papers: Sequence[PaperFacts], *, internal: bool
) -> list[dict[str, Any]]:
    """Return what happened, the newest first: what, its facts, when in the reader's zone, by whom.

    A time that was stated by doing it is told with what was done. Distributors see headquarters, not its people, and
    not what is the depot's own affair.
    """
    by_doing = {one.recorded_at: one for one in stated if _is_by_doing(one)}
    doers = {one.at: one.doer for one in done}
    entries = [
        *_steps([one for one in done if is_told(one.kind, internal=internal)], by_doing, internal=internal),
        *_statements([one for one in stated if not (_is_by_doing(one) and one.recorded_at in doers)], doers),
        *_papers(papers),
    ]
    return [item for _at, item in sorted(entries, key=lambda entry: entry[0])][::-1]


def _is_by_doing(one: MilestoneFacts) -> bool:
    return one.kind in STATED_BY_DOING and one.basis is Basis.ACTUAL


def _statements(stated: Sequence[MilestoneFacts], doers: Mapping[datetime, Doer]) -> Iterator[Entry]:
    moment = reader().moment
    for one in stated:
        who = doer_text(doers.get(one.recorded_at, Doer(one.recorded_by, Door.HQ.value)))
        title = f"{labels.MILESTONE_WORDS[one.kind]} · {labels.BASIS_WORDS[one.basis]}"
        text = " · ".join(part for part in (moment(one.at), one.place) if part)
        said = _("recorded %(when)s by %(who)s", when=moment(one.recorded_at), who=who)
        yield one.recorded_at, {"title": title, "text": text, "sub": said, "strong": one.basis == "actual"}


def _steps(done: Sequence[Done], by_doing: Mapping[datetime, MilestoneFacts], *, internal: bool) -> Iterator[Entry]:
    moment = reader().moment
    for one in done:
        title, facts = told(one.kind, one.facts, internal=internal)
        stated = by_doing.get(one.at)
        if stated is not None:
            earlier = moment(stated.at) if stated.at != one.at else ""
            facts = [*(part for part in (earlier, stated.place) if part), *facts]
        sub = f"{moment(one.at)} · {doer_text(one.doer)}"
        yield one.at, {"title": title, "text": " · ".join(facts), "sub": sub, "strong": True}


def _papers(papers: Sequence[PaperFacts]) -> Iterator[Entry]:
    for paper in papers:
        text = _("%(label)s: %(text)s", label=PAPER_WORDS[paper.kind], text=paper.number)
        sub = f"{reader().moment(paper.issued_at)} · {actor_text(SYSTEM.name)}"
        yield paper.issued_at, {"title": str(PAPER_ISSUED), "text": text, "sub": sub, "strong": False}
