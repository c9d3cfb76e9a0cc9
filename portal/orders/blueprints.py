"""The two doors of this room; its route files hang their views on them."""

from flask import Blueprint

distributor = Blueprint("orders", __name__)
headquarters = Blueprint("hq_orders", __name__, url_prefix="/hq")
allocation = Blueprint("hq_allocation", __name__, url_prefix="/hq")
