"""The demo's supersessions, about sixty old parts replaced in each of the four ways, and its substitutes."""

from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part, PartState, PartSubstitute, Supersession
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.demo.loading import DemoPart, Loading
from portal.demo.names import MODELS

COUNTS = {
    SupersessionKind.ONE_WAY: 30,
    SupersessionKind.TWO_WAY: 14,
    SupersessionKind.KIT: 8,
    SupersessionKind.CHOICE: 8,
}
# What an old part of a kind is replaced by when it takes a kit: (kind, pieces for one old piece).
KITS = {
    "brake_disc_front": (("brake_disc_front", 1), ("brake_pads_front", 1)),
    "brake_disc_rear": (("brake_disc_rear", 1), ("brake_pads_rear", 1)),
    "front_wing": (("front_wing", 1), ("trim_clip", 12)),
    "bumper_front": (("bumper_front", 1), ("trim_clip", 20)),
    "control_arm": (("control_arm", 1), ("screw_set", 2)),
    "shock_front": (("shock_front", 1), ("screw_set", 1)),
}
EVERY_THIRD_CHAIN = 3
EVERY_SHELF = 4


def add_replacements(loading: Loading) -> None:
    """Add the links; old parts become superseded, every third two-way one is to be used up first."""
    dice = loading.dice("replacements")
    plain = sa.select(Part.number).where(Part.state == PartState.ACTIVE)
    free = _Pool(loading, set(db.session.scalars(plain)), dice)
    links = [*_singles(free, dice), *_kits(free), *_choices(free)]
    loading.superseded = {old for old, *_ in links}
    db.session.execute(sa.insert(Supersession), [_row(link, loading) for link in links])
    old_ids = [loading.part_ids[number] for number in loading.superseded]
    _mark(old_ids, state=PartState.SUPERSEDED)
    both_ways = sorted({old for old, _, kind, _ in links if kind is SupersessionKind.TWO_WAY})
    _mark([loading.part_ids[number] for number in both_ways[::3]], use_up_old=True)


def add_substitutes(loading: Loading) -> None:
    """Add what may stand for what: parts of one kind and model, two for every first, the nearer one both ways."""
    shelves: dict[tuple[str, str], list[int]] = {}
    for part in loading.parts:
        if part.number not in loading.superseded:
            shelves.setdefault((part.kind, part.model), []).append(loading.part_ids[part.number])
    rows = []
    for place in sorted(shelves)[::EVERY_SHELF]:
        for rank, other in enumerate(shelves[place][1:3], start=1):
            told = {"part_id": shelves[place][0], "substitute_id": other, "rank": rank, "both_ways": rank == 1}
            rows.append(told)
    db.session.execute(sa.insert(PartSubstitute), rows)


Link = tuple[str, str, SupersessionKind, int]


class _Pool:
    """Parts not yet in any supersession, handed out by kind and model: a part stands in one chain."""

    def __init__(self, loading: Loading, allowed: set[str], dice: Random) -> None:
        self.shelves: dict[tuple[str, str], list[DemoPart]] = {}
        parts = [part for part in loading.parts if part.number in allowed]
        dice.shuffle(parts)
        for part in parts:
            self.shelves.setdefault((part.kind, part.model), []).append(part)

    def places(self, least: int) -> list[tuple[str, str]]:
        """Return kinds and models that still have so many parts."""
        return sorted(place for place, parts in self.shelves.items() if len(parts) >= least)

    def take(self, kind: str, model: str, count: int = 1) -> list[str]:
        """Return so many numbers of a kind for a model, not to be handed out again."""
        parts = self.shelves.get((kind, model), [])
        taken, self.shelves[kind, model] = parts[:count], parts[count:]
        return [part.number for part in taken]


def _singles(free: _Pool, dice: Random) -> list[Link]:
    """Return one-way and two-way links; every third one-way chain has a second step."""
    links: list[Link] = []
    for kind in (SupersessionKind.ONE_WAY, SupersessionKind.TWO_WAY):
        wanted = len(links) + COUNTS[kind]
        while len(links) < wanted:
            long = len(links) % EVERY_THIRD_CHAIN == 0 and wanted - len(links) > 1
            chain = free.take(*dice.choice(free.places(5)), 3 if long else 2)
            links += [(old, new, kind, 1) for old, new in pairwise(chain)]
    return links


def _kits(free: _Pool) -> list[Link]:
    """Return kits for models that have all of a kit's parts, the kinds in turn."""
    links: list[Link] = []
    made = 0
    for model in MODELS:
        for kind, pieces in KITS.items():
            there = all((new, model) in free.places(3) for new, _ in pieces)
            if made < COUNTS[SupersessionKind.KIT] and there:
                (old,) = free.take(kind, model)
                links += [(old, free.take(new, model)[0], SupersessionKind.KIT, n) for new, n in pieces]
                made += 1
    return links


def _choices(free: _Pool) -> list[Link]:
    links: list[Link] = []
    for place in free.places(6)[: COUNTS[SupersessionKind.CHOICE]]:
        old, *new = free.take(*place, 3)
        links += [(old, one, SupersessionKind.CHOICE, 1) for one in new]
    return links


def _row(link: Link, loading: Loading) -> dict[str, Any]:
    old, new, kind, ratio = link
    days = loading.dice(f"since:{old}").randint(30, 440)
    since = loading.today - timedelta(days=days + 450 if new in loading.superseded else days)
    ids = {"old_part_id": loading.part_ids[old], "new_part_id": loading.part_ids[new]}
    return ids | {"kind": kind, "ratio": ratio, "valid_from": since}


def _mark(ids: list[int], **values: Any) -> None:
    update = sa.update(Part).where(among(Part.id, ids)).values(**values)
    db.session.execute(update.execution_options(synchronize_session=False))
