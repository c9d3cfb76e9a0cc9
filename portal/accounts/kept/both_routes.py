"""What was kept over the login, at both doors alike: looked at, discarded."""

from portal.accounts.both_routes import GET, ONESELF, POST, Route
from portal.accounts.kept import pages

ROUTES = (
    Route("/kept", GET, "kept", pages.kept_page, ONESELF),
    Route("/kept/discard", POST, "discard_kept", pages.discard_page, ONESELF),
)
