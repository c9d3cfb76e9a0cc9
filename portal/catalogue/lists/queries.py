"""Lists of parts one sees: one's own and those colleagues share, and what stands on one of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import UserAccount
from portal.catalogue.lists.models import PartList, PartListRow
from portal.catalogue.models import Part
from portal.catalogue.queries import NAME, PartFacts, facts_from, facts_select, number_contains
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import ListState, Page


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list: its name, whose it is, whether the colleagues see it, when it was changed last, and how many parts."""

    id: int
    name: str
    owner_id: int
    owner: str
    shared: bool
    changed_at: datetime
    parts: int


_COUNT = sa.select(sa.func.count()).select_from(PartListRow).where(PartListRow.list_id == PartList.id).scalar_subquery()
_SORTS = {"name": PartList.name, "owner": UserAccount.name, "changed": PartList.changed_at, "parts": _COUNT}


def _seen(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement of the lists somebody sees: their own, and shared ones of the same company."""
    columns = (PartList.id, PartList.name, PartList.user_id, UserAccount.name, PartList.shared, PartList.changed_at)
    mine = sa.or_(PartList.user_id == actor.user_id, PartList.shared.is_(True))
    named = sa.select(*columns, _COUNT).join(UserAccount, UserAccount.id == PartList.user_id)
    return named.where(PartList.distributor_id == actor.distributor_id, mine)


def lists_page(state: ListState, actor: Actor) -> Page:
    """Return one page of the lists somebody sees."""
    statement = _narrowed(state, actor)
    state, total = _within(statement, state)
    rows = db.session.execute(statement.offset(state.offset).limit(state.size))
    return Page([KeptList(*row) for row in rows], state, total)


def all_lists(state: ListState, actor: Actor) -> Whole:
    """Return all lists of a view, for a file."""
    return Whole(_narrowed(state, actor), lambda block: (KeptList(*row) for row in block))


def _narrowed(state: ListState, actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    statement = _seen(actor)
    if state.search:
        texts = (PartList.name, UserAccount.name)
        statement = statement.where(sa.or_(*(one.icontains(state.search, autoescape=True) for one in texts)))
    column: Any = _SORTS[state.sort or "name"]
    return statement.order_by(column.desc() if state.descending else column.asc(), PartList.id)


def _within(statement: sa.Select[*tuple[Any, ...]], state: ListState) -> tuple[ListState, int]:
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0
    return state.within(total), total


def list_seen(list_id: int, actor: Actor) -> KeptList:
    """Return a list somebody sees; `NotVisible` for any other."""
    row = db.session.execute(_seen(actor).where(PartList.id == list_id)).one_or_none()
    if row is None:
        raise NotVisible(str(list_id))
    return KeptList(*row)


def own_lists_select(told: Any, user_id: int, distributor_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that tells something of the lists somebody may put parts on."""
    return sa.select(told).where(PartList.user_id == user_id, PartList.distributor_id == distributor_id)


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part on a list, and how many pieces."""

    part: PartFacts
    quantity: int


def rows_page(list_id: int, state: ListState, locale: str) -> Page:
    """Return one page of the parts on a list."""
    statement = _rows(list_id, state, locale)
    state, total = _within(statement, state)
    rows = db.session.execute(statement.offset(state.offset).limit(state.size)).all()
    return Page(list(map(_kept, rows)), state, total)


def all_rows(list_id: int, state: ListState, locale: str, made: Callable[[list[KeptPart]], Iterable[Any]]) -> Whole:
    """Return all parts on a list for a file, made into its rows a block at a time."""
    return Whole(_rows(list_id, state, locale), lambda block: made(list(map(_kept, block))))


def _kept(row: Sequence[Any]) -> KeptPart:
    return KeptPart(facts_from(row), row[-1])


def _rows(list_id: int, state: ListState, locale: str) -> sa.Select[*tuple[Any, ...]]:
    statement = facts_select(locale).add_columns(PartListRow.quantity)
    statement = statement.join(PartListRow, PartListRow.part_id == Part.id).where(PartListRow.list_id == list_id)
    if state.search:
        words = NAME.icontains(state.search, autoescape=True)
        statement = statement.where(sa.or_(number_contains(state.search), words))
    sorts: dict[str, Any] = {"part": Part.number, "name": NAME, "quantity": PartListRow.quantity}
    column = sorts[state.sort or "part"]
    return statement.order_by(column.desc() if state.descending else column.asc(), Part.number)


def pieces_on(list_id: int) -> list[tuple[str, int]]:
    """Return what stands on a list, by part number: the number and how many pieces."""
    rows = sa.select(Part.number, PartListRow.quantity).join(PartListRow, PartListRow.part_id == Part.id)
    return [
        (row[0], row[1]) for row in db.session.execute(rows.where(PartListRow.list_id == list_id).order_by(Part.number))
    ]
