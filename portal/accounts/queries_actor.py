"""Who acts when no session is at hand: work that somebody at headquarters asked for goes on in that name."""

import sqlalchemy as sa

from portal.accounts import rules_roles
from portal.accounts.models import UserAccount, UserState
from portal.accounts.rules_limits import limits_of
from portal.core.actor import Actor, Door
from portal.core.data.sessions import read


def actor_of(user_id: int) -> Actor | None:
    """Return a person of headquarters with the roles and limits held now; None for anyone else, or once disabled."""
    row = read(
        sa.select(
            UserAccount.name,
            UserAccount.email,
            UserAccount.roles,
            UserAccount.locale,
            UserAccount.zone,
            UserAccount.approval_limits,
        ).where(UserAccount.id == user_id, UserAccount.door == Door.HQ, UserAccount.state == UserState.ACTIVE)
    ).one_or_none()
    if row is None:
        return None
    held = rules_roles.unpack(row.roles)
    return Actor(
        user_id=user_id,
        name=row.name,
        email=row.email,
        door=Door.HQ,
        roles=held,
        permissions=rules_roles.permissions_of(held),
        approval_limits=limits_of(row.approval_limits),
        locale=row.locale or "en",
        zone=row.zone or "UTC",
    )
