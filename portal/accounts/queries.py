"""What other rooms may know of distributors, their addresses and sellers: frozen values, never rows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import (
    Address,
    AddressKind,
    Distributor,
    DistributorKind,
    SellingEntity,
)
from portal.accounts.queries_named import fewer_than
from portal.accounts.rules_apart import told_apart
from portal.accounts.rules_consignees import CONSIGNEE_NEEDS
from portal.accounts.rules_latin import LatinForm
from portal.core.data.lists import among, among_given
from portal.core.data.sessions import db, read
from portal.core.errors import NotVisible
from portal.core.numerals import LARGEST_KEY
from portal.core.scope import current_scope


@dataclass(frozen=True, slots=True)
class DistributorFacts:
    """A distributor and its terms of trade; `currency` ISO 4217, `country` ISO 3166-1 alpha-2.

    `seller_zone` is where the day begins for the entity that sells to it, itself where nobody is named.
    """

    id: int
    parent_id: int | None
    path: str
    kind: DistributorKind
    code: str
    name: str
    legal_name: str
    latin_name: str
    region: str
    country: str
    tax_id: str
    locale: str
    zone: str
    currency: str
    selling_entity_id: int | None
    payment_terms: str
    contract_number: str
    incoterm: str
    incoterm_place: str
    mode: str
    active: bool
    seller_zone: str

    @property
    def latin(self) -> LatinForm:
        """Return the Latin form of its name."""
        return LatinForm(self.latin_name)

    @property
    def local(self) -> dict[str, str]:
        """Return its name as papers print it, which has a Latin form where it is in another script."""
        return {"name": self.legal_name or self.name}


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """An address as papers and checks need it."""

    id: int
    distributor_id: int
    kind: AddressKind
    label: str
    name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    tax_id: str
    contact: str
    phone: str
    email: str
    is_default: bool
    version: int
    latin_name: str
    latin_street: str
    latin_city: str
    latin_region: str

    @property
    def latin(self) -> LatinForm:
        """Return the Latin form of its name and address, as far as there is one."""
        return LatinForm(self.latin_name, self.latin_street, self.latin_city, self.latin_region)

    @property
    def local(self) -> dict[str, str]:
        """Return what has a Latin form where it is in another script, by the names of `LONGEST`."""
        return {"name": self.name, "street": self.street, "city": self.city, "region": self.region}


@dataclass(frozen=True, slots=True)
class SellingEntityFacts:
    """The legal entity that sells, as its papers name it; `address_lines` one line each."""

    id: int
    code: str
    name: str
    address_lines: tuple[str, ...]
    own_name: str
    own_address: str
    country: str
    registration: str
    vat_id: str
    phone: str
    email: str
    gs1_prefix: str
    zone: str
    logo: str


def _columns(model: type[Any], facts: type[Any]) -> list[Any]:
    return [getattr(model, name) for name in facts.__dataclass_fields__]


_ADDRESSES = sa.select(*_columns(Address, AddressFacts)).where(among_given(Address.id, "ids"))
_OWN_ADDRESSES = (
    sa.select(*_columns(Address, AddressFacts))
    .where(Address.distributor_id == sa.bindparam("distributor_id"), Address.active)
    .order_by(Address.is_default.desc(), Address.label, Address.id)
)


_parent = orm.aliased(Distributor)


def distributor_facts(distributor_id: int) -> DistributorFacts:
    """Return a distributor within the scope of whoever asks, or raise `NotVisible`."""
    scope = current_scope()
    if scope is None or not (scope.everyone or distributor_id in scope.distributor_ids):
        raise NotVisible
    row = read(_DISTRIBUTOR, {"id": distributor_id}).one_or_none()
    if row is None:
        raise NotVisible
    return DistributorFacts(*row)


_GENERAL = (
    sa.select(_parent.id)
    .join(Distributor, Distributor.parent_id == _parent.id)
    .where(
        Distributor.id == sa.bindparam("id"),
        Distributor.kind == DistributorKind.DEALER,
        _parent.kind == DistributorKind.GENERAL,
    )
)


def general_above(distributor_id: int | None) -> int | None:
    """Return the id of the general distributor a dealer stands below; None of whoever is no dealer."""
    row = read(_GENERAL, {"id": distributor_id or 0}).one_or_none()
    return None if row is None else row[0]


@dataclass(frozen=True, slots=True)
class Zones:
    """Where a distributor's days begin, and those of the entity that sells to it (IANA)."""

    own: str
    seller: str


_above, _own = orm.aliased(Distributor), orm.aliased(Distributor)
_SELLERS_ZONE = (
    sa.select(SellingEntity.zone)
    .join(_above, _above.selling_entity_id == SellingEntity.id)
    .where(sa.or_(_above.id == _own.id, sa.and_(_above.path != "", _own.path.like(_above.path.concat("%")))))
    .order_by(sa.func.length(_above.path).desc())
    .limit(1)
    .correlate(_own)
    .scalar_subquery()
)
_ZONES = sa.select(_own.zone, sa.func.coalesce(_SELLERS_ZONE, _own.zone)).where(_own.id == sa.bindparam("id"))
_OF_DISTRIBUTOR = [getattr(_own, name) for name in DistributorFacts.__dataclass_fields__ if name != "seller_zone"]
_DISTRIBUTOR: sa.Select[*tuple[Any, ...]] = sa.select(
    *_OF_DISTRIBUTOR, sa.func.coalesce(_SELLERS_ZONE, _own.zone)
).where(_own.id == sa.bindparam("id"))


