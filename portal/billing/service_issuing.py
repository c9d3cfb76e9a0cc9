"""When papers are issued, and what is kept on record of it: alike for each kind.

A `service_*` of this room says at which event it issues, beside how; whatever stands in this folder is found.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

from portal import billing
from portal.audit import service as audit
from portal.core.actor import Actor
from portal.documents.models import Document
from portal.documents.rules_kinds import PaperKind

Event = TypeVar("Event")
Issuer = Callable[[Event, datetime], None]
_issuers: dict[type, list[Issuer[Any]]] = {}


def issued_at(event: type[Event]) -> Callable[[Issuer[Event]], Issuer[Event]]:
    """Let a function issue papers whenever this is told, in the same transaction."""

    def known(issuer: Issuer[Event]) -> Issuer[Event]:
        _issuers.setdefault(event, []).append(issuer)
        return issuer

    return known


def issuers() -> Mapping[type, tuple[Issuer[Any], ...]]:
    """Return what issues papers at which event, from every service of this room."""
    for module in iter_modules(billing.__path__):
        if module.name.startswith("service"):
            import_module(f"{billing.__name__}.{module.name}")
    return {event: tuple(found) for event, found in _issuers.items()}


def record_issue(kind: PaperKind, paper: Document, after: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Keep on record that somebody issued a paper, with what is worth knowing of it, as its kind calls it."""
    if kind.recorded is None:
        raise ValueError(f"the record has no words for {kind}")
    audit.record(
        actor,
        kind.recorded.action,
        kind.recorded.code,
        paper.number,
        after=dict(after),
        distributor_id=paper.distributor_id,
        now=now,
    )
