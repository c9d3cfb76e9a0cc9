"""Where an error page leads on to: rooms above say what a request was about, and what was typed into it.

Both are asked when something has gone wrong already, so an answer that fails is logged and left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from flask import Flask, current_app, request

from portal.core.data.sessions import db
from portal.core.web.guards import page_shown

R = TypeVar("R")
_GUIDE, _TELLER = "portal_guide", "portal_teller"
log = structlog.get_logger("portal.leads")


@dataclass(frozen=True, slots=True)
class Lead:
    """One way on: an address of the portal and the words of its link."""

    href: str
    label: str


Guide = Callable[[int], Iterable[Lead]]
"""Is handed the status of the answer and gives ways on, the best first."""
Teller = Callable[[], list[tuple[str, str]]]
"""Gives what was typed into the form of this request, as labels and values a reader knows."""


def guide_on(app: Flask, guide: Guide) -> None:
    """Say who knows what a request was about."""
    app.extensions[_GUIDE] = guide


def tell_typed(app: Flask, teller: Teller) -> None:
    """Say who knows what the fields of a form are called."""
    app.extensions[_TELLER] = teller


def leads_of(status: int) -> list[Lead]:
    """Return the ways on from an answer of this status, none of them twice and none to the address that failed."""
    guide: Guide | None = current_app.extensions.get(_GUIDE)
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    known: dict[str, Lead] = {}
    nowhere: list[Lead] = []
    for lead in _tried(lambda: list(guide(status)), nowhere) if guide else nowhere:
        if lead.href != here:
            known.setdefault(lead.href, lead)
    return list(known.values())


def typed_here() -> list[tuple[str, str]]:
    """Return what was typed into the form that was sent; nothing of a form that came from another site."""
    teller: Teller | None = current_app.extensions.get(_TELLER)
    if teller is None or request.method != "POST" or not page_shown():
        return []
    return _tried(teller, [])


def _tried(ask: Callable[[], R], otherwise: R) -> R:
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - the page of an error must come, whatever else is broken
        log.error("no_lead", path=request.path, error=repr(error))
        db.let_go()
        return otherwise
