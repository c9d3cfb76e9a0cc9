"""The people of both doors, to administrators."""

from portal.accounts.both_routes import blueprint_of
from portal.accounts.people.both_routes import routes_below
from portal.core.actor import Door

blueprint = blueprint_of("hq_accounts_people", __name__, Door.HQ, routes_below("users"))
