"""Who acts: a person of one door, or the portal itself. Services are handed an actor."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from portal.core.money import Money
from portal.core.permissions import Permission
from portal.core.scope import EVERYONE, NOBODY, Scope


class Door(StrEnum):
    """The two doors of the portal; a user belongs to exactly one."""

    DISTRIBUTOR = "distributor"
    HQ = "hq"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system (`user_id` None); plain values only."""

    user_id: int | None
    name: str
    door: Door
    permissions: frozenset[Permission] = frozenset()
    distributor_id: int | None = None
    distributor_ids: frozenset[int] = field(default=frozenset())
    distributor_name: str = ""
    roles: frozenset[str] = frozenset()
    locale: str = "en"
    zone: str = "UTC"
    email: str = ""
    approval_limits: tuple[tuple[str, Decimal], ...] = ()
    session_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether this person holds a permission."""
        return permission in self.permissions

    @property
    def sees_prices(self) -> bool:
        """Tell whether this person is shown what headquarters asks, charges and credits; the one question of it.

        Headquarters is; a distributor's person is unless its general distributor keeps prices to itself
        (`accounts.rules_prices`).
        """
        return self.door is Door.HQ or Permission.PRICE_VIEW in self.permissions

    def limit_in(self, currency: str) -> Money | None:
        """Return up to which amount in a currency this person approves alone; None where none is set."""
        limit = dict(self.approval_limits).get(currency)
        return None if limit is None else Money(limit, currency)

    @property
    def scope(self) -> Scope:
        """Return whose rows this person may see: all at headquarters, its own tree elsewhere."""
        if self.door is Door.HQ:
            return EVERYONE
        return Scope(distributor_ids=self.distributor_ids) if self.distributor_ids else NOBODY


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did something, as it was kept: a name, and the door it came through."""

    name: str
    door: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts, on which version of a thing as it was shown to them, and at which moment (an aware instant)."""

    actor: Actor
    seen: int
    now: datetime


SYSTEM = Actor(user_id=None, name="system", door=Door.HQ)
