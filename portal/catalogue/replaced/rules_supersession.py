"""What replaces a part, and what may fill an order for it.

A supersession is a plain record keyed by the part it replaces, so chains are walked in memory
without asking a database. Part keys are anything hashable: ids or numbers.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class SupersessionKind(StrEnum):
    """How the new part or parts stand to the old one."""

    ONE_WAY = "one_way"
    TWO_WAY = "two_way"
    KIT = "kit"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Successor(Generic[Key]):
    """A part that replaces, with how many of it stand for one of the old."""

    part: Key
    ratio: int = 1

    def __post_init__(self) -> None:
        if self.ratio < 1:
            raise ValueError("a ratio is at least one")


@dataclass(frozen=True, slots=True)
class Supersession(Generic[Key]):
    """One old part's replacement: a single part, a kit (all needed) or a choice (any one)."""

    kind: SupersessionKind
    successors: tuple[Successor[Key], ...]

    def __post_init__(self) -> None:
        single = self.kind in (SupersessionKind.ONE_WAY, SupersessionKind.TWO_WAY)
        if not self.successors or (single and len(self.successors) != 1):
            raise ValueError(f"{self.kind} with {len(self.successors)} successors")

    @property
    def parts(self) -> tuple[Key, ...]:
        """Return the replacing parts in their order."""
        return tuple(successor.part for successor in self.successors)


def is_rest(discontinued: bool, *, replaced: bool, planned_on: date | None) -> bool:
    """Tell whether nothing follows what is on the shelf: no longer made, no successor, no receipt planned."""
    return discontinued and not replaced and planned_on is None


def links_of(
    rows: Iterable[tuple[Key, Key, SupersessionKind, int]],
) -> dict[Key, Supersession[Key]]:
    """Return links from rows of (old part, new part, kind, ratio), keyed by the old part.

    Rows of one old part belong together: with a kit row they are its kit, and several rows without
    one are a choice.
    """
    by_old: dict[Key, list[tuple[Successor[Key], SupersessionKind]]] = {}
    for old, new, kind, ratio in rows:
        by_old.setdefault(old, []).append((Successor(new, ratio), kind))
    return {old: _link_of(found) for old, found in by_old.items()}


def _link_of(found: list[tuple[Successor[Key], SupersessionKind]]) -> Supersession[Key]:
    kit = tuple(successor for successor, kind in found if kind is SupersessionKind.KIT)
    if kit:
        return Supersession(SupersessionKind.KIT, kit)
    successors = tuple(successor for successor, _ in found)
    return Supersession(found[0][1] if len(found) == 1 else SupersessionKind.CHOICE, successors)


class ChainStop(StrEnum):
    """Why the walk along a chain ended."""

    END = "end"
    KIT = "kit"
    CHOICE = "choice"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Chain(Generic[Key]):
    """The parts walked through, the asked one first, and why the walk stopped at the last."""

    path: tuple[Key, ...]
    stop: ChainStop

    @property
    def last(self) -> Key:
        """Return the newest part reached."""
        return self.path[-1]


def end_of_chain(part: Key, links: Mapping[Key, Supersession[Key]]) -> Chain[Key]:
    """Walk single replacements as far as they go; stop at a kit, a choice or a circle."""
    path, seen = [part], {part}
    while (link := links.get(path[-1])) is not None:
        if link.kind is SupersessionKind.KIT:
            return Chain(tuple(path), ChainStop.KIT)
        if link.kind is SupersessionKind.CHOICE:
            return Chain(tuple(path), ChainStop.CHOICE)
        following = link.parts[0]
        if following in seen:
            return Chain(tuple(path), ChainStop.CYCLE)
        path.append(following)
        seen.add(following)
    return Chain(tuple(path), ChainStop.END)


def _backward(links: Mapping[Key, Supersession[Key]]) -> dict[Key, list[Key]]:
    """Return, for each new part, the old ones it fully interchanges with."""
    older: dict[Key, list[Key]] = {}
    for old, link in links.items():
        if link.kind is SupersessionKind.TWO_WAY:
            older.setdefault(link.parts[0], []).append(old)
    return older


def fillers_of(wanted: Key, links: Mapping[Key, Supersession[Key]]) -> tuple[Key, ...]:
    """Return every single part that may fill an order for `wanted`, itself first, nearest next.

    Newer parts always may; older ones only across two-way links; a kit is no single part.
    """
    older = _backward(links)
    found = [wanted]
    seen = {wanted}
    for part in found:
        link = links.get(part)
        forward = link.parts if link is not None and link.kind is not SupersessionKind.KIT else ()
        for other in (*forward, *older.get(part, ())):
            if other not in seen:
                seen.add(other)
                found.append(other)
    return tuple(found)


def may_fill(wanted: Key, offered: Key, links: Mapping[Key, Supersession[Key]]) -> bool:
    """Tell whether `offered` may be delivered where `wanted` was ordered."""
    return offered in fillers_of(wanted, links)


@dataclass(frozen=True, slots=True)
class Need(Generic[Key]):
    """So many of one part."""

    part: Key
    quantity: int


@dataclass(frozen=True, slots=True)
class Explosion(Generic[Key]):
    """What to order instead; where a choice or a circle stopped the way, the parts it stopped at.

    A part named in `choices` or `cycles` stands in `needs` unreplaced.
    """

    needs: tuple[Need[Key], ...]
    choices: tuple[Key, ...] = ()
    cycles: tuple[Key, ...] = ()


def explode(part: Key, quantity: int, links: Mapping[Key, Supersession[Key]]) -> Explosion[Key]:
    """Return the newest parts that replace `quantity` of `part`, kits taken apart by ratio."""
    needs: dict[Key, int] = {}
    choices: dict[Key, None] = {}
    cycles: dict[Key, None] = {}

    def walk(current: Key, amount: int, above: frozenset[Key]) -> None:
        link = links.get(current)
        if link is None or link.kind is SupersessionKind.CHOICE or above & set(link.parts):
            needs[current] = needs.get(current, 0) + amount
            if link is not None:
                (choices if link.kind is SupersessionKind.CHOICE else cycles)[current] = None
            return
        for successor in link.successors:
            walk(successor.part, amount * successor.ratio, above | {successor.part})

    walk(part, quantity, frozenset({part}))
    listed = tuple(Need(key, amount) for key, amount in needs.items())
    return Explosion(listed, tuple(choices), tuple(cycles))
