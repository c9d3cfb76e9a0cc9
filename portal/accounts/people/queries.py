"""Lists of people and of their open sessions, for who manages them and for themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts import rules_roles
from portal.accounts.models import Distributor, UserAccount, UserSession, UserState
from portal.accounts.rules_apart import told_apart
from portal.core.actor import Actor, Door
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import ListState, Page

SHOWN_EMAIL = sa.func.coalesce(sa.func.nullif(UserAccount.invited_as, ""), UserAccount.email)
"""The address as it was typed."""

SORTS: dict[str, Any] = {
    "name": UserAccount.name,
    "email": SHOWN_EMAIL,
    "company": sa.func.coalesce(Distributor.name, ""),
    "state": UserAccount.state,
    "seen": sa.literal_column("seen_at"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people; `belongs_elsewhere` is for headquarters' eyes alone."""

    id: int
    name: str
    email: str
    door: Door
    state: UserState
    roles: frozenset[str]
    company: str
    distributor_id: int | None
    approval_limits: dict[str, str]
    version: int
    seen_at: datetime | None
    belongs_elsewhere: bool


def people_page(actor: Actor, state: ListState) -> Page:
    """Return one page of the people this actor manages."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(_wanted(actor, state).subquery())) or 0
    state = state.within(total)
    rows = db.session.execute(_sorted(_wanted(actor, state), state).offset(state.offset).limit(state.size))
    return Page([_row(row) for row in rows], state, total)


def all_people(actor: Actor, state: ListState) -> Whole:
    """Return all people of a view, for a spreadsheet."""
    return Whole(_sorted(_wanted(actor, state), state), lambda rows: map(_row, rows))


def person(actor: Actor, user_id: int) -> PersonRow:
    """Return one person this actor manages, or raise `NotVisible`."""
    row = db.session.execute(_wanted(actor, ListState()).where(UserAccount.id == user_id)).first()
    if row is None:
        raise NotVisible
    return _row(row)


def companies_of(actor: Actor) -> list[tuple[int, str]]:
    """Return `(id, name)` of the active distributors whose people this actor manages, by name."""
    wanted = (
        sa.select(Distributor.id, Distributor.name, Distributor.code)
        .where(Distributor.active)
        .order_by(Distributor.name, Distributor.id)
    )
    if actor.door is Door.DISTRIBUTOR:
        wanted = wanted.where(Distributor.id.in_(sorted(actor.distributor_ids)))
    rows = db.session.execute(wanted).all()
    told = told_apart([(row.name, row.code) for row in rows])
    return [(row.id, name) for row, name in zip(rows, told, strict=True)]


def _seen() -> Any:
    latest = sa.select(sa.func.max(UserSession.seen_at)).where(UserSession.user_id == UserAccount.id)
    return latest.correlate(UserAccount).scalar_subquery().label("seen_at")


def _wanted(actor: Actor, state: ListState) -> sa.Select[*tuple[Any, ...]]:
    wanted = sa.select(
        UserAccount.id,
        UserAccount.name,
        SHOWN_EMAIL.label("email"),
        UserAccount.invited_as,
        UserAccount.door,
        UserAccount.state,
        UserAccount.roles,
        Distributor.name.label("company"),
        UserAccount.distributor_id,
        UserAccount.approval_limits,
        UserAccount.version,
        _seen(),
    ).outerjoin(Distributor, Distributor.id == UserAccount.distributor_id)
    if actor.door is Door.DISTRIBUTOR:
        wanted = wanted.where(UserAccount.distributor_id.in_(sorted(actor.distributor_ids)))
    return wanted.where(*_narrowed(state))


def _narrowed(state: ListState) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if door := state.filters.get("door"):
        found.append(UserAccount.door == Door(door))
    if kind := state.filters.get("state"):
        found.append(UserAccount.state == UserState(kind))
    if role := state.filters.get("role"):
        found.append(UserAccount.roles.contains(role, autoescape=True))
    if state.search:
        columns = (UserAccount.name, SHOWN_EMAIL, Distributor.name)
        found.append(sa.or_(*(column.icontains(state.search, autoescape=True) for column in columns)))
    return found


def _sorted(wanted: sa.Select[*tuple[Any, ...]], state: ListState) -> sa.Select[*tuple[Any, ...]]:
    column = SORTS[state.sort or "name"]
    way = column.desc() if state.descending else column.asc()
    return wanted.order_by(way.nulls_last(), UserAccount.id)


def _row(row: Any) -> PersonRow:
    return PersonRow(
        row.id,
        row.name,
        row.email,
        row.door,
        row.state,
        rules_roles.unpack(row.roles),
        row.company or "",
        row.distributor_id,
        row.approval_limits,
        row.version,
        row.seen_at,
        bool(row.invited_as),
    )
