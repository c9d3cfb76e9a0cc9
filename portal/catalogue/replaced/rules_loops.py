"""Loops of supersession: parts that are replaced by one another. Pure."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

MOST_LOOPS = 20
"""Loops that are told of at a time; with one there is no chain that ends."""
LONGEST_TOLD = 8


def loops_among(links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield the loops among links of (old part, new part), each as its parts along the way, the first again at its end.

    No link is told of twice, and no more than `MOST_LOOPS` loops.
    """
    older: dict[str, set[str]] = {}
    for old, new in links:
        older.setdefault(new, set()).add(old)
    for _ in range(MOST_LOOPS):
        try:
            TopologicalSorter(older).prepare()
        except CycleError as error:
            way: list[str] = error.args[1]
            yield tuple(way)
            for old, new in pairwise(way):
                older[new].discard(old)
        else:
            return


def way_told(way: tuple[str, ...]) -> str:
    """Return a loop in a line, the middle of a long one left out: `A → B → A`."""
    if len(way) > LONGEST_TOLD:
        way = (*way[: LONGEST_TOLD - 2], "…", *way[-2:])
    return " → ".join(way)
