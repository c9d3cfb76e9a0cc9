"""Plain functions that make rows with sensible defaults.

Each works inside a `transaction()`, or opens its own where none is open; what it returns has its id.
"""

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from portal.accounts import rules_roles, service_passwords
from portal.accounts.models import (
    Address,
    AddressKind,
    Distributor,
    DistributorKind,
    SellingEntity,
    UserAccount,
    UserState,
)
from portal.accounts.models_sellers import SellerAccount
from portal.accounts.rules_limits import limits_of
from portal.core.actor import Actor, Door
from portal.core.clock import utc_now
from portal.core.data.sessions import PortalSession, db, transaction

PASSWORD = "a quiet harbour at dawn"
Row = TypeVar("Row")
_numbers = count(1)
_LETTERS = str.maketrans("0123456789", "KLMNPRSTVW")
"""Names are told apart by letters: a digit in a name is found by whoever searches a number."""


def saved(row: Row) -> Row:
    """Add a row to the open transaction, or to one of its own, and return it with its id."""
    if cast(PortalSession, db.session()).writes:
        db.session.add(row)
        db.session.flush()
    else:
        with transaction() as session:
            session.add(row)
    return row


def next_number() -> int:
    """Return a number no other factory call of this process got."""
    return next(_numbers)


def make_selling_entity(**values: Any) -> SellingEntity:
    """Make the legal entity that sells: by default the maker in Chongqing."""
    given = {
        "code": f"E{next_number()}",
        "name": "Chongqing Motors Export Co., Ltd.",
        "country": "CN",
        "address_lines": "88 Jinkai Avenue\nYubei District\nChongqing 401120\nCHINA",
        "gs1_prefix": "6901234",
        "zone": "Asia/Shanghai",
    }
    entity = saved(SellingEntity(**{**given, **values}))
    make_seller_account(entity.id)
    return entity


def make_seller_account(entity_id: int, **values: Any) -> SellerAccount:
    """Make a bank account of a seller: by default the usual one, whatever the currency."""
    given = {"label": "Main", "bank_name": "Bank of Chongqing", "account": "1234567890", "swift": "CQCBCN22"}
    return saved(SellerAccount(**{"selling_entity_id": entity_id, "usual": True, **given, **values}))


def make_distributor(*, parent: Distributor | None = None, **values: Any) -> Distributor:
    """Make a distributor (a general one; a dealer below a parent), its `path` filled in.

    Without `selling_entity_id` one is made for it.
    """
    number = next_number()
    if "selling_entity_id" not in values:
        values["selling_entity_id"] = parent.selling_entity_id if parent else make_selling_entity().id
    given = {
        "kind": DistributorKind.DEALER if parent else DistributorKind.GENERAL,
        "parent_id": parent.id if parent else None,
        "code": f"D{number}",
        "name": f"Harbour Motors {str(number).translate(_LETTERS)}",
        "legal_name": f"Harbour Motors {number} Trading LLC",
        "region": "MEA",
        "country": "EG",
        "tax_id": "100-200-300",
        "zone": "Africa/Cairo",
        "currency": "USD",
        "incoterm_place": "Cairo",
        "contract_number": f"CT-{number}",
    }
    distributor = Distributor(**{**given, **values})
    if cast(PortalSession, db.session()).writes:
        return _rooted(distributor, parent)
    with transaction():
        return _rooted(distributor, parent)


def _rooted(distributor: Distributor, parent: Distributor | None) -> Distributor:
    db.session.add(distributor)
    db.session.flush()
    distributor.path = f"{parent.path if parent else '/'}{distributor.id}/"
    db.session.flush()
    return distributor


def make_many_distributors(count: int) -> None:
    """Make so many companies that have nothing but a code and a name, in one statement."""
    letters = [str(next_number()).translate(_LETTERS) for _ in range(count)]
    rows = [{"kind": DistributorKind.GENERAL, "code": f"M{each}", "name": f"Many {each}"} for each in letters]
    with transaction() as session:
        session.execute(sa.insert(Distributor), rows)


def make_address(distributor: Distributor, *, kind: AddressKind = AddressKind.SHIP_TO, **values: Any) -> Address:
    """Make an address of a distributor; by default its ship-to in Cairo."""
    given = {
        "label": "Main warehouse",
        "name": distributor.legal_name or distributor.name,
        "street": "12 Port Said Street",
        "city": "Cairo",
        "region": "Cairo",
        "postal_code": "11511",
        "country": "EG",
        "tax_id": "100-200-300",
        "contact": "Mona Adel",
        "phone": "+20 2 2345 6789",
        "email": "warehouse@harbour.example",
        "is_default": True,
    }
    return saved(Address(distributor_id=distributor.id, kind=kind, **{**given, **values}))


def make_dealer_user(
    distributor: Distributor | None = None, *, role: str | Sequence[str] = "dealer_buyer", **values: Any
) -> UserAccount:
    """Make an active person of a distributor, with the password `PASSWORD`."""
    distributor = distributor or make_distributor()
    given = {"distributor_id": distributor.id, "locale": distributor.locale, "zone": distributor.zone}
    return _make_user(Door.DISTRIBUTOR, role, {**given, **values})


def make_hq_user(*, role: str | Sequence[str] = "hq_clerk", **values: Any) -> UserAccount:
    """Make an active person of headquarters, with the password `PASSWORD`."""
    usual = {"locale": "en", "zone": "Asia/Shanghai", "approval_limits": {"USD": "100000", "EUR": "100000"}}
    return _make_user(Door.HQ, role, {**usual, **values})


def _make_user(door: Door, role: str | Sequence[str], values: dict[str, Any]) -> UserAccount:
    number = next_number()
    held = [role] if isinstance(role, str) else role
    given = {
        "email": f"person{number}@{door.value}.example",
        "name": f"Person {number}",
        "door": door,
        "state": UserState.ACTIVE,
        "roles": rules_roles.pack(held),
        "created_at": utc_now(),
        "password_hash": _known_hash(),
    }
    return saved(UserAccount(**{**given, **values}))


@cache
def _known_hash() -> str:
    return service_passwords.hashed(PASSWORD)


def actor_of(user: UserAccount, *, below: Sequence[Distributor] = ()) -> Actor:
    """Return the actor a signed-in person would be; `below` are distributors under the own one."""
    held = rules_roles.unpack(user.roles)
    own = {user.distributor_id} if user.distributor_id else set()
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        door=user.door,
        roles=held,
        permissions=rules_roles.permissions_of(held),
        distributor_id=user.distributor_id,
        distributor_ids=frozenset({*own, *(each.id for each in below)}),
        approval_limits=limits_of(user.approval_limits),
        locale=user.locale or "en",
        zone=user.zone,
    )
