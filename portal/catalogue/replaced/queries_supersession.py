"""What replaces a part, and what it replaced: chains read in one statement each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.models import Part, Supersession
from portal.catalogue.replaced.rules_supersession import (
    Chain,
    ChainStop,
    SupersessionKind,
    end_of_chain,
    explode,
    links_of,
)
from portal.catalogue.replaced.rules_supersession import Supersession as Link
from portal.core.data.lists import among_given
from portal.core.data.sessions import db, read

Links = dict[int, Link[int]]


@dataclass(frozen=True, slots=True)
class Supersede:
    """What is ordered in a part's place.

    `kind` is that of the whole way: a kit or a choice where it ends in one, two-way only when
    every step is. `steps` are (part, pieces for one old piece): all of them for a kit, any one for
    a choice, else a single one. `chain` is the way walked, the asked part first.
    """

    kind: SupersessionKind
    steps: tuple[tuple[int, int], ...]
    chain: tuple[int, ...]
    circle: bool = False


def supersession_of(part_ids: Collection[int], today: date) -> dict[int, Supersede]:
    """Return what replaces each of these parts on a day; parts without a successor are missing."""
    links = links_from(part_ids, today)
    return {part: _superseded(part, links) for part in part_ids if part in links}


def links_from(part_ids: Collection[int], today: date) -> Links:
    """Return every link reached from these parts onward, in one recursive statement."""
    if not part_ids:
        return {}
    found = read(_links_onward(), {"ids": part_ids, "today": today}).all()
    return links_of((old, new, kind, ratio) for old, new, kind, ratio in found)


def all_links() -> dict[tuple[str, str], SupersessionKind]:
    """Return the kind of every link there is, from whatever day, by the numbers of the old and the new part."""
    old, new = aliased(Part), aliased(Part)
    found = (
        sa.select(old.number, new.number, Supersession.kind)
        .select_from(Supersession)
        .join(old, old.id == Supersession.old_part_id)
        .join(new, new.id == Supersession.new_part_id)
    )
    return {(one, another): kind for one, another, kind in db.session.execute(found)}


@cache
def _links_onward() -> sa.Select[int, int, SupersessionKind, int]:
    valid = Supersession.valid_from <= sa.bindparam("today")
    reached = sa.select(Part.id.label("part_id")).where(among_given(Part.id, "ids")).cte("reached", recursive=True)
    onward = sa.select(Supersession.new_part_id).join(reached, Supersession.old_part_id == reached.c.part_id)
    reached = reached.union(onward.where(valid))
    return (
        sa.select(Supersession.old_part_id, Supersession.new_part_id, Supersession.kind, Supersession.ratio)
        .join(reached, Supersession.old_part_id == reached.c.part_id)
        .where(valid)
        .order_by(Supersession.id)
    )


def _superseded(part: int, links: Links) -> Supersede:
    chain = end_of_chain(part, links)
    circle = chain.stop is ChainStop.CYCLE
    if chain.stop is ChainStop.CHOICE:
        ratio = _ratio_along(chain, links)
        steps = tuple((one.part, one.ratio * ratio) for one in links[chain.last].successors)
    elif circle:
        steps = ()
    else:
        steps = tuple((need.part, need.quantity) for need in explode(part, 1, links).needs)
    return Supersede(_kind_of(chain, links), steps, chain.path, circle)


def _ratio_along(chain: Chain[int], links: Links) -> int:
    ratio = 1
    for old in chain.path[:-1]:
        ratio *= links[old].successors[0].ratio
    return ratio


def _kind_of(chain: Chain[int], links: Links) -> SupersessionKind:
    if chain.stop is ChainStop.KIT:
        return SupersessionKind.KIT
    if chain.stop is ChainStop.CHOICE:
        return SupersessionKind.CHOICE
    walked = chain.path if chain.stop is ChainStop.CYCLE else chain.path[:-1]
    both = all(links[old].kind is SupersessionKind.TWO_WAY for old in walked)
    return SupersessionKind.TWO_WAY if both else SupersessionKind.ONE_WAY
