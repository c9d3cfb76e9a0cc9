"""Depots by the name their reader knows them by.

A depot's name is what somebody entered, and is shown as it was entered. Names that come with the portal
(those of the demo) have words in every language: their rooms register them here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask

_words: dict[str, Any] = {}


def register_depot_names(names: Mapping[str, Any]) -> None:
    """Give names of depots, as they are stored, lazy words in the reader's language."""
    _words.update(names)


def depot_name(name: str) -> str:
    """Return a stored name in the reader's language; one without words as it was entered."""
    return str(_words.get(name, name))


def known_names() -> frozenset[str]:
    """Return the stored names that have words (a test compares them with the demo's depots)."""
    return frozenset(_words)


def depot_options(pairs: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the choices of a filter, (id, stored name), with names in the reader's language."""
    return [(depot_id, depot_name(name)) for depot_id, name in pairs]


def install(app: Flask) -> None:
    """Let pages tell depots by name."""
    app.jinja_env.globals.update(depot_name=depot_name, depot_options=depot_options)
