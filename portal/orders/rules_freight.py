"""Who pays the freight of an order, and what it is estimated at. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.rules_incoterms import FACTS, Incoterm
from portal.orders.types.states import OrderType
from portal.pricing.rules_freight import Estimate, Lacking


class Payer(StrEnum):
    """Who pays the carrier of the main carriage."""

    SELLER = "seller"
    BUYER = "buyer"


def paid_by(order_type: OrderType, incoterm: str) -> Payer:
    """Return who pays: headquarters for campaigns, else as the Incoterms rule says; the buyer where it is none."""
    if order_type is OrderType.CAMPAIGN:
        return Payer.SELLER
    known = incoterm in set(Incoterm) and FACTS[Incoterm(incoterm)].seller_carries
    return Payer.SELLER if known else Payer.BUYER


@dataclass(frozen=True, slots=True)
class Freight:
    """The freight of an order: the estimate or why there is none, who pays, to which country and how it travels."""

    estimate: Estimate | Lacking
    payer: Payer
    destination: str
    mode: Mode

    @property
    def lacking(self) -> str:
        """Return why there is no estimate, empty where there is one."""
        return self.estimate.value if isinstance(self.estimate, Lacking) else ""
