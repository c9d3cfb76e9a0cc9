"""Addresses that both doors have alike, as each part of this room lists them in its own `both_routes`.

A table says which view answers an address, and to whom it is open; a door draws its blueprint from the table, under
its own permissions. The views are handed the door, then what the address names.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, NamedTuple

from flask import Blueprint

from portal.core.actor import Door
from portal.core.permissions import Permission
from portal.core.web.guards import public, requires

View = Callable[..., Any]
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
OpenTo = Mapping[Door, Permission] | None
"""What one must hold at each door; None opens an address to anyone."""

ANYONE: OpenTo = None
ONESELF: OpenTo = {Door.DISTRIBUTOR: Permission.OWN_ACCOUNT, Door.HQ: Permission.HQ_OWN_ACCOUNT}


class Route(NamedTuple):
    """One line of a table: address, methods, the view's name, who answers, and to whom it is open."""

    rule: str
    methods: tuple[str, ...]
    name: str
    answer: View
    open_to: OpenTo


def blueprint_of(name: str, module: str, door: Door, routes: Iterable[Route]) -> Blueprint:
    """Return the blueprint of a door with every address of a table, headquarters' below `/hq`."""
    blueprint = Blueprint(name, module, url_prefix="/hq" if door is Door.HQ else None)
    for route in routes:
        guard = public if route.open_to is None else requires(route.open_to[door])
        blueprint.add_url_rule(route.rule, route.name, guard(_at(door, route.answer)), methods=route.methods)
    return blueprint


def _at(door: Door, answer: View) -> View:
    """Return a view of this door; `requires` marks it, so that each door needs one of its own."""

    @wraps(answer)
    def view(**named: Any) -> Any:
        return answer(door, **named)

    return view
