"""The distributors' door: login, language, own account."""

from portal.accounts.both_routes import blueprint_of
from portal.accounts.door.both_routes import ROUTES
from portal.core.actor import Door

blueprint = blueprint_of("accounts_door", __name__, Door.DISTRIBUTOR, ROUTES)
