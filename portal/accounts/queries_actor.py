"""Who acts when no session is at hand: work that somebody asked for goes on in that name."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts import rules_roles
from portal.accounts.models import Distributor, UserAccount, UserState, in_subtree
from portal.accounts.rules_limits import limits_of
from portal.accounts.rules_prices import permitted
from portal.core.actor import Actor, Door
from portal.core.data.holding import MARK, mark_told
from portal.core.data.sessions import read


def actor_of(user_id: int) -> Actor | None:
    """Return a person of headquarters with the roles and limits held now; None for anyone else, or once disabled."""
    person = person_of(user_id)
    return person if person is not None and person.door is Door.HQ else None


def person_of(user_id: int) -> Actor | None:
    """Return a person of either door with the roles, limits and companies held now; None once disabled, or unknown.

    Nobody acts for a company that is not active.
    """
    found = read(_reading(), {"user_id": user_id}).all()
    if not found:
        return None
    mark_told(found[0].mark)
    row, held = found[0], rules_roles.unpack(found[0].roles)
    return Actor(
        user_id=user_id,
        name=row.name,
        email=row.email,
        door=row.door,
        roles=held,
        permissions=permitted(
            held, kept_by_general=bool(row.kept_by_general), kept_from_buyers=bool(row.kept_from_buyers)
        ),
        distributor_id=row.distributor_id,
        distributor_ids=frozenset(each.below_id for each in found if each.below_id is not None),
        distributor_name=row.distributor_name or "",
        approval_limits=limits_of(row.approval_limits),
        locale=row.locale or row.distributor_locale or "en",
        zone=row.zone or "UTC",
    )


@cache
def _reading() -> sa.Select[*tuple[Any, ...]]:
    own, above, below = orm.aliased(Distributor), orm.aliased(Distributor), orm.aliased(Distributor)
    return (
        sa.select(
            UserAccount.name,
            UserAccount.email,
            UserAccount.door,
            UserAccount.roles,
            UserAccount.locale,
            UserAccount.zone,
            UserAccount.approval_limits,
            UserAccount.distributor_id,
            own.name.label("distributor_name"),
            own.locale.label("distributor_locale"),
            own.prices_kept_from_buyers.label("kept_from_buyers"),
            above.prices_kept_from_dealers.label("kept_by_general"),
            below.id.label("below_id"),
            MARK.scalar_subquery().label("mark"),
        )
        .outerjoin(own, own.id == UserAccount.distributor_id)
        .outerjoin(above, above.id == own.parent_id)
        .outerjoin(below, in_subtree(below, own))
        .where(UserAccount.id == sa.bindparam("user_id"), UserAccount.state == UserState.ACTIVE)
        .where(sa.or_(own.id.is_(None), own.active))
    )
