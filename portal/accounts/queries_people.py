"""What other rooms may know of people: whom to tell, what they are called, who holds which role; never rows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts import rules_roles
from portal.accounts.models import Distributor, UserAccount, UserState
from portal.accounts.rules_prices import permitted
from portal.core.actor import Door
from portal.core.data.sessions import db, read
from portal.core.errors import NotVisible
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.notifications.ports import knows_receivers


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to tell: where, in which language and zone, and whether headquarters' prices are kept from this one."""

    id: int
    email: str
    name: str
    locale: str
    zone: str
    sees_prices: bool = True


def people_of(distributor_id: int, permission: Permission) -> list[Person]:
    """Return a distributor's own active people who hold a permission, by id; none of one that is not in use."""
    return _people(permission, _DEALERS, {"distributor_id": distributor_id})


def hq_people(permission: Permission) -> list[Person]:
    """Return headquarters' active people who hold a permission, by id."""
    return _people(permission, _HQ, {})


def active_person(user_id: int) -> list[Person]:
    """Return one person by the id of the account, as a list that is empty where it is no longer active."""
    return [_person(row) for row in read(_ONE, {"user_id": user_id}).all()]


def hq_names_by_role(names: Collection[str]) -> dict[str, list[str]]:
    """Return the names of headquarters' active people who hold each of these roles."""
    found: dict[str, list[str]] = {name: [] for name in names}
    for row in read(_HQ, {}).all():
        for role in rules_roles.unpack(row.roles) & found.keys():
            found[role].append(row.name)
    return found


def _company_open() -> sa.ColumnElement[bool]:
    """Return the condition that the company an account is read with is in use, or that it has none."""
    return sa.or_(Distributor.id.is_(None), Distributor.active)


@knows_receivers
def gets_letters(user_id: int) -> bool:
    """Tell whether an account is written to: nobody disabled it, and its company is in use."""
    wanted = sa.select(UserAccount.id).outerjoin(Distributor, Distributor.id == UserAccount.distributor_id)
    open_to = (UserAccount.id == user_id, UserAccount.state != UserState.DISABLED, _company_open())
    return db.session.scalar(wanted.where(*open_to)) is not None


_general = orm.aliased(Distributor)


_PEOPLE = (
    sa.select(
        UserAccount.id,
        UserAccount.email,
        UserAccount.name,
        UserAccount.locale,
        UserAccount.zone,
        UserAccount.roles,
        Distributor.locale.label("fallback"),
        Distributor.prices_kept_from_buyers.label("kept_from_buyers"),
        _general.prices_kept_from_dealers.label("kept_by_general"),
    )
    .outerjoin(Distributor, Distributor.id == UserAccount.distributor_id)
    .outerjoin(_general, _general.id == Distributor.parent_id)
    .where(UserAccount.state == UserState.ACTIVE, _company_open())
    .order_by(UserAccount.id)
)


_DEALERS = _PEOPLE.where(UserAccount.distributor_id == sa.bindparam("distributor_id"))


_HQ = _PEOPLE.where(UserAccount.door == Door.HQ)


_ONE = _PEOPLE.where(UserAccount.id == sa.bindparam("user_id"))


def _people(permission: Permission, wanted: sa.Select[*tuple[Any, ...]], given: dict[str, int]) -> list[Person]:
    return [_person(row) for row in read(wanted, given).all() if permission in _permitted(row)]


def _permitted(row: Any) -> frozenset[Permission]:
    kept = {"kept_by_general": bool(row.kept_by_general), "kept_from_buyers": bool(row.kept_from_buyers)}
    return permitted(rules_roles.unpack(row.roles), **kept)


def _person(row: Any) -> Person:
    sees_all = _permitted(row) == rules_roles.permissions_of(rules_roles.unpack(row.roles))
    return Person(row.id, row.email, row.name, row.locale or row.fallback or "en", row.zone or "UTC", sees_all)


def invited_name(user_id: int | None) -> tuple[str, str, str]:
    """Return `(name, mail address, language)` of an account a token opened; the language is the company's for none."""
    own, home = UserAccount.locale, Distributor.locale
    wanted = sa.select(UserAccount.name, UserAccount.email, sa.func.coalesce(sa.func.nullif(own, ""), home, ""))
    row = db.session.execute(
        wanted.outerjoin(Distributor, Distributor.id == UserAccount.distributor_id).where(UserAccount.id == user_id)
    ).first()
    if row is None:
        raise NotVisible
    return row[0], row[1], row[2]


def names_of(ids: Collection[str]) -> dict[str, str]:
    """Return the names of people by the ids of their accounts, as the record keeps them; what is no id is left out."""
    wanted = {number for text in ids if (number := whole_number(text)) is not None}
    rows = db.session.execute(sa.select(UserAccount.id, UserAccount.name).where(UserAccount.id.in_(wanted)))
    return {str(row.id): row.name for row in rows}
