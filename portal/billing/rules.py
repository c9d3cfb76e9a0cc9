"""The VAT category of an invoice, and whether an electronic invoice can carry its currency."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from stdnum.eu import vat

from portal.accounts.rules_registrations import vat_id_of
from portal.core.errors import Refused
from portal.core.money import decimals

# Northern Ireland (XI) is a VAT prefix, not a country a route can name.
EU_COUNTRIES = frozenset(code.upper() for code in vat.MEMBER_STATES) - {"XI"}


class VatCategory(StrEnum):
    """UNTDID 5305 duty category codes this trade uses."""

    EXPORT = "G"
    INTRA_COMMUNITY = "K"
    NOT_SUBJECT = "O"


@dataclass(frozen=True, slots=True)
class VatTreatment:
    """A category, its rate (None: no rate may be printed), and the reason printed with it.

    `names_vat_ids`: whether the parties' VAT ids must, or (False) must not, stand on the invoice.
    """

    category: VatCategory
    rate: Decimal | None
    reason_code: str
    reason: str
    names_vat_ids: bool


_EXPORT = VatTreatment(VatCategory.EXPORT, Decimal(0), "VATEX-EU-G", "Export outside the EU", True)
_INTRA = VatTreatment(VatCategory.INTRA_COMMUNITY, Decimal(0), "VATEX-EU-IC", "Intra-community supply", True)
_NOT_SUBJECT = VatTreatment(VatCategory.NOT_SUBJECT, None, "VATEX-EU-O", "Not subject to VAT", False)


@dataclass(frozen=True, slots=True)
class Route:
    """Who sells and where goods go; countries are ISO 3166 two-letter codes."""

    seller_country: str
    seller_vat_id: str | None
    ship_from: str
    ship_to: str
    buyer_vat_id: str | None = None
    buyer_country: str = ""


def vat_treatment(route: Route) -> VatTreatment:
    """Return the VAT category of a seller and route.

    Refuses what is taxed somewhere (a sale within one EU state, goods leaving an EU state without
    the seller's VAT id, a sale to another EU state without the buyer's): a tax adviser decides.
    """
    for country in (route.seller_country, route.ship_from, route.ship_to):
        if not (len(country) == 2 and country.isascii() and country.isupper()):
            raise Refused("billing.country_malformed", country=country)
    from_eu, to_eu = route.ship_from in EU_COUNTRIES, route.ship_to in EU_COUNTRIES
    if not from_eu:
        if to_eu and route.seller_vat_id:
            raise Refused("billing.vat_import_by_seller", ship_to=route.ship_to)
        return _NOT_SUBJECT
    seller = ("billing.seller_vat_id_missing", "billing.seller_vat_id_invalid")
    _checked_vat_id(route.seller_country, route.seller_vat_id, *seller)
    if not to_eu:
        return _EXPORT
    if route.ship_from == route.ship_to:
        raise Refused("billing.vat_domestic", country=route.ship_from)
    codes = ("billing.buyer_vat_id_missing", "billing.buyer_vat_id_invalid")
    buyer = _checked_vat_id(route.buyer_country or route.ship_to, route.buyer_vat_id, *codes)
    if _country_of(buyer) == route.ship_from:
        raise Refused("billing.buyer_vat_id_same_state", country=route.ship_from)
    return _INTRA


def _checked_vat_id(country: str, vat_id: str | None, missing: str, wrong: str) -> str:
    if not vat_id:
        raise Refused(missing)
    found = vat_id_of(country, vat_id)
    if found is None:
        raise Refused(wrong, vat_id=vat_id)
    return found


def _country_of(vat_id: str) -> str:
    """Return the country of a VAT id; Greece writes EL in its ids."""
    return "GR" if vat_id[:2] == "EL" else vat_id[:2]


def e_invoice_possible(currency: str) -> bool:
    """Tell whether EN 16931 can carry a currency: it allows two decimals at most."""
    return decimals(currency) <= 2