def zones_of(distributor_id: int) -> Zones:
    """Return the zones a distributor's dates and prices are meant in, in one statement, or raise `NotVisible`."""
    row = read(_ZONES, {"id": distributor_id}).one_or_none()
    if row is None:
        raise NotVisible
    return Zones(*row)


def addresses_of(distributor_id: int, kind: AddressKind | None = None) -> list[AddressFacts]:
    """Return a distributor's active addresses, the default one first, then by label."""
    wanted = _OWN_ADDRESSES if kind is None else _OWN_ADDRESSES.where(Address.kind == kind)
    return [AddressFacts(*row) for row in read(wanted, {"distributor_id": distributor_id}).all()]


def address_facts(address_id: int) -> AddressFacts:
    """Return an address (an inactive one too: old papers name it), or raise `NotVisible`."""
    return address_facts_of([address_id])[address_id]


def address_facts_of(address_ids: Collection[int]) -> dict[int, AddressFacts]:
    """Return these addresses (inactive ones too) in one statement, or raise `NotVisible` for a missing one."""
    if not address_ids:
        return {}
    found = {row.id: AddressFacts(*row) for row in read(_ADDRESSES, {"ids": address_ids}).all()}
    if not found.keys() >= set(address_ids):
        raise NotVisible
    return found


def printed_of(address: AddressFacts) -> tuple[str, ...]:
    """Return what papers print of an address, in its own words."""
    where = (address.name, address.street, address.city, address.region, address.postal_code)
    return (*where, address.tax_id, address.contact, address.phone, address.email)


def selling_entity_of(distributor_id: int) -> SellingEntityFacts:
    """Return who sells to a distributor: its own entity, or that of the nearest above it.

    Raises `NotVisible` where nobody up the tree names one.
    """
    facts = distributor_facts(distributor_id)
    above = [int(part) for part in facts.path.split("/") if part] or [facts.id]
    wanted = (
        sa.select(*_columns(SellingEntity, SellingEntityFacts))
        .join(Distributor, Distributor.selling_entity_id == SellingEntity.id)
        .where(Distributor.id.in_({*above, facts.id}))
        .order_by(sa.func.length(Distributor.path).desc())
        .limit(1)
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise NotVisible
    values = row._asdict()
    lines = tuple(line for line in values.pop("address_lines").splitlines() if line.strip())
    return SellingEntityFacts(address_lines=lines, **values)


def receives() -> sa.ColumnElement[bool]:
    """Return the condition of an active address that goods may go to, whatever it lacks."""
    return sa.and_(Address.active, Address.kind.in_([AddressKind.CONSIGNEE, AddressKind.SHIP_TO]))


def receives_and_is_complete() -> sa.ColumnElement[bool]:
    """Return the condition of an address that goods may go to and that lacks nothing an order asks for."""
    filled = (sa.func.trim(getattr(Address, name)) != "" for name in CONSIGNEE_NEEDS)
    return sa.and_(receives(), *filled)


def is_shipped_to() -> sa.ColumnElement[bool]:
    """Return the condition of an address an order may name as its ship-to: without one there is no order."""
    return sa.and_(Address.active, Address.kind == AddressKind.SHIP_TO)


def companies_with(owner: Any, *seen: sa.ColumnElement[bool], many: int | None = None) -> dict[int, str]:
    """Return the names of the distributors that have rows of a table by id, in their order; `owner` is its column.

    `seen` narrows to the rows the reader is shown. From so `many` companies on, in all, none of them is looked at.
    """
    wanted = sa.select(Distributor.id, Distributor.name, Distributor.code)
    wanted = wanted.where(sa.exists().where(owner == Distributor.id, *seen))
    if many is not None:  # PostgreSQL reads nothing where the first does not hold, SQLite where no key is so low
        few = fewer_than(many)
        highest = sa.select(sa.case((few, LARGEST_KEY), else_=0)).scalar_subquery()
        wanted = wanted.where(few, Distributor.id <= highest)
    rows = db.session.execute(wanted.order_by(Distributor.name, Distributor.id)).all()
    told = told_apart([(row.name, row.code) for row in rows])
    return {row.id: name for row, name in zip(rows, told, strict=True)}


def company_names(ids: Collection[int]) -> dict[int, str]:
    """Return the names of distributors by id, in their order; asks nothing where none is wanted."""
    if not ids:
        return {}
    wanted = sa.select(Distributor.id, Distributor.name).where(among(Distributor.id, ids)).order_by(Distributor.name)
    return {row.id: row.name for row in db.session.execute(wanted)}
