"""The facts of a shipment from which its papers are made, read together."""

from collections.abc import Iterable

from portal.shipping.depot.queries_contents import Contents, PackedCarton, contents_of
from portal.shipping.journey.rules_milestones import Statement, newest
from portal.shipping.journey.rules_papers import CartonFacts, DangerousFacts, PackedPieces, PackingFacts, ShippedLine
from portal.shipping.queries import milestones, shipment_by_id
from portal.shipping.rules_dangerous import packing_of
from portal.shipping.states import Basis, MilestoneKind


def packing_facts(shipment_id: int, locale: str = "en") -> PackingFacts:
    """Return the facts of a shipment in scope for its papers, or raise `NotVisible`.

    Lines of which nothing was picked are left out. `locale` is the receiver's language.
    """
    facts = shipment_by_id(shipment_id)
    contents = contents_of(shipment_id, locale)
    told = [Statement(one.kind, one.basis, one.at) for one in milestones(shipment_id)]
    return PackingFacts(
        shipment_id=facts.id,
        number=facts.number,
        distributor_id=facts.distributor_id,
        depot_id=facts.depot_id,
        depot_name=facts.depot_name,
        depot_zone=facts.depot_zone,
        ship_to_id=facts.ship_to_id,
        consignee_id=facts.consignee_id,
        notify_id=facts.notify_id,
        incoterm=facts.incoterm,
        incoterm_place=facts.incoterm_place,
        currency=facts.currency,
        mode=facts.mode,
        carrier=facts.carrier,
        transport_document=facts.transport_document,
        vessel_flight=facts.vessel_flight,
        containers=tuple(part.strip() for part in facts.containers.split(",") if part.strip()),
        port_loading=facts.port_loading,
        port_discharge=facts.port_discharge,
        destination=facts.ship_to_city,
        destination_country=facts.destination_country,
        marks=tuple(line for line in facts.marks.splitlines() if line.strip()),
        acid=facts.acid,
        departure=newest(told, MilestoneKind.DEPARTED, Basis.PLANNED),
        arrival=newest(told, MilestoneKind.ARRIVED, Basis.PLANNED),
        lines=_shipped(contents),
        cartons=tuple(map(_carton, contents.cartons)),
        dangerous=tuple(_dangerous(contents)),
        net_g=contents.net_g,
        gross_g=contents.gross_g,
        volume_m3=contents.volume_m3,
    )


def _shipped(contents: Contents) -> tuple[ShippedLine, ...]:
    return tuple(
        ShippedLine(
            line.id,
            line.order_id,
            line.line_id,
            line.order_number,
            line.po_number,
            line.line_no,
            line.part_id,
            line.part_number,
            line.name,
            line.local_name,
            line.unit,
            line.hs_code,
            line.origin,
            line.expected,
            line.danger.un_number if line.danger else "",
        )
        for line in contents.lines
        if line.expected
    )


def _carton(carton: PackedCarton) -> CartonFacts:
    return CartonFacts(
        carton.position,
        carton.kind,
        carton.sscc,
        carton.length_mm,
        carton.width_mm,
        carton.height_mm,
        carton.net_g,
        carton.gross_g,
        tuple(PackedPieces(content.line.id, content.quantity) for content in carton.contents),
    )


def _dangerous(contents: Contents) -> Iterable[DangerousFacts]:
    inside: dict[int, list[tuple[int, int]]] = {}
    for carton in contents.cartons:
        for content in carton.contents:
            if content.line.danger is not None:
                inside.setdefault(content.line.part_id, []).append((carton.position, content.quantity))
    first = {line.part_id: line for line in reversed(contents.lines)}
    for part_id, packed in inside.items():
        line, goods = first[part_id], first[part_id].danger
        assert goods is not None
        yield DangerousFacts(
            line.part_number,
            line.name,
            goods.un_number,
            goods.hazard_class,
            goods.packing_group,
            goods.packing_instruction,
            packing_of(goods.packing_instruction).value,
            goods.net_g * sum(quantity for _, quantity in packed),
            goods.charge_percent,
            goods.un38_reference,
            goods.emergency_phone,
            tuple(sorted({place for place, _ in packed})),
        )
