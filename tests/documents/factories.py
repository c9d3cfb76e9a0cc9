"""Issued papers for tests of the room."""

from datetime import UTC, date, datetime
from typing import Any

from portal.accounts.models import Distributor
from portal.core.actor import SYSTEM
from portal.core.data.sessions import perform
from portal.core.jobs.queue import run_due
from portal.documents import service
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.models import Document
from portal.documents.rules_kinds import PaperKind
from tests import factories
from tests.documents.samples import MAKERS

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)


def unnumbered(kind: PaperKind, lines: int = 3, **changes: Any) -> dict[str, Any]:
    """Return a sample snapshot as a room hands it over: without number and date."""
    snapshot = MAKERS[kind](lines, **changes)
    return {name: value for name, value in snapshot.items() if name not in ("number", "issue_date")}


def order_for(distributor: Distributor, kind: PaperKind = COMMERCIAL_INVOICE, **changes: Any) -> dict[str, Any]:
    """Return the arguments of `service.issue`."""
    given: dict[str, Any] = {
        "distributor_id": distributor.id,
        "entity_code": "CN01",
        "locale": "en",
        "snapshot": unnumbered(kind),
        "subject_number": "SH-2026-000045",
        "issued_on": date(2026, 3, 9),
        "actor": SYSTEM,
        "now": NOW,
    }
    return {**given, **changes}


def issue(distributor: Distributor | None = None, kind: PaperKind = COMMERCIAL_INVOICE, **changes: Any) -> Document:
    """Issue a paper; it is not printed yet."""
    distributor = distributor or factories.make_distributor()
    return perform(service.issue, kind, **order_for(distributor, kind, **changes))


def printed(distributor: Distributor | None = None, **changes: Any) -> Document:
    """Issue a paper and print it."""
    document = issue(distributor, **changes)
    run_due()
    return document
