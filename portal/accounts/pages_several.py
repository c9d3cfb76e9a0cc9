"""Lists for whoever sees what several companies have: by which of them a list is narrowed."""

from collections.abc import Sequence
from typing import Any

from portal.accounts.queries import companies_with, company_names
from portal.core.actor import Door
from portal.core.web.columns import several_seen
from portal.core.web.guards import current_actor, door_of_request


def several_ids() -> list[int]:
    """Return the ids of the companies whose rows somebody at a distributor sees, none where it is one alone."""
    own = door_of_request() is Door.DISTRIBUTOR and several_seen()
    return sorted(current_actor().distributor_ids) if own else []


def company_filter() -> Sequence[str] | None:
    """Return what a list may be narrowed to by its distributor: one's own companies, at headquarters any (None)."""
    return None if door_of_request() is Door.HQ else [str(each) for each in several_ids()]


def company_choices(owner: Any = None, *seen: Any) -> list[tuple[str, str]]:
    """Return these companies as the choices of a filter, by name.

    At headquarters they are those that have rows of a list, where the column that names their distributor is given;
    `seen` are the conditions of those rows that headquarters sees.
    """
    if owner is not None and door_of_request() is Door.HQ:
        return [(str(key), name) for key, name in companies_with(owner, *seen).items()]
    return [(str(key), name) for key, name in company_names(several_ids()).items()]
