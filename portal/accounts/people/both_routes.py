"""The people one manages, at both doors alike but for the word in the address."""

from portal.accounts.both_routes import BOTH, GET, POST, Route
from portal.accounts.people import pages
from portal.core.actor import Door
from portal.core.permissions import Permission

MANAGERS = {Door.DISTRIBUTOR: Permission.TEAM_MANAGE, Door.HQ: Permission.USER_MANAGE}
_CHANGES = "<any(disable,enable,invite_again,end_sessions):action>"


def routes_below(people: str) -> tuple[Route, ...]:
    """Return the addresses below a word, which also names the view of the list: `team` or `users`."""
    return (
        Route(f"/{people}", GET, people, pages.list_page, MANAGERS),
        Route(f"/{people}/invite", BOTH, "invite", pages.invite_page, MANAGERS),
        Route(f"/{people}/<int:user_id>", GET, "person", pages.person_page, MANAGERS),
        Route(f"/{people}/<int:user_id>/roles", POST, "set_roles", pages.set_roles, MANAGERS),
        Route(f"/{people}/<int:user_id>/{_CHANGES}", POST, "change_person", pages.change_person, MANAGERS),
    )
