"""Headquarters' door: login, own account, and the people of both doors."""

from flask import Blueprint

from portal.accounts.both_routes import Rights, add_routes
from portal.core.actor import Door
from portal.core.permissions import Permission

blueprint = Blueprint("hq_accounts", __name__, url_prefix="/hq")
add_routes(blueprint, Door.HQ, Rights(own=Permission.HQ_OWN_ACCOUNT, people=Permission.USER_MANAGE), "users")
