"""How a booked shipment stands before the gate."""

from datetime import datetime

from portal.catalogue.dangerous.queries import air_limits
from portal.core.days import day_in
from portal.documents.queries import PaperFacts, papers_of
from portal.shipping.depot.queries_carriage import dangerous_pieces
from portal.shipping.depot.queries_contents import Contents
from portal.shipping.journey.rules_booking import acid_stops_loading
from portal.shipping.journey.rules_gate import GateFacts, GateItem, gate
from portal.shipping.queries import ShipmentFacts
from portal.shipping.queries_holds import held_inside
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
            refusals=refusals_of(shipment.mode, pieces, day_in(leaving, shipment.depot_zone), air_limits()),
            danger_papers={
                paper: getattr(shipment, paper.value) for paper in papers_wanted(pieces, shipment.depot_country)
            },
            held_orders=_held(shipment) if shipment.held_orders else (),
            acid_due=acid_due,
            acid_wanted=acid_due or bool(shipment.acid),
        )
    )


def _held(shipment: ShipmentFacts) -> tuple[str, ...]:
    return tuple(one.number for one in held_inside(shipment.id, shipment.state))
