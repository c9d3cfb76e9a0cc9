"""What can be put into an order from a part's place in the catalogue: the part itself, or what replaced it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portal.catalogue.models import PartState
from portal.catalogue.queries import PartFacts, terms_by_id
from portal.catalogue.replaced.queries_supersession import Supersede, supersession_of
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.rules_packs import round_up_to_pack


@dataclass(frozen=True, slots=True)
class Left:
    """What there is of a part: free pieces, and whether a receipt is planned."""

    free: int = 0
    coming: bool = False


NOTHING = Left()


@dataclass(frozen=True, slots=True)
class Orderable:
    """One part to be added, with the fewest pieces it is sold in; `ratio` pieces stand for one of the old part."""

    part_id: int
    number: str
    least: int
    ratio: int = 1


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
    known = {part_id: (one.number, round_up_to_pack(1, one.minimum, one.pack)) for part_id, one in terms.items()}
    return {part.id: _choice(part, stock.get(part.id, NOTHING), replaced.get(part.id), known) for part in parts}


def _choice(part: PartFacts, left: Left, link: Supersede | None, known: Mapping[int, tuple[str, int]]) -> Choice:
    itself = Choice(False, None, (Orderable(part.id, part.number, round_up_to_pack(1, part.minimum, part.pack)),))
    if link is None or not link.steps:
        gone = part.state is PartState.DISCONTINUED and left == NOTHING
        return Choice(False, None, ()) if gone else itself
    if left.free > 0 and (part.use_up_old or link.kind is SupersessionKind.TWO_WAY):
        return itself
    return Choice(True, link.kind, tuple(Orderable(step, *known[step], ratio) for step, ratio in link.steps))
