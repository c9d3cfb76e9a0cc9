"""Finding parts by number in any punctuation, by its beginning or middle, by HS code, VIN, or words of any language.

A distributor's own numbers count as the parts' do. Each way of finding looks at no more than `MOST_FOUND` parts, so a
search costs the same whatever it matches; the counts say when there are more. Who reads on beyond those, or takes
all as a file, has all found. Where nothing fits, words that are misspelt find what they may have meant.
"""

from dataclasses import dataclass, field

from portal.catalogue.queries import names_by_id, parts_by_id
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.queries_found import (
    FILTERS,
    MOST_FOUND,
    Facets,
    Found,
    counted,
    fit_of,
    found,
    id_of,
    kept,
    norm_of,
)
from portal.catalogue.search.queries_listing import Reader, read_on, unsearched, whole
from portal.catalogue.search.queries_ways import Look, look_for, look_for_words
from portal.catalogue.search.queries_words import words_meant
from portal.catalogue.search.rules_words import LEAST_BEGINNING, Asked
from portal.core.data.prepared import one_plan
from portal.core.data.whole import Whole
from portal.core.tables import ListState, Page

__all__ = ["FILTERS", "MOST_FOUND", "SORTS", "Facets", "FoundParts", "Reader", "all_parts", "parts_found", "parts_list"]

SORTS = ("number", "name")


@dataclass(frozen=True, slots=True)
class FoundParts:
    """A page of parts; where something is searched, what the filters would leave; the words that were meant."""

    page: Page
    facets: Facets = field(default_factory=dict)
    meant: tuple[str, ...] = ()


def parts_list(state: ListState, reader: Reader) -> Page:
    """Return one page of the parts a list's address asks for, as `PartFacts`."""
    if not state.search:
        return unsearched(state, reader)
    with one_plan():
        return _searched(state, reader, faceted=False).page


def parts_found(state: ListState, reader: Reader) -> FoundParts:
    """Return one page of the parts a list's address asks for, and of a search how many each filter would leave."""
    if not state.search:
        return FoundParts(unsearched(state, reader))
    with one_plan():
        return _searched(state, reader, faceted=True)


def all_parts(state: ListState, reader: Reader) -> Whole:
    """Return every part the address asks for, for a spreadsheet."""
    return whole(state, reader, _looked(state.search, reader)[0] if state.search else None)


def _searched(state: ListState, reader: Reader, *, faceted: bool) -> FoundParts:
    look, some, meant = _looked(state.search, reader)
    capped = len(some) > MOST_FOUND
    some = some[:MOST_FOUND]
    left = kept(state, some)
    if capped and state.offset + state.size > len(left):
        return FoundParts(read_on(state, reader, look), {}, meant)
    where = state.within(len(left))
    shown = _sorted(left, where, reader)[where.offset : where.offset + where.size]
    facts = parts_by_id(list(map(id_of, shown)), reader.locale)
    page = Page([facts[id_of(part)] for part in shown], where, len(left), capped)
    return FoundParts(page, counted(state, some) if faceted and some else {}, meant)


def _looked(text: str, reader: Reader) -> tuple[Look, list[Found], tuple[str, ...]]:
    """Return what was looked for, what was found, and the words that were meant where nothing else was."""
    look = look_for(text, reader.distributor_id)
    meant: tuple[str, ...] = ()
    some = found(look)
    for all_doubted in () if some else (False, True):
        look, meant = _misspelt(text, all_doubted)
        some = found(look)
        if some:
            break
    return look, some, meant


def _misspelt(text: str, all_doubted: bool) -> tuple[Look, tuple[str, ...]]:
    """Return what finds the parts whose names have, of each word, one it may have meant; and those words."""
    meant = words_meant(text, all_doubted=all_doubted)
    pieces = [_either(words) for words in meant]
    look = look_for_words(pieces) if pieces else Look((), {})
    return look, tuple(" / ".join(words[1:] or words) for words in meant)


def _either(words: list[str]) -> Asked:
    """Return what finds any of these words; the first is what was typed, and may be a beginning."""
    return tuple(((word, at == 0 and len(word) >= LEAST_BEGINNING),) for at, word in enumerate(words))


def _sorted(some: list[Found], state: ListState, reader: Reader) -> list[Found]:
    """Return parts the number asked for first, then with other zeros or one's own, those it begins, the rest.

    Each by the list's own key.
    """
    if state.sort == "name":
        names = names_by_id(list(map(id_of, some)), reader.locale)
        ordered = sorted(some, key=lambda part: (names[id_of(part)], id_of(part)), reverse=state.descending)
    else:
        ordered = sorted(some, key=norm_of, reverse=state.descending)
    ordered.sort(key=fit_of)
    asked = norm(state.search)
    exact = [part for part in ordered if norm_of(part) == asked]
    return exact + [part for part in ordered if part is not exact[0]] if exact else ordered
