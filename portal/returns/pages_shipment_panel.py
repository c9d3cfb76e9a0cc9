"""What pages of rooms below are told of claims: those on a shipment, and which receipts await one."""

from flask import Flask

from portal.orders.views.ports import tell_claimable, tell_claims
from portal.returns.queries_claimed import Differences, claimable_of, claims_on_shipments, differences_of


def claims_on(shipment_id: int) -> Differences:
    """Return what the receipt of a shipment found, and the claims on it."""
    return differences_of([shipment_id]).get(shipment_id, Differences())


def install(app: Flask) -> None:
    """Let order pages and shipment pages know what is claimed."""
    tell_claimable(app, claimable_of)
    tell_claims(app, claims_on_shipments)
    app.jinja_env.globals.update(claims_on=claims_on)
