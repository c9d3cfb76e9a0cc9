"""What the rules of packing and of carriage look at in the contents of a shipment."""

from collections.abc import Iterable

from portal.catalogue.dangerous.rules import un_code
from portal.shipping.depot.queries_contents import Contents, Line
from portal.shipping.depot.rules_packing import CartonToPack, LineToPack
from portal.shipping.rules_dangerous import BATTERIES, DangerousPieces
from portal.shipping.rules_shipping_names import Unnamed, unnamed

LONGEST_REFERENCE = 120


def to_pack(contents: Contents) -> tuple[list[LineToPack], list[CartonToPack]]:
    """Return what the rule of packing looks at."""
    listed = [
        LineToPack(
            line.id,
            line.part_number,
            line.planned,
            None if line.picked_at is None else line.picked,
            line.packed,
            line.weight_g,
            line.hs_code,
            line.origin,
        )
        for line in contents.lines
    ]
    boxes = [CartonToPack(each.position, each.gross_g, each.net_g, each.pieces) for each in contents.cartons]
    return listed, boxes


def test_summaries(contents: Contents) -> str:
    """Return the UN 38.3 test summaries master data names for the batteries of a shipment; "" where one has none."""
    batteries = {line.part_id: line.danger for line in contents.lines if line.danger and line.expected}
    told = [one.un38_reference.strip() for one in batteries.values() if un_code(one.un_number) in BATTERIES]
    listed = ", ".join(dict.fromkeys(told)) if told and all(told) else ""
    return listed if len(listed) <= LONGEST_REFERENCE else ""


def dangerous_pieces(contents: Contents) -> list[DangerousPieces]:
    """Return the dangerous goods that travel: by carton where they are packed, else by piece."""
    if contents.cartons and not any(line.left for line in contents.lines):
        packed = ((c.line, c.quantity, carton.position) for carton in contents.cartons for c in carton.contents)
        return _dangerous(packed)
    return _dangerous((line, line.expected, None) for line in contents.lines if line.expected)


def unnamed_goods(contents: Contents) -> list[Unnamed]:
    """Return the dangerous goods that travel and whose proper shipping name the portal does not know."""
    return unnamed((each.un_number, each.part_number) for each in dangerous_pieces(contents))


def _dangerous(pieces: Iterable[tuple[Line, int, int | None]]) -> list[DangerousPieces]:
    return [
        DangerousPieces(
            line.part_number,
            line.danger.un_number,
            line.danger.packing_instruction,
            line.danger.net_g,
            line.danger.watt_hours,
            line.danger.charge_percent,
            quantity,
            carton,
        )
        for line, quantity, carton in pieces
        if line.danger is not None
    ]
