"""People of both doors: a new one is invited by mail, one that goes is disabled; nobody is deleted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies import service_tree
from portal.accounts.models import Distributor, UserAccount, UserState
from portal.accounts.people import service_lists
from portal.accounts.people.service_lists import Listed
from portal.accounts.rules_people import check_name, check_zone
from portal.accounts.rules_roles import ROLES, check_roles, unpack
from portal.core.actor import Actor, Door
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused
from portal.core.letters import reached
from portal.core.locales import DEFAULT, OFFERED, SUPPORTED
from portal.core.permissions import Permission
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_uses import companies_shut, is_shut
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import choice_named

MOST_INVITED = 1_000
"""People invited by one file: each gets a mail of their own, and all of them come in together or not at all."""


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            UserAccount.email,
            UserAccount.name,
            sa.func.coalesce(Distributor.code, "").label("distributor"),
            UserAccount.roles,
            sa.func.coalesce(sa.func.nullif(UserAccount.locale, ""), Distributor.locale, DEFAULT).label("language"),
            UserAccount.zone,
        )
        .outerjoin(Distributor, Distributor.id == UserAccount.distributor_id)
        .where(UserAccount.state != UserState.DISABLED, UserAccount.invited_as == "")
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A person stays with one company, holds roles of its door, and has a name that mails may greet."""
    there = [one for one in changes if one.action is not Action.GONE]
    ids = service_tree.distributor_ids([str(one.now["distributor"]) for one in there])
    shut = companies_shut()
    homes = _homes([one.key for one in there])
    new = [one for one in there if one.action is Action.NEW]
    for one in new[MOST_INVITED:]:
        yield Objection(one.key, "email", "masterdata.invited_enough", {"most": MOST_INVITED})
    for one in there:
        home = str(one.now["distributor"])
        if home and home not in ids:
            yield Objection(one.key, "distributor", "masterdata.unknown", {"text": home})
        elif home in shut and one.action is Action.NEW:
            yield Objection(one.key, "distributor", "accounts.company_inactive")
        elif one.key in homes and homes[one.key] != ids.get(home):
            yield Objection(one.key, "email", "accounts.email_taken")
        if one.action is Action.NEW and not reached(str(one.now["email"])):
            yield Objection(one.key, "email", "accounts.email_beyond_ascii")
        if one.now["language"] not in (*OFFERED, (one.before or {}).get("language")):
            yield Objection(
                one.key,
                "language",
                "masterdata.not_a_choice",
                {"choices": [choice_named("language", one) for one in OFFERED]},
            )
        yield from _against(one.key, one.now)


def _homes(emails: Sequence[str]) -> dict[str, int | None]:
    """Whose people have these addresses, disabled ones too."""
    found = db.session.execute(
        sa.select(UserAccount.email, UserAccount.distributor_id).where(among(UserAccount.email, emails))
    )
    return {row.email: row.distributor_id for row in found}


def _against(key: str, row: Row) -> Iterator[Objection]:
    door = Door.DISTRIBUTOR if row["distributor"] else Door.HQ
    if door is Door.HQ and _are_of(Door.DISTRIBUTOR, row) and not _are_of(Door.HQ, row):
        yield Objection(key, "distributor", "masterdata.roles_want_company")
        return
    for field, check in (
        ("name", lambda: check_name(str(row["name"]))),
        ("zone", lambda: check_zone(str(row["zone"]))),
        ("roles", lambda: check_roles(door, unpack(str(row["roles"])))),
    ):
        try:
            check()
        except FieldRefused as refused:
            yield Objection(key, field, refused.code, refused.facts)


def _are_of(door: Door, row: Row) -> bool:
    try:
        check_roles(door, unpack(str(row["roles"])))
    except FieldRefused:
        return False
    return True


def _write(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    rows = [one.now for one in changes if one.action is not Action.GONE]
    ids = service_tree.distributor_ids([str(row["distributor"]) for row in rows])
    service_lists.set_people([_listed(row, ids.get(str(row["distributor"]))) for row in rows], actor, now)
    service_lists.disable_people([one.key for one in changes if one.action is Action.GONE], actor, now)


def _listed(row: Row, distributor_id: int | None) -> Listed:
    return Listed(
        str(row["email"]),
        str(row["name"]),
        distributor_id,
        unpack(str(row["roles"])),
        str(row["language"]),
        str(row["zone"]),
    )


PEOPLE = known(
    Kind(
        "people",
        Fields(
            (
                Field("email", Shape.EMAIL, needed=True),
                Field("name", needed=True, printed=False),
                Field("distributor", Shape.CODE, longest=12),
                Field("roles", Shape.WORDS, needed=True, choices=tuple(ROLES)),
                Field("language", Shape.CHOICE, needed=True, choices=OFFERED, kept=tuple(SUPPORTED)),
                Field("zone", Shape.ZONE, needed=True),
            ),
            ("email",),
        ),
        _rows,
        _write,
        _judge,
        search=("email", "name", "distributor"),
        gaps={
            "joined": lambda row: sa.exists().where(
                UserAccount.email == row.email, UserAccount.state == UserState.INVITED
            )
        },
        in_use=lambda row: ~is_shut(Distributor, row.distributor),
        found_by=("distributor",),
        may_go=True,
        views=Permission.USER_MANAGE,
        edits=Permission.USER_MANAGE,
    )
)
"""The people who may come in, or are invited to; whoever is disabled is none of them."""
