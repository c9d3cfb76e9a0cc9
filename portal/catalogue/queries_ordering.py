"""What can be put into an order from a part's place in the catalogue: the part itself, or what replaced it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portal.catalogue.models import PartState
from portal.catalogue.queries import PartFacts, PartTerms, terms_by_id
from portal.catalogue.replaced.queries_supersession import Supersede, supersession_of
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.rules_packs import QuantityFault, quantity_problems, round_up_to_pack


@dataclass(frozen=True, slots=True)
class Left:
    """What there is of a part: free pieces, and whether a receipt is planned."""

    free: int = 0
    coming: bool = False


NOTHING = Left()


@dataclass(frozen=True, slots=True)
class Orderable:
    """One part to be added, with what it is sold in; `ratio` pieces of it stand for one of the old part."""

    part_id: int
    number: str
    minimum: int
    pack: int
    ratio: int = 1

    @property
    def least(self) -> int:
        """Return the fewest pieces that may be ordered and are enough for one of the old part."""
        return self.pieces(1)

    @property
    def too_few(self) -> QuantityFault | None:
        """Return why more are ordered than one of the old part needs, None where they are not."""
        problems = quantity_problems(self.ratio, self.minimum, self.pack)
        return problems[0].code if problems else None

    def pieces(self, sets: int) -> int:
        """Return the fewest pieces that may be ordered and are enough for so many of the old part."""
        return round_up_to_pack(self.ratio * sets, self.minimum, self.pack)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a part's place offers: the part itself (`instead` is False), what replaced it, or nothing at all."""

    instead: bool
    kind: SupersessionKind | None
    parts: tuple[Orderable, ...]


def choices_of(parts: Collection[PartFacts], stock: Mapping[int, Left], today: date) -> dict[int, Choice]:
    """Return what each part's place offers, by its id, in two statements at most, however many parts there are.

    A part that was replaced is offered as long as the old one may still be sold (used up first, or either may
    stand for the other, and there are free pieces); a discontinued one without a successor while any is left or
    more is planned to come.
    """
    old = {part.id for part in parts if part.state is not PartState.ACTIVE}
    replaced = supersession_of(old, today)
    terms = terms_by_id({step for link in replaced.values() for step, _ratio in link.steps})
    return {part.id: _choice(part, stock.get(part.id, NOTHING), replaced.get(part.id), terms) for part in parts}


def offered_at(part: PartFacts, place: int, today: date) -> Orderable:
    """Return what may be added of a part in the place (an id) of the part it replaces, or in its own."""
    link = supersession_of([place], today).get(place) if place != part.id else None
    ratio = dict(link.steps).get(part.id, 1) if link else 1
    return Orderable(part.id, part.number, part.minimum, part.pack, ratio)


def set_of(part_id: int, today: date) -> tuple[Orderable, ...]:
    """Return all parts of the set that replaces a part on a day; none where nothing or something else replaces it."""
    link = supersession_of([part_id], today).get(part_id)
    if link is None or link.kind is not SupersessionKind.KIT:
        return ()
    return _steps(link, terms_by_id({step for step, _ratio in link.steps}))


def _steps(link: Supersede, terms: Mapping[int, PartTerms]) -> tuple[Orderable, ...]:
    found = ((terms[step], ratio) for step, ratio in link.steps)
    return tuple(Orderable(one.id, one.number, one.minimum, one.pack, ratio) for one, ratio in found)


def _choice(part: PartFacts, left: Left, link: Supersede | None, terms: Mapping[int, PartTerms]) -> Choice:
    itself = Choice(False, None, (Orderable(part.id, part.number, part.minimum, part.pack),))
    if link is None or not link.steps:
        gone = part.state is PartState.DISCONTINUED and left == NOTHING
        return Choice(False, None, ()) if gone else itself
    if left.free > 0 and (part.use_up_old or link.kind is SupersessionKind.TWO_WAY):
        return itself
    return Choice(True, link.kind, _steps(link, terms))
