"""Supersessions: what replaces a part, from which day, and how many pieces stand for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue import service_parts, service_rows
from portal.catalogue.models import Part, Supersession
from portal.catalogue.replaced.queries_supersession import all_links
from portal.catalogue.replaced.rules_loops import loops_among, way_told
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape

SEVERAL = (SupersessionKind.KIT, SupersessionKind.CHOICE)
Pair = tuple[str, str]


def _rows() -> sa.Select[*tuple[Any, ...]]:
    old, new = aliased(Part), aliased(Part)
    return (
        sa.select(
            old.number.label("old_part"),
            new.number.label("new_part"),
            Supersession.kind,
            Supersession.ratio,
            Supersession.valid_from,
        )
        .join(old, old.id == Supersession.old_part_id)
        .join(new, new.id == Supersession.new_part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Parts there are; no loop and no mixture of kinds, over what changes and what is there together."""
    named = named_in(changes, "old_part", "new_part")
    there = service_parts.part_ids(named)
    for name in ("old_part", "new_part"):
        yield from strangers(changes, name, there)
    links = all_links() if named else {}
    for one in changes:
        row = one.after or one.before or {}
        pair = (str(row["old_part"]), str(row["new_part"]))
        if one.after:
            links[pair] = SupersessionKind(str(row["kind"]))
        else:
            links.pop(pair, None)
    changed = {(str(one.now["old_part"]), str(one.now["new_part"])): one.key for one in changes if one.after}
    yield from _loops(links, changed)
    yield from _mixed(links, changed)


def _loops(links: dict[Pair, SupersessionKind], changed: dict[Pair, str]) -> Iterable[Objection]:
    for way in loops_among(links):
        for pair in pairwise(way):
            if pair in changed:
                yield Objection(changed[pair], "new_part", "masterdata.supersession_loop", {"way": way_told(way)})


def _mixed(links: dict[Pair, SupersessionKind], changed: dict[Pair, str]) -> Iterable[Objection]:
    """A part that several replace has them as one kit or as one choice."""
    kinds: dict[str, list[SupersessionKind]] = defaultdict(list)
    for (old, _new), kind in links.items():
        kinds[old].append(kind)
    for (old, _new), key in changed.items():
        if len(kinds[old]) > 1 and (len(set(kinds[old])) > 1 or kinds[old][0] not in SEVERAL):
            yield Objection(key, "kind", "masterdata.supersession_mixed", {"part": old})


def _write(changes: Sequence[Change], _actor: Actor, now: datetime) -> None:
    service_rows.set_supersessions(service_rows.Edited(*rows_by_action(changes)), now.date())


SUPERSESSIONS = known(
    Kind(
        "supersessions",
        Fields(
            (
                Field("old_part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("new_part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("kind", Shape.CHOICE, choices=tuple(SupersessionKind), usual=SupersessionKind.ONE_WAY.value),
                Field("ratio", Shape.WHOLE, least=Decimal(1), most=Decimal(1_000), usual=1),
                Field("valid_from", Shape.DAY, needed=True),
            ),
            ("old_part", "new_part"),
        ),
        _rows,
        _write,
        _judge,
        search=("old_part", "new_part"),
        may_go=True,
    )
)
"""What replaces parts; an old part becomes superseded from the first day of one, and active again without any."""
