"""The kinds of paper the portal issues, one file each; whatever stands in this folder is a kind.

A file `<code>.py` holds the kind's snapshot and its specification, under its name in capitals. A new kind is
such a file, its template of the same name, and a room that builds its snapshot and issues it; nothing that
stands already needs to change.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from portal.documents.rules_kinds import PaperKind


def _found() -> Mapping[str, PaperKind]:
    names = [module.name for module in iter_modules(__path__)]
    kinds = [vars(import_module(f"{__name__}.{name}"))[name.upper()] for name in names]
    return {kind.code: kind for kind in sorted(kinds, key=lambda kind: (kind.rank, kind.code))}


KINDS: Mapping[str, PaperKind] = _found()
"""Every kind by its code, in the order in which lists show them."""


def kind_named(code: str) -> PaperKind:
    """Return the kind of a code; a code that no kind has is a ValueError."""
    try:
        return KINDS[code]
    except KeyError:
        raise ValueError(f"no kind of paper is called {code}") from None
