"""Addresses of views, built from each rule's own text: what `url_for` gives, for a fraction of its time.

A list of fifty rows asks for a hundred addresses; `url_for` weighs all rules for each of them.

Buys 11 % of the review queue and of an order at headquarters, 7 to 9 % of other lists
(CPU of whole pages, `python -m bench.quick`). Switch: `addresses`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, url_for

from portal.core.config import Piece
from portal.core.web.quick import is_quick

KEY = "addresses"
_ARGUMENT = re.compile(r"<(?:(?:string|int|path):)?([a-z_]+)>")
_NEEDS_NO_QUOTING = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch
_FIXED_TEXT = re.compile(r"[A-Za-z0-9_./~-]*").fullmatch


@dataclass(frozen=True, slots=True)
class _Shape:
    """The path of a view: its text with places for the arguments, and their names."""

    text: str
    names: frozenset[str]


class Addresses:
    """The addresses of one application's views."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._shapes: dict[str, _Shape | None] = {}

    def below(self, root: str, prefix: str = "") -> Callable[..., str]:
        """Return a `url_for` for an application mounted at `root` ("" where it is not), of views named after `prefix`.

        Anything out of the ordinary (queries, characters to quote, several rules) is left to Flask.
        """
        shapes, learn = self._shapes, self._learn

        def address(endpoint: str, **values: Any) -> str:
            endpoint = prefix + endpoint
            shape = shapes[endpoint] if endpoint in shapes else learn(endpoint)
            if shape is None or values.keys() != shape.names or not all(map(_is_plain, values.values())):
                return url_for(endpoint, **values)
            return root + shape.text % values

        return address

    def _learn(self, endpoint: str) -> _Shape | None:
        rules = list(self.app.url_map.iter_rules(endpoint)) if endpoint in self.app.view_functions else []
        shape = None
        if len(rules) == 1 and not rules[0].defaults and not rules[0].subdomain and not rules[0].host:
            shape = _shape_of(rules[0].rule)
        self._shapes[endpoint] = shape
        return shape


def install(app: Flask) -> None:
    """Keep the addresses of an application's views with it."""
    app.extensions[KEY] = Addresses(app)


def addresses_of(root: str, prefix: str = "") -> Callable[..., str]:
    """Return the `url_for` of the application at hand, mounted at `root`, of views named after `prefix`.

    This one, or Flask's own.
    """
    addresses: Addresses = current_app.extensions[KEY]
    if is_quick(Piece.ADDRESSES):
        return addresses.below(root, prefix)
    return lambda endpoint, **values: url_for(prefix + endpoint, **values)


def _shape_of(rule: str) -> _Shape | None:
    pieces = _ARGUMENT.split(rule)
    if not all(_FIXED_TEXT(text) for text in pieces[::2]):
        return None
    return _Shape(_ARGUMENT.sub(r"%(\1)s", rule), frozenset(pieces[1::2]))


def _is_plain(value: object) -> bool:
    return value is not None and _NEEDS_NO_QUOTING(str(value)) is not None
