"""The price of one part on one day for one distributor, with everything that was looked at on the way to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.data.sessions import db
from portal.pricing.models import Agreement, OrderTypeAdjustment, PriceList, QuantityTier
from portal.pricing.queries import basis_of
from portal.pricing.rules_price_steps import PROPOSED_TERMS, ExplainedPrice, StepCode, Tier, TypeTerms, tier_for
from portal.pricing.rules_special import Campaign, Fixed, Rounding, Source
from portal.pricing.rules_terms import Span, Terms, Verdict, verdicts


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: the distributor and the currency it buys in."""

    id: int
    code: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Looked:
    """An agreement that was looked at: its list, percentage and days, and whether it holds or why not."""

    list_id: int
    list_code: str
    currency: str
    percent: Decimal
    valid_from: date
    valid_to: date | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DayPrice:
    """The price of a day (None: there is none), and what it rests on.

    `tiers` are those that hold for the part, `own_tiers` if they are its own and not the list's, `tier` the one the
    quantity reaches; `terms` what the order type does, since `terms_since` (None: as proposed). `group` is the discount
    given on the part's group in place of the agreed one, `fixed` the price fixed for this distributor, `campaign` what
    one gives on the part that day, `rounding` how its currency rounds.
    """

    agreements: Sequence[Looked]
    list_price: Decimal | None
    tiers: Sequence[Tier]
    own_tiers: bool
    tier: Tier | None
    terms: TypeTerms
    terms_since: date | None
    price: ExplainedPrice | None
    group: tuple[Decimal, Source] | None = None
    fixed: Fixed | None = None
    campaign: Campaign | None = None
    rounding: Rounding | None = None

    @property
    def codes(self) -> frozenset[StepCode]:
        """Return which steps the price has."""
        return frozenset(step.code for step in self.price.steps) if self.price else frozenset()

    @property
    def held(self) -> Looked | None:
        """Return the agreement that holds."""
        return next((one for one in self.agreements if one.verdict is Verdict.HOLDS), None)


def buyer_named(code: str) -> Buyer | None:
    """Return a distributor by its code, in capitals or not; None for none."""
    wanted = sa.select(Distributor.id, Distributor.code, Distributor.name, Distributor.currency)
    row = db.session.execute(wanted.where(sa.func.upper(Distributor.code) == code.upper())).first()
    return None if row is None else Buyer(*row)


def day_price(buyer: Buyer, part_id: int, quantity: int, order_type: str, on: date) -> DayPrice:
    """Return a part's price for a distributor, quantity and order type on a day, in five statements."""
    basis = basis_of(buyer.id, buyer.currency, order_type, [part_id], on)
    agreements = _agreements(buyer, on)
    held = next((one for one in agreements if one.verdict is Verdict.HOLDS), None)
    tiers = basis.tiers_of(part_id) if basis else ()
    since = _terms_since(order_type, on)
    return DayPrice(
        agreements,
        basis.prices.get(part_id) if basis else None,
        tiers,
        bool(held and tiers and _has_own(held.list_id, part_id)),
        tier_for(tiers, quantity),
        basis.terms[order_type] if basis else PROPOSED_TERMS[order_type],
        since,
        basis.price(part_id, quantity) if basis else None,
        basis.groups.get(part_id) if basis else None,
        basis.fixed.get(part_id) if basis else None,
        basis.campaigns.get(part_id) if basis else None,
        basis.rounding if basis else None,
    )


def _agreements(buyer: Buyer, on: date) -> list[Looked]:
    wanted = (
        sa.select(Agreement, PriceList)
        .join(PriceList, PriceList.id == Agreement.price_list_id)
        .where(Agreement.distributor_id == buyer.id)
        .order_by(Agreement.valid_from.desc(), Agreement.id.desc())
    )
    found = [(agreed, listed) for agreed, listed in db.session.execute(wanted)]
    terms = (
        Terms(
            listed.currency,
            Span("", agreed.valid_from, agreed.valid_to),
            Span("", listed.valid_from, listed.valid_to),
        )
        for agreed, listed in found
    )
    return [
        Looked(
            listed.id,
            listed.code,
            listed.currency,
            agreed.discount_percent,
            agreed.valid_from,
            agreed.valid_to,
            verdict,
        )
        for (agreed, listed), verdict in zip(found, verdicts(terms, buyer.currency, on), strict=True)
    ]


def _has_own(list_id: int, part_id: int) -> bool:
    own = sa.exists().where(QuantityTier.price_list_id == list_id, QuantityTier.part_id == part_id)
    return bool(db.session.scalar(sa.select(own)))


def _terms_since(order_type: str, on: date) -> date | None:
    begun = (OrderTypeAdjustment.order_type == order_type) & (OrderTypeAdjustment.valid_from <= on)
    return db.session.scalar(sa.select(sa.func.max(OrderTypeAdjustment.valid_from)).where(begun))
