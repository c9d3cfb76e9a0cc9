"""What other rooms may know of distributors, addresses and people: frozen values, never rows."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts import roles
from portal.accounts.models import (
    Address,
    AddressKind,
    Distributor,
    DistributorKind,
    SellingEntity,
    UserAccount,
    UserState,
)
from portal.core.actor import Door
from portal.core.database import db
from portal.core.errors import NotVisible
from portal.core.permissions import Permission
from portal.core.scope import current_scope


@dataclass(frozen=True, slots=True)
class DistributorFacts:
    """A distributor and its terms of trade; `currency` ISO 4217, `country` ISO 3166-1 alpha-2."""

    id: int
    parent_id: int | None
    path: str
    kind: DistributorKind
    code: str
    name: str
    legal_name: str
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


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to tell: where, and in which language and zone."""

    id: int
    email: str
    name: str
    locale: str
    zone: str


@dataclass(frozen=True, slots=True)
class SellingEntityFacts:
    """The legal entity that sells, as its papers name it; `address_lines` one line each."""

    id: int
    code: str
    name: str
    address_lines: tuple[str, ...]
    country: str
    registration: str
    vat_id: str
    bank_name: str
    iban: str
    swift: str
    phone: str
    email: str
    gs1_prefix: str
    zone: str


def _columns(model: type[Any], facts: type[Any]) -> list[Any]:
    return [getattr(model, name) for name in facts.__dataclass_fields__]


def distributor_facts(distributor_id: int) -> DistributorFacts:
    """Return a distributor within the scope of whoever asks, or raise `NotVisible`."""
    scope = current_scope()
    if scope is None or not (scope.everyone or distributor_id in scope.distributor_ids):
        raise NotVisible
    wanted = sa.select(*_columns(Distributor, DistributorFacts)).where(Distributor.id == distributor_id)
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise NotVisible
    return DistributorFacts(*row)


def addresses_of(distributor_id: int, kind: AddressKind | None = None) -> list[AddressFacts]:
    """Return a distributor's active addresses, the default one first, then by label."""
    wanted = sa.select(*_columns(Address, AddressFacts)).where(Address.distributor_id == distributor_id, Address.active)
    if kind is not None:
        wanted = wanted.where(Address.kind == kind)
    rows = db.session.execute(wanted.order_by(Address.is_default.desc(), Address.label, Address.id))
    return [AddressFacts(*row) for row in rows]


def address_facts(address_id: int) -> AddressFacts:
    """Return an address (an inactive one too: old papers name it), or raise `NotVisible`."""
    wanted = sa.select(*_columns(Address, AddressFacts)).where(Address.id == address_id)
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise NotVisible
    return AddressFacts(*row)


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


def people_of(distributor_id: int, permission: Permission) -> list[Person]:
    """Return a distributor's own active people who hold a permission, by id."""
    return _people(permission, UserAccount.distributor_id == distributor_id)


def hq_people(permission: Permission) -> list[Person]:
    """Return headquarters' active people who hold a permission, by id."""
    return _people(permission, UserAccount.door == Door.HQ)


def _people(permission: Permission, whose: sa.ColumnElement[bool]) -> list[Person]:
    wanted = (
        sa.select(
            UserAccount.id, UserAccount.email, UserAccount.name, UserAccount.locale, UserAccount.zone,
            UserAccount.roles, Distributor.locale.label("fallback"),
        )
        .outerjoin(Distributor, Distributor.id == UserAccount.distributor_id)
        .where(whose, UserAccount.state == UserState.ACTIVE)
        .order_by(UserAccount.id)
    )  # fmt: skip
    return [
        Person(row.id, row.email, row.name, row.locale or row.fallback or "en", row.zone or "UTC")
        for row in db.session.execute(wanted)
        if permission in roles.permissions_of(roles.unpack(row.roles))
    ]
