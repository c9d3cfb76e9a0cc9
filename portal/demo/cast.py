"""The demo's people as actors, and the goods their stories are about."""

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from portal.accounts.models import Distributor, UserAccount
from portal.accounts.rules_limits import limits_of
from portal.accounts.rules_roles import permissions_of, unpack
from portal.catalogue.models import DangerousGoods, Part, PartState
from portal.core.actor import Actor, Door
from portal.core.data.sessions import db
from portal.demo.loading import Loading
from portal.stock.models import FREE, Stock


@dataclass(frozen=True, slots=True)
class Goods:
    """A part number and a quantity that respects its minimum and pack."""

    number: str
    quantity: int

    @property
    def text(self) -> str:
        """Return the row as somebody would paste it."""
        return f"{self.number}\t{self.quantity}"


def actor_of(email: str) -> Actor:
    """Return one of the demo's people, with the permissions of its roles."""
    user = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()
    held = unpack(user.roles)
    company = db.session.get(Distributor, user.distributor_id) if user.distributor_id else None
    below = frozenset[int]()
    if company is not None:
        below = frozenset(
            db.session.scalars(sa.select(Distributor.id).where(Distributor.path.startswith(company.path)))
        )
    return Actor(
        user_id=user.id,
        name=user.name,
        door=Door(user.door),
        permissions=permissions_of(held),
        roles=held,
        distributor_id=user.distributor_id,
        distributor_ids=below or frozenset({user.distributor_id or 0}),
        distributor_name=company.name if company else "",
        locale=user.locale,
        zone=user.zone,
        email=email,
        approval_limits=limits_of(user.approval_limits),
    )


class Shelf:
    """Picks goods for the stories the same way in every load: plenty, scarce, and dangerous ones."""

    def __init__(self, loading: Loading) -> None:
        self._dice = loading.dice("stories")
        self._loading = loading

    @cached_property
    def _plenty(self) -> list[tuple[str, int, int]]:
        return self._parts(FREE >= 40)

    @cached_property
    def _scarce(self) -> list[tuple[str, int, int]]:
        return self._parts(sa.and_(FREE >= 1, FREE <= 3))

    def _parts(self, on_shelf: sa.ColumnElement[bool]) -> list[tuple[str, int, int]]:
        wanted = (
            sa.select(Part.number, Part.minimum, Part.pack)
            .join(Stock, Stock.part_id == Part.id)
            .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
            .where(Stock.depot_id == self._loading.depots["CKG"], on_shelf, Part.state == PartState.ACTIVE)
            .where(DangerousGoods.part_id.is_(None), Part.pack <= 10)
            .order_by(Part.number)
        )
        return [(row.number, row.minimum, row.pack) for row in db.session.execute(wanted)]

    def plenty(self, lines: int) -> list[Goods]:
        """Return goods of which there is more than enough in Chongqing."""
        return [self._goods(one, 1) for one in self._dice.sample(self._plenty, lines)]

    def scarce(self, lines: int) -> list[Goods]:
        """Return goods asked for beyond what lies there, so that a part of each waits."""
        return [self._goods(one, 5) for one in self._dice.sample(self._scarce, lines)]

    def battery(self) -> Goods:
        """Return one loose traction battery (UN3480) that lies on the shelf."""
        wanted = (
            sa.select(Part.number, Part.minimum, Part.pack)
            .join(DangerousGoods, DangerousGoods.part_id == Part.id)
            .join(Stock, Stock.part_id == Part.id)
            .where(DangerousGoods.un_number == "UN3480", Stock.on_hand > 2, Part.state == PartState.ACTIVE)
            .order_by(Part.number)
        )
        row = db.session.execute(wanted).first()
        assert row is not None, "the demo has batteries on its shelves"
        return self._goods((row.number, row.minimum, row.pack), 0)

    def _goods(self, part: tuple[str, int, int], more: int) -> Goods:
        number, minimum, pack = part
        packs = max(-(-minimum // pack), 1) + self._dice.randint(0, 1) + more
        return Goods(number, packs * pack)
