"""A sample of every kind of paper, one file each: `make` returns a snapshot as it is issued.

The tests of issuing, judging and printing take each kind's sample from here; a new kind brings its own.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from portal.documents.kinds import KINDS
from portal.documents.rules_kinds import PaperKind

Maker = Callable[..., dict[str, Any]]
"""Takes the number of lines, `locale`, and fields to change."""


def maker_of(kind: PaperKind) -> Maker:
    """Return what makes a sample of a kind; a kind without one is a ModuleNotFoundError."""
    maker: Maker = import_module(f"{__name__}.{kind.code}").make
    return maker


MAKERS: Mapping[PaperKind, Maker] = {kind: maker_of(kind) for kind in KINDS.values()}
