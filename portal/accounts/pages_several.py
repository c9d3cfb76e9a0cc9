"""Lists for whoever at a distributor sees what several companies have: by which of them a list is narrowed."""

from portal.accounts.queries import company_names
from portal.core.actor import Door
from portal.core.web.columns import several_seen
from portal.core.web.guards import current_actor, door_of_request


def several_ids() -> list[int]:
    """Return the ids of the companies whose rows somebody at a distributor sees, none where it is one alone."""
    own = door_of_request() is Door.DISTRIBUTOR and several_seen()
    return sorted(current_actor().distributor_ids) if own else []


def company_choices() -> list[tuple[str, str]]:
    """Return these companies as the choices of a filter, by name."""
    return [(str(key), name) for key, name in company_names(several_ids()).items()]
