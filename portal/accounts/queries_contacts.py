"""Contacts as pages and papers show them: frozen values, never rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models_contacts import Contact, ContactRole
from portal.accounts.rules_phones import phone_text
from portal.core.data.sessions import Reading, read


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Somebody to ring or write to; `phone` as E.164, `locale` the language they are written to in."""

    name: str
    role: ContactRole
    phone: str
    email: str
    locale: str

    @property
    def phone_text(self) -> str:
        """Return the phone number as people read it."""
        return phone_text(self.phone)


_FACTS = (Contact.name, Contact.role, Contact.phone, Contact.email, Contact.locale)


@cache
def _of(owner: orm.InstrumentedAttribute[int | None]) -> Reading:
    return sa.select(*_FACTS).where(owner == sa.bindparam("owner")).order_by(Contact.role, Contact.name)


def contacts_of(distributor_id: int) -> list[ContactFacts]:
    """Return the contacts of a distributor, by what they are asked about, then by name."""
    return [ContactFacts(*row) for row in read(_of(Contact.distributor_id), {"owner": distributor_id})]


def contacts_of_seller(entity_id: int) -> list[ContactFacts]:
    """Return the contacts of a selling entity."""
    return [ContactFacts(*row) for row in read(_of(Contact.selling_entity_id), {"owner": entity_id})]


def contacts_of_depot(depot_id: int) -> list[ContactFacts]:
    """Return the contacts of a depot."""
    return [ContactFacts(*row) for row in read(_of(Contact.depot_id), {"owner": depot_id})]


def first_of(contacts: Iterable[ContactFacts], role: ContactRole) -> ContactFacts | None:
    """Return the first contact of a role, None where there is none."""
    return next((one for one in contacts if one.role is role), None)
