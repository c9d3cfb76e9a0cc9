"""Facts of a sound order, to be spoilt one at a time."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.checks.rules_commercial import CreditFacts
from portal.orders.checks.rules_delivery import AirLimits
from portal.orders.checks.rules_facts import (
    ConsigneeFacts,
    Finding,
    LineFacts,
    OrderFacts,
    PartnerFacts,
)
from portal.orders.types.states import USUAL_TERMS, OrderType
from portal.settings.rules import USUAL
from tests.catalogue.dangerous.air_limits import AIR_LIMITS

SUBMITTED = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
ENOUGH = CreditFacts(Decimal(1000), Decimal(0))


def make_line(**changes: Any) -> LineFacts:
    """Return a line of ten pieces at the valid price, in stock, or with changes."""
    sound = LineFacts(1, "AV-100", 10, Decimal("48.375"), Decimal("48.375"), SUBMITTED.date(), stock=100)
    return replace(sound, **changes)


def make_facts(
    credit: Any = ENOUGH, earlier: Any = (), vehicles: Any = (), further: Any = (), **changes: Any
) -> OrderFacts:
    """Return a stock order by sea that no check finds fault with, or with changes; `further` adds to what is known."""
    sound = OrderFacts(
        order_type=OrderType.STOCK,
        purchase_order="PO-77",
        currency="USD",
        incoterm="FOB",
        payment_terms="net:30",
        mode=Mode.SEA,
        submitted_at=SUBMITTED,
        amount=Decimal("483.75"),
        lines=(make_line(),),
        partner=PartnerFacts("USD", "FOB", "net:30"),
        types=USUAL_TERMS,
        figures=USUAL,
        consignee=ConsigneeFacts("Nile Motors", "12 Corniche St", "Cairo", "EG", "100-200-300", "+20 2 1", "Mona"),
        further=(*([credit] if credit is not None else []), *earlier, *vehicles, AirLimits(AIR_LIMITS), *further),
    )
    return replace(sound, **changes)


def only(findings: tuple[Finding, ...], code: str) -> Finding:
    """Return the single finding of an order, which must carry this code."""
    assert [each.code for each in findings] == [code]
    return findings[0]
