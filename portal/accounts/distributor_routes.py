"""The distributors' door: login, own account, team. What is open to anyone is in `door/routes`."""

from flask import Blueprint

from portal.accounts.both_routes import Rights, add_routes
from portal.core.actor import Door
from portal.core.permissions import Permission

blueprint = Blueprint("accounts", __name__)
add_routes(blueprint, Door.DISTRIBUTOR, Rights(own=Permission.OWN_ACCOUNT, people=Permission.TEAM_MANAGE), "team")
