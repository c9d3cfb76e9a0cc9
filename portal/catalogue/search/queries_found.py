"""Parts found by a look: each once, the best fit first, beside all that narrows them; those are counted here.

One statement reads all of it for no more than `MOST_FOUND` parts, so filters, order and counts ask nothing further.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import PartFound, PartState, PartSystem
from portal.catalogue.ports_offers import offers
from portal.catalogue.search.queries_filters import stands
from portal.catalogue.search.queries_ways import LEAST_INFIX, Look, Way, found_by
from portal.core.data.sessions import on_postgresql, read
from portal.core.tables import ListState

MOST_FOUND = 400
MOST_MODELS = 40
FILTERS = {
    "system": tuple(system.value for system in PartSystem),
    "model": None,
    "availability": ("free",),
    "dangerous": ("yes", "no"),
    "state": tuple(state.value for state in PartState),
}

Facets = Mapping[str, Mapping[str, int]]
"""Of each filter, how many parts each of its choices would leave, the other filters as they are set."""

Found = Sequence[Any]
"""A part that was found: its id and fit, then `_TOLD`, then whether some of it is free."""
_TOLD = (
    PartFound.norm,
    sa.type_coerce(PartFound.state, sa.String),
    PartFound.system,
    sa.type_coerce(PartFound.dangerous, sa.Integer),
    PartFound.models,
)
id_of, fit_of, norm_of = itemgetter(0), itemgetter(1), itemgetter(2)
_state_of, _system_of, _danger_of, _models_of, _free_of = map(itemgetter, range(3, 8))
_KEEPS: Mapping[str, Callable[[Found, str], bool]] = {
    "system": lambda part, value: bool(_system_of(part) == value),
    "model": lambda part, value: value in _models_of(part).split("\n"),
    "availability": lambda part, _value: bool(_free_of(part)),
    "dangerous": lambda part, value: bool(_danger_of(part)) is (value == "yes"),
    "state": lambda part, value: bool(_state_of(part) == value),
}


def found(look: Look) -> list[Found]:
    """Return the parts found, each once, the best fit first; one more than `MOST_FOUND` tells that there are more."""
    if not look.ways:
        return []
    reading = _reading(look.ways, on_postgresql(), once=_may_be_a_number(look))
    rows: list[Found] = list(read(reading, {**look.values, "looked_at": MOST_FOUND + 1}).all())
    rows.sort(key=fit_of)
    each: dict[int, Found] = {}
    for row in rows:
        each.setdefault(id_of(row), row)
    return list(each.values())[: MOST_FOUND + 1]


def _may_be_a_number(look: Look) -> bool:
    """Tell whether several ways may find hundreds of parts each, and the same ones: by digits, or a sign or two."""
    asked = look.values.get("from")
    return asked is not None and (len(asked) < LEAST_INFIX or not asked.isalpha())


@lru_cache(maxsize=128)
def _reading(ways: tuple[Way, ...], _postgresql: bool, *, once: bool) -> sa.Select[*tuple[Any, ...]]:
    some = found_by(ways).subquery()
    if once:
        fit = sa.func.min(some.c.fit).label("fit")
        best = sa.select(some.c.id, fit).group_by(some.c.id).order_by(fit, some.c.id)
        some = best.limit(sa.bindparam("looked_at", type_=sa.BigInteger)).subquery()
    free = offers().free_parts()
    # Asked for one part: PostgreSQL would gather all parts there are of which some is free.
    one = free.where(free.selected_columns[0] == some.c.id).limit(1).correlate(some).scalar_subquery()
    wanted = sa.select(some.c.id, some.c.fit, *_TOLD, one.is_not(None))
    return wanted.join(PartFound, PartFound.part_id == some.c.id).where(stands(some.c.id))


def kept(state: ListState, some: list[Found], without: str = "") -> list[Found]:
    """Return the parts the filters leave, but for one filter that is not asked."""
    for name, value in state.filters.items():
        if value and name != without:
            some = [part for part in some if _KEEPS[name](part, value)]
    return some


def counted(state: ListState, some: list[Found]) -> Facets:
    """Return how many of these parts each choice of each filter would leave."""
    left = {name: kept(state, some, name) for name in FILTERS if state.filters.get(name)}
    rest = kept(state, some) if left else some
    of = {name: left.get(name, rest) for name in FILTERS}
    models = Counter("\n".join(map(_models_of, of["model"])).split("\n"))
    del models[""]
    dangerous = sum(map(_danger_of, of["dangerous"]))
    return {
        "system": Counter(map(_system_of, of["system"])),
        "model": dict(sorted(models.items(), key=lambda one: (-one[1], one[0]))[:MOST_MODELS]),
        "availability": {"free": sum(map(_free_of, of["availability"]))},
        "dangerous": Counter({"yes": dangerous, "no": len(of["dangerous"]) - dangerous}),
        "state": Counter(map(_state_of, of["state"])),
    }
