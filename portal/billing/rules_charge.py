"""What a shipment is charged: shares that add up to the order to the cent, and the VAT category."""

from decimal import Decimal

from portal.billing.rules import Route, vat_treatment
from portal.billing.rules_facts import Charge, ChargedLine, Consignment, PricedLine
from portal.core.errors import Refused
from portal.finance.rules_invoice_share import invoice_share


def charge_of(facts: Consignment) -> Charge:
    """Return the charge for a shipment.

    Refuses `billing.nothing_shipped`, `billing.packing_differs` (cartons and lines disagree), and
    whatever the VAT rules refuse.
    """
    if not facts.lines:
        raise Refused("billing.nothing_shipped", shipment=facts.number)
    _packing_agrees(facts)
    treatment = vat_treatment(
        Route(
            seller_country=facts.seller.party.country,
            seller_vat_id=facts.seller.vat_id or None,
            ship_from=facts.ship_from,
            ship_to=facts.ship_to,
            buyer_vat_id=facts.buyer.tax_id or None,
            buyer_country=facts.buyer.country,
        )
    )
    lines = tuple(ChargedLine(line, share_of(line, facts.currency)) for line in facts.lines)
    total = sum((each.amount for each in lines), Decimal(0))
    return Charge(lines, total, treatment.category, treatment.names_vat_ids, treatment.rate)


def share_of(line: PricedLine, currency: str) -> Decimal:
    """Return what the shipped quantity is charged, so that all invoices add up to the order line."""
    return invoice_share(
        line.invoiced + line.quantity, line.invoiced_amount, line.unit_price, line.ordered, line.amount, currency
    )


def _packing_agrees(facts: Consignment) -> None:
    packed: dict[int, int] = {}
    for carton in facts.cartons:
        for pieces in carton.contents:
            packed[pieces.shipment_line_id] = packed.get(pieces.shipment_line_id, 0) + pieces.quantity
    for line in facts.lines:
        if packed.pop(line.shipment_line_id, 0) != line.quantity:
            raise Refused("billing.packing_differs", shipment=facts.number, part=line.part_number)
    if packed:
        raise Refused("billing.packing_differs", shipment=facts.number, part="?")
