"""The VAT category of an invoice, and the sums an EN 16931 invoice must keep."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from stdnum.eu import vat

from portal.core.errors import Refused
from portal.core.money import decimals, rounded

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
    _checked_vat_id(route.seller_vat_id, "billing.seller_vat_id_missing")
    if not to_eu:
        return _EXPORT
    if route.ship_from == route.ship_to:
        raise Refused("billing.vat_domestic", country=route.ship_from)
    buyer = _checked_vat_id(route.buyer_vat_id, "billing.buyer_vat_id_missing")
    if _country_of(buyer) == route.ship_from:
        raise Refused("billing.buyer_vat_id_same_state", country=route.ship_from)
    return _INTRA


def _checked_vat_id(vat_id: str | None, missing: str) -> str:
    if not vat_id:
        raise Refused(missing)
    if not vat.is_valid(vat_id):
        raise Refused("billing.vat_id_invalid", vat_id=vat_id)
    return vat.compact(vat_id)


def _country_of(vat_id: str) -> str:
    """Return the country of a VAT id; Greece writes EL in its ids."""
    return "GR" if vat_id[:2] == "EL" else vat_id[:2]


@dataclass(frozen=True, slots=True)
class VatLine:
    """One VAT breakdown: taxable amount (BT-116), rate (BT-119, None for none), tax (BT-117)."""

    taxable: Decimal
    rate: Decimal | None
    tax: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceSums:
    """The figures of an invoice: lists of BT-131, BT-92, BT-99 and BG-23, and its totals."""

    currency: str
    line_amounts: tuple[Decimal, ...]
    lines_total: Decimal
    net_total: Decimal
    gross_total: Decimal
    due: Decimal
    vat: tuple[VatLine, ...]
    allowances: tuple[Decimal, ...] = ()
    charges: tuple[Decimal, ...] = ()
    allowances_total: Decimal = Decimal(0)
    charges_total: Decimal = Decimal(0)
    vat_total: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    unit_prices: tuple[Decimal, ...] = field(default=())


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def invoice_sums(
    currency: str,
    line_amounts: Iterable[Decimal],
    treatment: VatTreatment,
    *,
    allowances: Iterable[Decimal] = (),
    charges: Iterable[Decimal] = (),
    paid: Decimal = Decimal(0),
) -> InvoiceSums:
    """Return the totals of an invoice under one VAT treatment, from amounts already rounded."""
    lines, less, more = tuple(line_amounts), tuple(allowances), tuple(charges)
    net = _sum(lines) - _sum(less) + _sum(more)
    tax = rounded(net * (treatment.rate or Decimal(0)) / 100, currency)
    return InvoiceSums(
        currency=currency,
        line_amounts=lines,
        lines_total=_sum(lines),
        net_total=net,
        gross_total=net + tax,
        due=net + tax - paid,
        vat=(VatLine(net, treatment.rate, tax),),
        allowances=less,
        charges=more,
        allowances_total=_sum(less),
        charges_total=_sum(more),
        vat_total=tax,
        paid=paid,
    )


@dataclass(frozen=True, slots=True)
class SumFault:
    """A rule of EN 16931 that does not hold, with what it expects and what is written."""

    rule: str
    expected: Decimal
    found: Decimal


def sum_faults(sums: InvoiceSums) -> tuple[SumFault, ...]:
    """Return every sum rule (BR-CO-10 to BR-CO-17, BR-27) an invoice breaks; empty when none."""
    net = _sum(sums.line_amounts) - sums.allowances_total + sums.charges_total
    checks = [
        ("BR-CO-10", _sum(sums.line_amounts), sums.lines_total),
        ("BR-CO-11", _sum(sums.allowances), sums.allowances_total),
        ("BR-CO-12", _sum(sums.charges), sums.charges_total),
        ("BR-CO-13", net, sums.net_total),
        ("BR-CO-14", _sum(line.tax for line in sums.vat), sums.vat_total),
        ("BR-CO-15", sums.net_total + sums.vat_total, sums.gross_total),
        ("BR-CO-16", sums.gross_total - sums.paid + sums.rounding, sums.due),
    ]
    for line in sums.vat:
        tax = rounded(line.taxable * (line.rate or Decimal(0)) / 100, sums.currency)
        checks.append(("BR-CO-17", tax, line.tax))
    checks += [("BR-27", Decimal(0), price) for price in sums.unit_prices if price < 0]
    return tuple(SumFault(*check) for check in checks if check[1] != check[2])


def e_invoice_possible(currency: str) -> bool:
    """Tell whether EN 16931 can carry a currency: it allows two decimals at most."""
    return decimals(currency) <= 2
