"""The tree of distributors: what may stand below what, and the paths that say where each stands. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

ABOVE: Mapping[str, frozenset[str]] = {
    "region": frozenset({"", "region"}),
    "general": frozenset({"", "region"}),
    "dealer": frozenset({"general"}),
}
"""What may stand above each level; "" is nothing."""


@dataclass(frozen=True, slots=True)
class Node:
    """A distributor in the tree: its level, the code of what stands above it ("" for nothing), and who sells to it."""

    level: str
    parent: str
    seller: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a node: its code, and `unknown`, `loop`, `level` (with the levels) or `seller`."""

    code: str
    problem: str
    parent: str
    level: str = ""
    above: str = ""


def faults(nodes: Mapping[str, Node], codes: Iterable[str]) -> Iterator[Fault]:
    """Yield what is wrong with these nodes and with what stands right below them, each once."""
    wanted = set(codes)
    looked_at = wanted | {code for code, node in nodes.items() if node.parent in wanted}
    for code in sorted(looked_at):
        node = nodes.get(code)
        if node is None:
            continue
        told = _fault(nodes, code, node)
        if told is None:
            continue
        if code in wanted:
            yield told
        elif told.problem == "level":
            yield Fault(node.parent, "below", code, nodes[node.parent].level, node.level)


def _fault(nodes: Mapping[str, Node], code: str, node: Node) -> Fault | None:
    above = nodes.get(node.parent)
    if node.parent and above is None:
        return Fault(code, "unknown", node.parent)
    if _is_own_ancestor(nodes, code):
        return Fault(code, "loop", node.parent)
    level = above.level if above else ""
    if level not in ABOVE[node.level]:
        return Fault(code, "level", node.parent, node.level, level)
    if node.level != "region" and not _has_seller(nodes, code):
        return Fault(code, "seller", node.parent)
    return None


def _line(nodes: Mapping[str, Node], code: str) -> Iterator[str]:
    """What stands above a node, from below, until the top, an unknown one, or one that was seen before."""
    seen: set[str] = set()
    while code in nodes and code not in seen:
        seen.add(code)
        yield code
        code = nodes[code].parent


def _is_own_ancestor(nodes: Mapping[str, Node], code: str) -> bool:
    line = list(_line(nodes, code))
    return nodes[line[-1]].parent in line


def _has_seller(nodes: Mapping[str, Node], code: str) -> bool:
    return any(nodes[one].seller for one in _line(nodes, code))


def from_the_top(parents: Mapping[str, str]) -> list[str]:
    """Return codes so that each stands after its parent, as far as that is among them."""
    told: dict[str, None] = {}
    for first in parents:
        code, line = first, list[str]()
        while code in parents and code not in told and code not in line:
            line.append(code)
            code = parents[code]
        told.update(dict.fromkeys(reversed(line)))
    return list(told)


def paths(parents: Mapping[int, int | None]) -> dict[int, str]:
    """Return the path of each id, from the root down as `/1/4/`; `parents` has every id there is, and no loop."""
    told: dict[int, str] = {}

    def path(one: int) -> str:
        if one not in told:
            above = parents[one]
            told[one] = f"{path(above) if above is not None else '/'}{one}/"
        return told[one]

    for one in parents:
        path(one)
    return told
