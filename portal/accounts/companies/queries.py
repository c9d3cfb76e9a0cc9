"""A company's name and places with their Latin form, what of it is missing, and the list of companies."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import Address, Distributor, DistributorKind
from portal.accounts.queries import AddressFacts
from portal.accounts.rules_latin import LONGEST, LatinForm, fields_asked, fields_lacking, in_other_script
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import ListState, Page

OWN_NAME = sa.func.coalesce(sa.func.nullif(Distributor.legal_name, ""), Distributor.name)
"""What papers call a company."""


@dataclass(frozen=True, slots=True)
class Place:
    """A name and address as papers print it, and its Latin form; one place may serve as several addresses.

    `id` and `version` are those of the first of them; `asked` are the fields in another script, `lacking` those of them
    without a Latin form.
    """

    id: int
    version: int
    labels: tuple[str, ...]
    local: dict[str, str]
    postal_code: str
    country: str
    latin: LatinForm
    asked: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """A company as papers name it, and its places; `is_general` of a general distributor, who has dealers."""

    id: int
    code: str
    name: str
    latin_name: str
    version: int
    places: tuple[Place, ...]
    is_general: bool

    @property
    def asked(self) -> bool:
        """Tell whether the name is in another script."""
        return in_other_script(self.name)

    @property
    def lacking(self) -> bool:
        """Tell whether the name is in another script and has no Latin form."""
        return self.asked and not self.latin_name

    @property
    def missing(self) -> int:
        """Return how many names and places lack their Latin form."""
        return int(self.lacking) + sum(bool(place.lacking) for place in self.places)


def company(distributor_id: int) -> Company:
    """Return a company within the scope of whoever asks, its places by their label; `NotVisible` for another."""
    facts = accounts.distributor_facts(distributor_id)
    row = db.session.execute(
        sa.select(OWN_NAME.label("name"), Distributor.version).where(Distributor.id == distributor_id)
    ).one()
    general = facts.kind is DistributorKind.GENERAL
    return Company(facts.id, facts.code, row.name, facts.latin_name, row.version, _places(distributor_id), general)


@dataclass(frozen=True, slots=True)
class PricesKept:
    """From whom a general distributor keeps headquarters' prices, and the version of the company that says so."""

    from_dealers: bool
    from_buyers: bool
    version: int


def prices_kept(distributor_id: int) -> PricesKept:
    """Return from whom a general distributor keeps prices; `NotVisible` for a company without dealers."""
    columns = (Distributor.prices_kept_from_dealers, Distributor.prices_kept_from_buyers, Distributor.version)
    general = (Distributor.id == distributor_id) & (Distributor.kind == DistributorKind.GENERAL)
    row = db.session.execute(sa.select(*columns).where(general)).one_or_none()
    if row is None:
        raise NotVisible
    return PricesKept(*row)


def place(of: Company, address_id: int) -> Place:
    """Return a company's place by the address it stands for first; `NotVisible` for any other id."""
    found = next((one for one in of.places if one.id == address_id), None)
    if found is None:
        raise NotVisible
    return found


def _places(distributor_id: int) -> tuple[Place, ...]:
    found = sorted(accounts.addresses_of(distributor_id), key=lambda one: (printed_as(one), one.id))
    places = [_place(list(same)) for _, same in groupby(found, key=printed_as)]
    return tuple(sorted(places, key=lambda one: (one.labels, one.id)))


def printed_as(address: AddressFacts | Address) -> tuple[str, ...]:
    """Return what two addresses share that papers print alike."""
    return (address.name, address.street, address.city, address.region, address.postal_code, address.country)


def _place(same: list[AddressFacts]) -> Place:
    first = same[0]
    return Place(
        id=first.id,
        version=first.version,
        labels=tuple(sorted({one.label for one in same if one.label})),
        local=first.local,
        postal_code=first.postal_code,
        country=first.country,
        latin=next((one.latin for one in same if one.latin != LatinForm()), first.latin),
        asked=fields_asked(first.local),
        lacking=tuple(name for name in LONGEST if any(name in fields_lacking(one.local, one.latin) for one in same)),
    )


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One line of the list of companies; `missing` where it is in use, and its name or a place lacks its Latin form."""

    id: int
    code: str
    name: str
    country: str
    missing: bool


_PLACE_LACKS = sa.and_(Address.active, Address.latin_lacking)
_MISSING = sa.and_(
    Distributor.active,
    sa.or_(Distributor.latin_lacking, sa.exists().where(Address.distributor_id == Distributor.id, _PLACE_LACKS)),
)
_COMPANIES = sa.select(
    Distributor.id, Distributor.code, OWN_NAME.label("name"), Distributor.country, _MISSING.label("missing")
).where(Distributor.kind != DistributorKind.REGION)
SORTS: dict[str, Any] = {
    "code": Distributor.code,
    "name": OWN_NAME,
    "country": Distributor.country,
    "missing": sa.literal_column("missing"),
}


def companies_missing() -> int:
    """Return how many companies in use lack the Latin form of their name or of a place.

    Only rows that lack something are read, by indexes that hold no other ones.
    """
    lacking = sa.union(
        sa.select(Distributor.id).where(Distributor.latin_lacking),
        sa.select(Address.distributor_id).where(_PLACE_LACKS),
    ).subquery()
    wanted = sa.select(sa.func.count()).select_from(lacking).join(Distributor, Distributor.id == lacking.c.id)
    return db.session.scalar(wanted.where(Distributor.kind != DistributorKind.REGION, Distributor.active)) or 0


def companies_page(state: ListState) -> Page:
    """Return one page of the companies."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(_narrowed(state).subquery())) or 0
    state = state.within(total)
    rows = db.session.execute(_sorted(state).offset(state.offset).limit(state.size))
    return Page([CompanyRow(*row) for row in rows], state, total)


def all_companies(state: ListState) -> Whole:
    """Return all companies of a view, for a spreadsheet."""
    return Whole(_sorted(state), _rows)


def _rows(found: Iterable[Any]) -> Iterable[CompanyRow]:
    return (CompanyRow(*row) for row in found)


def _narrowed(state: ListState) -> sa.Select[*tuple[Any, ...]]:
    wanted = _COMPANIES
    if state.filters.get("latin"):
        wanted = wanted.where(_MISSING)
    if state.search:
        wanted = wanted.where(
            sa.or_(*(one.icontains(state.search, autoescape=True) for one in (Distributor.code, OWN_NAME)))
        )
    return wanted


def _sorted(state: ListState) -> sa.Select[*tuple[Any, ...]]:
    column = SORTS[state.sort or "name"]
    return _narrowed(state).order_by(column.desc() if state.descending else column.asc(), Distributor.id)
