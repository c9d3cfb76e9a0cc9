"""Every event is told by somebody and heard by somebody, or it is written here why nothing follows from it."""

import ast
from collections.abc import Collection, Iterable, Mapping

from portal.core.config import ROOT
from portal.reactions import REACTIONS

QUIET = {
    "ClaimCredited": "the credit note tells of itself, in the same transaction, with the claim it belongs to",
    "LinesAllocated": "a planner sees the run's page at once; what waits is told by `LinesBackordered`",
}
"""Events nothing follows from yet, and why; they stand ready for a notice."""

SOURCES = [path.read_text("utf-8") for path in sorted((ROOT / "portal").rglob("*.py"))]
DECLARED = [
    path.read_text("utf-8") for path in sorted((ROOT / "portal").rglob("events.py")) if "core" not in path.parts
]


def published(sources: Iterable[str]) -> set[str]:
    """Return the events that source texts tell."""
    calls = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    told = (call.args[0] for call in calls if ast.unparse(call.func) == "publish")
    return {ast.unparse(event.func) for event in told if isinstance(event, ast.Call)}


def declared(sources: Iterable[str]) -> set[str]:
    """Return the events that source texts declare, without those that others are kinds of."""
    classes = [node for source in sources for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return {each.name for each in classes} - {ast.unparse(base) for each in classes for base in each.bases}


def odd_events(
    told: Collection[str], known: Collection[str], heard: Collection[str], quiet: Mapping[str, str]
) -> set[str]:
    """Return what is at odds between who tells events, who hears them, and what is listed as heard by nobody."""
    found = {f"{name} is told and nothing follows" for name in set(told) - set(heard) - set(quiet)}
    found |= {f"{name} is never told" for name in set(known) - set(told)}
    found |= {f"something follows from {name}, which nobody tells" for name in set(heard) - set(told)}
    found |= {f"{name} is listed in vain" for name in quiet if name in heard or name not in told}
    return found


def test_every_event_is_told_and_heard_or_listed_with_its_reason() -> None:
    heard = {event.__name__ for event, reactions in REACTIONS.items() if reactions}

    assert odd_events(published(SOURCES), declared(DECLARED), heard, QUIET) == set()


def test_an_event_at_odds_would_be_found() -> None:
    told = published(["publish(Rained(1), now)\npublish(Snowed(2), now)\n"])
    known = declared(["class Weather: ...\nclass Rained(Weather): ...\nclass Hailed(Weather): ...\n"])

    assert odd_events(told, known, {"Rained", "Thawed"}, {"Rained": "it dries", "Hailed": "it is rare"}) == {
        "Snowed is told and nothing follows",
        "Hailed is never told",
        "something follows from Thawed, which nobody tells",
        "Rained is listed in vain",
        "Hailed is listed in vain",
    }


def test_papers_are_issued_before_anything_else_follows() -> None:
    from portal.billing import service as billing
    from portal.billing.service_issuing import issuers
    from portal.shipping.events import ShipmentBooked

    assert issuers()[ShipmentBooked] == (billing.issue_papers,)
    for event, papers in issuers().items():
        assert tuple(REACTIONS[event][: len(papers)]) == papers
