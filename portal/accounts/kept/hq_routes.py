"""Headquarters' forms that were kept over the login."""

from portal.accounts.both_routes import blueprint_of
from portal.accounts.kept.both_routes import ROUTES
from portal.core.actor import Door

blueprint = blueprint_of("hq_accounts_kept", __name__, Door.HQ, ROUTES)
