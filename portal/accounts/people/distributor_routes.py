"""A distributor's team, to whoever manages it."""

from portal.accounts.both_routes import blueprint_of
from portal.accounts.people.both_routes import routes_below
from portal.core.actor import Door

blueprint = blueprint_of("accounts_people", __name__, Door.DISTRIBUTOR, routes_below("team"))
