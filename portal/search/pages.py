"""The answer of the search: verbs and hits by kind, as a page or as what stands below the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Flask, Response, request, url_for

from portal.core.actor import Actor, Door
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.home.pages_menu import menu
from portal.search import labels
from portal.search.queries import LONGEST, Hit, Kind, found

PAGES: Mapping[Kind, tuple[str, str]] = {
    Kind.ORDER: ("orders.show", "number"),
    Kind.PURCHASE_ORDER: ("orders.show", "number"),
    Kind.VEHICLE: ("orders.show", "number"),
    Kind.SHIPMENT: ("shipping.show", "number"),
    Kind.INVOICE: ("billing.show", "number"),
    Kind.CLAIM: ("returns.show", "number"),
    Kind.PAPER: ("documents.show", "public_id"),
    Kind.PART: ("catalogue.show", "number"),
    Kind.DISTRIBUTOR: ("orders.index", "q"),
    Kind.PERSON: ("accounts_people.person", "user_id"),
}
"""The view that shows a thing of a kind at the distributors' door, and what its key is called there."""
PAGES_AT_HQ = {kind: (f"hq_{view}", name) for kind, (view, name) in PAGES.items()} | {
    Kind.PART: ("hq_orders.index", "q")
}
"""The same at headquarters', which has no page of a part: its orders with it are what is asked for there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: where it leads, what it says; `sends` is the address of a POST in its place."""

    title: str
    detail: str
    address: str
    icon: str
    sends: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one kind, below its words; `latin` where its titles are numbers."""

    words: Any
    lines: Sequence[Line]
    latin: bool = False


def answer() -> Response:
    """Return what is found for `q`: a page, or the groups alone for the box that asks while one types."""
    actor, text = current_actor(), request.args.get("q", "").strip()[:LONGEST]
    groups = [*_hits(found(text, actor, language()), actor.door), *_doing(actor, text)]
    count = sum(len(group.lines) for group in groups)
    page = "search/hq_found.html" if actor.door is Door.HQ else "search/distributor_found.html"
    return respond(page, "search/_found.html", groups=groups, text=text, count=count)


def _hits(hits: Sequence[Hit], door: Door) -> list[Group]:
    return [
        Group(
            labels.KIND_WORDS[kind],
            [Line(hit.title, hit.detail, _address(hit, door), labels.KIND_ICONS[kind]) for hit in of_kind],
            kind not in {Kind.DISTRIBUTOR, Kind.PERSON},
        )
        for kind, of_kind in groupby(hits, key=lambda hit: hit.kind)
    ]


def _address(hit: Hit, door: Door) -> str:
    view, name = (PAGES_AT_HQ if door is Door.HQ else PAGES)[hit.kind]
    return url_for(view, **{name: hit.key})  # type: ignore[arg-type]


def _doing(actor: Actor, text: str) -> list[Group]:
    """Return what one can do, and the pages of the menu, whose words fit."""
    verbs = [
        Line(str(verb.words), "", url_for(verb.view, **dict(verb.values)), "arrow-narrow-right", verb.sends)  # type: ignore[arg-type]
        for verb in labels.verbs_for(actor, text)
    ]
    asked = text.casefold()
    places = [
        Line(link.label, "", url_for(link.endpoint), "arrow-narrow-right")
        for link in menu(actor.door.value)
        if asked and asked in link.label.casefold()
    ]
    named = [(labels.DO_WORDS, verbs), (labels.GO_WORDS, places)]
    return [Group(words, lines) for words, lines in named if lines]


def install(app: Flask) -> None:
    """Let layouts name the box's page at the reader's door."""
    app.jinja_env.globals["longest_search"] = LONGEST
