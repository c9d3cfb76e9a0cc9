"""Who acts: a person of one door, or the portal itself. Services are handed an actor."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

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
    approval_limit: Decimal | None = None
    session_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether this person holds a permission."""
        return permission in self.permissions

    @property
    def scope(self) -> Scope:
        """Return whose rows this person may see: all at headquarters, its own tree elsewhere."""
        if self.door is Door.HQ:
            return EVERYONE
        return Scope(distributor_ids=self.distributor_ids) if self.distributor_ids else NOBODY


SYSTEM = Actor(user_id=None, name="system", door=Door.HQ)
