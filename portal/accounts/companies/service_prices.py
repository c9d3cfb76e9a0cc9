"""From whom a general distributor keeps headquarters' prices: said by its owner, and on record."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from portal.accounts.models import Distributor, DistributorKind
from portal.audit import service as audit
from portal.core.actor import Turn
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Stale


@dataclass(frozen=True, slots=True)
class Kept:
    """From whom headquarters' prices are kept."""

    from_dealers: bool
    from_buyers: bool


def keep_prices(distributor_id: int, wanted: Kept, turn: Turn) -> None:
    """Keep headquarters' prices from a general distributor's dealers, from its own buyers, or show them again.

    Raises `NotVisible` for a company that is not the actor's or has no dealers, `Stale` where it changed since the page
    was drawn; what holds already changes nothing.
    """
    own = sa.select(Distributor).where(Distributor.id == distributor_id, Distributor.kind == DistributorKind.GENERAL)
    company = db.session.scalars(own.with_for_update()).one_or_none()
    if company is None or turn.actor.distributor_id != distributor_id:
        raise NotVisible
    before = Kept(company.prices_kept_from_dealers, company.prices_kept_from_buyers)
    if before == wanted:
        return
    if company.version != turn.seen:
        raise Stale
    company.prices_kept_from_dealers, company.prices_kept_from_buyers = wanted.from_dealers, wanted.from_buyers
    company.version += 1
    audit.record(
        turn.actor,
        "company.prices_kept",
        "company",
        company.code,
        before=asdict(before),
        after=asdict(wanted),
        distributor_id=company.id,
        now=turn.now,
    )
