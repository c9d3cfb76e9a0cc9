"""What a search can be narrowed by, in words, each with how many parts it would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from portal.catalogue import labels
from portal.catalogue.models import PartState, PartSystem
from portal.catalogue.search.queries import Facets
from portal.core.tables import ListState

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "system": {system.value: words for system, words in labels.SYSTEM_WORDS.items()},
    "availability": labels.FREE_WORDS,
    "dangerous": labels.DANGER_WORDS,
    "state": {state.value: words for state, words in labels.STATE_WORDS.items()},
}
_AT_ONCE = 6
"""So many choices of one kind stand open; the others unfold."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its words, how many parts it leaves, and the query string of the view with it."""

    words: Any
    parts: int
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One kind of choice: its words, the choices that leave most parts, and the rest of them."""

    words: Any
    shown: list[Choice]
    folded: list[Choice]


def facets_told(facets: Facets, state: ListState, total: int) -> list[Facet]:
    """Return what a search of so many parts can be narrowed by; one that is set, or would leave all, is left out."""
    told = []
    for name, counts in facets.items():
        words = _WORDS.get(name)
        ranked = sorted(((parts, value) for value, parts in counts.items() if parts and value), key=lambda one: -one[0])
        rest = state.query(page=None, **{name: None})
        choices = [
            Choice(words[value] if words else value, parts, f"{rest}&{urlencode({name: value})}")
            for parts, value in ranked
            if not words or value in words
        ]
        leaves_all = len(choices) == 1 and choices[0].parts == total
        if choices and not leaves_all and not state.filters.get(name):
            told.append(Facet(labels.FACET_WORDS[name], choices[:_AT_ONCE], choices[_AT_ONCE:]))
    return told


def selects() -> list[tuple[str, Any, list[tuple[str, str]]]]:
    """Return the filters of the list: name, words of the empty choice, choices.

    A model is chosen from those of the parts that were found.
    """
    return [
        ("system", labels.ANY_SYSTEM, [(system.value, str(labels.SYSTEM_WORDS[system])) for system in PartSystem]),
        ("availability", labels.ANY_AVAILABILITY, [(name, str(words)) for name, words in labels.FREE_WORDS.items()]),
        ("state", labels.ANY_STATE, [(state.value, str(labels.STATE_WORDS[state])) for state in PartState]),
        ("dangerous", labels.ANY_DANGER, [(name, str(words)) for name, words in labels.DANGER_WORDS.items()]),
    ]
