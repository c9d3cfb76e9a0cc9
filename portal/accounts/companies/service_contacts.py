"""Contacts of distributors, sellers and depots, as master data changes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models_contacts import Contact, ContactRole
from portal.core.data.lists import among
from portal.core.data.sessions import db

Owner = tuple[str, int]
"""Which of the columns that name an owner, and its id."""
Key = tuple[Owner, str, ContactRole]


def set_contacts(rows: Sequence[tuple[Owner, Mapping[str, Any]]]) -> None:
    """Add people (`name`, `contact_role`, `phone`, `email`, `language`), or change those of an owner, name and role."""
    there = _known([owner for owner, _row in rows])
    for owner, row in rows:
        role = ContactRole(row["contact_role"])
        contact = there.get((owner, row["name"], role))
        if contact is None:
            contact = Contact(name=row["name"], role=role, **{owner[0]: owner[1]})
            db.session.add(contact)
        contact.phone, contact.email, contact.locale = row["phone"], row["email"], row["language"]


def remove_contacts(keys: Sequence[tuple[Owner, str, str]]) -> None:
    """Remove people: owner, name, role; papers keep what they have printed."""
    there = _known([owner for owner, _name, _role in keys])
    for owner, name, role in keys:
        contact = there.get((owner, name, ContactRole(role)))
        if contact is not None:
            db.session.delete(contact)


def _known(owners: Sequence[Owner]) -> dict[Key, Contact]:
    found: dict[Key, Contact] = {}
    for column in sorted({column for column, _id in owners}):
        ids = {each for name, each in owners if name == column}
        for one in db.session.scalars(sa.select(Contact).where(among(getattr(Contact, column), sorted(ids)))):
            found[(column, getattr(one, column)), one.name, one.role] = one
    return found
