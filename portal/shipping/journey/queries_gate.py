"""How a booked shipment stands before the gate."""

from datetime import datetime

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.days import day_in
from portal.documents.queries import PaperFacts, papers_of
from portal.orders.models import OrderHold, SalesOrder
from portal.shipping.depot.queries_carriage import dangerous_pieces
from portal.shipping.depot.queries_contents import Contents
from portal.shipping.journey.rules_booking import acid_stops_loading
from portal.shipping.journey.rules_gate import GateFacts, GateItem, gate
from portal.shipping.models import ShipmentLine
from portal.shipping.queries import ShipmentFacts
from portal.shipping.rules_dangerous import papers_wanted, refusals_of


def papers(number: str) -> list[PaperFacts]:
    """Return the issued papers of a shipment in scope, oldest first."""
    return papers_of("shipment", number)


def gate_of(
    shipment: ShipmentFacts, contents: Contents, leaving: datetime, known: list[PaperFacts] | None = None
) -> tuple[GateItem, ...]:
    """Return every requirement of the gate and how it stands when goods leave at an instant.

    What may travel is judged by the depot's calendar day; `known` papers are not read again.
    """
    issued = papers(shipment.number) if known is None else known
    pieces = dangerous_pieces(contents)
    acid_due = acid_stops_loading(shipment.destination_country, shipment.mode, shipment.acid)
    return gate(
        GateFacts(
            papers={paper.kind.code: (paper.number, paper.state.value) for paper in issued},
            transport_document=shipment.transport_document,
            refusals=refusals_of(shipment.mode, pieces, day_in(leaving, shipment.depot_zone)),
            danger_papers={
                paper: getattr(shipment, paper.value) for paper in papers_wanted(pieces, shipment.depot_country)
            },
            held_orders=held_orders(shipment.id) if shipment.held_orders else (),
            acid_due=acid_due,
            acid_wanted=acid_due or bool(shipment.acid),
        )
    )


def held_orders(shipment_id: int) -> tuple[str, ...]:
    """Return the numbers of the orders in a shipment that somebody holds."""
    rows = db.session.scalars(
        sa.select(SalesOrder.number)
        .join(OrderHold, OrderHold.order_id == SalesOrder.id)
        .join(ShipmentLine, ShipmentLine.order_id == SalesOrder.id)
        .where(ShipmentLine.shipment_id == shipment_id, OrderHold.released_at.is_(None))
        .distinct()
        .order_by(SalesOrder.number)
    )
    return tuple(rows)
