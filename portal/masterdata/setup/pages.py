"""The set-up page: what an order needs, how far each of it is, its page, its spreadsheet, and who does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, url_for

from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.core.tables import MOST_COUNTED_LARGE
from portal.core.web.guards import current_actor
from portal.core.web.pages import respond
from portal.masterdata import queries_figures
from portal.masterdata.ports import Kind, kinds_for
from portal.masterdata.queries_figures import Figures
from portal.masterdata.setup import queries
from portal.masterdata.setup.labels import STATE_TONES, STATE_WORDS, STEP_WORDS
from portal.masterdata.setup.rules import Standing, State, Step
from portal.masterdata.words.labels import kind_words
from portal.masterdata.words.labels_kinds import GAP_WORDS
from portal.masterdata.words.pages_words import who_may

P = Permission
KINDS: Mapping[Step, str] = {
    Step.BANK: "bank_accounts",
    Step.SURCHARGES: "order_type_surcharges",
    Step.STOCK: "stock_counts",
    Step.BUYERS: "people",
    Step.COLLEAGUES: "people",
}
"""The kind of master data a step is of, where it is called otherwise than the step."""
PAGES: Mapping[Step, tuple[str, Permission, Permission]] = {
    Step.LIST_PRICES: ("hq_pricing.index", P.MASTERDATA_VIEW, P.MASTERDATA_EDIT),
    Step.CREDIT: ("hq_finance.index", P.CREDIT_MANAGE, P.CREDIT_MANAGE),
    Step.COLLEAGUES: ("hq_accounts_people.users", P.USER_MANAGE, P.USER_MANAGE),
    Step.BUYERS: ("hq_accounts_people.users", P.USER_MANAGE, P.USER_MANAGE),
}
"""The page of a step that has no kind of its own (yet): its view, who opens it, and who does the work there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One step: its words, how far it is, its page and its spreadsheet ("" where the reader has none), who does it."""

    title: Any
    about: Any
    state: Any
    tone: str
    have: int
    of: int | None
    more: bool
    page: str
    template: str
    file: str
    done_by: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """Rows of a kind that lack something: what, how many and when (None: now), where they are, and who fills it in."""

    kind: Any
    what: Any
    count: int
    page: str
    done_by: str
    at: datetime | None


def missing_page() -> Response:
    """Show what is missing in every kind somebody may see, the most first: how many rows, and whose work it is."""
    kinds = kinds_for(current_actor())
    figures = queries_figures.figures_of(kinds)
    found = [
        Lacking(
            kind_words(kind.name)[0],
            GAP_WORDS[gap],
            count,
            url_for("hq_masterdata.rows", kind=kind.name, gap=gap),
            who_may(kind.edits),
            figures[kind.name].at,
        )
        for kind in kinds
        for gap, count in figures[kind.name].gaps.items()
        if count
    ]
    return respond("masterdata/setup/hq_missing.html", missing=sorted(found, key=lambda one: -one.count))


def setup_page(today: date) -> Response:
    """Show what is set up and what is missing, in the order in which it can be done."""
    actor = current_actor()
    kinds = {kind.name: kind for kind in kinds_for(actor)}
    found = queries.standings(today)
    named = {_kind_of(one.step) for one in found}
    others = [kind for name, kind in kinds.items() if name not in named]
    figures = queries_figures.figures_of(others)
    return respond(
        "masterdata/setup/hq_setup.html",
        steps=[_shown(one, kinds.get(_kind_of(one.step)), actor) for one in found],
        done=sum(one.state in (State.DONE, State.USUAL) for one in found),
        further=[_further(kind, figures[kind.name], actor) for kind in others],
    )


def _kind_of(step: Step) -> str:
    return KINDS.get(step, step.value)


def _shown(one: Standing, kind: Kind | None, actor: Actor) -> Shown:
    title, about = STEP_WORDS[one.step]
    page, edits = "", kind.edits if kind else P.MASTERDATA_EDIT
    if kind is not None:
        page = url_for("hq_masterdata.rows", kind=kind.name)
    elif one.step in PAGES:
        view, sees, edits = PAGES[one.step]
        page = url_for(view) if actor.may(sees) else ""
    template, file = _sheets(kind, actor)
    return Shown(
        title,
        about,
        STATE_WORDS[one.state],
        STATE_TONES[one.state],
        one.have,
        one.of,
        one.of is None and one.have >= MOST_COUNTED_LARGE,
        page,
        template,
        file,
        "" if actor.may(edits) else who_may(edits),
    )


def _further(kind: Kind, figures: Figures, actor: Actor) -> Shown:
    """A kind no step is of: it can wait, and is listed after them."""
    title, about = kind_words(kind.name)
    template, file = _sheets(kind, actor)
    page = url_for("hq_masterdata.rows", kind=kind.name)
    done_by = "" if actor.may(kind.edits) else who_may(kind.edits)
    return Shown(title, about, "", "", figures.rows, None, False, page, template, file, done_by)


def _sheets(kind: Kind | None, actor: Actor) -> tuple[str, str]:
    if kind is None:
        return "", ""
    file = url_for("hq_masterdata.file", kind=kind.name) if actor.may(kind.edits) else ""
    return url_for("hq_masterdata.template", kind=kind.name), file
