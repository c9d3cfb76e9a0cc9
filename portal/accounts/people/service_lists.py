"""People as lists change them: invited, changed, let in again, disabled; nobody is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.door.service import check_written_locale
from portal.accounts.models import UserAccount, UserState
from portal.accounts.people.service import RoleChange, disable_user, enable_user, managed, set_roles
from portal.accounts.people.service_invitations import Invitation, invite
from portal.accounts.rules_people import check_name, check_zone
from portal.audit.service import record
from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as a list has them: of a distributor, or (None) of headquarters; `locale` empty is the company's."""

    email: str
    name: str
    distributor_id: int | None
    roles: frozenset[str]
    locale: str
    zone: str


def set_people(people: Sequence[Listed], actor: Actor, now: datetime) -> None:
    """Invite who is not there, change who is, and let in again who was disabled.

    Refuses what the services of people refuse: one's own account, the last administrator, an address of somebody
    of another company (`accounts.email_taken`), a role of the other door.
    """
    there = known_people([one.email for one in people])
    for one in people:
        user = there.get(one.email)
        if user is None:
            _invite(one, actor, now)
            continue
        if user.distributor_id != one.distributor_id:
            raise Refused("accounts.email_taken")
        if user.state is UserState.DISABLED:
            enable_user(actor, user.id, now)
        _change(user.id, one, actor, now)


def disable_people(emails: Sequence[str], actor: Actor, now: datetime) -> None:
    """Keep people out from now on; who is out already stays so."""
    there = known_people(emails)
    for user in there.values():
        if user.state is not UserState.DISABLED:
            disable_user(actor, user.id, now)


def known_people(emails: Sequence[str]) -> dict[str, UserAccount]:
    """Return the accounts with these addresses, disabled ones too."""
    found = db.session.scalars(sa.select(UserAccount).where(among(UserAccount.email, sorted(set(emails)))))
    return {user.email: user for user in found}


def _invite(one: Listed, actor: Actor, now: datetime) -> None:
    asked = Invitation(
        email=one.email,
        name=one.name,
        roles=one.roles,
        distributor_id=one.distributor_id,
        locale=one.locale,
        zone=one.zone,
    )
    invite(actor, asked, now)


def _change(user_id: int, one: Listed, actor: Actor, now: datetime) -> None:
    user = managed(actor, user_id)
    limits = {currency: Decimal(amount) for currency, amount in user.approval_limits.items()}
    if frozenset(user.roles.split()) != one.roles:
        set_roles(actor, user_id, RoleChange(one.roles, limits, user.version), now)
    before = {"name": user.name, "locale": user.locale, "zone": user.zone}
    after = {
        "name": check_name(one.name),
        "locale": check_written_locale(one.locale) if one.locale else "",
        "zone": check_zone(one.zone),
    }
    if after == before:
        return
    user.name, user.locale, user.zone, user.version = after["name"], after["locale"], after["zone"], user.version + 1
    record(
        actor,
        "account.profile_changed",
        "user",
        user.id,
        before=before,
        after=after,
        distributor_id=user.distributor_id,
        now=now,
    )
